"""Whom a day's inspections of an office fell on, who chose them, and what the model said of each declaration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0023_declared_parcels")]

    operations = [
        migrations.AddField("itemdeclaration", "asked", models.TextField(db_default="")),
        migrations.AddField("itemdeclaration", "decided_by", models.TextField(db_default="")),
        migrations.AddField("itemdeclaration", "score", models.FloatField(db_default=0.0)),
        migrations.AddIndex(
            model_name="itemdeclaration",
            index=models.Index(
                fields=["cell_id", "office", "lodged_at"],
                name="item_declaration_inspected",
                condition=models.Q(channel__in=("scan", "open")),
            ),
        ),
    ]
