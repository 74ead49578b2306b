"""Claims about parcels; a number may stand on another declaration after 24 months, and the settled part of the list of
scans has an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0033_promises")]

    operations = [
        migrations.AddField("ItemDeclaration", "turn", models.SmallIntegerField(db_default=0)),
        migrations.RemoveConstraint("ItemDeclaration", "item_declaration_s10"),
        migrations.AddConstraint(
            "ItemDeclaration",
            models.UniqueConstraint(
                fields=("cell_id", "s10", "turn"),
                name="item_declaration_s10",
                condition=~models.Q(state__in=(3, 15)),
            ),
        ),
        migrations.AddIndex(
            "ScanAside",
            models.Index(
                fields=("cell_id", "settled_at", "aside_id"),
                name="scan_aside_settled",
                condition=models.Q(settled_at__isnull=False),
            ),
        ),
        migrations.AddField("Consignment", "claimed", models.BooleanField(db_default=False)),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "claim_id", primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("claim_id", models.UUIDField()),
                ("consignment_id", models.UUIDField()),
                ("kind", models.SmallIntegerField()),
                ("state", models.SmallIntegerField()),
                ("answer", models.SmallIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.TextField()),
                ("answer_by", models.DateTimeField()),
                ("settle_within", models.BigIntegerField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.TextField(db_default="")),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "claim",
                "indexes": [
                    models.Index(fields=["cell_id", "consignment_id", "opened_at"], name="claim_of_parcel"),
                    models.Index(
                        fields=["cell_id", "answer_by", "claim_id"],
                        name="claim_waiting",
                        condition=models.Q(settled_at__isnull=True),
                    ),
                    models.Index(
                        fields=["cell_id", "settled_at", "claim_id"],
                        name="claim_settled",
                        condition=models.Q(settled_at__isnull=False),
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cell_id", "consignment_id"),
                        name="claim_one_open",
                        condition=models.Q(settled_at__isnull=True),
                    ),
                ],
            },
        ),
    ]
