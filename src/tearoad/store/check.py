"""What must hold in a data base at any time; every broken row is named."""

from collections.abc import Iterator

from psycopg import Cursor

from tearoad.journey.moving import Due
from tearoad.journey.stages import Border, Carriage, Money, reachable
from tearoad.store.database import CELL

MOST_NAMED = 20  # rows named per rule
TABLES = (
    "road", "product", "stock", "orders", "order_line", "consignment", "scan", "office_state", "s10_range", "account",
    "transfer",
)  # fmt: skip

BOOKS_BALANCE = """
SELECT currency || ': debits ' || sum(debits) || ', credits ' || sum(credits)
FROM account WHERE cell_id = %(cell)s GROUP BY currency HAVING sum(debits) <> sum(credits)
"""
BOOKS_ARE_THE_JOURNAL = """
WITH legs AS (
    SELECT t.debit AS account, true AS is_debit, t.kind, t.amount_minor, h.amount_minor AS held
    FROM transfer t LEFT JOIN transfer h ON h.cell_id = t.cell_id AND h.transfer_id = t.hold_id
    WHERE t.cell_id = %(cell)s
    UNION ALL
    SELECT t.credit, false, t.kind, t.amount_minor, h.amount_minor
    FROM transfer t LEFT JOIN transfer h ON h.cell_id = t.cell_id AND h.transfer_id = t.hold_id
    WHERE t.cell_id = %(cell)s
), sums AS (
    SELECT account,
           coalesce(sum(amount_minor) FILTER (WHERE is_debit AND kind IN (0, 2)), 0) AS debits,
           coalesce(sum(amount_minor) FILTER (WHERE NOT is_debit AND kind IN (0, 2)), 0) AS credits,
           coalesce(sum(CASE kind WHEN 1 THEN amount_minor ELSE -held END) FILTER (WHERE is_debit AND kind <> 0), 0)
               AS debits_pending,
           coalesce(sum(CASE kind WHEN 1 THEN amount_minor ELSE -held END) FILTER (WHERE NOT is_debit AND kind <> 0), 0)
               AS credits_pending
    FROM legs GROUP BY account
)
SELECT coalesce(a.account, s.account)
FROM (SELECT * FROM account WHERE cell_id = %(cell)s) a FULL JOIN sums s ON s.account = a.account
WHERE (coalesce(a.debits, 0), coalesce(a.credits, 0), coalesce(a.debits_pending, 0), coalesce(a.credits_pending, 0))
   <> (coalesce(s.debits, 0), coalesce(s.credits, 0), coalesce(s.debits_pending, 0), coalesce(s.credits_pending, 0))
"""
STOCK_IS_THERE = """
SELECT sku FROM stock WHERE cell_id = %(cell)s
AND (on_hand < 0 OR reserved < 0 OR (on_hand < reserved AND NOT made_to_order))
"""
STOCK_IS_RESERVED_FOR_SOMEBODY = """
SELECT s.sku || ': ' || s.reserved || ' reserved, ' || coalesce(w.units, 0) || ' waited for'
FROM stock s LEFT JOIN (
    SELECT l.sku, sum(l.quantity) AS units FROM order_line l
    JOIN consignment c ON c.cell_id = l.cell_id AND c.consignment_id = l.consignment_id
    WHERE c.cell_id = %(cell)s AND c.carriage = %(not_accepted)s GROUP BY l.sku
) w ON w.sku = s.sku
WHERE s.cell_id = %(cell)s AND s.reserved <> coalesce(w.units, 0)
"""
HELD_MONEY_HAS_AN_OPEN_JOURNEY = """
WITH open AS (
    SELECT h.transfer_id, h.amount_minor, substr(replace(h.transfer_id::text, '-', ''), 1, 30) AS base
    FROM transfer h LEFT JOIN transfer r ON r.cell_id = h.cell_id AND r.hold_id = h.transfer_id
    WHERE h.cell_id = %(cell)s AND h.kind = 1 AND r.transfer_id IS NULL
), journeys AS (
    SELECT substr(replace(consignment_id::text, '-', ''), 1, 30) AS base FROM consignment
    WHERE cell_id = %(cell)s AND money = %(held)s
    UNION SELECT substr(replace(hold_id::text, '-', ''), 1, 30) FROM consignment
    WHERE cell_id = %(cell)s AND money = %(held)s
)
SELECT open.transfer_id::text FROM open LEFT JOIN journeys ON journeys.base = open.base WHERE journeys.base IS NULL
"""
DELIVERED_IS_SETTLED_OR_PROTECTED = """
SELECT c.consignment_id::text FROM consignment c JOIN road r ON r.cell_id = c.cell_id
WHERE c.cell_id = %(cell)s AND c.border = ANY (%(cleared)s) AND (
    (c.carriage = ANY (%(confirmed)s) AND c.money <> %(released)s)
    OR (c.carriage = %(delivered)s
        AND NOT (c.money = %(held)s AND c.due = %(confirm)s AND c.due_at >= r.clock_at AND c.due_at IS NOT NULL)))
"""
NOTHING_IS_OVERDUE = """
SELECT c.consignment_id::text FROM consignment c JOIN road r ON r.cell_id = c.cell_id
WHERE c.cell_id = %(cell)s AND ((c.due_at < r.clock_at) OR (c.due = 0) <> (c.due_at IS NULL))
"""
STATES_ARE_REACHABLE = """
SELECT c.consignment_id::text || ' (' || c.money || ', ' || c.border || ', ' || c.carriage || ')'
FROM consignment c LEFT JOIN unnest(%(moneys)s::smallint[], %(borders)s::smallint[], %(carriages)s::smallint[])
    AS s(money, border, carriage) ON (s.money, s.border, s.carriage) = (c.money, c.border, c.carriage)
WHERE c.cell_id = %(cell)s AND s.money IS NULL
"""
RULES = {
    "the books balance in every currency": BOOKS_BALANCE,
    "the books are what the journal says": BOOKS_ARE_THE_JOURNAL,
    "no stock is negative": STOCK_IS_THERE,
    "what is reserved is waited for": STOCK_IS_RESERVED_FOR_SOMEBODY,
    "held money has an open journey": HELD_MONEY_HAS_AN_OPEN_JOURNEY,
    "what was delivered and cleared is settled or protected": DELIVERED_IS_SETTLED_OR_PROTECTED,
    "nothing is overdue": NOTHING_IS_OVERDUE,
    "every state is reachable": STATES_ARE_REACHABLE,
}


