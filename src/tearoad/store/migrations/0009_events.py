"""What others are told of: events, webhooks, messages."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0008_delivery")]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "event_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("event_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("order_id", models.TextField()),
                ("consignment_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "event",
                "indexes": [models.Index(fields=["cell_id", "at", "event_id"], name="event_at")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "message_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("message_id", models.UUIDField()),
                ("webhook_id", models.UUIDField(null=True)),
                ("kind", models.TextField()),
                ("order_id", models.TextField()),
                ("consignment_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("body", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("done", models.BooleanField(default=False)),
                ("answer", models.TextField(default="")),
            ],
            options={
                "db_table": "message",
                "indexes": [
                    models.Index(condition=models.Q(("due_at__isnull", False)), fields=["cell_id", "due_at"], name="message_due"),
                    models.Index(fields=["cell_id", "webhook_id", "made_at", "message_id"], name="message_webhook"),
                    models.Index(fields=["cell_id", "made_at"], name="message_made"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "webhook_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("webhook_id", models.UUIDField()),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ("url", models.TextField()),
                ("kinds", models.TextField()),
                ("secret", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("stopped", models.BooleanField(default=False)),
            ],
            options={"db_table": "webhook"},
        ),
    ]
