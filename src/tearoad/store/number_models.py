"""The tables of S10 numbers: ranges, what was given out of them, and numbers that stand on no parcel of the road."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models

LAST = 99_999_999


class S10Range(models.Model):
    """Serials that may be given to items of a service and issuer, from a day on; `turn` counts how often the range was
    opened again, `issued_on` is the last day on which it gave a number."""

    pk = models.CompositePrimaryKey("cell_id", "service", "country", "first_serial")
    cell_id = models.SmallIntegerField()
    service = models.TextField()
    country = models.TextField()
    first_serial = models.IntegerField(db_default=0)
    last_serial = models.IntegerField(db_default=LAST)
    next_serial = models.IntegerField()
    turn = models.SmallIntegerField(db_default=0)
    valid_from = models.DateField(db_default="1970-01-01")
    issued_on = models.DateField(null=True)

    class Meta:
        db_table = "s10_range"
        constraints = (
            models.CheckConstraint(
                name="s10_range_serials",
                condition=models.Q(first_serial__gte=0, last_serial__lte=LAST)
                & models.Q(next_serial__gte=models.F("first_serial"))
                & models.Q(next_serial__lte=models.F("last_serial") + 1),
            ),
        )


class S10Run(models.Model):
    """What a range gave on one day: all serials from the first to the last."""

    pk = models.CompositePrimaryKey("cell_id", "service", "country", "range_first", "turn", "issued_on")
    cell_id = models.SmallIntegerField()
    service = models.TextField()
    country = models.TextField()
    range_first = models.IntegerField()
    turn = models.SmallIntegerField()
    issued_on = models.DateField()
    first_serial = models.IntegerField()
    last_serial = models.IntegerField()

    class Meta:
        db_table = "s10_run"


class S10Note(models.Model):
    """Numbers that were given and stand on no parcel of the road: in somebody's hands, or void, with a reason."""

    pk = models.CompositePrimaryKey("cell_id", "service", "country", "turn", "first_serial", "void")
    cell_id = models.SmallIntegerField()
    service = models.TextField()
    country = models.TextField()
    turn = models.SmallIntegerField()
    first_serial = models.IntegerField()
    last_serial = models.IntegerField()
    void = models.BooleanField()
    why = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "s10_note"
