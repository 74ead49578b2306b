"""The tables of documents that were handed in with declarations, and of links by which senders answer."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models


class ItemDocument(models.Model):
    """One document, numbered from 1; rows are added and never changed. Its name and its content are sealed with a key
    outside the data base; `digest` is keyed, so that the same file is added once."""

    pk = models.CompositePrimaryKey("cell_id", "declaration_id", "number")
    cell_id = models.SmallIntegerField()
    declaration_id = models.UUIDField()
    number = models.IntegerField()
    name = models.TextField()
    media_type = models.TextField()
    size_bytes = models.IntegerField()
    digest = models.BinaryField()
    added_by = models.TextField()
    added_at = models.DateTimeField()
    content = models.BinaryField()

    class Meta:
        db_table = "item_document"
        constraints = (
            models.UniqueConstraint(fields=("cell_id", "declaration_id", "digest"), name="item_document_once"),
        )


class ItemLink(models.Model):
    """A link by which the sender of a declaration answers: `mark` is a digest of its token, `asked` the number of the
    event that asks, `answered` that of the event by which it was answered."""

    pk = models.CompositePrimaryKey("cell_id", "declaration_id", "number")
    cell_id = models.SmallIntegerField()
    declaration_id = models.UUIDField()
    number = models.IntegerField()
    mark = models.BinaryField()
    asked = models.IntegerField()
    made_by = models.TextField()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    answered = models.IntegerField(null=True)

    class Meta:
        db_table = "item_link"
        constraints = (models.UniqueConstraint(fields=("cell_id", "mark"), name="item_link_mark"),)
