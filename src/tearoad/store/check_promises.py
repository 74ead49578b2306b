"""What must hold of promises that were told anew, and of the protection that waits for them."""

from tearoad.journey.stages import Carriage, Money

# The day that stands is the last that was told; each is later than the one before, and was told before it came.
LAST_TOLD_STANDS = """
SELECT coalesce(c.consignment_id, p.consignment_id)::text || ': ' || coalesce(c.renewed_on::text, 'none') || ', told '
       || coalesce(p.last::text, 'none')
FROM (SELECT * FROM consignment WHERE cell_id = %(cell)s AND renewed_on IS NOT NULL) c
FULL JOIN (
    SELECT cell_id, consignment_id, max(promised_on) AS last FROM promise WHERE cell_id = %(cell)s GROUP BY 1, 2
) p ON p.cell_id = c.cell_id AND p.consignment_id = c.consignment_id
WHERE c.renewed_on IS DISTINCT FROM p.last
"""
LATER_AND_IN_TIME = """
SELECT p.consignment_id::text || ': ' || p.promised_on FROM promise p
JOIN consignment c ON c.cell_id = p.cell_id AND c.consignment_id = p.consignment_id
WHERE p.cell_id = %(cell)s
    AND (p.promised_on <= c.promised_on OR p.told_at >= (p.promised_on + 1)::timestamp AT TIME ZONE 'UTC'
         OR p.told_at < c.placed_at OR p.level NOT BETWEEN 1 AND 999)
"""
PROTECTED_UNTIL_THEN = """
SELECT c.consignment_id::text || ': ' || c.renewed_on FROM consignment c
WHERE c.cell_id = %(cell)s AND c.renewed_on IS NOT NULL AND c.carriage = %(by_clock)s
    AND c.settled_at < (c.renewed_on + 1)::timestamp AT TIME ZONE 'UTC'
    AND c.money = %(by_clock_released)s
"""
RULES = {
    "the day that stands was told last": LAST_TOLD_STANDS,
    "a day that is told is later, and told in time": LATER_AND_IN_TIME,
    "no protection ends before the day that was promised": PROTECTED_UNTIL_THEN,
}
PARAMETERS = {"by_clock": int(Carriage.AUTO_CONFIRMED), "by_clock_released": int(Money.RELEASED)}
