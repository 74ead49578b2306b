"""The table of what arrived without data."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models


class ItemUndeclared(models.Model):
    """A number that was scanned at an office before anybody declared it; `settled_at` is when it was."""

    pk = models.CompositePrimaryKey("cell_id", "s10", "office")
    cell_id = models.SmallIntegerField()
    s10 = models.TextField()
    office = models.TextField()
    seen_at = models.DateTimeField()
    who = models.TextField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "item_undeclared"
        indexes = (
            # What waits stands among ever more that was settled.
            models.Index(
                fields=("cell_id", "seen_at", "s10", "office"),
                name="item_undeclared_waiting",
                condition=models.Q(settled_at__isnull=True),
            ),
        )
