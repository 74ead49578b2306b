"""The ledgers that the contract is for, with what its tests look at, and the plain words for transfers."""

import struct
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from uuid import UUID

from psycopg import Connection

from tearoad.ledger.book import Book
from tearoad.ledger.chart import Account
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.ledger.verdict import Verdict
from tearoad.store.ledger import PostgresLedger

AT = 1_760_000_000
PSP, ESCROW, SELLER, FEE = "psp_clearing:RUB", "escrow:RUB", "seller_payable:m:RUB", "fee:RUB"
FEE_EUR, WALLET, CARRIER = "fee:EUR", "wallet:b:RUB", "cod_receivable:c:RUB"
ACCOUNTS = (
    Account(PSP, None, None),
    Account(ESCROW, 0, None),
    Account(SELLER, None, None),
    Account(FEE, None, None),
    Account(FEE_EUR, None, None),
    Account(WALLET, 0, 100),
    Account(CARRIER, -50, None),
)
Sums = tuple[int, int, int, int]  # debits, credits, debits pending, credits pending


def name(number: int) -> str:
    """An id."""
    return f"{number:032x}"


def pay(number: int, amount: int, at: int = AT, **more: object) -> Transfer:
    """A buyer's money comes in."""
    return Transfer(name(number), Kind.DIRECT, PSP, ESCROW, amount, None, at)._replace(**more)


def spend(number: int, amount: int, at: int = AT, **more: object) -> Transfer:
    """Money leaves the escrow for good."""
    return Transfer(name(number), Kind.DIRECT, ESCROW, SELLER, amount, None, at)._replace(**more)


def hold(number: int, amount: int, at: int = AT, **more: object) -> Transfer:
    """Money of the escrow is promised to the seller."""
    return Transfer(name(number), Kind.HOLD, ESCROW, SELLER, amount, None, at)._replace(**more)


def post(number: int, held: int, amount: int, at: int = AT, **more: object) -> Transfer:
    """The promise is kept."""
    return Transfer(name(number), Kind.POST, ESCROW, SELLER, amount, name(held), at)._replace(**more)


def void(number: int, held: int, at: int = AT, **more: object) -> Transfer:
    """The promise is taken back."""
    return Transfer(name(number), Kind.VOID, ESCROW, SELLER, 0, name(held), at)._replace(**more)


class InMemory(Book):
    """The double, with the contract's accounts."""

    def __init__(self) -> None:
        super().__init__()
        self.open(ACCOUNTS)

    def sums(self) -> dict[str, Sums]:
        return {
            name: (one.debits, one.credits, one.debits_pending, one.credits_pending)
            for name, one in self.accounts.items()
        }

    def seed(self, account: str, debits: int, credited: int) -> None:
        """As if this had been posted long ago."""
        self.accounts[account].debits, self.accounts[account].credits = debits, credited

    def verdicts(self) -> dict[str, Verdict]:
        """Everything that is kept."""
        return {transfer_id: verdict for transfer_id, (_, verdict) in self.kept.items()}

    def lines(self) -> list[Transfer]:
        """The journal in its order."""
        return list(self.journal)

    def verify(self) -> None:
        """Nothing more than `recomputed` can be asked of a book without a chain."""


