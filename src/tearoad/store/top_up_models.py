"""The tables of wallets that are filled: top-ups, and bonuses on them."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models


class TopUp(models.Model):
    """A wallet that is filled by card; `bonus_minor` is what its `sale` promised or, once it is paid, gave on top."""

    pk = models.CompositePrimaryKey("cell_id", "top_up_id")
    cell_id = models.SmallIntegerField()
    top_up_id = models.UUIDField()
    buyer = models.TextField()
    sale = models.TextField()
    bank = models.TextField()
    method = models.TextField()
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    bonus_minor = models.BigIntegerField()
    state = models.SmallIntegerField()
    refusal = models.TextField()
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "top_up"
        indexes = (
            models.Index(fields=("cell_id", "buyer", "at"), name="top_up_buyer"),
            models.Index(fields=("cell_id", "sale", "buyer"), name="top_up_bonus", condition=~models.Q(sale="")),
        )


class Bonus(models.Model):
    """What a sale gives to those who fill their wallets on `days` days from `first_day` on, each in an hour of their
    own: `starts` are the buyers whose hour begins in each minute of the 24 hours of such a day, as expected."""

    pk = models.CompositePrimaryKey("cell_id", "sale")
    cell_id = models.SmallIntegerField()
    sale = models.TextField()
    first_day = models.DateField()
    days = models.SmallIntegerField()
    rate = models.IntegerField()
    most_minor = models.BigIntegerField()
    budget_minor = models.BigIntegerField()
    currency = models.TextField()
    starts = models.JSONField()

    class Meta:
        db_table = "bonus"
