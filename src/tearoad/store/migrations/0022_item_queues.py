"""Pages of item declarations go by indexes in their whole order, and what waits at an office has one of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0021_item_declarations")]

    operations = [
        migrations.RemoveIndex(model_name="itemdeclaration", name="item_declaration_by"),
        migrations.RemoveIndex(model_name="itemdeclaration", name="item_declaration_office"),
        migrations.AddIndex(
            model_name="itemdeclaration",
            index=models.Index(
                fields=["cell_id", "lodged_by", "lodged_at", "declaration_id"], name="item_declaration_by"
            ),
        ),
        migrations.AddIndex(
            model_name="itemdeclaration",
            index=models.Index(
                fields=["cell_id", "office", "lodged_at", "declaration_id"], name="item_declaration_office"
            ),
        ),
        migrations.AddIndex(
            model_name="itemdeclaration",
            index=models.Index(
                fields=["cell_id", "office", "lodged_at", "declaration_id"],
                name="item_declaration_waiting",
                condition=models.Q(state__in=(1, 2, 4, 5, 6, 7, 8, 9, 10, 11)),
            ),
        ),
    ]
