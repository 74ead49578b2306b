"""What others are told of: events that wait to be told, webhooks, and the messages that come of both."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models


class Event(models.Model):
    """Written in the transaction of its fact, gone in the one that has made its messages; `at` by the road's clock."""

    pk = models.CompositePrimaryKey("cell_id", "event_id")
    cell_id = models.SmallIntegerField()
    event_id = models.UUIDField()
    kind = models.TextField()
    order_id = models.TextField()
    consignment_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "event"
        indexes = (models.Index(fields=("cell_id", "at", "event_id"), name="event_at"),)


class Webhook(models.Model):
    """Where a person's machine wants to be told. `kinds` are parted by spaces, `secret` is sealed; `stopped` where the
    address said that it is gone."""

    pk = models.CompositePrimaryKey("cell_id", "webhook_id")
    cell_id = models.SmallIntegerField()
    webhook_id = models.UUIDField()
    person = models.ForeignKey("store.User", on_delete=models.CASCADE)
    url = models.TextField()
    kinds = models.TextField()
    secret = models.TextField()
    made_at = models.DateTimeField()
    stopped = models.BooleanField(default=False)

    class Meta:
        db_table = "webhook"


class Message(models.Model):
    """One event for one webhook, or as a notice for the order's buyer where there is none.

    `due_at` is null once nothing is tried any more; `done` says whether it was taken. `at` is by the road's clock,
    the other moments by the wall clock. `answer` is what came last: a status of HTTP, or words.
    """

    pk = models.CompositePrimaryKey("cell_id", "message_id")
    cell_id = models.SmallIntegerField()
    message_id = models.UUIDField()
    webhook_id = models.UUIDField(null=True)
    kind = models.TextField()
    order_id = models.TextField()
    consignment_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    body = models.TextField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    done = models.BooleanField(default=False)
    answer = models.TextField(default="")

    class Meta:
        db_table = "message"
        indexes = (
            models.Index(fields=("cell_id", "due_at"), name="message_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=("cell_id", "webhook_id", "made_at", "message_id"), name="message_webhook"),
            models.Index(fields=("cell_id", "made_at"), name="message_made"),
        )
