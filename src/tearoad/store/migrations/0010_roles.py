"""Changes of what people may do, kept for good; devices of second factors whose secrets are sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0009_events"), ("otp_totp", "0003_add_timestamps")]

    operations = [
        migrations.CreateModel(
            name="PersonChange",
            fields=[
                ("change_id", models.UUIDField(primary_key=True, serialize=False)),
                ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="store.user")),
                ("by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="store.user")),
                ("at", models.DateTimeField()),
                ("before", models.TextField()),
                ("after", models.TextField()),
            ],
            options={"db_table": "person_change"},
        ),
        migrations.CreateModel(
            name="SealedDevice", fields=[], options={"proxy": True}, bases=("otp_totp.totpdevice",)
        ),
        # A sealed secret is longer than a plain one.
        migrations.RunSQL("ALTER TABLE otp_totp_totpdevice ALTER COLUMN key TYPE text", migrations.RunSQL.noop),
    ]
