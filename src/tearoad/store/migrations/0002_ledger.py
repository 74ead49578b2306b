"""The ledger's batch functions."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql" / "ledger.sql"


class Migration(migrations.Migration):
    dependencies = [("store", "0001_journey")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
