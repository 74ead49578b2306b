"""Attempts to pay, the account that paid a consignment, and the baskets of machines."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parents[1] / "sql" / "payments.sql"


class Migration(migrations.Migration):
    dependencies = [("store", "0012_mail_address")]

    operations = [
        migrations.AddField("consignment", "payer", models.TextField(null=True)),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "payment_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("payment_id", models.UUIDField()),
                ("order_id", models.TextField()),
                ("method", models.TextField()),
                ("bank", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("state", models.SmallIntegerField()),
                ("refusal", models.TextField()),
                ("at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "payment",
                "indexes": [models.Index(fields=["cell_id", "order_id"], name="payment_order")],
                "constraints": [
                    models.UniqueConstraint(fields=("cell_id", "order_id"), name="payment_waits_once", condition=models.Q(("state", 0))),
                    models.UniqueConstraint(fields=("cell_id", "order_id"), name="payment_paid_once", condition=models.Q(("state", 1))),
                ],
            },
        ),
        migrations.CreateModel(
            name="Basket",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "buyer", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("buyer", models.TextField()),
                ("destination", models.TextField()),
                ("currency", models.TextField()),
                ("lines", models.JSONField()),
            ],
            options={"db_table": "basket"},
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
