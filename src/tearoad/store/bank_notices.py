"""Sales, letters to the banks about them, and what the banks can take."""

from collections.abc import Sequence
from typing import NamedTuple

from psycopg import Cursor

from tearoad.payments.attempt import CARD
from tearoad.payments.bank import ChannelKey
from tearoad.payments.forecast import Counted, Sale
from tearoad.payments.notice import Capacity
from tearoad.store.columns import insert, transposed
from tearoad.store.database import CELL

STANDING = "standing"  # in the place of a sale's name: what a bank declared for any
LETTER = {
    "sale": "text",
    "bank": "text",
    "method": "text",
    "days_before": "code",
    "passed": "flag",
    "at": "moment",
}


class LetterRow(NamedTuple):
    """`at` in seconds since 1970."""

    sale: str
    bank: str
    method: str
    days_before: int
    passed: bool
    at: int


class BankTestRow(NamedTuple):
    """A signed result; `tested_at` and `at`, when it came, in seconds since 1970. Key and signature in hex."""

    sha256: str
    sale: str
    bank: str
    method: str
    a_minute: int
    refused_share: float
    p99_ms: float
    tested_at: float
    public_key: str
    signature: str
    at: float


_SAVE = """
INSERT INTO sale (cell_id, name, day, opens, orders, planned_at)
VALUES (%(cell)s, %(name)s, DATE '1970-01-01' + %(day)s::int, %(opens)s, %(orders)s, to_timestamp(%(at)s))
ON CONFLICT (cell_id, name) DO UPDATE SET day = excluded.day, opens = excluded.opens, orders = excluded.orders
"""
_SALE = "SELECT name, day - DATE '1970-01-01', opens, orders FROM sale WHERE cell_id = %s AND name = %s"
_ORDERS = """
SELECT o.payment, count(*) FROM road r JOIN orders o
    ON o.cell_id = r.cell_id AND o.placed_at > r.clock_at - %(days)s * interval '1 day'
WHERE r.cell_id = %(cell)s GROUP BY o.payment
"""
_PAYMENTS = """
SELECT p.bank, count(*) FROM road r JOIN payment p
    ON p.cell_id = r.cell_id AND p.at > r.clock_at - %(days)s * interval '1 day'
WHERE r.cell_id = %(cell)s AND p.method = %(card)s GROUP BY p.bank
"""
_LETTERS = "SELECT bank, method, days_before FROM bank_letter WHERE cell_id = %s AND sale = %s"
_CAPACITIES = """
SELECT * FROM (
    SELECT DISTINCT ON (sale, bank, method) CASE WHEN sale = %(standing)s THEN 'standing' ELSE 'declared' END AS said,
           bank, method, a_minute
    FROM bank_capacity WHERE cell_id = %(cell)s AND sale IN (%(sale)s, %(standing)s)
    ORDER BY sale, bank, method, number DESC
) AS declared
UNION ALL
SELECT * FROM (
    SELECT DISTINCT ON (bank, method) 'tested', bank, method, a_minute
    FROM bank_test WHERE cell_id = %(cell)s AND sale = %(sale)s
    ORDER BY bank, method, tested_at DESC, at DESC, sha256
) AS tested
"""
# Who comes at the same moment waits here, does nothing, and is asked to try again with the next number.
_DECLARE = """
INSERT INTO bank_capacity (cell_id, sale, bank, method, number, a_minute, declared_by, at)
SELECT %(cell)s, %(sale)s, %(bank)s, %(method)s, coalesce(max(number), 0) + 1, %(a_minute)s, %(by)s,
       to_timestamp(%(at)s)
FROM bank_capacity WHERE cell_id = %(cell)s AND sale = %(sale)s AND bank = %(bank)s AND method = %(method)s
ON CONFLICT DO NOTHING RETURNING 1
"""
_KEYS = "SELECT bank, public_key FROM bank_key WHERE cell_id = %s"
_KEY = """
INSERT INTO bank_key (cell_id, bank, public_key, at)
SELECT %(cell)s, %(bank)s, %(key)s, to_timestamp(%(at)s)
WHERE NOT EXISTS (SELECT FROM bank_key WHERE cell_id = %(cell)s AND public_key = %(key)s AND bank <> %(bank)s)
ON CONFLICT (cell_id, bank) DO UPDATE SET public_key = excluded.public_key, at = excluded.at
RETURNING 1
"""
_TEST = """
INSERT INTO bank_test (cell_id, sha256, sale, bank, method, a_minute, refused_share, p99_ms, tested_at, public_key,
                       signature, at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, to_timestamp(%s), %s, %s, to_timestamp(%s))
ON CONFLICT DO NOTHING RETURNING 1
"""


