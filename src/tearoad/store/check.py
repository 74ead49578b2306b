"""What must hold in a data base at any time; every broken row is named."""

from collections.abc import Iterator

from psycopg import Cursor
from psycopg.pq import TransactionStatus

from tearoad.journey.moving import Due
from tearoad.journey.stages import Carriage, Money, reachable
from tearoad.ledger.transfer import Direct
from tearoad.operations.bank_ports import Asks
from tearoad.operations.ports import What
from tearoad.payments.attempt import State
from tearoad.store import (
    check_claims,
    check_coupons,
    check_dispatches,
    check_duty,
    check_items,
    check_ledger,
    check_numbers,
    check_offices,
    check_papers,
    check_promises,
    check_reconciled,
    check_scans,
    check_top_ups,
)
from tearoad.store.database import CELL

MOST_NAMED = 20  # rows named per rule
TABLES = (
    "road", "product", "stock", "orders", "order_line", "consignment", "scan", "office_state", "s10_range", "account",
    "transfer", "timer", "payment", "bank_call", "provider_operation", "bank_account", "bank_statement", "bank_entry",
    "register_row", "reconciliation", "sign_off", "break_item",
    "coupon", "coupon_use", "product_limit",
    "top_up", "bonus", "item_declaration", "item_declaration_event",
    "item_document", "item_link",
    "item_duty", "scan_aside", "claim", "promise",
    "dispatch", "receptacle", "receptacle_item", "receptacle_irregularity",
    "s10_run", "s10_note", "office_closure", "office_assignment",
)  # fmt: skip

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
    FROM transfer h
    LEFT JOIN transfer r ON r.cell_id = h.cell_id AND r.hold_id = h.transfer_id AND r.verdict = 0
    WHERE h.cell_id = %(cell)s AND h.kind = 1 AND h.verdict = 0 AND r.transfer_id IS NULL
), journeys AS (
    SELECT substr(replace(consignment_id::text, '-', ''), 1, 30) AS base FROM consignment
    WHERE cell_id = %(cell)s AND money = %(held)s
    UNION SELECT substr(replace(hold_id::text, '-', ''), 1, 30) FROM consignment
    WHERE cell_id = %(cell)s AND money = %(held)s
    UNION SELECT substr(replace(consignment_id::text, '-', ''), 1, 30) FROM consignment
    WHERE cell_id = %(cell)s AND coupon_given_minor > 0 AND money = %(unpaid)s AND settled_at IS NULL
)
SELECT open.transfer_id::text FROM open LEFT JOIN journeys ON journeys.base = open.base WHERE journeys.base IS NULL
"""
DELIVERED_IS_SETTLED_OR_PROTECTED = """
SELECT c.consignment_id::text FROM consignment c JOIN road r ON r.cell_id = c.cell_id
WHERE c.cell_id = %(cell)s AND c.border = ANY (%(cleared)s) AND (
    (c.carriage = ANY (%(confirmed)s) AND c.money NOT IN (%(released)s, %(charged_back)s))
    OR (c.carriage = %(delivered)s
        AND NOT (c.money IN (%(held)s, %(charged_back)s) AND c.due = %(confirm)s AND c.due_at >= r.clock_at
                 AND c.due_at IS NOT NULL)))
"""
NOTHING_IS_OVERDUE = """
SELECT c.consignment_id::text FROM consignment c JOIN road r ON r.cell_id = c.cell_id
WHERE c.cell_id = %(cell)s AND ((c.due_at < r.clock_at) OR (c.due = 0) <> (c.due_at IS NULL))
UNION ALL
SELECT 'timer ' || t.timer_id FROM timer t JOIN road r ON r.cell_id = t.cell_id
WHERE t.cell_id = %(cell)s AND t.due_at < r.clock_at
"""
STATES_ARE_REACHABLE = """
SELECT c.consignment_id::text || ' (' || c.money || ', ' || c.border || ', ' || c.carriage || ')'
FROM consignment c LEFT JOIN unnest(%(moneys)s::smallint[], %(borders)s::smallint[], %(carriages)s::smallint[])
    AS s(money, border, carriage) ON (s.money, s.border, s.carriage) = (c.money, c.border, c.carriage)
