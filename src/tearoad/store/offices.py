"""Exchange offices: closures, parcels that were given to another, and who waits where. Only open parcels are looked at,
by the index of their timers."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tearoad.journey.moving import Due
from tearoad.journey.stages import Border, Carriage
from tearoad.operations.office_ports import FULL, Assignment, Closure
from tearoad.store.columns import insert, selected, transposed, unnested
from tearoad.store.unit_cursor import UnitCursor

CLOSURE = {
    "office": "text", "from_at": "moment", "until_at": "moment", "reason": "text", "who": "text", "made_at": "moment",
    "opened_at": "moment", "opened_by": "text", "number": "number", "wish": "uuid?",
}  # fmt: skip
ASSIGNMENT = {
    "consignment_id": "uuid", "at": "moment", "office_before": "text", "office_after": "text", "lane_before": "text",
    "lane_after": "text", "policy": "text", "reason": "text",
}  # fmt: skip
OPEN = "cell_id = %(cell)s AND due_at IS NOT NULL AND office IS NOT NULL"
CODES = {
    "leave": int(Due.LEAVE),
    "coming": [int(Carriage.DISPATCHED), int(Carriage.IN_TRANSIT)],
    "there": int(Carriage.AT_OFFICE),
    "held": int(Border.HELD),
}
IN_HAND = "carriage = %(there)s AND left_office_at IS NULL AND border <> %(held)s"
_ID = "replace(consignment_id::text, '-', '')"
_CLOSURES = f"SELECT {selected(CLOSURE)} FROM office_closure WHERE cell_id = %(cell)s ORDER BY from_at, closure_id"  # noqa: S608 - this module's own text
_WAITING = f"SELECT {_ID} FROM consignment WHERE {OPEN} AND due = %(leave)s AND office = %(office)s"  # noqa: S608 - this module's own text
_LEAVING = f"""
SELECT extract(epoch FROM due_at)::bigint FROM consignment
WHERE {OPEN} AND due = %(leave)s AND office = %(office)s ORDER BY due_at
"""  # noqa: S608 - this module's own text
_BOUND = f"SELECT {_ID} FROM consignment WHERE {OPEN} AND office = %(office)s AND carriage = ANY (%(coming)s)"  # noqa: S608 - this module's own text
_LOADS = f"""
SELECT office, count(*) FROM consignment WHERE {OPEN} AND (carriage = ANY (%(coming)s) OR ({IN_HAND})) GROUP BY office
"""  # noqa: S608 - this module's own text
_SENT_ON = """
SELECT DISTINCT replace(consignment_id::text, '-', '') FROM office_assignment
WHERE cell_id = %(cell)s AND consignment_id = ANY (%(ids)s::uuid[]) AND reason = %(full)s
"""
_REOPEN = """
UPDATE office_closure c SET opened_at = to_timestamp(u.at), opened_by = u.who
FROM unnest(%s::uuid[], %s::bigint[], %s::text[]) AS u(id, at, who)
WHERE c.cell_id = %s AND c.closure_id = u.id AND c.opened_at IS NULL
"""
_ASSIGN = f"""
WITH given AS (SELECT * FROM {unnested(ASSIGNMENT)}),
moved AS (
    UPDATE consignment c SET office = g.office_after, lane = g.lane_after FROM given g
    WHERE c.cell_id = %s AND c.consignment_id = g.consignment_id
      AND (c.office, c.lane) IS DISTINCT FROM (g.office_after, g.lane_after)
)
INSERT INTO office_assignment (cell_id, turn, {", ".join(ASSIGNMENT)})
SELECT %s, coalesce(l.turn + 1, 0), g.consignment_id, to_timestamp(g.at), g.office_before, g.office_after,
       g.lane_before, g.lane_after, g.policy, g.reason
FROM given g LEFT JOIN LATERAL (
    SELECT max(a.turn) AS turn FROM office_assignment a WHERE a.cell_id = %s AND a.consignment_id = g.consignment_id
) l ON TRUE
"""  # noqa: S608 - this module's own text


class PostgresOffices:
    """Implements the port `OfficeRows` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell
        self._closures: list[Closure] | None = None  # nobody else changes them while the road's clock is held

    def closures(self) -> Sequence[Closure]:
        if self._closures is None:
            self._closures = [Closure(*row) for row in self._rows(_CLOSURES)]
        return self._closures

    def close(self, closure: Closure) -> None:
        sql = insert("office_closure", {"closure_id": "uuid", **CLOSURE})
        self.cursor.execute(sql, [self.cell, *transposed([(closure.closure_id, *closure)], len(CLOSURE) + 1)])
        self._closures = None

    def reopen(self, closures: Sequence[Closure]) -> None:
        ended = [(one.closure_id, one.opened_at, one.opened_by) for one in closures]
        self.cursor.execute(_REOPEN, [*transposed(ended, 3), self.cell])
        self._closures = None

    def loads(self) -> Mapping[str, int]:
        return dict(self._rows(_LOADS))

    def waiting(self, office: str) -> Sequence[str]:
        return [name for (name,) in self._rows(_WAITING, office=office)]

    def leaving(self, office: str) -> np.ndarray:
        return np.array([at for (at,) in self._rows(_LEAVING, office=office)], dtype=np.int64)

    def bound_for(self, office: str) -> Sequence[str]:
        return [name for (name,) in self._rows(_BOUND, office=office)]

    def sent_on(self, consignment_ids: Sequence[str]) -> set[str]:
        return {name for (name,) in self._rows(_SENT_ON, ids=list(consignment_ids), full=FULL)}

    def assign(self, rows: Sequence[Assignment]) -> None:
        columns = transposed(rows, len(ASSIGNMENT))
        self.cursor.execute(_ASSIGN, [*columns, self.cell, self.cell, self.cell])

    def _rows(self, sql: str, **more: object) -> list[Any]:
        return self.cursor.execute(sql, {**CODES, "cell": self.cell, **more}).fetchall()
