"""Wallets that are filled by card, and the bonuses of sales on that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0018_coupons")]

    operations = [
        migrations.CreateModel(
            name="TopUp",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cell_id", "top_up_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cell_id", models.SmallIntegerField()),
                ("top_up_id", models.UUIDField()),
                ("buyer", models.TextField()),
                ("sale", models.TextField()),
                ("bank", models.TextField()),
                ("method", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("bonus_minor", models.BigIntegerField()),
                ("state", models.SmallIntegerField()),
                ("refusal", models.TextField()),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "top_up",
                "indexes": [
                    models.Index(fields=["cell_id", "buyer", "at"], name="top_up_buyer"),
                    models.Index(
                        condition=models.Q(("sale", ""), _negated=True),
                        fields=["cell_id", "sale", "buyer"],
                        name="top_up_bonus",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Bonus",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cell_id", "sale", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cell_id", models.SmallIntegerField()),
                ("sale", models.TextField()),
                ("first_day", models.DateField()),
                ("days", models.SmallIntegerField()),
                ("rate", models.IntegerField()),
                ("most_minor", models.BigIntegerField()),
                ("budget_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("starts", models.JSONField()),
            ],
            options={"db_table": "bonus"},
        ),
    ]