def broken_rules(cursor: Cursor) -> Iterator[tuple[str, int, list[str]]]:
    """Each rule with how many rows break it and the first MOST_NAMED of them; nothing where all is well."""
    states = sorted(reachable())
    parameters = {
        "cell": CELL,
        "held": int(Money.HELD),
        "released": int(Money.RELEASED),
        "cleared": [int(Border.NOT_NEEDED), int(Border.RELEASED)],
        "confirmed": [int(Carriage.CONFIRMED), int(Carriage.AUTO_CONFIRMED)],
        "delivered": int(Carriage.DELIVERED),
        "not_accepted": int(Carriage.NONE),
        "confirm": int(Due.CONFIRM),
        "moneys": [state[0] for state in states],
        "borders": [state[1] for state in states],
        "carriages": [state[2] for state in states],
    }
    for name, sql in RULES.items():
        rows = [str(row[0]) for row in cursor.execute(sql, parameters).fetchall()]
        if rows:
            yield name, len(rows), rows[:MOST_NAMED]


def digest(cursor: Cursor) -> str:
    """One line per business table, whatever the order of its rows; every moment in them is the road's own."""
    words = []
    for table in TABLES:
        sql = f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {table} t"  # noqa: S608 - own
        words.append(f"{table}:{cursor.execute(sql).fetchone()}")
    return "\n".join(words)
