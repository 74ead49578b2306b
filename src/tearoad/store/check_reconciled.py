"""What must hold of reconciled days and of what banks have sent: SQL that selects the rows that break a rule."""

BREAKS_ARE_IN_SUSPENSE = """
WITH due AS (
    SELECT 'suspense:breaks-' || provider || ':' || currency AS account, sum(amount_minor) AS minor
    FROM break_item WHERE cell_id = %(cell)s AND closed_on IS NULL GROUP BY 1
)
SELECT coalesce(a.account, due.account) || ': ' || coalesce(a.debits - a.credits, 0) || ', ' || coalesce(due.minor, 0)
FROM (SELECT * FROM account WHERE cell_id = %(cell)s AND account LIKE 'suspense:breaks-%%') a
FULL JOIN due ON due.account = a.account
WHERE coalesce(a.debits - a.credits, 0) <> coalesce(due.minor, 0)
"""
# Each by its own transfer, all of them on the account, and those whose day was not reconciled yet in suspense.
ENTRIES_ARE_POSTED_ONCE = """
WITH sums AS (
    SELECT 'bank_account:' || account || ':' || currency AS account, -sum(amount_minor) AS minor
    FROM bank_entry WHERE cell_id = %(cell)s GROUP BY 1
    UNION ALL
    SELECT 'suspense:bank-' || account || ':' || currency, sum(amount_minor) FILTER (WHERE cleared_on IS NULL)
    FROM bank_entry WHERE cell_id = %(cell)s GROUP BY 1
)
SELECT 'entry ' || e.entry_id || ' of ' || e.account FROM bank_entry e
LEFT JOIN transfer t ON t.cell_id = e.cell_id AND t.transfer_id = e.entry_id AND t.verdict = 0
LEFT JOIN account a ON a.cell_id = t.cell_id
     AND a.account_id = CASE WHEN e.amount_minor > 0 THEN t.debit ELSE t.credit END
WHERE e.cell_id = %(cell)s AND e.amount_minor <> 0
      AND (t.amount_minor, a.account) IS DISTINCT FROM
          (abs(e.amount_minor), 'bank_account:' || e.account || ':' || e.currency)
UNION ALL
SELECT coalesce(a.account, sums.account) || ': ' || coalesce(a.credits - a.debits, 0) || ', ' || coalesce(sums.minor, 0)
FROM (SELECT * FROM account WHERE cell_id = %(cell)s
      AND (account LIKE 'bank_account:%%' OR account LIKE 'suspense:bank-%%')) a
FULL JOIN sums ON sums.account = a.account
WHERE coalesce(a.credits - a.debits, 0) <> coalesce(sums.minor, 0)
"""
# What is between a statement's balances is its entries, and its opening balance the closing one before it.
STATEMENTS_FOLLOW_EACH_OTHER = """
SELECT 'statement ' || s.number || ' of ' || s.account || ' from ' || s.first_day FROM (
    SELECT *, lag(closing_minor) OVER (PARTITION BY account ORDER BY first_day, number) AS before
    FROM bank_statement WHERE cell_id = %(cell)s
) s LEFT JOIN (
    SELECT account, number, first_day, sum(amount_minor) AS minor FROM bank_entry
    WHERE cell_id = %(cell)s GROUP BY 1, 2, 3
) e USING (account, number, first_day)
WHERE s.opening_minor + coalesce(e.minor, 0) <> s.closing_minor OR s.before <> s.opening_minor
"""
SIGNED_DAYS_WERE_RECONCILED = """
SELECT s.provider || ', ' || s.day FROM (
    SELECT *, lag(day) OVER (PARTITION BY provider ORDER BY day) AS before FROM sign_off WHERE cell_id = %(cell)s
) s LEFT JOIN reconciliation r ON r.cell_id = s.cell_id AND (r.provider, r.day, r.run) = (s.provider, s.day, s.run)
WHERE r.run IS NULL OR s.before <> s.day - 1
"""
RULES = {
    "open breaks are kept in suspense": BREAKS_ARE_IN_SUSPENSE,
    "every entry of a bank is posted once": ENTRIES_ARE_POSTED_ONCE,
    "statements of an account follow each other": STATEMENTS_FOLLOW_EACH_OTHER,
    "days that are signed off were reconciled": SIGNED_DAYS_WERE_RECONCILED,
}
