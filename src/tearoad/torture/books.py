"""The books as they lie in the tables, read row by row, and what is wrong with them: reckoned anew, without
the ledger's own SQL and without the check's."""

import struct
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

import psycopg

from tearoad.ledger.transfer import Kind
from tearoad.ledger.verdict import Verdict

CELL = 1
MOST_NAMED = 3


class Account(NamedTuple):
    """Sums and bounds in minor units."""

    number: int
    name: str
    currency: str
    floor: int | None
    ceiling: int | None
    debits: int
    credits: int
    debits_pending: int
    credits_pending: int


class Row(NamedTuple):
    """A transfer that was offered; moments in seconds since 1970, ids as 32 hex digits."""

    batch: int
    nr: int
    id: str
    kind: int
    verdict: int
    debit: int
    credit: int
    amount: int
    hold: str | None
    at: int
    group: str | None
    expires_at: int | None


class Books(NamedTuple):
    """Of one cell, at one moment; rows in the order of the journal, batches as (number, rows, digest)."""

    accounts: list[Account]
    rows: list[Row]
    batches: list[tuple[int, int, bytes]]


ACCOUNTS = """
SELECT account_id, account, currency, floor, ceiling, debits, credits, debits_pending, credits_pending
FROM account WHERE cell_id = %s
"""
ROWS = """
SELECT batch, nr, encode(uuid_send(transfer_id), 'hex'), kind, verdict, debit, credit, amount_minor,
       encode(uuid_send(hold_id), 'hex'), extract(epoch FROM at)::bigint, encode(uuid_send(group_id), 'hex'),
       extract(epoch FROM expires_at)::bigint
FROM transfer WHERE cell_id = %s ORDER BY batch, nr
"""
BATCHES = "SELECT batch, row_count, digest FROM journal_batch WHERE cell_id = %s ORDER BY batch"


