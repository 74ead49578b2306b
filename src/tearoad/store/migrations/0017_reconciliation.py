"""Our bank accounts and their statements, providers' registers, reconciled days, sign-offs and breaks."""

from django.db import migrations, models


def key(*names: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(*names, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("store", "0016_notice")]

    operations = [
        migrations.CreateModel(
            name="BankAccount",
            fields=[
                ("pk", key("cell_id", "account")),
                ("cell_id", models.SmallIntegerField()),
                ("account", models.TextField()),
                ("currency", models.TextField()),
                ("provider", models.TextField()),
            ],
            options={"db_table": "bank_account"},
        ),
        migrations.CreateModel(
            name="BankStatement",
            fields=[
                ("pk", key("cell_id", "account", "number", "first_day")),
                ("cell_id", models.SmallIntegerField()),
                ("account", models.TextField()),
                ("number", models.BigIntegerField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("opening_minor", models.BigIntegerField()),
                ("closing_minor", models.BigIntegerField()),
                ("content", models.TextField()),
            ],
            options={
                "db_table": "bank_statement",
                "constraints": [models.UniqueConstraint(condition=models.Q(("number__gt", 0)), fields=("cell_id", "account", "number"), name="bank_statement_number")],
            },
        ),
        migrations.CreateModel(
            name="BankEntry",
            fields=[
                ("pk", key("cell_id", "entry_id")),
                ("cell_id", models.SmallIntegerField()),
                ("entry_id", models.UUIDField()),
                ("account", models.TextField()),
                ("number", models.BigIntegerField()),
                ("first_day", models.DateField()),
                ("reference", models.TextField()),
                ("end_to_end", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("day", models.DateField()),
                ("text", models.TextField()),
                ("cleared_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "bank_entry",
                "indexes": [models.Index(fields=["cell_id", "account", "day"], name="bank_entry_day")],
            },
        ),
        migrations.CreateModel(
            name="RegisterRow",
            fields=[
                ("pk", key("cell_id", "provider", "operation", "version")),
                ("cell_id", models.SmallIntegerField()),
                ("provider", models.TextField()),
                ("operation", models.TextField()),
                ("version", models.SmallIntegerField()),
                ("key", models.TextField()),
                ("kind", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("fee_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("day", models.DateField()),
                ("payout", models.TextField()),
            ],
            options={"db_table": "register_row"},
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                ("pk", key("cell_id", "provider", "day", "run")),
                ("cell_id", models.SmallIntegerField()),
                ("provider", models.TextField()),
                ("day", models.DateField()),
                ("run", models.SmallIntegerField()),
                ("operations", models.IntegerField()),
                ("payouts", models.IntegerField()),
                ("entries", models.IntegerField()),
                ("breaks", models.IntegerField()),
                ("sums", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "reconciliation"},
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                ("pk", key("cell_id", "provider", "day")),
                ("cell_id", models.SmallIntegerField()),
                ("provider", models.TextField()),
                ("day", models.DateField()),
                ("run", models.SmallIntegerField()),
                ("signed_by", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "sign_off"},
        ),
        migrations.CreateModel(
            name="BreakItem",
            fields=[
                ("pk", key("cell_id", "provider", "break_id", "turn")),
                ("cell_id", models.SmallIntegerField()),
                ("provider", models.TextField()),
                ("break_id", models.UUIDField()),
                ("turn", models.SmallIntegerField()),
                ("type", models.TextField()),
                ("key", models.TextField()),
                ("currency", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("day", models.DateField()),
                ("owner", models.TextField()),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                ("note", models.TextField()),
            ],
            options={
                "db_table": "break_item",
                "indexes": [models.Index(condition=models.Q(("closed_on__isnull", True)), fields=["cell_id", "provider"], name="break_item_open")],
            },
        ),
    ]
