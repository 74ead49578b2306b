"""The tables of item declarations that were lodged by machines: as they stand, and what was reported of them."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models


class ItemDeclaration(models.Model):
    """One item's declaration. Whoever it names is in `sealed` alone, with a key outside the data base; `plain` has the
    rest of what was said, `content` a keyed digest of all of it. The state is the fold of its events."""

    pk = models.CompositePrimaryKey("cell_id", "declaration_id")
    cell_id = models.SmallIntegerField()
    declaration_id = models.UUIDField()
    reference = models.TextField()
    lodged_by = models.TextField()
    lodged_at = models.DateTimeField()
    office = models.TextField()
    destination = models.TextField()
    s10 = models.TextField()
    state = models.SmallIntegerField()
    arrived = models.BooleanField()
    paid = models.BooleanField()
    channel = models.TextField()
    reasons = models.TextField()
    total_minor = models.BigIntegerField(null=True)
    tax_minor = models.BigIntegerField(null=True)
    currency = models.TextField()
    law_hash = models.TextField()
    consignment_id = models.UUIDField(null=True)
    content = models.BinaryField()
    sealed = models.TextField()
    plain = models.JSONField()
    events = models.IntegerField()
    asked = models.TextField(db_default="")
    decided_by = models.TextField(db_default="")
    score = models.FloatField(db_default=0.0)
    turn = models.SmallIntegerField(db_default=0)

    class Meta:
        db_table = "item_declaration"
        indexes = (
            models.Index(fields=("cell_id", "lodged_at", "declaration_id"), name="item_declaration_at"),
            models.Index(fields=("cell_id", "lodged_by", "lodged_at", "declaration_id"), name="item_declaration_by"),
            models.Index(fields=("cell_id", "office", "lodged_at", "declaration_id"), name="item_declaration_office"),
            models.Index(
                fields=("cell_id", "consignment_id"),
                name="item_declaration_of_parcel",
                condition=models.Q(consignment_id__isnull=False),
            ),
            # A day's inspections are few among what came.
            models.Index(
                fields=("cell_id", "office", "lodged_at"),
                name="item_declaration_inspected",
                condition=models.Q(channel__in=("scan", "open")),
            ),
            # What waits at an office stands among ever more that was released.
            models.Index(
                fields=("cell_id", "office", "lodged_at", "declaration_id"),
                name="item_declaration_waiting",
                condition=models.Q(state__in=(1, 2, 4, 5, 6, 7, 8, 9, 10, 11)),
            ),
            # What waits there for papers, the scanner, an officer's word.
            models.Index(
                fields=("cell_id", "office", "state", "lodged_at", "declaration_id"),
                name="item_declaration_channel",
                condition=models.Q(state__in=(1, 2, 4, 5, 6, 7, 8, 9, 10, 11)),
            ),
        )
        constraints = (
            # Neither rejected nor withdrawn. A number that is used again after 24 months has another turn.
            models.UniqueConstraint(
                fields=("cell_id", "s10", "turn"), name="item_declaration_s10", condition=~models.Q(state__in=(3, 15))
            ),
        )


class ItemDeclarationEvent(models.Model):
    """What was reported of a declaration, numbered from 1; rows are added and never changed."""

    pk = models.CompositePrimaryKey("cell_id", "declaration_id", "number")
    cell_id = models.SmallIntegerField()
    declaration_id = models.UUIDField()
    number = models.IntegerField()
    at = models.DateTimeField()
    fact = models.SmallIntegerField()
    who = models.TextField()
    role = models.SmallIntegerField()
    why = models.TextField()
    note = models.TextField()

    class Meta:
        db_table = "item_declaration_event"


class ItemDeclarationView(models.Model):
    """Somebody saw whole whom a declaration names: who, when by the wall clock, and why."""

    pk = models.CompositePrimaryKey("cell_id", "declaration_id", "at", "who", "why")
    cell_id = models.SmallIntegerField()
    declaration_id = models.UUIDField()
    at = models.DateTimeField()
    who = models.TextField()
    why = models.TextField()

    class Meta:
        db_table = "item_declaration_view"
