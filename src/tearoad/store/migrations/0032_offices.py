"""Closures of exchange offices, and parcels that were given to another office than they had."""

from django.db import migrations, models


def key(*names: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(*names, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("store", "0031_dispatches")]

    operations = [
        migrations.CreateModel(
            name="OfficeClosure",
            fields=[
                ("pk", key("cell_id", "closure_id")),
                ("cell_id", models.SmallIntegerField()),
                ("closure_id", models.UUIDField()),
                ("office", models.TextField()),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("who", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("opened_by", models.TextField(null=True)),
                ("number", models.IntegerField()),
                ("wish", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "office_closure",
                "constraints": [
                    models.UniqueConstraint(fields=("cell_id", "wish"), name="office_closure_wish"),
                    models.CheckConstraint(
                        name="office_closure_span", condition=models.Q(until_at__gt=models.F("from_at"))
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficeAssignment",
            fields=[
                ("pk", key("cell_id", "consignment_id", "turn")),
                ("cell_id", models.SmallIntegerField()),
                ("consignment_id", models.UUIDField()),
                ("turn", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("office_before", models.TextField()),
                ("office_after", models.TextField()),
                ("lane_before", models.TextField()),
                ("lane_after", models.TextField()),
                ("policy", models.TextField()),
                ("reason", models.TextField()),
            ],
            options={"db_table": "office_assignment"},
        ),
    ]
