"""The tables of exchange offices: their closures, and parcels that were given to another than they had."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models


class OfficeClosure(models.Model):
    """An office takes nothing in hand from a moment until another, or until somebody opened it before; the id is made
    of the office, the moments, and how many equal closures were ended before."""

    pk = models.CompositePrimaryKey("cell_id", "closure_id")
    cell_id = models.SmallIntegerField()
    closure_id = models.UUIDField()
    office = models.TextField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    reason = models.TextField()
    who = models.TextField()
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    opened_by = models.TextField(null=True)
    number = models.IntegerField()
    wish = models.UUIDField(null=True)

    class Meta:
        db_table = "office_closure"
        constraints = (
            models.UniqueConstraint(fields=("cell_id", "wish"), name="office_closure_wish"),
            models.CheckConstraint(name="office_closure_span", condition=models.Q(until_at__gt=models.F("from_at"))),
        )


class OfficeAssignment(models.Model):
    """A consignment got another office than it had, or waits before a full one; `turn` counts from 0, the last counts.
    `policy` is the one that was asked, `at` the road's moment of the decision."""

    pk = models.CompositePrimaryKey("cell_id", "consignment_id", "turn")
    cell_id = models.SmallIntegerField()
    consignment_id = models.UUIDField()
    turn = models.SmallIntegerField()
    at = models.DateTimeField()
    office_before = models.TextField()
    office_after = models.TextField()
    lane_before = models.TextField()
    lane_after = models.TextField()
    policy = models.TextField()
    reason = models.TextField()

    class Meta:
        db_table = "office_assignment"
