"""Rules of what the post scans."""

from tearoad.journey.scanned import AT_THE_OFFICE, ENDED, MEANS, RANK
from tearoad.journey.stages import Carriage

# An office that is not the parcel's own may have told the others: they moved nothing.
_MOVING = {
    name: RANK.get(state, ENDED) for name, state in MEANS.items() if len(name) == 3 and name not in AT_THE_OFFICE
}
PARCELS_ARE_WHERE_THEIR_SCANS_SAY = """
SELECT DISTINCT c.consignment_id || ': ' || s.event FROM consignment c
JOIN scan s ON s.cell_id = c.cell_id AND s.consignment_id = c.consignment_id
JOIN unnest(%(scan_events)s::text[], %(scan_ranks)s::smallint[]) AS tells(event, rank) ON tells.event = s.event
JOIN unnest(%(states)s::smallint[], %(state_ranks)s::smallint[]) AS stands(carriage, rank)
    ON stands.carriage = c.carriage
WHERE c.cell_id = %(cell)s AND c.moved_at IS NOT NULL AND tells.rank > stands.rank
"""
DELIVERY_WAS_SCANNED = """
SELECT c.consignment_id::text FROM consignment c
WHERE c.cell_id = %(cell)s AND c.moved_at IS NOT NULL AND c.delivered_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM scan s WHERE s.cell_id = c.cell_id AND s.consignment_id = c.consignment_id
    AND s.event = 'EMI' AND s.at = c.delivered_at)
"""
RULES = {
    "what the post scanned is where its scans say": PARCELS_ARE_WHERE_THEIR_SCANS_SAY,
    "what the post delivered was scanned then": DELIVERY_WAS_SCANNED,
}
PARAMETERS = {
    "scan_events": list(_MOVING),
    "scan_ranks": list(_MOVING.values()),
    "states": [int(state) for state in Carriage],
    "state_ranks": [RANK.get(state, ENDED) for state in Carriage],
}
