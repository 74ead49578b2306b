"""How long parts of the way take of late is learnt each morning, instead of how far whole promises were right."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0035_control_room")]

    operations = [
        migrations.CreateModel(
            name="PromiseLately",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cell_id", "day", "part", "name", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cell_id", models.SmallIntegerField()),
                ("day", models.IntegerField()),
                ("part", models.SmallIntegerField()),
                ("name", models.TextField()),
                ("stretch", models.BigIntegerField()),
                ("spread", models.BigIntegerField()),
                ("of_stretch", models.BigIntegerField()),
                ("of_both", models.BigIntegerField()),
                ("of_spread", models.BigIntegerField()),
            ],
            options={"db_table": "promise_lately"},
        ),
        migrations.RunSQL("DELETE FROM promise_outlook WHERE office = ''", migrations.RunSQL.noop),
        migrations.RemoveField("PromiseOutlook", "stretch"),
        migrations.RemoveField("PromiseOutlook", "known"),
        migrations.RemoveIndex("Consignment", "consignment_promised"),
        migrations.AddIndex(
            model_name="consignment",
            index=models.Index(
                condition=models.Q(("delivered_at__isnull", False)),
                fields=["cell_id", "delivered_at"],
                name="consignment_delivered",
            ),
        ),
    ]
