"""Where people want their notices: sealed, and confirmed by a link that was sent there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0011_desk")]

    operations = [
        migrations.CreateModel(
            name="MailAddress",
            fields=[
                ("person", models.OneToOneField(on_delete=models.CASCADE, primary_key=True, related_name="+", serialize=False, to="store.user")),
                ("address", models.TextField(null=True)),
                ("pending", models.TextField(null=True)),
                ("language", models.TextField()),
            ],
            options={"db_table": "mail_address"},
        ),
    ]
