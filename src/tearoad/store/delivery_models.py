"""Who orders are for. Every column that names a person is sealed (`boot.sealing`), with a key outside the data base."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models


class Delivery(models.Model):
    """The recipient of one order."""

    pk = models.CompositePrimaryKey("cell_id", "order_id")
    cell_id = models.SmallIntegerField()
    order_id = models.TextField()
    name = models.TextField()
    phone = models.TextField()
    address = models.TextField()
    postcode = models.TextField()
    identity = models.TextField(null=True)
    language = models.TextField()

    class Meta:
        db_table = "delivery"


class PersonalDataView(models.Model):
    """Somebody saw a recipient whole: who, when by the wall clock, and why."""

    pk = models.CompositePrimaryKey("cell_id", "order_id", "at", "who", "why")
    cell_id = models.SmallIntegerField()
    order_id = models.TextField()
    at = models.DateTimeField()
    who = models.TextField()
    why = models.TextField()

    class Meta:
        db_table = "personal_data_view"
