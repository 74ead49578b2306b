"""Calls to payment providers, what these did, who makes the calls, and how busy each bank is."""

from django.db import migrations, models


def key(*names: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(*names, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("store", "0014_campaign")]

    operations = [
        migrations.CreateModel(
            name="BankCall",
            fields=[
                ("pk", key("cell_id", "call_id")),
                ("cell_id", models.SmallIntegerField()),
                ("call_id", models.UUIDField()),
                ("asks", models.SmallIntegerField()),
                ("payment_id", models.UUIDField()),
                ("bank", models.TextField()),
                ("method", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("charge", models.TextField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("tries", models.SmallIntegerField()),
                ("answer", models.TextField()),
            ],
            options={
                "db_table": "bank_call",
                "indexes": [models.Index(condition=models.Q(("due_at__isnull", False)), fields=["cell_id", "due_at"], name="bank_call_due")],
            },
        ),
        migrations.CreateModel(
            name="ProviderOperation",
            fields=[
                ("pk", key("cell_id", "provider", "operation")),
                ("cell_id", models.SmallIntegerField()),
                ("provider", models.TextField()),
                ("operation", models.TextField()),
                ("kind", models.SmallIntegerField()),
                ("key", models.UUIDField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("at", models.DateTimeField()),
                ("taken", models.SmallIntegerField()),
            ],
            options={
                "db_table": "provider_operation",
                "indexes": [models.Index(fields=["cell_id", "key"], name="provider_operation_key")],
            },
        ),
        migrations.CreateModel(
            name="BankLoad",
            fields=[
                ("pk", key("cell_id", "bank", "method")),
                ("cell_id", models.SmallIntegerField()),
                ("bank", models.TextField()),
                ("method", models.TextField()),
                ("at", models.DateTimeField()),
                ("a_minute", models.IntegerField()),
                ("waiting", models.IntegerField()),
                ("in_flight", models.IntegerField()),
                ("wait_seconds", models.IntegerField()),
                ("breaker", models.TextField()),
            ],
            options={"db_table": "bank_load"},
        ),
        migrations.CreateModel(
            name="CallMaker",
            fields=[
                ("cell_id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("holder", models.TextField()),
                ("until_at", models.DateTimeField()),
            ],
            options={"db_table": "call_maker"},
        ),
    ]
