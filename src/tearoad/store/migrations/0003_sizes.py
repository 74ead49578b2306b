"""Sizes of packed products, in centimetres."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0002_ledger")]

    operations = [
        migrations.AddField("product", name, models.IntegerField(null=True))
        for name in ("length_cm", "width_cm", "height_cm")
    ]
