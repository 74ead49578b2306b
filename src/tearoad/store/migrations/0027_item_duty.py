"""Duty of declarations that wallets pay, and its way back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0026_item_documents")]

    operations = [
        migrations.CreateModel(
            name="ItemDuty",
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
                ("undoes", models.IntegerField()),
                ("wallet", models.TextField()),
                ("territory", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("owed_minor", models.BigIntegerField()),
                ("owed_currency", models.TextField()),
                ("rate_day", models.DateField()),
                ("at", models.DateTimeField()),
                ("posting", models.UUIDField()),
            ],
            options={"db_table": "item_duty"},
        ),
        migrations.AddConstraint(
            model_name="itemduty",
            constraint=models.UniqueConstraint(
                fields=["cell_id", "declaration_id", "undoes"],
                name="item_duty_undone_once",
                condition=models.Q(undoes__gt=0),
            ),
        ),
    ]
