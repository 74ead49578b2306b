"""The tables of payments and baskets."""

from django.db import models


class Payment(models.Model):
    """One attempt to pay an order; of an order one at most waits, and one at most is paid."""

    pk = models.CompositePrimaryKey("cell_id", "payment_id")
    cell_id = models.SmallIntegerField()
    payment_id = models.UUIDField()
    order_id = models.TextField()
    method = models.TextField()
    bank = models.TextField()
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    state = models.SmallIntegerField()
    refusal = models.TextField()
    at = models.DateTimeField()
    until_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payment"
        indexes = (models.Index(fields=("cell_id", "order_id"), name="payment_order"),)
        constraints = (
            models.UniqueConstraint(
                fields=("cell_id", "order_id"), name="payment_waits_once", condition=models.Q(state=0)
            ),
            models.UniqueConstraint(
                fields=("cell_id", "order_id"), name="payment_paid_once", condition=models.Q(state=1)
            ),
        )


class Basket(models.Model):
    """What a buyer with an account has put aside: pieces by product, and the town it would go to."""

    pk = models.CompositePrimaryKey("cell_id", "buyer")
    cell_id = models.SmallIntegerField()
    buyer = models.TextField()
    destination = models.TextField()
    currency = models.TextField()
    lines = models.JSONField()

    class Meta:
        db_table = "basket"


class Campaign(models.Model):
    """A sale with a waiting room: `base_number` was served at `base_at`, and `a_minute` more each minute since."""

    pk = models.CompositePrimaryKey("cell_id", "name")
    cell_id = models.SmallIntegerField()
    name = models.TextField()
    a_minute = models.IntegerField()
    base_at = models.DateTimeField()
    base_number = models.BigIntegerField()
    next_number = models.BigIntegerField()
    closed = models.BooleanField()

    class Meta:
        db_table = "campaign"
        constraints = (
            models.UniqueConstraint(fields=("cell_id",), name="campaign_open_once", condition=models.Q(closed=False)),
        )
