"""The queries behind statements and balances: what was done, by the moments at which it is dated.

A period is of moments, not of batches: what is posted late counts in the period that it is dated in. Closing the period
ends that.
"""

from collections.abc import Iterator, Sequence

from psycopg import Connection, Cursor

from tearoad.ledger.transfer import Kind
from tearoad.operations.statement_view import AccountState, Entry, Period, Statement, Sums

CHUNK = 20_000  # entries fetched at a time

# The legs of one account: what moved and what was promised, on the side on which it stands.
_LEGS = """legs AS (
    SELECT t.at, t.batch, t.nr, t.transfer_id, t.kind, t.hold_id, t.group_id, t.debit = a.account_id AS is_debit,
           CASE WHEN t.debit = a.account_id THEN t.credit ELSE t.debit END AS counter,
           CASE WHEN t.kind IN (0, 2) THEN t.amount_minor ELSE 0 END AS moved,
           CASE t.kind WHEN 0 THEN 0 WHEN 1 THEN t.amount_minor ELSE -h.amount_minor END AS promised
    FROM account a
    JOIN transfer t ON t.cell_id = a.cell_id AND a.account_id IN (t.debit, t.credit) AND t.verdict = 0
                       AND t.at < to_timestamp(%(end)s)
    LEFT JOIN transfer h ON h.cell_id = t.cell_id AND h.transfer_id = t.hold_id AND h.verdict = 0
    WHERE a.cell_id = %(cell)s AND a.account = %(account)s
)"""
STATEMENT = f"""
WITH {_LEGS}, sided AS (
    SELECT at >= to_timestamp(%(begin)s) AS within, CASE WHEN is_debit THEN moved ELSE 0 END AS debits,
           CASE WHEN is_debit THEN 0 ELSE moved END AS credits,
           CASE WHEN is_debit THEN promised ELSE 0 END AS debits_held,
           CASE WHEN is_debit THEN 0 ELSE promised END AS credits_held FROM legs
)
SELECT coalesce(sum(debits) FILTER (WHERE NOT within), 0)::bigint,
       coalesce(sum(credits) FILTER (WHERE NOT within), 0)::bigint,
       coalesce(sum(debits_held) FILTER (WHERE NOT within), 0)::bigint,
       coalesce(sum(credits_held) FILTER (WHERE NOT within), 0)::bigint,
       coalesce(sum(debits), 0)::bigint, coalesce(sum(credits), 0)::bigint, coalesce(sum(debits_held), 0)::bigint,
       coalesce(sum(credits_held), 0)::bigint, count(*) FILTER (WHERE within)
FROM sided
"""  # noqa: S608 - this module's own text
ENTRIES = f"""
WITH {_LEGS}
SELECT extract(epoch FROM l.at)::bigint, replace(l.transfer_id::text, '-', ''), l.kind, c.account, l.is_debit, l.moved,
       l.promised, replace(l.hold_id::text, '-', ''), replace(l.group_id::text, '-', '')
FROM legs l JOIN account c ON c.cell_id = %(cell)s AND c.account_id = l.counter
WHERE l.at >= to_timestamp(%(begin)s) ORDER BY l.at, l.batch, l.nr
"""  # noqa: S608 - this module's own text
_STATE = "SELECT account, floor, ceiling, closed, debits, credits, debits_pending, credits_pending FROM account "
ACCOUNTS = _STATE + 'WHERE cell_id = %s AND starts_with(account, %s) ORDER BY account COLLATE "C"'
# As of a moment, from the journal.
BALANCES = """
WITH moved AS (
    SELECT t.debit, t.credit, CASE WHEN t.kind IN (0, 2) THEN t.amount_minor ELSE 0 END AS moved,
           CASE t.kind WHEN 0 THEN 0 WHEN 1 THEN t.amount_minor ELSE -h.amount_minor END AS promised
    FROM transfer t LEFT JOIN transfer h ON h.cell_id = t.cell_id AND h.transfer_id = t.hold_id AND h.verdict = 0
    WHERE t.cell_id = %(cell)s AND t.verdict = 0 AND t.at < to_timestamp(%(before)s)
), sums AS (
    SELECT account_id, sum(debits)::bigint AS debits, sum(credits)::bigint AS credits,
           sum(debits_held)::bigint AS debits_held, sum(credits_held)::bigint AS credits_held
    FROM (SELECT debit AS account_id, moved AS debits, 0 AS credits, promised AS debits_held, 0 AS credits_held
          FROM moved UNION ALL SELECT credit, 0, moved, 0, promised FROM moved) legs
    GROUP BY account_id
)
SELECT a.account, a.floor, a.ceiling, a.closed, s.debits, s.credits, s.debits_held, s.credits_held
FROM sums s JOIN account a ON a.cell_id = %(cell)s AND a.account_id = s.account_id ORDER BY a.account COLLATE "C"
"""
CLOSED_BEFORE = "SELECT extract(epoch FROM closed_before)::bigint FROM book WHERE cell_id = %s"
CLOCK = "SELECT extract(epoch FROM clock_at)::bigint FROM road WHERE cell_id = %s"


