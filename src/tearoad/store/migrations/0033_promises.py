"""Promises: what the road looks like each morning, dates that are told anew, and promises by their day."""

from django.db import migrations, models


def key(*names: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(*names, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("store", "0032_offices")]

    operations = [
        migrations.CreateModel(
            name="PromiseOutlook",
            fields=[
                ("pk", key("cell_id", "day", "office")),
                ("cell_id", models.SmallIntegerField()),
                ("day", models.IntegerField()),
                ("office", models.TextField()),
                ("wait", models.JSONField()),
                ("stretch", models.BigIntegerField()),
                ("known", models.BigIntegerField()),
            ],
            options={"db_table": "promise_outlook"},
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("pk", key("cell_id", "consignment_id", "promised_on")),
                ("cell_id", models.SmallIntegerField()),
                ("consignment_id", models.UUIDField()),
                ("promised_on", models.DateField()),
                ("level", models.SmallIntegerField()),
                ("reason", models.TextField()),
                ("told_at", models.DateTimeField()),
            ],
            options={"db_table": "promise"},
        ),
        migrations.AddField("Consignment", "renewed_on", models.DateField(null=True)),
        migrations.AddIndex(
            model_name="consignment",
            index=models.Index(fields=["cell_id", "promised_on"], name="consignment_promised"),
        ),
    ]
