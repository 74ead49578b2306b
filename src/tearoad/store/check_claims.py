"""Rules of claims."""

from tearoad.journey.stages import Carriage
from tearoad.operations.ports import What
from tearoad.post.claims import AT_ONCE, Answer, State

MONEY_WAITS_WHILE_A_CLAIM_IS_OPEN = """
SELECT coalesce(c.consignment_id, q.consignment_id)::text
FROM (SELECT consignment_id FROM consignment WHERE cell_id = %(cell)s AND claimed) c
FULL JOIN (SELECT consignment_id FROM claim WHERE cell_id = %(cell)s AND state <> %(claim_settled)s) q
ON q.consignment_id = c.consignment_id WHERE c.consignment_id IS NULL OR q.consignment_id IS NULL
"""
CLAIMS_STAND_AS_ANSWERED = """
SELECT q.claim_id::text FROM claim q WHERE q.cell_id = %(cell)s AND (
    (q.state = %(claim_open)s) <> (q.answer = %(claim_unanswered)s)
    OR (q.state = %(claim_open)s) <> (q.answered_at IS NULL)
    OR (q.state = %(claim_settled)s) <> (q.settled_at IS NOT NULL)
    OR (q.state = %(claim_answered)s AND q.answer = ANY (%(claim_at_once)s)))
"""
LOST_PARCELS_ARE_LOST = """
SELECT q.claim_id::text FROM claim q
LEFT JOIN consignment c ON c.cell_id = q.cell_id AND c.consignment_id = q.consignment_id
WHERE q.cell_id = %(cell)s
AND (c.consignment_id IS NULL OR (q.answer = %(claim_lost)s AND c.carriage <> %(carriage_lost)s))
"""
CLAIMS_END = """
SELECT q.claim_id::text FROM claim q LEFT JOIN timer t ON t.cell_id = q.cell_id AND t.about = q.claim_id
AND t.kind = %(claim_ends)s AND t.due_at >= CASE WHEN q.state = %(claim_open)s THEN q.answer_by
    ELSE q.answered_at + q.settle_within * interval '1 second' END
WHERE q.cell_id = %(cell)s AND q.state <> %(claim_settled)s AND t.timer_id IS NULL
"""
RULES = {
    "money waits while a claim is open, and only then": MONEY_WAITS_WHILE_A_CLAIM_IS_OPEN,
    "a claim stands as it was answered": CLAIMS_STAND_AS_ANSWERED,
    "a claim is of a parcel, which is lost where the post said so": LOST_PARCELS_ARE_LOST,
    "each open claim comes to its end": CLAIMS_END,
}
PARAMETERS = {
    "claim_open": int(State.OPEN),
    "claim_answered": int(State.ANSWERED),
    "claim_settled": int(State.SETTLED),
    "claim_unanswered": int(Answer.NONE),
    "claim_lost": int(Answer.LOST),
    "claim_at_once": [int(answer) for answer in AT_ONCE],
    "carriage_lost": int(Carriage.LOST),
    "claim_ends": int(What.CLAIM_ENDS),
}
