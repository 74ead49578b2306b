"""Parcels are moved by scans of the post, and scans that somebody should look at are a list."""

from django.db import migrations, models

STORAGE = "ALTER TABLE consignment SET (fillfactor = 70)"  # room beside each row: scans change it often


class Migration(migrations.Migration):
    dependencies = [("store", "0028_item_undeclared")]

    operations = [
        migrations.AddField("Consignment", "moved_at", models.DateTimeField(null=True)),
        migrations.RunSQL(STORAGE, "ALTER TABLE consignment RESET (fillfactor)"),
        migrations.CreateModel(
            name="ScanAside",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "aside_id", primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("aside_id", models.UUIDField()),
                ("number", models.TextField()),
                ("event", models.TextField()),
                ("place", models.TextField()),
                ("at", models.BigIntegerField()),
                ("reason", models.TextField()),
                ("fate", models.TextField()),
                ("who", models.TextField()),
                ("seen_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.TextField(db_default="")),
            ],
            options={
                "db_table": "scan_aside",
                "indexes": [
                    models.Index(fields=["cell_id", "number"], name="scan_aside_number"),
                    models.Index(
                        fields=["cell_id", "seen_at", "aside_id"],
                        name="scan_aside_waiting",
                        condition=models.Q(settled_at__isnull=True),
                    ),
                ],
            },
        ),
    ]
