"""Scans that somebody should look at: pages of the list, and who looked at one."""

from collections.abc import Collection
from typing import Any

from psycopg import Cursor

from tearoad.operations.desk_view import Seen
from tearoad.operations.scan_desk import Listed, Wanted
from tearoad.operations.scan_ports import Aside
from tearoad.store.columns import selected
from tearoad.store.tracks import ASIDE
from tearoad.store.unit_cursor import UnitCursor

ROW = {**ASIDE, "settled_at": "moment", "settled_by": "text"}
_HERE = "(%(places)s::text[] IS NULL OR place = ANY (%(places)s))"
# Of two parcels that had the number, years apart, it is the younger.
_PAGE = f"""
SELECT {selected(ROW)}, coalesce(replace(p.parcel::text, '-', ''), '') FROM scan_aside a LEFT JOIN LATERAL (
    SELECT c.consignment_id AS parcel FROM consignment c WHERE c.cell_id = %(cell)s AND c.s10 = a.number
    AND (%(everything)s OR c.office = %(office)s::text OR c.merchant = %(merchant)s::text)
    ORDER BY c.dispatched_at DESC NULLS LAST LIMIT 1
) p ON TRUE
WHERE a.cell_id = %(cell)s AND {_HERE} AND (%(fate)s::text IS NULL OR fate = %(fate)s)
"""  # noqa: S608 - this module's own text
_WAITING = f"""{_PAGE} AND settled_at IS NULL AND (seen_at, aside_id) > (to_timestamp(%(at)s), %(id)s::uuid)
ORDER BY seen_at, aside_id LIMIT %(count)s
"""
_SETTLED = f"""{_PAGE} AND settled_at IS NOT NULL AND (settled_at, aside_id) < (to_timestamp(%(at)s), %(id)s::uuid)
ORDER BY settled_at DESC, aside_id DESC LIMIT %(count)s
"""
_SETTLE = f"""
WITH settled AS (
    UPDATE scan_aside SET settled_at = to_timestamp(%(at)s), settled_by = %(who)s
    WHERE cell_id = %(cell)s AND aside_id = %(id)s AND settled_at IS NULL AND {_HERE} RETURNING aside_id
)
SELECT EXISTS (SELECT FROM settled),
       EXISTS (SELECT FROM scan_aside WHERE cell_id = %(cell)s AND aside_id = %(id)s AND {_HERE})
"""  # noqa: S608 - this module's own text


class PostgresAsides:
    """Implements the port `Asides` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def settle(self, aside_id: str, at: int, who: str, places: Collection[str] | None) -> bool | None:
        values = {"cell": self.cell, "id": aside_id, "at": at, "who": who, "places": _array(places)}
        row = self.cursor.execute(_SETTLE, values).fetchone()
        assert row, "a question has an answer"
        now, known = row
        return bool(now) if known else None


def asides(
    cursor: Cursor,
    cell: int,
    places: Collection[str] | None,
    parcels: Seen,
    wanted: Wanted,
    edge: tuple[int, str],
    count: int,
) -> list[Listed]:
    """Those of places, or of all, beyond a (moment, id): who waits longest first; of what was looked at the last.
    `parcels` says whose parcels one may see."""
    values: dict[str, Any] = {"cell": cell, "places": _array(places), "count": count, **parcels._asdict()}
    values |= {"fate": wanted.fate and str(wanted.fate), "at": edge[0], "id": edge[1]}
    rows = cursor.execute(_SETTLED if wanted.settled else _WAITING, values).fetchall()
    width = len(ASIDE)
    return [Listed(Aside(*row[:width]), *row[width:]) for row in rows]


def _array(places: Collection[str] | None) -> list[str] | None:
    return None if places is None else sorted(places)
