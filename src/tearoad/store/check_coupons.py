"""What must hold of coupons at any time: SQL that selects the rows that break a rule."""

from tearoad.journey.stages import Money
from tearoad.ledger.transfer import Direct

# A promise has its consignment's id, but for the last byte. It stands until somebody paid, or the order ended before.
USES_ARE_WHAT_WAS_PROMISED = """
WITH part AS (
    SELECT c.cell_id, c.order_id, c.consignment_id, c.coupon_given_minor AS given, c.coupon_minor AS now,
           c.coupon_funder AS funder, c.currency, c.money = %(unpaid)s AND c.settled_at IS NULL AS waits,
           encode(set_byte(uuid_send(c.consignment_id), 15, %(coupon_held)s), 'hex')::uuid AS hold_id
    FROM consignment c WHERE c.cell_id = %(cell)s AND (c.coupon_given_minor > 0 OR c.coupon_minor > 0)
)
SELECT coalesce(u.order_id, p.order_id) || ': ' || coalesce(u.amount_minor, 0) || ' used, ' || coalesce(p.given, 0)
FROM (SELECT * FROM coupon_use WHERE cell_id = %(cell)s) u
FULL JOIN (SELECT order_id, sum(given) AS given, min(funder) AS funder, max(funder) AS other, min(currency) AS currency
           FROM part GROUP BY 1) p ON p.order_id = u.order_id
LEFT JOIN coupon k ON k.cell_id = %(cell)s AND k.code = u.code
WHERE u.amount_minor IS DISTINCT FROM p.given OR (p.funder, p.other, p.currency) IS DISTINCT FROM
      (k.funder, k.funder, k.currency)
UNION ALL
SELECT p.consignment_id || ' of ' || p.order_id FROM part p
LEFT JOIN transfer h ON h.cell_id = p.cell_id AND h.transfer_id = p.hold_id AND h.verdict = 0
LEFT JOIN transfer r ON r.cell_id = p.cell_id AND r.hold_id = p.hold_id AND r.verdict = 0
WHERE h.amount_minor IS DISTINCT FROM p.given OR p.now NOT BETWEEN 0 AND p.given OR p.waits <> (r.transfer_id IS NULL)
"""
# What went out of each budget into escrow, less what came back, is what coupons pay of goods now.
BUDGETS_PAID_WHAT_COUPONS_PAY = """
WITH moved AS (
    SELECT f.account, t.amount_minor AS minor FROM transfer t
    JOIN account f ON f.cell_id = t.cell_id AND f.account_id = t.debit AND f.account LIKE 'coupon_funding:%%'
    JOIN account e ON e.cell_id = t.cell_id AND e.account_id = t.credit AND e.account LIKE 'escrow:%%'
    WHERE t.cell_id = %(cell)s AND t.verdict = 0 AND t.kind IN (0, 2)
    UNION ALL
    SELECT f.account, -t.amount_minor FROM transfer t
    JOIN account f ON f.cell_id = t.cell_id AND f.account_id = t.credit AND f.account LIKE 'coupon_funding:%%'
    JOIN account e ON e.cell_id = t.cell_id AND e.account_id = t.debit AND e.account LIKE 'escrow:%%'
    WHERE t.cell_id = %(cell)s AND t.verdict = 0 AND t.kind IN (0, 2)
), paid AS (
    SELECT 'coupon_funding:' || coupon_funder || ':' || currency AS account, sum(coupon_minor) AS minor FROM consignment
    WHERE cell_id = %(cell)s AND coupon_given_minor > 0 AND money IN (%(held)s, %(released)s, %(charged_back)s)
    GROUP BY 1
), out AS (SELECT account, sum(minor) AS minor FROM moved GROUP BY 1)
SELECT coalesce(o.account, p.account) || ': ' || coalesce(o.minor, 0) || ', ' || coalesce(p.minor, 0)
FROM out o FULL JOIN paid p ON p.account = o.account WHERE coalesce(o.minor, 0) <> coalesce(p.minor, 0)
"""
BUDGETS_ARE_NOT_OVERDRAWN = """
SELECT account || ': ' || credits - debits - debits_pending FROM account
WHERE cell_id = %(cell)s AND account LIKE 'coupon_funding:%%'
AND (credits - debits - debits_pending < 0 OR floor IS DISTINCT FROM 0)
"""
NOBODY_USES_ONE_TOO_OFTEN = """
SELECT u.code || ' by ' || u.buyer || ', ' || count(*) || ' times' FROM coupon_use u
LEFT JOIN coupon k ON k.cell_id = u.cell_id AND k.code = u.code
WHERE u.cell_id = %(cell)s AND NOT u.given_back GROUP BY u.code, u.buyer, k.per_buyer
HAVING count(*) > coalesce(k.per_buyer, 0)
"""
RULES = {
    "what coupons take off was promised": USES_ARE_WHAT_WAS_PROMISED,
    "budgets of coupons paid what coupons pay": BUDGETS_PAID_WHAT_COUPONS_PAY,
    "no budget of coupons is overdrawn": BUDGETS_ARE_NOT_OVERDRAWN,
    "nobody uses a coupon too often": NOBODY_USES_ONE_TOO_OFTEN,
}
PARAMETERS = {
    "coupon_held": int(Direct.COUPON_HELD),
    "unpaid": int(Money.NONE),
    "held": int(Money.HELD),
    "released": int(Money.RELEASED),
    "charged_back": int(Money.CHARGED_BACK),
}