WHERE c.cell_id = %(cell)s AND s.money IS NULL
"""
WHO_HAS_NOT_PAID_IS_WAITED_FOR = """
SELECT c.consignment_id::text FROM consignment c
WHERE c.cell_id = %(cell)s AND NOT c.cash_on_delivery
AND (c.due = %(pay)s) <> (c.money = %(unpaid)s AND c.carriage = %(not_accepted)s)
"""
WAITING_PAYMENTS_ARE_OF_ORDERS_THAT_WAIT = """
SELECT p.payment_id::text FROM payment p
WHERE p.cell_id = %(cell)s AND p.state = %(waiting)s AND NOT (
    EXISTS (SELECT FROM consignment c WHERE c.cell_id = p.cell_id AND c.order_id = p.order_id AND c.due = %(pay)s)
    AND (EXISTS (SELECT FROM timer t WHERE t.cell_id = p.cell_id AND t.about = p.payment_id AND t.kind = %(bank)s)
         OR EXISTS (SELECT FROM bank_call b WHERE b.cell_id = p.cell_id AND b.call_id = p.payment_id
                                                  AND b.due_at IS NOT NULL)))
"""
# The capture of a consignment has its id, but for the last byte.
PAYMENTS_ARE_WHAT_WAS_CAPTURED = """
SELECT p.payment_id || ': ' || p.amount_minor || ' paid, ' || coalesce(sum(t.amount_minor), 0) || ' captured'
FROM payment p
JOIN consignment c ON c.cell_id = p.cell_id AND c.order_id = p.order_id
LEFT JOIN transfer t ON t.cell_id = c.cell_id AND t.verdict = 0
     AND t.transfer_id = encode(set_byte(uuid_send(c.consignment_id), 15, %(capture)s), 'hex')::uuid
WHERE p.cell_id = %(cell)s AND p.state = %(paid)s GROUP BY p.cell_id, p.payment_id
HAVING p.amount_minor <> coalesce(sum(t.amount_minor), 0)
"""
# What a provider took has paid an order or filled a wallet, once, or it goes back and waits apart until then.
PROVIDERS_TOOK_WHAT_WAS_PAID = """
SELECT o.operation || ' of ' || o.key FROM provider_operation o
LEFT JOIN (
    SELECT cell_id, payment_id, state, amount_minor, currency FROM payment
    UNION ALL SELECT cell_id, top_up_id, state, amount_minor, currency FROM top_up
) p ON p.cell_id = o.cell_id AND p.payment_id = o.key
WHERE o.cell_id = %(cell)s AND o.kind = %(charge)s AND CASE WHEN o.taken = 0
    THEN (p.state, p.amount_minor, p.currency) IS DISTINCT FROM (%(paid)s, o.amount_minor, o.currency)
    ELSE NOT EXISTS (SELECT FROM bank_call b WHERE b.cell_id = o.cell_id AND b.payment_id = o.key
        AND (b.asks, b.charge, b.amount_minor) = (%(refund)s, o.operation, o.amount_minor)) END
UNION ALL
SELECT key || ', taken ' || count(*) || ' times' FROM provider_operation
WHERE cell_id = %(cell)s AND kind = %(charge)s AND taken = 0 GROUP BY key HAVING count(*) > 1
"""
SUSPENSE_IS_WHAT_GOES_BACK = """
WITH apart AS (
    SELECT o.provider, o.currency, CASE WHEN b.answer IN ('paid', 'refused') THEN 0 ELSE o.amount_minor END AS minor
    FROM provider_operation o
    LEFT JOIN bank_call b ON b.cell_id = o.cell_id AND b.payment_id = o.key AND b.charge = o.operation
                             AND b.asks = %(refund)s
    WHERE o.cell_id = %(cell)s AND o.kind = %(charge)s AND o.taken > 0
), due AS (SELECT 'suspense:' || provider || ':' || currency AS account, sum(minor) AS minor FROM apart GROUP BY 1)
SELECT coalesce(a.account, due.account) || ': ' || coalesce(a.credits - a.debits, 0) || ', ' || coalesce(due.minor, 0)
FROM (SELECT * FROM account WHERE cell_id = %(cell)s AND account LIKE 'suspense:%%'
      AND account NOT LIKE 'suspense:breaks-%%' AND account NOT LIKE 'suspense:bank-%%') a
