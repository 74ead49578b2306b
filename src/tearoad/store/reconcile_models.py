"""The tables of the daily reconciliation: what banks and providers have sent, what did not agree, who signed it off."""

from django.db import models


class BankAccount(models.Model):
    """An account of ours at a bank, and the provider whose payouts come to it."""

    pk = models.CompositePrimaryKey("cell_id", "account")
    cell_id = models.SmallIntegerField()
    account = models.TextField()
    currency = models.TextField()
    provider = models.TextField()

    class Meta:
        db_table = "bank_account"


class BankStatement(models.Model):
    """A statement that was booked; `number` is 0 where the bank numbers none, `content` the SHA-256 of what it says."""

    pk = models.CompositePrimaryKey("cell_id", "account", "number", "first_day")
    cell_id = models.SmallIntegerField()
    account = models.TextField()
    number = models.BigIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    opening_minor = models.BigIntegerField()
    closing_minor = models.BigIntegerField()
    content = models.TextField()

    class Meta:
        db_table = "bank_statement"
        constraints = (
            models.UniqueConstraint(
                fields=("cell_id", "account", "number"),
                name="bank_statement_number",
                condition=models.Q(number__gt=0),
            ),
        )


class BankEntry(models.Model):
    """An entry of a statement. `entry_id` is that of the transfer which booked it; `cleared_on` is the day with whose
    reconciliation it came to the provider's clearing account."""

    pk = models.CompositePrimaryKey("cell_id", "entry_id")
    cell_id = models.SmallIntegerField()
    entry_id = models.UUIDField()
    account = models.TextField()
    number = models.BigIntegerField()
    first_day = models.DateField()
    reference = models.TextField()
    end_to_end = models.TextField()
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    day = models.DateField()
    text = models.TextField()
    cleared_on = models.DateField(null=True)

    class Meta:
        db_table = "bank_entry"
        indexes = (models.Index(fields=("cell_id", "account", "day"), name="bank_entry_day"),)


class RegisterRow(models.Model):
    """A row of a provider's register; a correction is a new version, and the highest counts."""

    pk = models.CompositePrimaryKey("cell_id", "provider", "operation", "version")
    cell_id = models.SmallIntegerField()
    provider = models.TextField()
    operation = models.TextField()
    version = models.SmallIntegerField()
    key = models.TextField()
    kind = models.TextField()
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    currency = models.TextField()
    day = models.DateField()
    payout = models.TextField()

    class Meta:
        db_table = "register_row"


class Reconciliation(models.Model):
    """A day of a provider's as it was found; a day that is found otherwise later is one more run. Rows only come."""

    pk = models.CompositePrimaryKey("cell_id", "provider", "day", "run")
    cell_id = models.SmallIntegerField()
    provider = models.TextField()
    day = models.DateField()
    run = models.SmallIntegerField()
    operations = models.IntegerField()
    payouts = models.IntegerField()
    entries = models.IntegerField()
    breaks = models.IntegerField()
    sums = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "reconciliation"


class SignOff(models.Model):
    """Who signed a day off, by the road's clock, and which run of it they saw. Rows only come."""

    pk = models.CompositePrimaryKey("cell_id", "provider", "day")
    cell_id = models.SmallIntegerField()
    provider = models.TextField()
    day = models.DateField()
    run = models.SmallIntegerField()
    signed_by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "sign_off"


class BreakItem(models.Model):
    """A break; `closed_on` is the day with whose reconciliation it was gone. One that comes back has a new turn."""

    pk = models.CompositePrimaryKey("cell_id", "provider", "break_id", "turn")
    cell_id = models.SmallIntegerField()
    provider = models.TextField()
    break_id = models.UUIDField()
    turn = models.SmallIntegerField()
    type = models.TextField()
    key = models.TextField()
    currency = models.TextField()
    amount_minor = models.BigIntegerField()
    day = models.DateField()
    owner = models.TextField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    note = models.TextField()

    class Meta:
        db_table = "break_item"
        indexes = (
            models.Index(
                fields=("cell_id", "provider"), name="break_item_open", condition=models.Q(closed_on__isnull=True)
            ),
        )
