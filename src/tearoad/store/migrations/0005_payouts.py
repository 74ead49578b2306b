"""Tax beside duty, and the currency and rate by which a merchant is owed; who was owed before is owed as before."""

from django.db import migrations, models

FIELDS = {
    "assessed_tax_minor": models.BigIntegerField(null=True),
    "payout_currency": models.TextField(null=True),
    "rate_top": models.BigIntegerField(default=0),
    "rate_bottom": models.BigIntegerField(default=0),
    "fx_margin": models.BigIntegerField(default=0),
    "rate_locked_at": models.DateTimeField(null=True),
    "rate_until": models.DateTimeField(null=True),
}


class Migration(migrations.Migration):
    dependencies = [("store", "0004_escrow")]

    operations = [migrations.AddField("consignment", name, kind) for name, kind in FIELDS.items()]