def save_sale(cursor: Cursor, sale: Sale, at: float) -> None:
    """Planned now, or planned anew."""
    cursor.execute(_SAVE, {"cell": CELL, **sale._asdict(), "at": at})


def find_sale(cursor: Cursor, name: str, *, alone: bool = False) -> Sale | None:
    """None where there is none; `alone` until the transaction ends."""
    row = cursor.execute(_SALE + (" FOR UPDATE" if alone else ""), [CELL, name]).fetchone()
    return Sale(*row) if row else None


def counted(cursor: Cursor, days: int) -> Counted:
    """Orders and payments of so many days before the road's clock."""
    values = {"cell": CELL, "days": days, "card": CARD}
    orders: dict[str, int] = dict(cursor.execute(_ORDERS, values).fetchall())
    return Counted(orders, dict(cursor.execute(_PAYMENTS, values).fetchall()))


def capacities(cursor: Cursor, sale: str) -> dict[ChannelKey, Capacity]:
    """Of every bank that has said something, for this sale or for any; `payments.notice.effective` says what counts."""
    found: dict[ChannelKey, Capacity] = {}
    values = {"cell": CELL, "sale": sale, "standing": STANDING}
    for said, bank, method, a_minute in cursor.execute(_CAPACITIES, values).fetchall():
        found[bank, method] = found.get((bank, method), Capacity())._replace(**{said: a_minute})
    return found


def declare(cursor: Cursor, sale: str, channel: ChannelKey, a_minute: int, by: str, at: float) -> None:
    """From now on this is the one that counts; for any sale where its name is STANDING."""
    bank, method = channel
    values = {"cell": CELL, "sale": sale, "bank": bank, "method": method, "a_minute": a_minute, "by": by, "at": at}
    while cursor.execute(_DECLARE, values).fetchone() is None:
        pass


def letters(cursor: Cursor, sale: str) -> dict[ChannelKey, set[int]]:
    """Days before the sale of those that were written or passed."""
    found: dict[ChannelKey, set[int]] = {}
    for bank, method, days in cursor.execute(_LETTERS, [CELL, sale]).fetchall():
        found.setdefault((bank, method), set()).add(days)
    return found


def add_letters(cursor: Cursor, rows: Sequence[LetterRow]) -> None:
    """Once each, however often."""
    cursor.execute(insert("bank_letter", LETTER, "ON CONFLICT DO NOTHING"), [CELL, *transposed(rows, len(LETTER))])


def keys(cursor: Cursor) -> dict[str, str]:
    """By bank, in hex."""
    return dict(cursor.execute(_KEYS, [CELL]).fetchall())


def save_key(cursor: Cursor, bank: str, public_key: str, at: float) -> bool:
    """In the place of the bank's former one; False where it is another bank's."""
    values = {"cell": CELL, "bank": bank, "key": public_key, "at": at}
    return cursor.execute(_KEY, values).fetchone() is not None


def add_test(cursor: Cursor, row: BankTestRow) -> bool:
    """False where the same document came before."""
    return cursor.execute(_TEST, [CELL, *row]).fetchone() is not None
