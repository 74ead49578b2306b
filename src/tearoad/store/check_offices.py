"""What must hold of exchange offices at any time."""

# Turns count from 0, each begins where the one before ended, and the last is what the consignment has.
OFFICES_ARE_AS_ASSIGNED = """
WITH told AS (
    SELECT a.*, lag(office_after) OVER w AS office_was, lag(lane_after) OVER w AS lane_was,
           row_number() OVER w - 1 AS place, lead(turn) OVER w IS NULL AS last
    FROM office_assignment a WHERE cell_id = %(cell)s WINDOW w AS (PARTITION BY consignment_id ORDER BY turn)
)
SELECT t.consignment_id::text || ', turn ' || t.turn FROM told t
LEFT JOIN consignment c ON c.cell_id = %(cell)s AND c.consignment_id = t.consignment_id
WHERE t.turn <> t.place
   OR (t.office_was IS NOT NULL AND (t.office_before, t.lane_before) <> (t.office_was, t.lane_was))
   OR (t.last AND (t.office_after, t.lane_after) IS DISTINCT FROM (c.office, c.lane))
"""
# What was begun before is finished, which takes a day at most: no office's line is slower. Who officers had looked at
# is let out by them, not by the lines.
NOBODY_IS_SERVED_WHILE_CLOSED = """
SELECT c.consignment_id::text || ' at ' || x.office
FROM office_closure x
JOIN consignment c ON c.cell_id = %(cell)s AND c.office = x.office AND c.moved_at IS NULL AND NOT c.inspect
JOIN scan s ON s.cell_id = %(cell)s AND s.consignment_id = c.consignment_id AND s.event = 'EMF'
WHERE x.cell_id = %(cell)s AND s.at >= x.from_at + interval '1 day'
  AND s.at < least(x.until_at, coalesce(x.opened_at, x.until_at))
"""
RULES = {
    "parcels have the offices that they were given": OFFICES_ARE_AS_ASSIGNED,
    "nobody is served while an office is closed": NOBODY_IS_SERVED_WHILE_CLOSED,
}
