"""The ledger on PostgreSQL: one call of `ledger_post` per batch, whoever brings it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from psycopg import Connection, Cursor

from tearoad.ledger.chart import Account, Chart, account_id, by_chart
from tearoad.ledger.door import KINDS, refused_at_the_door
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.ledger.verdict import LAST_MOMENT, MOST_MINOR, Verdict
from tearoad.store.arrays import bigints, optional_bigints, smallints, uuids
from tearoad.store.columns import insert, transposed
from tearoad.terms.refusal import Overdrawn

MOST_TRANSFERS = 5_000  # in one call
MOST_NUMBERS = 1 << 18
POST = "SELECT ledger_post(%s::smallint, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
ALONE = "SELECT pg_advisory_xact_lock(20131111, %s)"  # the lock of `ledger_post`: nobody posts to this cell meanwhile
CLOSE = (
    "UPDATE account SET closed = true WHERE cell_id = %s AND account_id = %s "
    "AND debits = credits AND debits_pending = 0 AND credits_pending = 0 RETURNING 1"
)
CLOSE_BEFORE = (
    "INSERT INTO book (cell_id, closed_before) VALUES (%s, to_timestamp(%s)) ON CONFLICT (cell_id) DO UPDATE "
    "SET closed_before = greatest(book.closed_before, excluded.closed_before)"
)
ACCOUNT = {
    "account_id": "amount",
    "account": "text",
    "currency": "text",
    "floor": "amount",
    "ceiling": "amount",
    "closed": "flag",
    "debits": "amount",
    "credits": "amount",
    "debits_pending": "amount",
    "credits_pending": "amount",
}
_OPEN_HOLDS = """
SELECT replace(j.transfer_id::text, '-', ''), j.kind, j.debit, j.credit, j.amount_minor, NULL,
       extract(epoch FROM j.at)::bigint, replace(j.group_id::text, '-', ''), extract(epoch FROM j.expires_at)::bigint
