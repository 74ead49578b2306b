"""What arrived at an office before anybody declared it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0027_item_duty")]

    operations = [
        migrations.CreateModel(
            name="ItemUndeclared",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "s10", "office", primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("s10", models.TextField()),
                ("office", models.TextField()),
                ("seen_at", models.DateTimeField()),
                ("who", models.TextField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "item_undeclared",
                "indexes": [
                    models.Index(
                        fields=["cell_id", "seen_at", "s10", "office"],
                        name="item_undeclared_waiting",
                        condition=models.Q(settled_at__isnull=True),
                    ),
                ],
            },
        ),
    ]
