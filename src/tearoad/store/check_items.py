"""What must hold of item declarations at any time: their rows are the fold of their events, and nothing is released
that was not assessed, paid and free of a hold."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from psycopg import Cursor

from tearoad.customs.clearance import Fact, Report, Standing, State, Verdict, advance, unlodged
from tearoad.customs.clearance_events import ENTERING
from tearoad.journey.border_of import BORDER_OF
from tearoad.journey.stages import Carriage
from tearoad.post.ranges import REUSE_MONTHS

STANDS_AS_TOLD = "a declaration stands as its events say"
ROWS = 100_000  # events that are folded at once, of some 20,000 declarations
_TOLD = """
SELECT d.declaration_id::text, d.state, d.arrived, d.paid, d.events, e.number, e.fact, e.role, e.why <> '', e.own
FROM item_declaration d LEFT JOIN (
    SELECT cell_id, declaration_id, number, fact, role, why,
           coalesce(bool_or(fact = ANY (%(entering)s)) OVER w, FALSE) AS own
    FROM item_declaration_event WHERE cell_id = %(cell)s
    WINDOW w AS (PARTITION BY declaration_id, who ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) e ON e.cell_id = d.cell_id AND e.declaration_id = d.declaration_id
WHERE d.cell_id = %(cell)s ORDER BY d.declaration_id, e.number
"""
RELEASED_WAS_ASSESSED_PAID_AND_NOT_HELD = """
WITH told AS (
    SELECT declaration_id,
           max(number) FILTER (WHERE fact = %(assessed)s) AS assessed,
           max(number) FILTER (WHERE fact = %(assessed_free)s) AS free,
           max(number) FILTER (WHERE fact = %(paid_fact)s) AS paid,
           bool_or(fact = %(held_fact)s) AS held,
           bool_or(fact = %(hold_lifted)s) AS lifted,
           bool_or(fact = ANY (%(passing)s)) AS passed
    FROM item_declaration_event WHERE cell_id = %(cell)s GROUP BY declaration_id
)
SELECT d.declaration_id::text FROM item_declaration d
LEFT JOIN told t ON t.declaration_id = d.declaration_id
WHERE d.cell_id = %(cell)s AND d.state = %(item_released)s AND (
    (greatest(t.free, t.paid) > coalesce(t.assessed, 0) AND CASE WHEN t.held THEN t.lifted ELSE t.passed END AND d.paid)
    IS NOT TRUE)
"""
EVENTS_ARE_OF_DECLARATIONS = """
SELECT e.declaration_id || ', ' || e.number FROM item_declaration_event e
LEFT JOIN item_declaration d ON d.cell_id = e.cell_id AND d.declaration_id = e.declaration_id
WHERE e.cell_id = %(cell)s AND d.declaration_id IS NULL
"""
# The border track of a consignment, by the state of its declaration, as `journey.border_of` has it.
PARCELS_FOLLOW = "a parcel that was handed over stands at the border as its declaration"
_PARCELS_FOLLOW = f"""
SELECT d.declaration_id::text FROM item_declaration d
JOIN consignment c ON c.cell_id = d.cell_id AND c.consignment_id = d.consignment_id
WHERE d.cell_id = %(cell)s AND d.consignment_id IS NOT NULL AND NOT d.state IN ({State.REJECTED:d}, {State.WITHDRAWN:d})
AND NOT c.carriage IN ({Carriage.NONE:d}, {Carriage.CANCELLED:d}, {Carriage.LOST:d})
AND c.border <> (%(border_of)s::int[])[d.state + 1]
"""  # noqa: S608 - this module's own text
WHAT_WAITS_FOR_DATA_IS_NOT_DECLARED = f"""
SELECT u.s10 || ', ' || u.office FROM item_undeclared u
JOIN item_declaration d ON d.cell_id = u.cell_id AND d.s10 = u.s10
AND NOT d.state IN ({State.REJECTED:d}, {State.WITHDRAWN:d})
AND u.seen_at < d.lodged_at + interval '{REUSE_MONTHS} months'
WHERE u.cell_id = %(cell)s AND u.settled_at IS NULL
"""  # noqa: S608 - this module's own text
NUMBERS_ARE_USED_ONCE = f"""
SELECT b.s10 || ', ' || b.declaration_id FROM item_declaration a
JOIN item_declaration b ON b.cell_id = a.cell_id AND b.s10 = a.s10 AND b.turn > a.turn
AND NOT b.state IN ({State.REJECTED:d}, {State.WITHDRAWN:d})
AND (b.lodged_at AT TIME ZONE 'UTC')::date < (a.lodged_at AT TIME ZONE 'UTC')::date + interval '{REUSE_MONTHS} months'
WHERE a.cell_id = %(cell)s AND NOT a.state IN ({State.REJECTED:d}, {State.WITHDRAWN:d})
"""  # noqa: S608 - this module's own text
RULES = {
    PARCELS_FOLLOW: _PARCELS_FOLLOW,
    "a released declaration was assessed, paid and not held": RELEASED_WAS_ASSESSED_PAID_AND_NOT_HELD,
    "every event is of a declaration": EVENTS_ARE_OF_DECLARATIONS,
    "a number stands on one declaration in 24 months": NUMBERS_ARE_USED_ONCE,
    "what waits for its data is not declared": WHAT_WAITS_FOR_DATA_IS_NOT_DECLARED,
}
PARAMETERS = {
    "assessed": int(Fact.ASSESSED),
    "assessed_free": int(Fact.ASSESSED_FREE),
    "paid_fact": int(Fact.PAID),
    "held_fact": int(Fact.HELD),
    "hold_lifted": int(Fact.HOLD_LIFTED),
    "passing": [int(Fact.PASSED), int(Fact.RELEASED)],
    "item_released": int(State.RELEASED),
    "border_of": [int(BORDER_OF[state]) for state in State],
}


def misfolded(cursor: Cursor, cell: int) -> list[str]:
    """The declarations whose row is another than what their events fold to, by the table of `customs.clearance`."""
    found: list[str] = []
    with cursor.connection.cursor(name="items_told") as told:
        told.execute(_TOLD, {"cell": cell, "entering": [int(fact) for fact in ENTERING]})
        for rows in _whole_ones(told):
            found += _misfolded(rows)
    return found


def _whole_ones(told: Any) -> Iterator[list[Sequence[Any]]]:
    """Some ROWS each time, and a declaration's never apart."""
    rest: list[Sequence[Any]] = []
    while more := told.fetchmany(ROWS):
        rows = rest + more
        end = next((at for at in range(len(rows) - 1, 0, -1) if rows[at][0] != rows[at - 1][0]), 0)
        if end:
            yield rows[:end]
        rest = rows[end:]
    if rest:
        yield rest


def _misfolded(rows: Sequence[Sequence[Any]]) -> list[str]:
    first = [at for at in range(len(rows)) if not at or rows[at][0] != rows[at - 1][0]]
    count = np.diff([*first, len(rows)])
    stored = [rows[at] for at in first]
    begins, standing = np.array(first), unlodged(len(first))
    wrong = np.zeros(len(first), dtype=bool)
    for turn in range(int(count.max(initial=0))):
        at = np.flatnonzero(count > turn)
        events = [rows[row][5:] for row in (begins[at] + turn).tolist()]
        numbers, facts, roles, reasons, own = (np.array(column) for column in zip(*events, strict=True))
        good = numbers == turn + 1
        wrong[at[~good]] = True
        at = at[good]
        part = Standing(*(column[at] for column in standing))
        report = Report(
            *(column[good].astype(kind) for column, kind in zip((facts, roles, reasons, own), "bb??", strict=True))
        )
        after, verdict = advance(part, report)
        for column, now in zip(standing, after, strict=True):
            column[at] = now
        wrong[at[verdict != Verdict.DONE]] = True
    for number, (_, state, arrived, paid, events, *_) in enumerate(stored):
        told = tuple(column[number].item() for column in standing)
        wrong[number] |= told != (state, arrived, paid) or events != count[number]
    return [
        f"{stored[n][0]}: {State(int(standing.state[n])).name.lower()} by its events" for n in np.flatnonzero(wrong)
    ]