def read_books(url: str) -> Books:
    """One snapshot of all tables."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        accounts = [Account(*row) for row in connection.execute(ACCOUNTS, [CELL])]
        rows = [Row(*row) for row in connection.execute(ROWS, [CELL])]
        return Books(
            accounts, rows, [(number, count, digest) for number, count, digest in connection.execute(BATCHES, [CELL])]
        )


def broken_invariants(books: Books) -> list[str]:
    """What does not hold, each with the first that break it."""
    found: list[str] = []
    for name, rule in INVARIANTS.items():
        bad = list(rule(books))
        if bad:
            found.append(f"{name}: {len(bad)}, first {'; '.join(bad[:MOST_NAMED])}")
    return found


def _sides_are_equal(books: Books) -> Iterator[str]:
    sums: dict[str, int] = defaultdict(int)
    for one in books.accounts:
        sums[one.currency] += one.debits - one.credits
    yield from (f"{currency} {rest}" for currency, rest in sums.items() if rest)


class _Sums:
    """The four sums of every account, row after row."""

    def __init__(self, books: Books) -> None:
        self.held = {row.id: row.amount for row in books.rows if row.kind == Kind.HOLD and row.verdict == Verdict.DONE}
        self.of: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])

    def add(self, row: Row) -> None:
        moved = row.amount if row.kind in (Kind.DIRECT, Kind.POST) else 0
        promised = row.amount if row.kind == Kind.HOLD else -self.held.get(row.hold or "", 0)
        debit, credit = self.of[row.debit], self.of[row.credit]
        debit[0] += moved
        credit[1] += moved
        debit[2] += promised
        credit[3] += promised


def _balances_are_the_journal(books: Books) -> Iterator[str]:
    sums = _Sums(books)
    for row in _done(books):
        sums.add(row)
    for one in books.accounts:
        if sums.of[one.number] != [one.debits, one.credits, one.debits_pending, one.credits_pending]:
            yield one.name
    yield from (f"no account {number}" for number in sums.of.keys() - {one.number for one in books.accounts})


def _bounds_hold_at_every_row(books: Books) -> Iterator[str]:
    accounts = {one.number: one for one in books.accounts}
    sums = _Sums(books)
    for row in _done(books):
        sums.add(row)
        for one in (accounts.get(row.debit), accounts.get(row.credit)):
            if one is None:
                continue
            out, came, to_go, to_come = sums.of[one.number]
            if one.floor is not None and came - out - to_go < one.floor:
                yield f"{one.name} below its floor in batch {row.batch}"
            if one.ceiling is not None and came + to_come - out > one.ceiling:
                yield f"{one.name} above its ceiling in batch {row.batch}"


def _holds_are_resolved_once(books: Books) -> Iterator[str]:
    held: dict[str, Row] = {}
    resolved: set[str] = set()
    for row in _done(books):
        if row.kind == Kind.HOLD:
            held[row.id] = row
        if row.kind not in (Kind.POST, Kind.VOID):
            continue
        hold = held.get(row.hold or "")
        if hold is None or (hold.debit, hold.credit) != (row.debit, row.credit):
            yield f"{row.id} resolves no hold of its accounts"
        elif row.amount > hold.amount:
            yield f"{row.id} posts {row.amount} of {hold.amount}"
        elif hold.id in resolved:
            yield f"{row.id} resolves again {hold.id}"
        elif row.at < hold.at or (row.kind == Kind.POST and hold.expires_at is not None and row.at >= hold.expires_at):
            yield f"{row.id} is not within the time of its hold"
        resolved.add(row.hold or "")


def _groups_are_whole(books: Books) -> Iterator[str]:
    outcomes: dict[str, set[bool]] = defaultdict(set)
    for row in books.rows:
        if row.group:
            outcomes[row.group].add(row.verdict == Verdict.DONE)
    yield from (f"group {group}" for group, seen in outcomes.items() if len(seen) > 1)


def _keys_are_single(books: Books) -> Iterator[str]:
    seen: set[str] = set()
    for row in books.rows:
        if row.id in seen:
            yield row.id
        seen.add(row.id)


def _chain_holds(books: Books) -> Iterator[str]:
    of_batch: dict[int, list[Row]] = defaultdict(list)
    for row in books.rows:
        of_batch[row.batch].append(row)
    before = b""
    for expected, (number, count, digest) in enumerate(books.batches, 1):
        rows = of_batch.pop(number, [])
        if number != expected:
            yield f"batch {number} follows {expected - 1}"
            return
        if count != len(rows):
            yield f"batch {number} has {len(rows)} rows of {count}"
        elif bytes(digest) != digest_of(before, rows):
            yield f"batch {number} has another digest"
        before = bytes(digest)
    yield from (f"batch {number} is in no chain" for number in of_batch)


def digest_of(before: bytes, rows: Iterable[Row]) -> bytes:
    """The link of one batch, from the bytes that PostgreSQL's binary arrays have."""
    _, _, ids, kinds, verdicts, payers, payees, amounts, holds, moments, groups, expiries = zip(*rows, strict=True)
    parts = [before, _array(2950, ids), *(_array(21, column) for column in (kinds, verdicts))]
    parts += [_array(20, column) for column in (payers, payees, amounts)]
    parts += [_said(2950, holds), _array(20, moments), _said(2950, groups), _said(20, expiries)]
    return sha256(b"".join(parts)).digest()


def _array(oid: int, column: Iterable[object]) -> bytes:
    """Eight bytes of dimensions and flags, then what `_said` has."""
    return struct.pack(">ii", 1, 0) + _elements(oid, list(column))


def _said(oid: int, column: Iterable[object]) -> bytes:
    values = list(column)
    return _elements(oid, values) if any(value is not None for value in values) else b""


def _elements(oid: int, values: list[object]) -> bytes:
    one = _ELEMENT[oid]
    cells = [struct.pack(">i", -1) if value is None else one(value) for value in values]
    return struct.pack(">iii", oid, len(values), 1) + b"".join(cells)


_ELEMENT: dict[int, Callable[[object], bytes]] = {
    2950: lambda value: struct.pack(">i", 16) + bytes.fromhex(str(value)),
    20: lambda value: struct.pack(">iq", 8, value),
    21: lambda value: struct.pack(">ih", 2, value),
}


def _done(books: Books) -> Iterator[Row]:
    return (row for row in books.rows if row.verdict == Verdict.DONE)


INVARIANTS: dict[str, Callable[[Books], Iterator[str]]] = {
    "debits are credits in every currency": _sides_are_equal,
    "balances are what the journal says": _balances_are_the_journal,
    "no account passes its bounds at any row": _bounds_hold_at_every_row,
    "a hold is resolved once, in time, by no more than was held": _holds_are_resolved_once,
    "a group stands or falls together": _groups_are_whole,
    "one key, one row": _keys_are_single,
    "the chain of digests holds": _chain_holds,
}
