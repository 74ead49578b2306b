"""The queries behind the reports of a run."""

from collections.abc import Iterable

from psycopg import Cursor

from tearoad.journey.stages import ENDS, stage
from tearoad.operations.report_view import Days, Flow, RoadReport
from tearoad.store.database import CELL

FLOWS = """
SELECT split_part(credit, ':', 1), currency, sum(amount_minor)::bigint
FROM journal WHERE cell_id = %s AND kind IN (0, 2) AND debit LIKE 'escrow:%%' GROUP BY 1, 2 ORDER BY 1
"""
CAME_IN = """
SELECT currency, sum(amount_minor)::bigint
FROM journal WHERE cell_id = %s AND kind IN (0, 2) AND credit LIKE 'escrow:%%' GROUP BY 1
"""
HELD = """
SELECT h.currency, sum(h.amount_minor)::bigint
FROM journal h LEFT JOIN transfer r ON r.cell_id = h.cell_id AND r.hold_id = h.transfer_id AND r.verdict = 0
WHERE h.cell_id = %s AND h.kind = 1 AND h.debit LIKE 'escrow:%%' AND r.transfer_id IS NULL GROUP BY 1
"""
DAYS = """
SELECT coalesce(lane, ''), count(*),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY delivered_at - placed_at),
       percentile_disc(0.9) WITHIN GROUP (ORDER BY delivered_at - placed_at)
FROM consignment WHERE cell_id = %s AND delivered_at IS NOT NULL GROUP BY GROUPING SETS ((), (lane))
HAVING count(*) > 0 ORDER BY 1
"""
DUTY = "SELECT currency, sum(credits - debits)::bigint FROM account WHERE cell_id = %s AND account LIKE %s GROUP BY 1"
BACKLOG = """
WITH moves AS (
    SELECT office, (arrived_at AT TIME ZONE 'UTC')::date AS day, 1 AS change FROM consignment
    WHERE cell_id = %(cell)s AND arrived_at IS NOT NULL
    UNION ALL
    SELECT office, (left_office_at AT TIME ZONE 'UTC')::date, -1 FROM consignment
    WHERE cell_id = %(cell)s AND left_office_at IS NOT NULL
)
SELECT office, day::text, sum(sum(change)) OVER (PARTITION BY office ORDER BY day)::bigint
FROM moves GROUP BY office, day ORDER BY office, day
"""
STAGES = "SELECT money, border, carriage, count(*) FROM consignment WHERE cell_id = %s GROUP BY 1, 2, 3"
LINES = """
SELECT l.order_id, l.line, l.verdict, c.carriage, l.quantity::bigint * l.unit_price_minor
FROM order_line l LEFT JOIN consignment c ON c.cell_id = l.cell_id AND c.consignment_id = l.consignment_id
WHERE l.cell_id = %s AND l.order_id = ANY (%s)
"""
DONE, UNDER_WAY = "done", "under way"


def road_report(cursor: Cursor) -> RoadReport:
    """Everything that one data base knows."""

    def rows(sql: str, *more: object) -> list[tuple[object, ...]]:
        return cursor.execute(sql, [CELL, *more]).fetchall()

    came: dict[str, int] = dict(rows(CAME_IN))  # type: ignore[arg-type]
    held: dict[str, int] = dict(rows(HELD))  # type: ignore[arg-type]
    out: dict[str, dict[str, int]] = {currency: {} for currency in came}
    for name, currency, amount in rows(FLOWS):
        out[str(currency)][str(name)] = int(str(amount))
    stages: dict[str, int] = {}
    for money, border, carriage, count in cursor.execute(STAGES, [CELL]).fetchall():
        word = stage(money, border, carriage)
        stages[word] = stages.get(word, 0) + count
    days = {
        lane: Days(count, half.total_seconds() / 86_400, nine.total_seconds() / 86_400)
        for lane, count, half, nine in cursor.execute(DAYS, [CELL]).fetchall()
    }
    backlog: dict[str, dict[str, int]] = {}
    for office, day, waiting in cursor.execute(BACKLOG, {"cell": CELL}).fetchall():
        backlog.setdefault(office, {})[day] = waiting
    unclassified = cursor.execute(
        "SELECT count(*) FROM product WHERE cell_id = %s AND NOT classified", [CELL]
    ).fetchone()
    return RoadReport(
        consignments=sum(stages.values()),
        stages=dict(sorted(stages.items())),
        flows=[Flow(currency, came[currency], out[currency], held.get(currency, 0)) for currency in sorted(came)],
        days=days,
        duty_minor=dict(rows(DUTY, "duty_payable:%")),  # type: ignore[arg-type]
        tax_minor=dict(rows(DUTY, "tax_payable:%")),  # type: ignore[arg-type]
        backlog=backlog,
        unclassified=unclassified[0] if unclassified else 0,
    )


def line_verdicts(cursor: Cursor, order_ids: Iterable[str]) -> dict[tuple[str, int], tuple[str, int]]:
    """Of each stored line what became of it, and its value in minor units of its order's currency."""
    ended = {int(carriage) for carriage in ENDS}
    found = {}
    for order, line, verdict, carriage, value in cursor.execute(LINES, [CELL, list(order_ids)]).fetchall():
        if carriage is not None:
            verdict = DONE if carriage in ended else UNDER_WAY
        found[order, line] = (verdict, value)
    return found
