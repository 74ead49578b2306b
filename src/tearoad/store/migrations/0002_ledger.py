"""The ledger's batch functions, which 0004 lays anew over tables of another shape."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0001_journey")]

    operations = []
