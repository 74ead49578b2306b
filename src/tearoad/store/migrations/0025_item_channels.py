"""What waits at an office for one thing - papers, the scanner, an officer's word - has an index of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0024_item_inspections")]

    operations = [
        migrations.AddIndex(
            model_name="itemdeclaration",
            index=models.Index(
                fields=["cell_id", "office", "state", "lodged_at", "declaration_id"],
                name="item_declaration_channel",
                condition=models.Q(state__in=(1, 2, 4, 5, 6, 7, 8, 9, 10, 11)),
            ),
        ),
    ]
