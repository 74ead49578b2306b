"""Campaigns, and the numbers of their waiting rooms."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0013_payments")]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "name", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("name", models.TextField()),
                ("a_minute", models.IntegerField()),
                ("base_at", models.DateTimeField()),
                ("base_number", models.BigIntegerField()),
                ("next_number", models.BigIntegerField()),
                ("closed", models.BooleanField()),
            ],
            options={
                "db_table": "campaign",
                "constraints": [
                    models.UniqueConstraint(fields=("cell_id",), name="campaign_open_once", condition=models.Q(("closed", False))),
                ],
            },
        ),
    ]
