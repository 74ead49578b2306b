"""What must hold of wallets that were filled at any time: SQL that selects the rows that break a rule.

The transfer that fills has the top-up's id, and where there is a bonus both have it as their group.
"""

from tearoad.operations.ports import What

_GIVEN = """given AS (
    SELECT g.transfer_id, g.group_id, g.amount_minor, f.account AS funding, w.account AS wallet FROM transfer g
    JOIN account f ON f.cell_id = g.cell_id AND f.account_id = g.debit
    JOIN account w ON w.cell_id = g.cell_id AND w.account_id = g.credit
    WHERE g.cell_id = %(cell)s AND g.verdict = 0 AND starts_with(f.account, 'bonus_funding:')
)"""
PAID_TOP_UPS_FILLED_THEIR_WALLETS = """
SELECT t.top_up_id || ': ' || t.amount_minor || ' asked for, ' || coalesce(m.amount_minor, 0) || ' came'
FROM top_up t
LEFT JOIN transfer m ON m.cell_id = t.cell_id AND m.transfer_id = t.top_up_id AND m.verdict = 0
LEFT JOIN account s ON s.cell_id = m.cell_id AND s.account_id = m.debit
LEFT JOIN account w ON w.cell_id = m.cell_id AND w.account_id = m.credit
WHERE t.cell_id = %(cell)s AND CASE WHEN t.state = %(paid)s
    THEN (m.kind, m.amount_minor, w.account, m.group_id)
         IS DISTINCT FROM (0, t.amount_minor, 'wallet:' || t.buyer || ':' || t.currency,
                           CASE WHEN t.bonus_minor > 0 THEN t.top_up_id END)
         OR NOT starts_with(s.account, 'psp_clearing:')
    ELSE m.transfer_id IS NOT NULL END
"""
BONUSES_ARE_OF_TOP_UPS = f"""
WITH {_GIVEN}
SELECT coalesce('bonus ' || g.transfer_id, 'top-up ' || t.top_up_id)
FROM given g FULL JOIN (
    SELECT * FROM top_up WHERE cell_id = %(cell)s AND bonus_minor <> 0 AND state <> %(waiting)s
) t ON t.top_up_id = g.group_id
WHERE (%(paid)s, g.amount_minor, g.funding, g.wallet) IS DISTINCT FROM
      (t.state, t.bonus_minor, 'bonus_funding:' || t.sale || ':' || t.currency,
       'wallet:' || t.buyer || ':' || t.currency)
UNION ALL
SELECT 'top-up ' || group_id || ', ' || count(*) || ' times' FROM given GROUP BY group_id HAVING count(*) > 1
"""  # noqa: S608 - this module's own text
BONUSES_ARE_WITHIN_THEIR_BUDGETS = """
SELECT t.sale || ': ' || sum(t.bonus_minor) || ' given of ' || coalesce(b.budget_minor, 0) FROM top_up t
LEFT JOIN bonus b ON b.cell_id = t.cell_id AND b.sale = t.sale AND b.currency = t.currency
WHERE t.cell_id = %(cell)s AND t.state = %(paid)s AND t.sale <> ''
GROUP BY t.sale, t.currency, b.budget_minor HAVING sum(t.bonus_minor) > coalesce(b.budget_minor, 0)
"""
BUYERS_HAVE_NO_MORE_THAN_THEIR_MOST = """
SELECT t.sale || ', ' || t.buyer || ': ' || sum(t.bonus_minor) || ' of ' || b.most_minor FROM top_up t
JOIN bonus b ON b.cell_id = t.cell_id AND b.sale = t.sale
WHERE t.cell_id = %(cell)s AND t.state = %(paid)s
GROUP BY t.sale, t.buyer, b.most_minor HAVING sum(t.bonus_minor) > b.most_minor
"""
WAITING_TOP_UPS_ARE_ASKED_FOR = """
SELECT t.top_up_id::text FROM top_up t
WHERE t.cell_id = %(cell)s AND t.state = %(waiting)s AND NOT (
    EXISTS (SELECT FROM timer i WHERE i.cell_id = t.cell_id AND i.about = t.top_up_id AND i.kind = %(top_up)s)
    OR EXISTS (SELECT FROM bank_call b WHERE b.cell_id = t.cell_id AND b.call_id = t.top_up_id
                                             AND b.due_at IS NOT NULL))
"""
RULES = {
    "a paid top-up filled its wallet": PAID_TOP_UPS_FILLED_THEIR_WALLETS,
    "a bonus belongs to a paid top-up": BONUSES_ARE_OF_TOP_UPS,
    "the bonuses of a sale are within its budget": BONUSES_ARE_WITHIN_THEIR_BUDGETS,
    "no buyer had more bonus than the most": BUYERS_HAVE_NO_MORE_THAN_THEIR_MOST,
    "a top-up in waiting is asked for": WAITING_TOP_UPS_ARE_ASKED_FOR,
}
PARAMETERS = {"top_up": int(What.TOP_UP_ANSWERS)}
