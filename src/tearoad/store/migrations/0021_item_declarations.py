"""Item declarations that machines lodge, and what is reported of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0020_balances"),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemDeclarationEvent",
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
                ("at", models.DateTimeField()),
                ("fact", models.SmallIntegerField()),
                ("who", models.TextField()),
                ("role", models.SmallIntegerField()),
                ("why", models.TextField()),
                ("note", models.TextField()),
            ],
            options={
                "db_table": "item_declaration_event",
            },
        ),
        migrations.CreateModel(
            name="ItemDeclarationView",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cell_id",
                        "declaration_id",
                        "at",
                        "who",
                        "why",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("cell_id", models.SmallIntegerField()),
                ("declaration_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("who", models.TextField()),
                ("why", models.TextField()),
            ],
            options={
                "db_table": "item_declaration_view",
            },
        ),
        migrations.CreateModel(
            name="ItemDeclaration",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cell_id", "declaration_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cell_id", models.SmallIntegerField()),
                ("declaration_id", models.UUIDField()),
                ("reference", models.TextField()),
                ("lodged_by", models.TextField()),
                ("lodged_at", models.DateTimeField()),
                ("office", models.TextField()),
                ("destination", models.TextField()),
                ("s10", models.TextField()),
                ("state", models.SmallIntegerField()),
                ("arrived", models.BooleanField()),
                ("paid", models.BooleanField()),
                ("channel", models.TextField()),
                ("reasons", models.TextField()),
                ("total_minor", models.BigIntegerField(null=True)),
                ("currency", models.TextField()),
                ("law_hash", models.TextField()),
                ("content", models.BinaryField()),
                ("sealed", models.TextField()),
                ("plain", models.JSONField()),
                ("events", models.IntegerField()),
            ],
            options={
                "db_table": "item_declaration",
                "indexes": [
                    models.Index(fields=["cell_id", "lodged_at", "declaration_id"], name="item_declaration_at"),
                    models.Index(fields=["cell_id", "lodged_by", "lodged_at"], name="item_declaration_by"),
                    models.Index(fields=["cell_id", "office", "lodged_at"], name="item_declaration_office"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", (3, 15)), _negated=True),
                        fields=("cell_id", "s10"),
                        name="item_declaration_s10",
                    )
                ],
            },
        ),
    ]
