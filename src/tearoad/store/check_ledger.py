"""What must hold of the ledger at any time: SQL that selects the rows that break a rule.

Each rule reads the journal as a whole; sorts go to the server's disk, and only rows that are broken come back.
"""

from psycopg import Cursor

from tearoad.journey.stages import Border
from tearoad.ledger.chart import account_id, currency_of
from tearoad.ledger.transfer import Kind, Part
from tearoad.operations.statement_view import Head

# What a done row moves, and what it promises: more as it is held, less as it is resolved.
_MOVED = """moved AS (
    SELECT t.batch, t.nr, t.transfer_id, t.hold_id, t.debit, t.credit,
           CASE WHEN t.kind IN (0, 2) THEN t.amount_minor ELSE 0 END AS moved,
           CASE t.kind WHEN 0 THEN 0 WHEN 1 THEN t.amount_minor ELSE -h.amount_minor END AS promised
    FROM transfer t
    LEFT JOIN transfer h ON h.cell_id = t.cell_id AND h.transfer_id = t.hold_id AND h.kind = 1 AND h.verdict = 0
    WHERE t.cell_id = %(cell)s AND t.verdict = 0
)"""
BOOKS_BALANCE = """
SELECT currency || ': debits ' || sum(debits) || ', credits ' || sum(credits) || ', held ' || sum(debits_pending)
       || ' and ' || sum(credits_pending)
FROM account WHERE cell_id = %(cell)s GROUP BY currency
HAVING sum(debits) <> sum(credits) OR sum(debits_pending) <> sum(credits_pending)
"""
BOOKS_ARE_THE_JOURNAL = f"""
WITH {_MOVED}, sums AS (
    SELECT account_id, sum(debits) AS debits, sum(credits) AS credits, sum(debits_pending) AS debits_pending,
           sum(credits_pending) AS credits_pending
    FROM (SELECT debit AS account_id, moved AS debits, 0 AS credits, promised AS debits_pending, 0 AS credits_pending
          FROM moved UNION ALL SELECT credit, 0, moved, 0, promised FROM moved) legs
    GROUP BY account_id
)
SELECT coalesce(a.account, s.account_id::text)
FROM (SELECT * FROM account WHERE cell_id = %(cell)s) a FULL JOIN sums s ON s.account_id = a.account_id
WHERE (coalesce(a.debits, 0), coalesce(a.credits, 0), coalesce(a.debits_pending, 0), coalesce(a.credits_pending, 0))
   <> (coalesce(s.debits, 0), coalesce(s.credits, 0), coalesce(s.debits_pending, 0), coalesce(s.credits_pending, 0))
"""  # noqa: S608 - this module's own text
ACCOUNTS_ARE_THERE = """
SELECT t.transfer_id::text FROM transfer t
LEFT JOIN account d ON d.cell_id = t.cell_id AND d.account_id = t.debit
LEFT JOIN account c ON c.cell_id = t.cell_id AND c.account_id = t.credit
WHERE t.cell_id = %(cell)s AND t.verdict = 0 AND d.currency IS DISTINCT FROM c.currency OR
      t.cell_id = %(cell)s AND t.verdict = 0 AND (d.currency IS NULL OR t.debit = t.credit)
"""
# One walk over each bounded account's legs in the order of the journal.
BOUNDS_WERE_KEPT = f"""
WITH {_MOVED}, legs AS (
    SELECT a.account, a.floor, a.ceiling, m.batch, m.nr, m.transfer_id, -m.moved - m.promised AS room, -m.moved AS fill
    FROM moved m JOIN account a ON a.cell_id = %(cell)s AND a.account_id = m.debit
    WHERE a.floor IS NOT NULL OR a.ceiling IS NOT NULL
    UNION ALL
    SELECT a.account, a.floor, a.ceiling, m.batch, m.nr, m.transfer_id, m.moved, m.moved + m.promised
    FROM moved m JOIN account a ON a.cell_id = %(cell)s AND a.account_id = m.credit
    WHERE a.floor IS NOT NULL OR a.ceiling IS NOT NULL
)
SELECT account || ' at ' || transfer_id FROM (
    SELECT account, floor, ceiling, transfer_id, sum(room) OVER walk AS room, sum(fill) OVER walk AS fill
    FROM legs WINDOW walk AS (PARTITION BY account ORDER BY batch, nr ROWS UNBOUNDED PRECEDING)
) walked WHERE room < floor OR fill > ceiling
"""  # noqa: S608 - this module's own text
HOLDS_ARE_RESOLVED_ONCE = """
SELECT r.transfer_id::text FROM transfer r
LEFT JOIN transfer h ON h.cell_id = r.cell_id AND h.transfer_id = r.hold_id AND h.kind = 1 AND h.verdict = 0
WHERE r.cell_id = %(cell)s AND r.verdict = 0 AND (
    (r.kind >= 2) <> (r.hold_id IS NOT NULL)
    OR r.kind >= 2 AND (h.transfer_id IS NULL OR (h.debit, h.credit) <> (r.debit, r.credit)
                        OR r.amount_minor > h.amount_minor OR r.at < h.at))
UNION ALL
SELECT hold_id::text || ', ' || count(*) || ' times' FROM transfer
WHERE cell_id = %(cell)s AND verdict = 0 AND hold_id IS NOT NULL GROUP BY hold_id HAVING count(*) > 1
"""
AMOUNTS_ARE_OF_THEIR_KIND = """
SELECT transfer_id::text FROM transfer
WHERE cell_id = %(cell)s AND verdict = 0 AND CASE WHEN kind = 3 THEN amount_minor <> 0 ELSE amount_minor <= 0 END
"""
NOTHING_IS_POSTED_AFTER_ITS_EXPIRY = """
SELECT r.transfer_id::text FROM transfer r JOIN transfer h ON h.cell_id = r.cell_id AND h.transfer_id = r.hold_id
WHERE r.cell_id = %(cell)s AND r.verdict = 0 AND r.kind = 2 AND h.verdict = 0 AND r.at >= h.expires_at
"""
EXPIRING_HOLDS_HAVE_TIMERS = """
SELECT h.transfer_id::text FROM transfer h
LEFT JOIN transfer r ON r.cell_id = h.cell_id AND r.hold_id = h.transfer_id AND r.verdict = 0
LEFT JOIN timer t ON t.cell_id = h.cell_id AND t.about = h.transfer_id AND t.kind = 1 AND t.due_at = h.expires_at
WHERE h.cell_id = %(cell)s AND h.verdict = 0 AND h.kind = 1 AND h.expires_at IS NOT NULL
  AND r.transfer_id IS NULL AND t.timer_id IS NULL
"""
GROUPS_STAND_OR_FALL = """
SELECT group_id::text FROM transfer WHERE cell_id = %(cell)s AND group_id IS NOT NULL
GROUP BY group_id HAVING bool_or(verdict = 0) AND bool_or(verdict > 0)
"""
# Each link is proved from the one before it as it is kept, so all of them are proved from the first.
CHAIN_IS_WHOLE = """
WITH link AS (
    SELECT batch, row_count, digest, lag(batch, 1, 0::bigint) OVER walk AS batch_before, lag(digest) OVER walk AS before
    FROM journal_batch WHERE cell_id = %(cell)s WINDOW walk AS (ORDER BY batch)
), found AS (
    SELECT l.*, j.batch AS rows_batch, j.row_count AS rows_found, CASE WHEN l.row_count = j.row_count THEN
               ledger_digest(l.before, j.ids, j.kinds, j.verdicts, j.debits, j.credits, j.amounts, j.holds, j.moments,
                             j.groups, j.expiries) END AS digest_found
    FROM link l FULL JOIN (SELECT * FROM journal_columns WHERE cell_id = %(cell)s) j ON j.batch = l.batch
)
SELECT CASE WHEN batch IS NULL THEN 'batch ' || rows_batch || ' is not in the chain'
            WHEN batch <> batch_before + 1 THEN 'batch ' || batch_before + 1 || ' is missing'
            WHEN row_count IS DISTINCT FROM rows_found
                THEN 'batch ' || batch || ' has ' || coalesce(rows_found, 0) || ' rows of ' || row_count
            ELSE 'batch ' || batch || ' has another digest' END
FROM found WHERE batch IS NULL OR batch <> batch_before + 1 OR row_count IS DISTINCT FROM rows_found
                 OR digest <> digest_found
ORDER BY coalesce(batch, rows_batch)
"""
ROWS_ARE_NUMBERED = """
SELECT 'batch ' || batch || ', row ' || nr FROM (
    SELECT batch, nr, row_number() OVER (PARTITION BY batch ORDER BY nr) AS place FROM transfer WHERE cell_id = %(cell)s
) numbered WHERE nr <> place
"""
# Rows belong to a consignment by the first 15 bytes of their ids: its own, those of its present holds, and whatever a
# resolution joins to these - a return makes holds under an id of its own, and voids the ones before. Both tables end
# with the transaction; the planner is told how large they are, which it could not guess.
MEMBERS = (
    "DROP TABLE IF EXISTS pg_temp.check_joint, pg_temp.check_member",
    """
CREATE TEMPORARY TABLE check_joint ON COMMIT DROP AS
WITH joint AS (
    SELECT DISTINCT substring(uuid_send(transfer_id) FOR 15) AS one, substring(uuid_send(hold_id) FOR 15) AS other
    FROM transfer WHERE cell_id = %(cell)s AND verdict = 0 AND hold_id IS NOT NULL
                        AND substring(uuid_send(transfer_id) FOR 15) <> substring(uuid_send(hold_id) FOR 15)
)
SELECT one, other FROM joint UNION SELECT other, one FROM joint
""",
    "ANALYZE check_joint",
    """
CREATE TEMPORARY TABLE check_member ON COMMIT DROP AS
WITH RECURSIVE member AS (
    SELECT c.consignment_id, substring(uuid_send(known.id) FOR 15) AS base
    FROM consignment c, unnest(ARRAY[c.consignment_id, c.hold_id]) AS known(id)
    WHERE c.cell_id = %(cell)s AND known.id IS NOT NULL
    UNION
    SELECT member.consignment_id, joint.other FROM member JOIN check_joint joint ON joint.one = member.base
)
SELECT consignment_id, base FROM member
""",
    "ANALYZE check_member",
)
PAID_IS_OUT_OR_HELD = f"""
WITH {_MOVED}, escrow AS (
    SELECT account_id, account FROM account WHERE cell_id = %(cell)s AND account LIKE 'escrow:%%'
), legs AS (
    SELECT escrow.account, m.transfer_id, m.moved AS paid, 0 AS out, 0 AS held
    FROM moved m JOIN escrow ON escrow.account_id = m.credit
    UNION ALL
    SELECT escrow.account, m.transfer_id, 0, m.moved, m.promised FROM moved m JOIN escrow ON escrow.account_id = m.debit
)
SELECT member.consignment_id || ': paid ' || sum(paid) || ', out ' || sum(out) || ', held ' || sum(held)
       || ' in ' || account
FROM legs JOIN check_member member ON member.base = substring(uuid_send(legs.transfer_id) FOR 15)
GROUP BY member.consignment_id, account HAVING sum(paid) <> sum(out) + sum(held)
"""  # noqa: S608 - this module's own text
PAYOUT_FOLLOWS_DELIVERY = """
SELECT p.transfer_id || ' of ' || c.consignment_id
FROM transfer p
JOIN check_member member ON member.base = substring(uuid_send(p.hold_id) FOR 15)
JOIN consignment c ON c.cell_id = p.cell_id AND c.consignment_id = member.consignment_id
WHERE p.cell_id = %(cell)s AND p.verdict = 0 AND p.kind = 2
  AND substring(uuid_send(p.hold_id) FROM 16) = %(goods)s
  AND (c.delivered_at IS NULL OR p.at < c.delivered_at OR c.border <> ALL (%(cleared)s))
"""
RULES = {
    "the books balance in every currency": BOOKS_BALANCE,
    "the books are what the journal says": BOOKS_ARE_THE_JOURNAL,
    "a transfer joins two accounts of one currency": ACCOUNTS_ARE_THERE,
    "amounts are those of their kind": AMOUNTS_ARE_OF_THEIR_KIND,
    "no account ever passed its bounds": BOUNDS_WERE_KEPT,
    "a hold is resolved once, and by no more than was held": HOLDS_ARE_RESOLVED_ONCE,
    "nothing is posted after its hold expired": NOTHING_IS_POSTED_AFTER_ITS_EXPIRY,
    "what is held until a moment has its timer": EXPIRING_HOLDS_HAVE_TIMERS,
    "groups stand or fall together": GROUPS_STAND_OR_FALL,
    "the chain of digests is whole": CHAIN_IS_WHOLE,
    "the rows of a batch are numbered": ROWS_ARE_NUMBERED,
    "what was paid is out again or held": PAID_IS_OUT_OR_HELD,
    "merchants are paid after delivery": PAYOUT_FOLLOWS_DELIVERY,
}
PARAMETERS = {
    "goods": bytes([16 * Kind.HOLD + Part.GOODS]),
    "cleared": [int(Border.NOT_NEEDED), int(Border.RELEASED)],
}
NAMES = "the number of an account is that of its name"


def misnamed_accounts(cursor: Cursor, cell: int) -> list[str]:
    """The journal knows accounts by number: were a name changed, its entries would become another's."""
    rows = cursor.execute("SELECT account_id, account, currency FROM account WHERE cell_id = %s", [cell])
    return [name for number, name, code in rows if number != account_id(name) or code != currency_of(name)]


def head(cursor: Cursor, cell: int) -> Head | None:
    """The last link of the chain; None where nothing was ever written."""
    sql = "SELECT batch, encode(digest, 'hex') FROM journal_batch WHERE cell_id = %s ORDER BY batch DESC LIMIT 1"
    row = cursor.execute(sql, [cell]).fetchone()
    return Head(*row) if row else None


def has_link(cursor: Cursor, cell: int, kept: Head) -> bool:
    """Whether the chain has this link; with a chain that is whole, everything up to it is as it was."""
    sql = "SELECT encode(digest, 'hex') FROM journal_batch WHERE cell_id = %s AND batch = %s"
    return cursor.execute(sql, [cell, kept.batch]).fetchone() == (kept.digest,)
