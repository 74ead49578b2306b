"""Orders by time, and consignments by whom they serve: what desks list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0010_roles")]

    operations = [
        migrations.AddIndex("order", models.Index(fields=("cell_id", "placed_at", "order_id"), name="orders_placed")),
        migrations.AddIndex("consignment", models.Index(fields=("cell_id", "merchant", "placed_at", "consignment_id"), name="consignment_merchant")),
        migrations.AddIndex("consignment", models.Index(fields=("cell_id", "office", "placed_at", "consignment_id"), name="consignment_office", condition=models.Q(office__isnull=False))),
    ]
