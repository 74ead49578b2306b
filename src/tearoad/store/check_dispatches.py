"""Rules of dispatches and receptacles."""

from tearoad.journey.stages import Carriage
from tearoad.operations.close_dispatch import MOST_TENTHS
from tearoad.operations.dispatch_ports import NOT_ADVISED

DISPATCHES_ARE_NUMBERED = """
SELECT line || ' of ' || year || ': ' || count(*) || ' dispatches, the last ' || max(serial) FROM dispatch
WHERE cell_id = %(cell)s GROUP BY line, year HAVING count(*) <> max(serial) OR min(serial) <> 1
"""
# In an S9, S8 and a number of three digits are followed by the flag of the last one.
RECEPTACLES_ADD_UP = """
SELECT d.s8 || ': ' || count(r.receptacle_id) || ' of ' || d.receptacles || ' receptacles, '
       || coalesce(sum(r.items), 0) || ' of ' || d.items || ' items, '
       || coalesce(sum(r.weight_grams), 0) || ' of ' || d.weight_grams || ' grams'
FROM dispatch d LEFT JOIN receptacle r ON r.cell_id = d.cell_id AND r.dispatch_id = d.dispatch_id
WHERE d.cell_id = %(cell)s GROUP BY d.cell_id, d.dispatch_id
HAVING (count(r.receptacle_id), coalesce(sum(r.items), 0), coalesce(sum(r.weight_grams), 0), coalesce(max(r.number), 0),
        coalesce(min(r.number), 1),
        count(*) FILTER (WHERE substr(r.s9, 1, 24) = d.s8 || lpad(r.number::text, 3, '0')
                                                          || (r.number = d.receptacles)::integer))
       IS DISTINCT FROM (d.receptacles::bigint, d.items::numeric, d.weight_grams::numeric, d.receptacles, 1::smallint,
                         d.receptacles::bigint)
"""
RECEPTACLES_HOLD_WHAT_IS_ADVISED = """
SELECT r.s9 || ': ' || count(i.consignment_id) || ' of ' || r.items || ' items, ' || coalesce(sum(i.weight_grams), 0)
       || ' of ' || r.weight_grams || ' grams'
FROM receptacle r LEFT JOIN receptacle_item i
    ON i.cell_id = r.cell_id AND i.receptacle_id = r.receptacle_id AND i.why <> ALL (%(not_advised)s)
WHERE r.cell_id = %(cell)s AND r.dispatch_id IS NOT NULL GROUP BY r.cell_id, r.receptacle_id
HAVING (count(i.consignment_id), coalesce(sum(i.weight_grams), 0), substr(r.s9, 26, 4)::integer)
       IS DISTINCT FROM (r.items::bigint, r.weight_grams::numeric,
                         least(ceil(r.weight_grams / 100.0), %(most_tenths)s)::integer)
"""
WHAT_LEFT_LIES_IN_NOTHING_OPEN = """
SELECT i.number FROM receptacle_item i
JOIN receptacle r ON r.cell_id = i.cell_id AND r.receptacle_id = i.receptacle_id AND r.dispatch_id IS NULL
JOIN consignment c ON c.cell_id = i.cell_id AND c.consignment_id = i.consignment_id
WHERE i.cell_id = %(cell)s AND i.left_at IS NULL AND c.moved_at IS NULL AND c.carriage <> ALL (%(undeparted)s)
"""
# What somebody has to look at may not have moved.
WHAT_DEPARTED_HAS_LEFT = """
SELECT i.number FROM receptacle_item i
JOIN receptacle r ON r.cell_id = i.cell_id AND r.receptacle_id = i.receptacle_id AND r.departed_at IS NOT NULL
JOIN consignment c ON c.cell_id = i.cell_id AND c.consignment_id = i.consignment_id
WHERE i.cell_id = %(cell)s AND i.left_at IS NULL AND c.carriage = ANY (%(undeparted)s)
AND NOT EXISTS (SELECT FROM scan_aside a WHERE a.cell_id = i.cell_id AND a.number = i.number)
"""
RULES = {
    "dispatches of a year have no gaps": DISPATCHES_ARE_NUMBERED,
    "receptacles of a dispatch add up": RECEPTACLES_ADD_UP,
    "a closed receptacle holds what was advised": RECEPTACLES_HOLD_WHAT_IS_ADVISED,
    "what has left lies in no open receptacle": WHAT_LEFT_LIES_IN_NOTHING_OPEN,
    "what departed in a receptacle has left": WHAT_DEPARTED_HAS_LEFT,
}
PARAMETERS = {
    "most_tenths": MOST_TENTHS,
    "not_advised": [one.value for one in NOT_ADVISED],
    "undeparted": [int(Carriage.NONE), int(Carriage.ACCEPTED), int(Carriage.DISPATCHED)],
}