FULL JOIN due ON due.account = a.account
WHERE coalesce(a.credits - a.debits, 0) <> coalesce(due.minor, 0)
"""
RULES = {
    **check_ledger.RULES,
    **check_reconciled.RULES,
    **check_coupons.RULES,
    "no stock is negative": STOCK_IS_THERE,
    "what is reserved is waited for": STOCK_IS_RESERVED_FOR_SOMEBODY,
    "held money has an open journey": HELD_MONEY_HAS_AN_OPEN_JOURNEY,
    "what was delivered and cleared is settled or protected": DELIVERED_IS_SETTLED_OR_PROTECTED,
    "an order without its payment has a deadline": WHO_HAS_NOT_PAID_IS_WAITED_FOR,
    "payments that wait are of orders that wait": WAITING_PAYMENTS_ARE_OF_ORDERS_THAT_WAIT,
    "what was paid was captured": PAYMENTS_ARE_WHAT_WAS_CAPTURED,
    "what a provider took paid an order or goes back": PROVIDERS_TOOK_WHAT_WAS_PAID,
    "what is kept apart goes back": SUSPENSE_IS_WHAT_GOES_BACK,
    **check_top_ups.RULES,
    **check_items.RULES,
    **check_papers.RULES,
    **check_duty.RULES,
    **check_scans.RULES,
    **check_claims.RULES,
    **check_dispatches.RULES,
    **check_numbers.RULES,
    **check_offices.RULES,
    **check_promises.RULES,
    "nothing is overdue": NOTHING_IS_OVERDUE,
    "every state is reachable": STATES_ARE_REACHABLE,
}
_COUNTED = "SELECT broken.named, count(*) OVER () FROM ({}) AS broken(named) LIMIT %(most)s"
# Whole tables are joined here, whatever the transaction around it has chosen for its batches.
SETTINGS = (
    "SET LOCAL work_mem = '64MB'",
    "SET LOCAL enable_nestloop = off",
    "SET LOCAL enable_hashjoin = on",
    "SET LOCAL enable_mergejoin = on",
    "SET LOCAL enable_seqscan = on",
)
Broken = tuple[str, int, list[str]]


def broken_rules(cursor: Cursor) -> Iterator[Broken]:
    """Each rule with how many rows break it and the first MOST_NAMED of them; nothing where all is well.

    All rules see one moment of the data base, where the caller has not begun a transaction of another kind.
    """
    states = sorted(reachable())
    parameters = {
        **check_ledger.PARAMETERS,
        **check_coupons.PARAMETERS,
        **check_top_ups.PARAMETERS,
        **check_items.PARAMETERS,
        **check_papers.PARAMETERS,
        **check_duty.PARAMETERS,
        **check_scans.PARAMETERS,
        **check_claims.PARAMETERS,
        **check_dispatches.PARAMETERS,
        **check_promises.PARAMETERS,
        "cell": CELL,
        "held": int(Money.HELD),
        "released": int(Money.RELEASED),
        "charged_back": int(Money.CHARGED_BACK),
        "confirmed": [int(Carriage.CONFIRMED), int(Carriage.AUTO_CONFIRMED)],
        "delivered": int(Carriage.DELIVERED),
        "not_accepted": int(Carriage.NONE),
        "confirm": int(Due.CONFIRM),
        "pay": int(Due.PAY),
        "unpaid": int(Money.NONE),
        "waiting": int(State.WAITING),
        "paid": int(State.PAID),
        "bank": int(What.BANK_ANSWERS),
        "capture": int(Direct.CAPTURE),
        "charge": int(Asks.CHARGE),
        "refund": int(Asks.REFUND),
        "moneys": [state[0] for state in states],
        "borders": [state[1] for state in states],
        "carriages": [state[2] for state in states],
    }
    idle = cursor.connection.info.transaction_status is TransactionStatus.IDLE
    with cursor.connection.transaction():
        if idle:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for setting in SETTINGS:
            cursor.execute(setting)
        for statement in check_ledger.MEMBERS:
            cursor.execute(statement, parameters)
        for name, sql in RULES.items():
            first = cursor.execute(_COUNTED.format(sql), {**parameters, "most": MOST_NAMED}).fetchall()
            if first:
                yield name, first[0][1], [str(row) for row, _ in first]
        misnamed = check_ledger.misnamed_accounts(cursor, CELL)
        if misnamed:
            yield check_ledger.NAMES, len(misnamed), misnamed[:MOST_NAMED]
        misfolded = check_items.misfolded(cursor, CELL)
        if misfolded:
            yield check_items.STANDS_AS_TOLD, len(misfolded), misfolded[:MOST_NAMED]


def digest(cursor: Cursor) -> str:
    """One line per business table, whatever the order of its rows; every moment in them is the road's own. How the
    journal was cut into batches does not count, nor how this server stems words."""
    words = []
    for table in TABLES:
        row = "hashtextextended((to_jsonb(t) - '{batch,nr,search}'::text[])::text, 0)::numeric"
        sql = f"SELECT count(*), coalesce(sum({row}), 0) FROM {table} t"  # noqa: S608 - this module's own names
        words.append(f"{table}:{cursor.execute(sql).fetchone()}")
    return "\n".join(words)
