"""Documents of item declarations, and links by which their senders answer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0025_item_channels")]

    operations = [
        migrations.CreateModel(
            name="ItemDocument",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cell_id",
                        "declaration_id",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("cell_id", models.SmallIntegerField()),
                ("declaration_id", models.UUIDField()),
                ("number", models.IntegerField()),
                ("name", models.TextField()),
                ("media_type", models.TextField()),
                ("size_bytes", models.IntegerField()),
                ("digest", models.BinaryField()),
                ("added_by", models.TextField()),
                ("added_at", models.DateTimeField()),
                ("content", models.BinaryField()),
            ],
            options={
                "db_table": "item_document",
                "constraints": [
                    models.UniqueConstraint(fields=("cell_id", "declaration_id", "digest"), name="item_document_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemLink",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cell_id",
                        "declaration_id",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("cell_id", models.SmallIntegerField()),
                ("declaration_id", models.UUIDField()),
                ("number", models.IntegerField()),
                ("mark", models.BinaryField()),
                ("asked", models.IntegerField()),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("answered", models.IntegerField(null=True)),
            ],
            options={
                "db_table": "item_link",
                "constraints": [models.UniqueConstraint(fields=("cell_id", "mark"), name="item_link_mark")],
            },
        ),
    ]
