"""Coupons, the orders that use them, and limits of pieces."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0017_reconciliation")]

    operations = [
        migrations.AddField("consignment", "coupon_minor", models.BigIntegerField(default=0)),
        migrations.AddField("consignment", "coupon_funder", models.TextField(null=True)),
        migrations.AddField("consignment", "coupon_given_minor", models.BigIntegerField(default=0)),
        migrations.AddField("consignment", "coupon_goods_minor", models.BigIntegerField(default=0)),
        migrations.CreateModel(
            name="Coupon",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "code", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("code", models.TextField()),
                ("funder", models.TextField()),
                ("rate", models.IntegerField()),
                ("fixed_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("least_minor", models.BigIntegerField()),
                ("per_buyer", models.IntegerField()),
                ("since", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "coupon",
                "constraints": [
                    models.CheckConstraint(
                        name="coupon_takes_off",
                        condition=models.Q(("fixed_minor__gt", 0), ("rate", 0))
                        | models.Q(("fixed_minor", 0), ("rate__gt", 0), ("rate__lte", 10000)),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouponUse",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "order_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("order_id", models.TextField()),
                ("code", models.TextField()),
                ("buyer", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("given_back", models.BooleanField()),
            ],
            options={
                "db_table": "coupon_use",
                "indexes": [models.Index(fields=["cell_id", "code", "buyer"], name="coupon_use_by")],
            },
        ),
        migrations.CreateModel(
            name="ProductLimit",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "sku", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("sku", models.TextField()),
                ("most_per_order", models.IntegerField(null=True)),
                ("most_per_buyer", models.IntegerField(null=True)),
                ("since", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "product_limit"},
        ),
    ]
