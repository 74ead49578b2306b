"""The tables of promises: what the road looked like each morning, and dates that were told anew."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models


class PromiseOutlook(models.Model):
    """An office on the morning of a day since 1970: how many seconds who comes on that day, and on
    each later one, waits."""

    pk = models.CompositePrimaryKey("cell_id", "day", "office")
    cell_id = models.SmallIntegerField()
    day = models.IntegerField()
    office = models.TextField()
    wait = models.JSONField()

    class Meta:
        db_table = "promise_outlook"


class PromiseLately(models.Model):
    """How many times as long, and as much spread, as the road's data say, a part of the way takes by the morning of a
    day, in millionths (`network.lately`), and what that is known from: information on either and on both."""

    pk = models.CompositePrimaryKey("cell_id", "day", "part", "name")
    cell_id = models.SmallIntegerField()
    day = models.IntegerField()
    part = models.SmallIntegerField()
    name = models.TextField()
    stretch = models.BigIntegerField()
    spread = models.BigIntegerField()
    of_stretch = models.BigIntegerField()
    of_both = models.BigIntegerField()
    of_spread = models.BigIntegerField()

    class Meta:
        db_table = "promise_lately"


class Promise(models.Model):
    """A date that a buyer was told instead of the one before: `level` of 1,000 such parcels come by then."""

    pk = models.CompositePrimaryKey("cell_id", "consignment_id", "promised_on")
    cell_id = models.SmallIntegerField()
    consignment_id = models.UUIDField()
    promised_on = models.DateField()
    level = models.SmallIntegerField()
    reason = models.TextField()
    told_at = models.DateTimeField()

    class Meta:
        db_table = "promise"
