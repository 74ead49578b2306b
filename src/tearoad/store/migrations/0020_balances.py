"""What an account holds is a plain question now; the lock is a statement of its own where it is wanted."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0019_top_ups")]

    operations = [migrations.RunSQL("DROP FUNCTION IF EXISTS ledger_balances(smallint, bigint[])", migrations.RunSQL.noop)]
