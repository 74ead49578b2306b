"""Recipients, sealed, and the log of those who saw them whole; parcels by their order and their number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0007_catalogue")]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "order_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("order_id", models.TextField()),
                ("name", models.TextField()),
                ("phone", models.TextField()),
                ("address", models.TextField()),
                ("postcode", models.TextField()),
                ("identity", models.TextField(null=True)),
                ("language", models.TextField()),
            ],
            options={"db_table": "delivery"},
        ),
        migrations.CreateModel(
            name="PersonalDataView",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "order_id", "at", "who", "why", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("order_id", models.TextField()),
                ("at", models.DateTimeField()),
                ("who", models.TextField()),
                ("why", models.TextField()),
            ],
            options={"db_table": "personal_data_view"},
        ),
        migrations.AddIndex("consignment", models.Index(fields=("cell_id", "order_id"), name="consignment_order")),
        migrations.AddIndex("consignment", models.Index(condition=models.Q(("s10__isnull", False)), fields=("cell_id", "s10"), name="consignment_s10")),
    ]
