"""Sales that banks are told of, the letters to them, and what they declare, sign and test."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0015_banks")]

    operations = [
        migrations.CreateModel(
            name="Sale",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "name", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("name", models.TextField()),
                ("day", models.DateField()),
                ("opens", models.IntegerField()),
                ("orders", models.BigIntegerField()),
                ("planned_at", models.DateTimeField()),
            ],
            options={"db_table": "sale"},
        ),
        migrations.CreateModel(
            name="BankLetter",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "sale", "bank", "method", "days_before", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("sale", models.TextField()),
                ("bank", models.TextField()),
                ("method", models.TextField()),
                ("days_before", models.SmallIntegerField()),
                ("passed", models.BooleanField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "bank_letter"},
        ),
        migrations.CreateModel(
            name="BankCapacity",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "sale", "bank", "method", "number", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("sale", models.TextField()),
                ("bank", models.TextField()),
                ("method", models.TextField()),
                ("number", models.IntegerField()),
                ("a_minute", models.IntegerField()),
                ("declared_by", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "bank_capacity"},
        ),
        migrations.CreateModel(
            name="BankKey",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "bank", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("bank", models.TextField()),
                ("public_key", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "bank_key",
                "constraints": [models.UniqueConstraint(fields=("cell_id", "public_key"), name="bank_key_once")],
            },
        ),
        migrations.CreateModel(
            name="BankTest",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "sha256", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("sha256", models.TextField()),
                ("sale", models.TextField()),
                ("bank", models.TextField()),
                ("method", models.TextField()),
                ("a_minute", models.IntegerField()),
                ("refused_share", models.FloatField()),
                ("p99_ms", models.FloatField()),
                ("tested_at", models.DateTimeField()),
                ("public_key", models.TextField()),
                ("signature", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "bank_test",
                "indexes": [models.Index(fields=["cell_id", "sale", "bank", "method", "tested_at"], name="bank_test_of")],
            },
        ),
    ]
