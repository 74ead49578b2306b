"""What the ledger says of a provider's clearing accounts: each leg once, named by the payment that it captured."""

from psycopg import Cursor

from tearoad.journey.stages import Money
from tearoad.ledger.transfer import Direct
from tearoad.operations.bank_ports import Asks, Taken, clearing_of
from tearoad.operations.reconcile_ports import Clearing, Leg
from tearoad.payments.attempt import State
from tearoad.terms.days import MOSCOW
from tearoad.terms.money import EXPONENTS

# One statement, so that sums and legs are of one moment while others post. The capture of a consignment has its id, but
# for the last byte.
_CLEARING = """
WITH mine AS (
    SELECT account_id, currency, debits - credits AS owed FROM account
    WHERE cell_id = %(cell)s AND account = ANY (%(accounts)s)
), legs AS (
    SELECT m.currency, m.owed, t.transfer_id, t.at, t.credit AS counter, t.amount_minor AS minor
    FROM transfer t JOIN mine m ON m.account_id = t.debit
    WHERE t.cell_id = %(cell)s AND t.verdict = 0 AND t.kind IN (0, 2)
    UNION ALL
    SELECT m.currency, m.owed, t.transfer_id, t.at, t.debit, -t.amount_minor
    FROM transfer t JOIN mine m ON m.account_id = t.credit
    WHERE t.cell_id = %(cell)s AND t.verdict = 0 AND t.kind IN (0, 2)
), captures AS (
    SELECT l.transfer_id, p.payment_id
    FROM legs l
    JOIN consignment c ON c.cell_id = %(cell)s
         AND c.consignment_id = encode(set_byte(uuid_send(l.transfer_id), 15, 0), 'hex')::uuid
    JOIN payment p ON p.cell_id = %(cell)s AND p.order_id = c.order_id AND p.state = %(paid)s
    WHERE l.minor > 0 AND get_byte(uuid_send(l.transfer_id), 15) = %(capture)s
)
SELECT l.currency, (extract(epoch FROM l.at)::bigint + %(zone)s) / 86400 AS day,
       replace(coalesce(c.payment_id, l.transfer_id)::text, '-', '') AS name,
       c.payment_id IS NOT NULL OR b.call_id IS NOT NULL AS asked, a.account, sum(l.minor)::bigint,
       count(*), min(l.owed)
FROM legs l
JOIN account a ON a.cell_id = %(cell)s AND a.account_id = l.counter
LEFT JOIN captures c ON c.transfer_id = l.transfer_id
LEFT JOIN bank_call b ON b.cell_id = %(cell)s AND b.call_id = l.transfer_id AND b.asks = %(refund)s AND l.minor < 0
WHERE NOT EXISTS (  -- what the provider refused to give back went into a wallet: it was never its business
    SELECT FROM bank_call r WHERE r.cell_id = %(cell)s AND r.asks = %(refund)s AND r.answer = 'refused' AND (
        r.call_id = l.transfer_id AND l.minor < 0 OR l.minor > 0 AND r.call_id =
        encode(set_byte(uuid_send(l.transfer_id), 15, get_byte(uuid_send(l.transfer_id), 15) # 255), 'hex')::uuid))
GROUP BY 1, 2, 3, 4, 5 ORDER BY 2, 3, 5
"""
_KEPT_APART = """
SELECT operation FROM provider_operation
WHERE cell_id = %s AND provider = %s AND kind = %s AND taken <> %s ORDER BY operation
"""
_CHARGED_BACK = """
SELECT replace(c.consignment_id::text, '-', ''), replace(p.payment_id::text, '-', '')
FROM consignment c JOIN payment p ON p.cell_id = c.cell_id AND p.order_id = c.order_id AND p.state = %s
WHERE c.cell_id = %s AND c.money = %s AND c.payer = ANY (%s)
"""


def clearing(cursor: Cursor, cell: int, provider: str) -> Clearing:
    """As one moment had it."""
    values = {
        "cell": cell,
        "accounts": _accounts(provider),
        "paid": int(State.PAID),
        "capture": int(Direct.CAPTURE),
        "refund": int(Asks.REFUND),
        "zone": MOSCOW,
    }
    rows = cursor.execute(_CLEARING, values).fetchall()
    return Clearing([Leg(*row[:7]) for row in rows], {row[0]: row[7] for row in rows})


def kept_apart(cursor: Cursor, cell: int, provider: str) -> list[str]:
    """The provider's charges that nobody waited for."""
    values = [cell, provider, int(Asks.CHARGE), int(Taken.AS_ASKED)]
    return [row[0] for row in cursor.execute(_KEPT_APART, values).fetchall()]


def charged_back(cursor: Cursor, cell: int, provider: str) -> list[tuple[str, str]]:
    """Consignments whose money went back by the buyer's bank, each with its payment."""
    values = [int(State.PAID), cell, int(Money.CHARGED_BACK), _accounts(provider)]
    return [(row[0], row[1]) for row in cursor.execute(_CHARGED_BACK, values).fetchall()]


def _accounts(provider: str) -> list[str]:
    return [clearing_of(provider, currency) for currency in EXPONENTS]
