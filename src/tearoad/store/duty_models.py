"""The table of duty that wallets paid."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models


class ItemDuty(models.Model):
    """A wallet paid the duty of a declaration, or got it back; rows are added and never changed. `undoes` is 0, or the
    number of the payment that goes back; each goes back once."""

    pk = models.CompositePrimaryKey("cell_id", "declaration_id", "number")
    cell_id = models.SmallIntegerField()
    declaration_id = models.UUIDField()
    number = models.IntegerField()
    undoes = models.IntegerField()
    wallet = models.TextField()
    territory = models.TextField()
    amount_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    currency = models.TextField()
    owed_minor = models.BigIntegerField()
    owed_currency = models.TextField()
    rate_day = models.DateField()
    at = models.DateTimeField()
    posting = models.UUIDField()

    class Meta:
        db_table = "item_duty"
        constraints = (
            models.UniqueConstraint(
                fields=("cell_id", "declaration_id", "undoes"),
                name="item_duty_undone_once",
                condition=models.Q(undoes__gt=0),
            ),
        )
