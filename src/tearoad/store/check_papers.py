"""What must hold of documents of declarations, and of links by which senders answered, at any time."""

from tearoad.customs.clearance import Fact, Role
from tearoad.operations.paper import MOST_DOCUMENTS

DOCUMENTS_ARE_NUMBERED = """
SELECT p.declaration_id || ': ' || count(*) || ' to number ' || max(p.number)
FROM item_document p
LEFT JOIN item_declaration d ON d.cell_id = p.cell_id AND d.declaration_id = p.declaration_id
WHERE p.cell_id = %(cell)s
GROUP BY p.declaration_id
HAVING min(p.number) <> 1 OR max(p.number) <> count(*) OR count(*) > %(most_documents)s
    OR NOT bool_and(d.cell_id IS NOT NULL)
"""
ANSWERED_BY_THE_SENDER = """
SELECT l.declaration_id || ': link ' || l.number FROM item_link l
LEFT JOIN item_declaration d ON d.cell_id = l.cell_id AND d.declaration_id = l.declaration_id
LEFT JOIN item_declaration_event e
    ON e.cell_id = l.cell_id AND e.declaration_id = l.declaration_id AND e.number = l.answered
WHERE l.cell_id = %(cell)s AND l.answered IS NOT NULL
  AND (l.answered > l.asked AND e.fact = ANY (%(answering)s) AND e.role = %(sender)s AND e.who = d.lodged_by)
      IS NOT TRUE
"""
RULES = {
    "documents of a declaration are few and without a gap": DOCUMENTS_ARE_NUMBERED,
    "a link was answered by the sender alone": ANSWERED_BY_THE_SENDER,
}
PARAMETERS = {
    "most_documents": MOST_DOCUMENTS,
    "answering": [int(Fact.ANSWERED), int(Fact.ANSWERED_ON_HOLD)],
    "sender": int(Role.SENDER),
}