FROM unnest(%s::uuid[]) AS u(hold_id)
JOIN journal j ON j.cell_id = %s AND j.transfer_id = u.hold_id AND j.kind = 1
LEFT JOIN transfer r ON r.cell_id = j.cell_id AND r.hold_id = j.transfer_id AND r.verdict = 0
WHERE r.transfer_id IS NULL
"""
_BALANCES = """
SELECT account, credits - debits - debits_pending FROM account WHERE cell_id = %s AND account_id = ANY (%s)
"""
_OPEN = insert("account", ACCOUNT, "ON CONFLICT DO NOTHING")
_VERDICTS = [Verdict(code) if code in Verdict._value2member_map_ else Verdict.DONE for code in range(64)]
_NO_ID = "0" * 32


class _Numbers(dict[str, int]):
    """Of the accounts that were asked for lately: a hash takes longer than a look-up."""

    def __missing__(self, name: str) -> int:
        if len(self) >= MOST_NUMBERS:
            self.clear()
        number = self[name] = account_id(name)
        return number


_numbers = _Numbers()


class PostgresLedger:
    """Implements the port `Ledger` within one transaction; `opened` are names known to exist."""

    def __init__(self, cursor: Cursor, cell: int, chart: Chart, opened: set[str]) -> None:
        self.cursor, self.cell, self.chart, self.opened = cursor, cell, chart, opened

    def open(self, accounts: Iterable[Account]) -> None:
        rows = [
            (_numbers[one.name], one.name, one.currency, one.floor, one.ceiling, False, 0, 0, 0, 0) for one in accounts
        ]
        if rows:
            # First: nobody waits for it with an account half open, for which who has it would wait.
            self.cursor.execute(ALONE, [self.cell])
            self.cursor.execute(_OPEN, [self.cell, *transposed(sorted(rows), len(ACCOUNT))])
            self.opened |= {row[1] for row in rows}

    def offer(self, transfers: Sequence[Transfer]) -> list[Verdict]:
        return offered(self.cursor, self.cell, transfers)

    def balances(self, accounts: Sequence[str], *, alone: bool) -> dict[str, int]:
        own = self.cursor.connection.cursor()  # what waits to be written is nothing of the books
        if alone:
            own.execute(ALONE, [self.cell])
        return dict(own.execute(_BALANCES, [self.cell, bigints([_numbers[name] for name in accounts])]).fetchall())

    def open_holds(self, hold_ids: Sequence[str]) -> list[Transfer]:
        return [Transfer(*row) for row in self.cursor.execute(_OPEN_HOLDS, [list(hold_ids), self.cell]).fetchall()]

    def post(self, *calls: Iterable[Transfer]) -> None:
        batches = [rows for call in calls for rows in _cut(call)]
        names = {name for rows in batches for row in rows for name in (row.debit, row.credit)}
        self.open(by_chart(self.chart, name) for name in names - self.opened)
        # Each on a cursor of its own: in a pipeline the second does not wait for what is said of the first.
        asked = [(rows, _ask(self.cursor.connection.cursor(), self.cell, rows)) for rows in batches]
        for rows, cursor in asked:
            bad = [(row, said) for row, said in zip(rows, _said(cursor, rows), strict=True) if said is not Verdict.DONE]
            if bad and bad[0][1] is Verdict.NOT_COVERED:
                raise Overdrawn(f"{bad[0][0].debit} does not hold {bad[0][0].amount_minor}")
            assert not bad, f"the ledger refused {len(bad)} of {len(rows)} transfers, the first: {bad[0]}"

    def close(self, account: str) -> bool:
        self.cursor.execute(ALONE, [self.cell])
        self.cursor.execute(CLOSE, [self.cell, account_id(account)])
        return self.cursor.fetchone() is not None

    def close_before(self, at: int) -> None:
        self.cursor.execute(ALONE, [self.cell])
        self.cursor.execute(CLOSE_BEFORE, [self.cell, at])


def offered(cursor: "Cursor | Connection", cell: int, rows: Sequence[Transfer]) -> list[Verdict]:
    """Judge and write one batch in the transaction at hand; the verdict of each row."""
    assert len(rows) <= MOST_TRANSFERS, f"{len(rows)} transfers in one batch, at most {MOST_TRANSFERS}"
    if not rows:
        return []
    if not _can_be_written(rows):
        turned_away = refused_at_the_door(rows)
        if turned_away:
            let_in = iter(offered(cursor, cell, [row for at, row in enumerate(rows) if at not in turned_away]))
            return [turned_away[at] if at in turned_away else next(let_in) for at in range(len(rows))]
    return _said(_ask(cursor.cursor() if isinstance(cursor, Connection) else cursor, cell, rows), rows)


def _ask(cursor: Cursor, cell: int, rows: Sequence[Transfer]) -> Cursor:
    ids, kinds, debited, credited, amounts, holds, moments, groups, expiries = zip(*rows, strict=True)
    parameters = [
        cell,
        uuids(ids),
        smallints(kinds),
        bigints([_numbers[name] for name in debited]),
        bigints([_numbers[name] for name in credited]),
        bigints(amounts),
        uuids(holds),
        bigints(moments),
        uuids(groups) if any(groups) else None,
        None if expiries.count(None) == len(rows) else optional_bigints(expiries),
    ]
    return cursor.execute(POST, parameters, prepare=True)


def _said(cursor: Cursor, rows: Sequence[Transfer]) -> list[Verdict]:
    answer = cursor.fetchone()
    assert answer is not None
    return [Verdict.DONE] * len(rows) if answer[0] is None else [_VERDICTS[code] for code in answer[0]]


def _cut(transfers: Iterable[Transfer]) -> Iterator[list[Transfer]]:
    rows = iter(transfers)
    while batch := list(islice(rows, MOST_TRANSFERS)):
        yield batch


def _can_be_written(rows: Sequence[Transfer]) -> bool:
    """A quick look at the columns; where it is in doubt, every row is looked at by itself."""
    ids, kinds, debited, credited, amounts, holds, moments, groups, expiries = zip(*rows, strict=True)
    try:
        return (
            {*map(type, amounts), *map(type, moments)} == {int}
            and -MOST_MINOR <= min(amounts) <= max(amounts) <= MOST_MINOR
            and 0 <= min(moments) <= max(moments) < LAST_MOMENT
            and {*map(type, kinds)} <= {int, Kind}
            and KINDS.issuperset(kinds)
            and "".join(debited).isascii()
            and "".join(credited).isascii()
            and all(debited)
            and all(credited)
            and _are_ids(ids)
            and _are_ids([hold for hold in holds if hold is not None])
            and groups.count(None) == expiries.count(None) == len(rows)
        )
    except (TypeError, ValueError):
        return False


def _are_ids(hexes: Sequence[str]) -> bool:
    """32 digits each, small letters: as the door wants them."""
    joined = "".join(hexes)
    return all(len(text) == 32 for text in hexes) and bytes.fromhex(joined).hex() == joined and _NO_ID not in hexes
