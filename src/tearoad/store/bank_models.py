"""The tables of banks: calls to their providers, what these did, and how busy each bank is."""

from django.db import models


class BankCall(models.Model):
    """One thing that is asked of a payment provider; `due_at` is NULL once it came to its end. Its moments are the wall
    clock's: when it was first seen by who makes calls, when it is tried next, when it was first sent."""

    pk = models.CompositePrimaryKey("cell_id", "call_id")
    cell_id = models.SmallIntegerField()
    call_id = models.UUIDField()
    asks = models.SmallIntegerField()
    payment_id = models.UUIDField()
    bank = models.TextField()
    method = models.TextField()
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    charge = models.TextField()
    seen_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField()
    answer = models.TextField()

    class Meta:
        db_table = "bank_call"
        indexes = (
            models.Index(fields=("cell_id", "due_at"), name="bank_call_due", condition=models.Q(due_at__isnull=False)),
        )


class ProviderOperation(models.Model):
    """Something that a provider has done, as it said; kept once however often it is said."""

    pk = models.CompositePrimaryKey("cell_id", "provider", "operation")
    cell_id = models.SmallIntegerField()
    provider = models.TextField()
    operation = models.TextField()
    kind = models.SmallIntegerField()
    key = models.UUIDField()
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    at = models.DateTimeField()
    taken = models.SmallIntegerField()

    class Meta:
        db_table = "provider_operation"
        indexes = (models.Index(fields=("cell_id", "key"), name="provider_operation_key"),)


class BankLoad(models.Model):
    """How busy a bank's channel was a moment ago, as who makes the calls saw it."""

    pk = models.CompositePrimaryKey("cell_id", "bank", "method")
    cell_id = models.SmallIntegerField()
    bank = models.TextField()
    method = models.TextField()
    at = models.DateTimeField()
    a_minute = models.IntegerField()
    waiting = models.IntegerField()
    in_flight = models.IntegerField()
    wait_seconds = models.IntegerField()
    breaker = models.TextField()

    class Meta:
        db_table = "bank_load"


class CallMaker(models.Model):
    """Who makes the calls of a cell, and until when nobody else does."""

    cell_id = models.SmallIntegerField(primary_key=True)
    holder = models.TextField()
    until_at = models.DateTimeField()

    class Meta:
        db_table = "call_maker"
