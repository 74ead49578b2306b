"""The ledger as it is now: accounts by number, verdicts kept with the ids, groups, expiry, the chain, timers.

What was in the books comes along: the journal so far becomes the first batch of the chain.
"""

from pathlib import Path
from typing import Any

import django.db.models.expressions
from django.db import migrations, models

from tearoad.ledger.chart import account_id

SQL = Path(__file__).parents[1] / "sql"

SET_ASIDE = """
DROP FUNCTION IF EXISTS ledger_post(smallint, uuid[], smallint[], text[], text[], bigint[], uuid[], bigint[]);
DROP FUNCTION IF EXISTS ledger_is_plain(smallint, uuid[], smallint[], text[], text[], bigint[], uuid[]);
DROP FUNCTION IF EXISTS ledger_judge(smallint, uuid, smallint, text, text, bigint, uuid);
DROP FUNCTION IF EXISTS ledger_write(smallint, uuid[], smallint[], text[], text[], bigint[], uuid[], bigint[]);
CREATE TABLE account_before AS SELECT * FROM account;
CREATE TABLE transfer_before AS SELECT * FROM transfer;
"""
STORAGE = "ALTER TABLE account SET (fillfactor = 50)"  # room beside each row: its sums change with every batch
BRING_BACK = """
INSERT INTO transfer (cell_id, transfer_id, kind, verdict, debit, credit, amount_minor, hold_id, at, batch, nr)
SELECT t.cell_id, t.transfer_id, t.kind, 0, d.account_id, c.account_id, t.amount_minor, t.hold_id, t.at, 1,
       row_number() OVER (PARTITION BY t.cell_id ORDER BY t.at, t.kind, t.transfer_id)
FROM transfer_before t
JOIN account d ON d.cell_id = t.cell_id AND d.account = t.debit
JOIN account c ON c.cell_id = t.cell_id AND c.account = t.credit;
INSERT INTO journal_batch (cell_id, batch, row_count, digest)
SELECT cell_id, batch, row_count, ledger_digest(NULL, ids, kinds, verdicts, debits, credits, amounts, holds, moments,
                                                groups, expiries)
FROM journal_columns;
DROP TABLE account_before;
DROP TABLE transfer_before;
"""


def accounts_by_number(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT cell_id, account, currency, guarded, debits, credits, debits_pending, credits_pending "
            "FROM account_before"
        )
        for cell, name, currency, guarded, *sums in cursor.fetchall():
            cursor.execute(
                "INSERT INTO account (cell_id, account_id, account, currency, floor, closed, debits, credits, "
                "debits_pending, credits_pending) VALUES (%s, %s, %s, %s, %s, false, %s, %s, %s, %s)",
                [cell, account_id(name), name, currency, 0 if guarded else None, *sums],
            )


class Migration(migrations.Migration):
    dependencies = [("store", "0003_sizes")]

    operations = [
        migrations.RunSQL(SET_ASIDE, migrations.RunSQL.noop),
        migrations.DeleteModel("Account"),
        migrations.DeleteModel("Transfer"),
        migrations.CreateModel(
            name='Book',
            fields=[
                ('cell_id', models.SmallIntegerField(primary_key=True, serialize=False)),
                ('closed_before', models.DateTimeField()),
            ],
            options={
                'db_table': 'book',
            },
        ),
        migrations.CreateModel(
            name='JournalBatch',
            fields=[
                ('pk', models.CompositePrimaryKey('cell_id', 'batch', blank=True, editable=False, primary_key=True, serialize=False)),
                ('cell_id', models.SmallIntegerField()),
                ('batch', models.BigIntegerField()),
                ('row_count', models.IntegerField()),
                ('digest', models.BinaryField()),
            ],
            options={
                'db_table': 'journal_batch',
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('pk', models.CompositePrimaryKey('cell_id', 'account_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('cell_id', models.SmallIntegerField()),
                ('account_id', models.BigIntegerField()),
                ('account', models.TextField()),
                ('currency', models.TextField()),
                ('floor', models.BigIntegerField(null=True)),
                ('ceiling', models.BigIntegerField(null=True)),
                ('closed', models.BooleanField(default=False)),
                ('debits', models.BigIntegerField(default=0)),
                ('credits', models.BigIntegerField(default=0)),
                ('debits_pending', models.BigIntegerField(default=0)),
                ('credits_pending', models.BigIntegerField(default=0)),
            ],
            options={
                'db_table': 'account',
                'constraints': [models.UniqueConstraint(fields=('cell_id', 'account'), name='account_name'), models.CheckConstraint(condition=models.Q(('floor__isnull', True), ('floor__lte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('credits'), '-', models.F('debits')), '-', models.F('debits_pending'))), _connector='OR'), name='account_above_floor'), models.CheckConstraint(condition=models.Q(('ceiling__isnull', True), ('ceiling__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('credits'), '+', models.F('credits_pending')), '-', models.F('debits'))), _connector='OR'), name='account_below_ceiling')],
            },
        ),
        migrations.CreateModel(
            name='Timer',
            fields=[
                ('pk', models.CompositePrimaryKey('cell_id', 'timer_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('cell_id', models.SmallIntegerField()),
                ('timer_id', models.UUIDField()),
                ('due_at', models.DateTimeField()),
                ('kind', models.SmallIntegerField()),
                ('about', models.UUIDField()),
            ],
            options={
                'db_table': 'timer',
                'indexes': [models.Index(fields=['cell_id', 'due_at', 'timer_id'], name='timer_due')],
            },
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('pk', models.CompositePrimaryKey('cell_id', 'transfer_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('cell_id', models.SmallIntegerField()),
                ('transfer_id', models.UUIDField()),
                ('kind', models.SmallIntegerField()),
                ('verdict', models.SmallIntegerField()),
                ('debit', models.BigIntegerField()),
                ('credit', models.BigIntegerField()),
                ('amount_minor', models.BigIntegerField()),
                ('hold_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField()),
                ('group_id', models.UUIDField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('batch', models.BigIntegerField()),
                ('nr', models.IntegerField()),
            ],
            options={
                'db_table': 'transfer',
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), models.Q(('amount_minor', 0), ('kind', 3)), ('verdict__gt', 0), _connector='OR'), name='transfer_amount'), models.UniqueConstraint(condition=models.Q(('hold_id__isnull', False), ('verdict', 0)), fields=('cell_id', 'hold_id'), name='transfer_hold_once')],
            },
        ),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "ledger.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "journal.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.RunPython(accounts_by_number, migrations.RunPython.noop),
        migrations.RunSQL(BRING_BACK, migrations.RunSQL.noop),
    ]
