"""People, their roles, the keys of their machines, and whether the road is but a demo."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ROLES = ("buyer", "merchant", "officer", "post_worker", "bank_liaison", "operator", "auditor")


def make_roles(apps: Any, schema_editor: Any) -> None:
    group = apps.get_model("auth", "Group")
    group.objects.bulk_create([group(name=name) for name in ROLES], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("store", "0005_payouts"),
    ]
    # Theirs ask for the store's first migration alone, and refer to people.
    run_before = [("otp_totp", "0001_initial"), ("otp_static", "0001_initial")]

    operations = [
        migrations.AddField("road", "demo", models.BooleanField(db_default=False)),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("is_superuser", models.BooleanField(default=False, help_text="Designates that this user has all permissions without explicitly assigning them.", verbose_name="superuser status")),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40, unique=True)),
                ("is_active", models.BooleanField(default=True)),
                ("is_staff", models.BooleanField(default=False)),
                ("demo", models.BooleanField(default=False)),
                ("merchant", models.TextField(null=True)),
                ("office", models.TextField(null=True)),
                ("joined_at", models.DateTimeField()),
                ("groups", models.ManyToManyField(blank=True, help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.", related_name="user_set", related_query_name="user", to="auth.group", verbose_name="groups")),
                ("user_permissions", models.ManyToManyField(blank=True, help_text="Specific permissions for this user.", related_name="user_set", related_query_name="user", to="auth.permission", verbose_name="user permissions")),
            ],
            options={"db_table": "person"},
        ),
        migrations.AddConstraint("user", models.CheckConstraint(condition=models.Q(name__regex="^[a-z0-9._-]{3,40}$"), name="person_name")),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("pk", models.CompositePrimaryKey("cell_id", "prefix", blank=True, editable=False, primary_key=True, serialize=False)),
                ("cell_id", models.SmallIntegerField()),
                ("prefix", models.CharField(max_length=8)),
                ("secret_sha256", models.BinaryField()),
                ("title", models.TextField()),
                ("scopes", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={"db_table": "api_key"},
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
