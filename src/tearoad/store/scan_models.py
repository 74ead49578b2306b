"""The table of scans that somebody should look at."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models


class ScanAside(models.Model):
    """A scan of the post that was refused, set aside or doubted, as told; `settled_at` is when somebody had looked."""

    pk = models.CompositePrimaryKey("cell_id", "aside_id")
    cell_id = models.SmallIntegerField()
    aside_id = models.UUIDField()
    number = models.TextField()
    event = models.TextField()
    place = models.TextField()
    at = models.BigIntegerField()
    reason = models.TextField()
    fate = models.TextField()
    who = models.TextField()
    seen_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.TextField(db_default="")

    class Meta:
        db_table = "scan_aside"
        indexes = (
            models.Index(fields=("cell_id", "number"), name="scan_aside_number"),
            models.Index(
                fields=("cell_id", "seen_at", "aside_id"),
                name="scan_aside_waiting",
                condition=models.Q(settled_at__isnull=True),
            ),
            models.Index(
                fields=("cell_id", "settled_at", "aside_id"),
                name="scan_aside_settled",
                condition=models.Q(settled_at__isnull=False),
            ),
        )