def statement(cursor: Cursor, cell: int, account: str, period: Period) -> Statement | None:
    """Opening, closing and how many entries; None where there is no such account."""
    if not cursor.execute("SELECT 1 FROM account WHERE cell_id = %s AND account = %s", [cell, account]).fetchone():
        return None
    row = cursor.execute(STATEMENT, _parameters(cell, account, period)).fetchone()
    assert row is not None
    return Statement(account, Sums(*row[:4]), Sums(*row[4:8]), row[8])


def entries(connection: Connection, cell: int, account: str, period: Period, opening: int) -> Iterator[list[Entry]]:
    """In the order of their moments, at most CHUNK at a time; `opening` is the balance before them.

    The rows stay on the server until they are asked for; a transaction is open meanwhile.
    """
    balance = opening
    with connection.cursor("entries") as cursor:
        cursor.itersize = CHUNK
        cursor.execute(ENTRIES, _parameters(cell, account, period))
        while rows := cursor.fetchmany(CHUNK):
            found = []
            for at, name, kind, counter, is_debit, moved, promised, hold, group in rows:
                debit, credit = (moved, 0) if is_debit else (0, moved)
                debit_held, credit_held = (promised, 0) if is_debit else (0, promised)
                balance += credit - debit
                word = Kind(kind).name.lower()
                row = (at, name, word, counter, debit, credit, debit_held, credit_held, balance, hold, group)
                found.append(Entry(*row))
            yield found


def accounts(cursor: Cursor, cell: int, prefix: str) -> list[AccountState]:
    """Those whose names begin so, by name, as they are now."""
    return _states(cursor.execute(ACCOUNTS, [cell, prefix]).fetchall())


def balances(cursor: Cursor, cell: int, before: int) -> list[AccountState]:
    """Every account that had moved before a moment, as it was then by the journal."""
    return _states(cursor.execute(BALANCES, {"cell": cell, "before": before}).fetchall())


def closed_before(cursor: Cursor, cell: int) -> int | None:
    """Nothing may be dated before this moment any more; None where no period was closed."""
    return _one(cursor, CLOSED_BEFORE, cell)


def clock_at(cursor: Cursor, cell: int) -> int | None:
    """The road's clock; None where there is no road."""
    return _one(cursor, CLOCK, cell)


def _one(cursor: Cursor, sql: str, cell: int) -> int | None:
    row = cursor.execute(sql, [cell]).fetchone()
    return int(row[0]) if row else None


def _states(rows: Sequence[tuple[str, int | None, int | None, bool, int, int, int, int]]) -> list[AccountState]:
    return [AccountState(*row[:4], Sums(*row[4:])) for row in rows]


def _parameters(cell: int, account: str, period: Period) -> dict[str, object]:
    return {"cell": cell, "account": account, "begin": period.begin, "end": period.end}
