"""The tables of dispatches: receptacles, what lay in each, and what was not as advised."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models


class Dispatch(models.Model):
    """A closed dispatch, numbered by `line` and year; `s8` are its 20 characters."""

    pk = models.CompositePrimaryKey("cell_id", "dispatch_id")
    cell_id = models.SmallIntegerField()
    dispatch_id = models.UUIDField()
    s8 = models.TextField()
    lane = models.TextField()
    origin = models.TextField()
    destination = models.TextField()
    line = models.TextField()
    year = models.SmallIntegerField()
    serial = models.SmallIntegerField()
    closed_at = models.DateTimeField()
    receptacles = models.SmallIntegerField()
    items = models.IntegerField()
    weight_grams = models.BigIntegerField()
    closed_by = models.TextField(db_default="")

    class Meta:
        db_table = "dispatch"
        constraints = (
            models.UniqueConstraint(fields=("cell_id", "line", "year", "serial"), name="dispatch_serial_once"),
        )
        indexes = (
            models.Index(fields=("cell_id", "closed_at", "dispatch_id"), name="dispatch_closed"),
            models.Index(fields=("cell_id", "s8"), name="dispatch_s8"),
        )


class Receptacle(models.Model):
    """A bag or a container; open where it has no dispatch. `number` counts the open ones of a lane, and the closed ones
    of a dispatch, whose 29 characters are `s9`. `items` and `weight_grams` are what was advised."""

    pk = models.CompositePrimaryKey("cell_id", "receptacle_id")
    cell_id = models.SmallIntegerField()
    receptacle_id = models.UUIDField()
    lane = models.TextField()
    number = models.SmallIntegerField()
    begun_at = models.DateTimeField()
    dispatch_id = models.UUIDField(null=True)
    s9 = models.TextField(null=True)
    items = models.IntegerField(db_default=0)
    weight_grams = models.BigIntegerField(db_default=0)
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "receptacle"
        constraints = (
            models.UniqueConstraint(
                fields=("cell_id", "lane", "number"),
                name="receptacle_open_once",
                condition=models.Q(dispatch_id__isnull=True),
            ),
            models.UniqueConstraint(fields=("cell_id", "dispatch_id", "number"), name="receptacle_number_once"),
        )


class ReceptacleItem(models.Model):
    """A parcel that lay in a receptacle, by its number then; it lies there still where `left_at` is null."""

    pk = models.CompositePrimaryKey("cell_id", "receptacle_id", "consignment_id")
    cell_id = models.SmallIntegerField()
    receptacle_id = models.UUIDField()
    consignment_id = models.UUIDField()
    number = models.TextField()
    weight_grams = models.BigIntegerField()
    put_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    why = models.TextField(db_default="")

    class Meta:
        db_table = "receptacle_item"
        constraints = (
            models.UniqueConstraint(
                fields=("cell_id", "consignment_id"),
                name="receptacle_item_lies_once",
                condition=models.Q(left_at__isnull=True),
            ),
        )


class ReceptacleIrregularity(models.Model):
    """What was found missing when a receptacle was opened, or was in it besides; how, by whom and when it was settled,
    null where it is open."""

    pk = models.CompositePrimaryKey("cell_id", "irregularity_id")
    cell_id = models.SmallIntegerField()
    irregularity_id = models.UUIDField()
    receptacle_id = models.UUIDField()
    number = models.TextField()
    kind = models.TextField()
    at = models.DateTimeField()
    who = models.TextField()
    settled = models.TextField(null=True)
    settled_by = models.TextField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "receptacle_irregularity"
        indexes = (models.Index(fields=("cell_id", "receptacle_id"), name="receptacle_irregularity_of"),)
        constraints = (
            models.CheckConstraint(
                name="receptacle_irregularity_settled_whole",
                condition=models.Q(settled=None, settled_by=None, settled_at=None)
                | models.Q(settled__isnull=False, settled_by__isnull=False, settled_at__isnull=False),
            ),
        )
