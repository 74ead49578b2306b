"""A declaration may be that of a parcel of the road, and says how much of what is owed is tax."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0022_item_queues")]

    operations = [
        migrations.AddField("itemdeclaration", "tax_minor", models.BigIntegerField(null=True)),
        migrations.AddField("itemdeclaration", "consignment_id", models.UUIDField(null=True)),
        migrations.AddIndex(
            model_name="itemdeclaration",
            index=models.Index(
                fields=["cell_id", "consignment_id"],
                name="item_declaration_of_parcel",
                condition=models.Q(consignment_id__isnull=False),
            ),
        ),
    ]
