"""What must hold of duty that wallets paid at any time: SQL that selects the rows that break a rule.

Its two transfers have the row's `posting` as their ids, but for the last byte, which tells duty from tax.
"""

from tearoad.customs.clearance import Fact
from tearoad.ledger.transfer import Kind, Part
from tearoad.operations.duty_ports import WALLETS

_DIRECT = 16 * Kind.DIRECT  # as `part_id` has it
_PARTS = f"""parts AS (
    SELECT d.declaration_id, d.number, d.at, d.undoes, p.what,
           encode(set_byte(uuid_send(d.posting), 15, p.byte), 'hex')::uuid AS transfer_id,
           CASE WHEN p.what = 'tax' THEN d.tax_minor ELSE d.amount_minor - d.tax_minor END AS minor,
           p.what || '_payable:' || d.territory || ':' || d.currency AS payable, d.wallet
    FROM item_duty d, (VALUES ('duty', {_DIRECT + Part.DUTY}), ('tax', {_DIRECT + Part.TAX})) AS p(what, byte)
    WHERE d.cell_id = %(cell)s
)"""  # noqa: S608 - this module's own text
ROWS_ARE_POSTED = f"""
WITH {_PARTS}
SELECT p.declaration_id || ', ' || p.number || ': ' || p.minor || ' of ' || p.what || ', '
       || coalesce(t.amount_minor, 0) || ' posted'
FROM parts p
LEFT JOIN transfer t ON t.cell_id = %(cell)s AND t.transfer_id = p.transfer_id AND t.verdict = 0
LEFT JOIN account d ON d.cell_id = t.cell_id AND d.account_id = t.debit
LEFT JOIN account c ON c.cell_id = t.cell_id AND c.account_id = t.credit
WHERE p.minor < 0 OR CASE WHEN p.minor = 0 THEN t.transfer_id IS NOT NULL
    ELSE (t.kind, t.amount_minor, t.at, d.account, c.account) IS DISTINCT FROM (0, p.minor, p.at,
         CASE WHEN p.undoes > 0 THEN p.payable ELSE p.wallet END,
         CASE WHEN p.undoes > 0 THEN p.wallet ELSE p.payable END) END
UNION ALL
SELECT t.transfer_id::text FROM transfer t
JOIN account d ON d.cell_id = t.cell_id AND d.account_id = t.debit
JOIN account c ON c.cell_id = t.cell_id AND c.account_id = t.credit
LEFT JOIN parts p ON p.transfer_id = t.transfer_id
WHERE t.cell_id = %(cell)s AND t.verdict = 0 AND starts_with(d.account, 'wallet:') AND p.transfer_id IS NULL
  AND (starts_with(c.account, 'duty_payable:') OR starts_with(c.account, 'tax_payable:'))
"""  # noqa: S608 - this module's own text
# A wallet's money stays with a declaration as long as none of `given_back` was reported after it had paid.
MONEY_STAYS_WHERE_IT_PAYS = """
WITH told AS (
    SELECT declaration_id, count(*) FILTER (WHERE fact = %(paid_fact)s AND who = %(wallets)s) AS paid,
           max(number) FILTER (WHERE fact = ANY (%(given_back)s)) AS ended
    FROM item_declaration_event WHERE cell_id = %(cell)s GROUP BY declaration_id
), stays AS (
    SELECT e.declaration_id, count(*) AS count FROM item_declaration_event e
    JOIN told ON told.declaration_id = e.declaration_id
    WHERE e.cell_id = %(cell)s AND e.fact = %(paid_fact)s AND e.who = %(wallets)s
      AND e.number > coalesce(told.ended, 0) GROUP BY e.declaration_id
), kept AS (
    SELECT d.declaration_id, count(*) FILTER (WHERE d.undoes = 0) AS paid,
           count(*) FILTER (WHERE d.undoes = 0) - count(*) FILTER (WHERE d.undoes > 0) AS stays,
           bool_or(d.undoes > 0 AND (p.amount_minor, p.tax_minor, p.currency, p.wallet, p.territory)
                   IS DISTINCT FROM (d.amount_minor, d.tax_minor, d.currency, d.wallet, d.territory)) AS other
    FROM item_duty d
    LEFT JOIN item_duty p ON p.cell_id = d.cell_id AND p.declaration_id = d.declaration_id AND p.number = d.undoes
                             AND p.undoes = 0
    WHERE d.cell_id = %(cell)s GROUP BY d.declaration_id
)
SELECT coalesce(told.declaration_id, kept.declaration_id) || ': ' || coalesce(told.paid, 0) || ' times by a wallet, '
       || coalesce(kept.paid, 0) || ' kept'
FROM told FULL JOIN kept ON kept.declaration_id = told.declaration_id
LEFT JOIN stays ON stays.declaration_id = coalesce(told.declaration_id, kept.declaration_id)
WHERE coalesce(told.paid, 0) <> coalesce(kept.paid, 0) OR coalesce(stays.count, 0) <> coalesce(kept.stays, 0)
   OR kept.other
"""
RULES = {
    "duty that a wallet paid was posted": ROWS_ARE_POSTED,
    "duty stays paid until it goes back": MONEY_STAYS_WHERE_IT_PAYS,
}
PARAMETERS = {
    "wallets": WALLETS,
    "given_back": [int(fact) for fact in (Fact.CORRECTED, Fact.WITHDRAWN, Fact.REFUSED, Fact.RETURNED)],
}