class OnPostgres:
    """One cell, with the contract's accounts; every call is a transaction."""

    def __init__(self, connection: Connection, cell: int) -> None:
        self.connection, self.cell = connection, cell
        self.ledger = PostgresLedger(connection.cursor(), cell, {}, set())
        self.open(ACCOUNTS)

    def open(self, accounts: Iterable[Account]) -> None:
        self.ledger.open(accounts)

    def offer(self, rows: Sequence[Transfer]) -> list[Verdict]:
        with self.connection.transaction():
            return self.ledger.offer(rows)

    def close(self, account: str) -> bool:
        with self.connection.transaction():
            return self.ledger.close(account)

    def close_before(self, at: int) -> None:
        with self.connection.transaction():
            self.ledger.close_before(at)

    def sums(self) -> dict[str, Sums]:
        sql = "SELECT account, debits, credits, debits_pending, credits_pending FROM account WHERE cell_id = %s"
        return {row[0]: (row[1], row[2], row[3], row[4]) for row in self.connection.execute(sql, [self.cell])}

    def seed(self, account: str, debits: int, credited: int) -> None:
        sql = "UPDATE account SET debits = %s, credits = %s WHERE cell_id = %s AND account = %s"
        self.connection.execute(sql, [debits, credited, self.cell, account])

    def verdicts(self) -> dict[str, Verdict]:
        sql = "SELECT transfer_id, verdict FROM transfer WHERE cell_id = %s"
        return {row[0].hex: Verdict(row[1]) for row in self.connection.execute(sql, [self.cell])}

    def lines(self) -> list[Transfer]:
        sql = """
            SELECT transfer_id, kind, debit, credit, amount_minor, hold_id, extract(epoch FROM at)::bigint, group_id,
                   extract(epoch FROM expires_at)::bigint
            FROM journal WHERE cell_id = %s ORDER BY batch, nr
        """
        return [
            Transfer(*(value.hex if isinstance(value, UUID) else value for value in row))
            for row in self.connection.execute(sql, [self.cell])
        ]

    def verify(self) -> None:
        """The chain's digests are what this reckons anew, holds that expire have their timer, no batch is missing."""
        sql = "SELECT batch, row_count, digest FROM journal_batch WHERE cell_id = %s ORDER BY batch"
        links = self.connection.execute(sql, [self.cell]).fetchall()
        columns = self._columns()
        assert [link[0] for link in links] == list(range(1, len(links) + 1)) == sorted(columns)
        before = b""
        for batch, row_count, digest in links:
            rows = columns[batch]
            assert [row[0] for row in rows] == list(range(1, row_count + 1))
            before = sha256(before + sent(rows)).digest()
            assert before == bytes(digest), f"batch {batch}"
        sql = "SELECT timer_id, extract(epoch FROM due_at)::bigint, kind, about FROM timer WHERE cell_id = %s"
        timers = self.connection.execute(sql, [self.cell]).fetchall()
        expiring = {row.transfer_id: row.expires_at for row in self.lines() if row.expires_at is not None}
        assert {timer.hex: due for timer, due, _, _ in timers} == expiring
        assert all(kind == 1 and timer == about for timer, _, kind, about in timers)

    def _columns(self) -> dict[int, list[tuple]]:
        sql = """
            SELECT batch, nr, transfer_id, kind, verdict, debit, credit, amount_minor, hold_id,
                   extract(epoch FROM at)::bigint, group_id, extract(epoch FROM expires_at)::bigint
            FROM transfer WHERE cell_id = %s ORDER BY batch, nr
        """
        found: dict[int, list[tuple]] = defaultdict(list)
        for batch, *row in self.connection.execute(sql, [self.cell]):
            found[batch].append(tuple(row))
        return found


UUIDS, SMALLINTS, BIGINTS = (2950, "16s"), (21, "h"), (20, "q")
SENT = (UUIDS, SMALLINTS, SMALLINTS, BIGINTS, BIGINTS, BIGINTS, UUIDS, BIGINTS, UUIDS, BIGINTS)
SILENT = (6, 8, 9)  # holds, groups, expiries: left out where they say nothing, else without dimensions and null flag


def sent(rows: Sequence[tuple]) -> bytes:
    """What one link of the chain covers: the columns of a batch as PostgreSQL sends arrays. A row is its place and the
    ten columns."""
    said = b""
    for at, (oid, packed) in enumerate(SENT):
        column = [row[at + 1].bytes if isinstance(row[at + 1], UUID) else row[at + 1] for row in rows]
        if at in SILENT and all(value is None for value in column):
            continue
        head = struct.pack(">iiiii", 1, 0, oid, len(column), 1)
        said += head[8:] if at in SILENT else head
        for value in column:
            cell = b"" if value is None else struct.pack(">" + packed, value)
            said += struct.pack(">i", -1 if value is None else len(cell)) + cell
    return said


def recomputed(lines: Iterable[Transfer]) -> dict[str, Sums]:
    """The sums that a journal makes; on the way, no bound of an account is passed and no hold resolved twice."""
    sums: dict[str, list[int]] = {account.name: [0, 0, 0, 0] for account in ACCOUNTS}
    open_holds: dict[str, Transfer] = {}
    for row in lines:
        debit, credit = sums[row.debit], sums[row.credit]
        if row.kind == Kind.HOLD:
            open_holds[row.transfer_id] = row
            debit[2] += row.amount_minor
            credit[3] += row.amount_minor
        else:
            debit[0] += row.amount_minor
            credit[1] += row.amount_minor
        if row.hold_id:
            held = open_holds.pop(row.hold_id)
            assert row.amount_minor <= held.amount_minor
            assert (row.debit, row.credit) == (held.debit, held.credit)
            debit[2] -= held.amount_minor
            credit[3] -= held.amount_minor
        for name, floor, ceiling in ACCOUNTS:
            debits, credited, debits_pending, credits_pending = sums[name]
            assert floor is None or credited - debits - debits_pending >= floor
            assert ceiling is None or credited + credits_pending - debits <= ceiling
    return {name: (one[0], one[1], one[2], one[3]) for name, one in sums.items()}


def check(ledger: InMemory | OnPostgres) -> None:
    """The balances are those of the journal, money came from somewhere, and the chain holds."""
    sums = ledger.sums()
    assert sums == recomputed(ledger.lines())
    for currency in ("RUB", "EUR"):
        mine = [one for name, one in sums.items() if name.endswith(currency)]
        assert sum(one[0] for one in mine) == sum(one[1] for one in mine)
    ledger.verify()
