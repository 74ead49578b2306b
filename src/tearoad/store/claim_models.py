"""The table of claims about parcels."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models


class Claim(models.Model):
    """A claim as it stands; kinds, states and answers as in `post.claims`. Who is named by their account alone."""

    pk = models.CompositePrimaryKey("cell_id", "claim_id")
    cell_id = models.SmallIntegerField()
    claim_id = models.UUIDField()
    consignment_id = models.UUIDField()
    kind = models.SmallIntegerField()
    state = models.SmallIntegerField()
    answer = models.SmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    answer_by = models.DateTimeField()
    settle_within = models.BigIntegerField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(db_default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "claim"
        indexes = (
            models.Index(fields=("cell_id", "consignment_id", "opened_at"), name="claim_of_parcel"),
            models.Index(
                fields=("cell_id", "answer_by", "claim_id"),
                name="claim_waiting",
                condition=models.Q(settled_at__isnull=True),
            ),
            models.Index(
                fields=("cell_id", "settled_at", "claim_id"),
                name="claim_settled",
                condition=models.Q(settled_at__isnull=False),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("cell_id", "consignment_id"),
                name="claim_one_open",
                condition=models.Q(settled_at__isnull=True),
            ),
        )
