"""The tables of coupons and of limits of pieces."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models


class Coupon(models.Model):
    """`rate` in 1/10,000 of the goods or `fixed_minor`, paid by `funder`: a merchant, for their own goods, or
    'platform'. It never changes."""

    pk = models.CompositePrimaryKey("cell_id", "code")
    cell_id = models.SmallIntegerField()
    code = models.TextField()
    funder = models.TextField()
    rate = models.IntegerField()
    fixed_minor = models.BigIntegerField()
    currency = models.TextField()
    least_minor = models.BigIntegerField()
    per_buyer = models.IntegerField()
    since = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "coupon"
        constraints = (
            models.CheckConstraint(
                name="coupon_takes_off",
                condition=models.Q(rate=0, fixed_minor__gt=0) | models.Q(rate__gt=0, rate__lte=10_000, fixed_minor=0),
            ),
        )


class CouponUse(models.Model):
    """The coupon of an order; `given_back` where that was cancelled before it was paid."""

    pk = models.CompositePrimaryKey("cell_id", "order_id")
    cell_id = models.SmallIntegerField()
    order_id = models.TextField()
    code = models.TextField()
    buyer = models.TextField()
    amount_minor = models.BigIntegerField()
    given_back = models.BooleanField()

    class Meta:
        db_table = "coupon_use"
        indexes = (models.Index(fields=("cell_id", "code", "buyer"), name="coupon_use_by"),)


class ProductLimit(models.Model):
    """So many pieces of a product in one order, and of one buyer in all that is placed from `since` on and before
    `until_at`, by the road's clock."""

    pk = models.CompositePrimaryKey("cell_id", "sku")
    cell_id = models.SmallIntegerField()
    sku = models.TextField()
    most_per_order = models.IntegerField(null=True)
    most_per_buyer = models.IntegerField(null=True)
    since = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "product_limit"
