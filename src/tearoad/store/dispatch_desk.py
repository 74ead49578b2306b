"""What is seen of dispatches: plain queries over one snapshot."""

from collections.abc import Collection
from typing import Any

from psycopg import Cursor

from tearoad.operations.dispatch_ports import NOT_ADVISED, DispatchRow
from tearoad.operations.dispatch_view import (
    AdvisedItem,
    ListedDispatch,
    OpenLane,
    SeenIrregularity,
    SeenReceptacle,
    WholeDispatch,
)
from tearoad.store.columns import selected
from tearoad.store.dispatches import DISPATCH

_OPEN = """
SELECT r.lane, count(DISTINCT r.receptacle_id), count(*), sum(i.weight_grams)::bigint,
       extract(epoch FROM min(i.put_at))::bigint
FROM receptacle r
JOIN receptacle_item i ON i.cell_id = r.cell_id AND i.receptacle_id = r.receptacle_id AND i.left_at IS NULL
WHERE r.cell_id = %s AND r.dispatch_id IS NULL AND r.lane = ANY (%s) GROUP BY r.lane ORDER BY r.lane
"""
_LISTED = f"""
SELECT {selected(DISPATCH)}, t.departed, t.arrived, t.opened, t.lying, t.irregular
FROM dispatch d JOIN LATERAL (
    SELECT count(r.departed_at) AS departed, count(r.arrived_at) AS arrived, count(r.opened_at) AS opened,
           coalesce(sum((SELECT count(*) FROM receptacle_item i WHERE i.cell_id = r.cell_id
                         AND i.receptacle_id = r.receptacle_id AND i.left_at IS NULL)), 0)::bigint AS lying,
           coalesce(sum((SELECT count(*) FROM receptacle_irregularity x WHERE x.cell_id = r.cell_id
                         AND x.receptacle_id = r.receptacle_id AND x.settled IS NULL)), 0)::bigint AS irregular
    FROM receptacle r WHERE r.cell_id = d.cell_id AND r.dispatch_id = d.dispatch_id
) t ON TRUE
WHERE d.cell_id = %(cell)s
"""  # noqa: S608 - this module's own names
_HERE = "(%(places)s::text[] IS NULL OR d.origin = ANY (%(places)s) OR d.destination = ANY (%(places)s))"
_PAGE = f"""{_LISTED} AND {_HERE}
AND (d.closed_at, d.dispatch_id) < (to_timestamp(%(at)s), %(id)s::uuid)
ORDER BY d.closed_at DESC, d.dispatch_id DESC LIMIT %(count)s
"""
_ONE = f"{_LISTED} AND d.s8 = %(s8)s ORDER BY d.closed_at DESC LIMIT 1"
_RECEPTACLES = """
SELECT s9, number, items, weight_grams, coalesce(extract(epoch FROM departed_at)::bigint, -1),
       coalesce(extract(epoch FROM arrived_at)::bigint, -1), coalesce(extract(epoch FROM opened_at)::bigint, -1),
       (SELECT count(*) FROM receptacle_item i
        WHERE i.cell_id = r.cell_id AND i.receptacle_id = r.receptacle_id AND i.left_at IS NULL)
FROM receptacle r WHERE cell_id = %s AND dispatch_id = %s ORDER BY number
"""
_ITEMS = """
SELECT r.s9, i.number, i.weight_grams FROM receptacle r
JOIN receptacle_item i ON i.cell_id = r.cell_id AND i.receptacle_id = r.receptacle_id AND i.why <> ALL (%s)
WHERE r.cell_id = %s AND r.dispatch_id = %s ORDER BY r.number, i.number
"""
_IRREGULAR = """
SELECT r.s9, x.number, x.kind, extract(epoch FROM x.at)::bigint, x.who, coalesce(x.settled, ''),
       coalesce(x.settled_by, ''), coalesce(extract(epoch FROM x.settled_at)::bigint, -1)
FROM receptacle r
JOIN receptacle_irregularity x ON x.cell_id = r.cell_id AND x.receptacle_id = r.receptacle_id
WHERE r.cell_id = %s AND r.dispatch_id = %s ORDER BY r.number, x.kind, x.number
"""


def open_lanes(cursor: Cursor, cell: int, lanes: Collection[str]) -> list[OpenLane]:
    """Of these lanes, those with something in a receptacle that is open."""
    return [OpenLane(*row) for row in cursor.execute(_OPEN, [cell, sorted(lanes)]).fetchall()]


def dispatches(
    cursor: Cursor, cell: int, places: Collection[str] | None, edge: tuple[int, str], count: int
) -> list[ListedDispatch]:
    """From or to these places, or all; the newest first, before a (moment, id)."""
    values = {"cell": cell, "places": None if places is None else sorted(places), "count": count}
    rows = cursor.execute(_PAGE, {**values, "at": edge[0], "id": edge[1]}).fetchall()
    return [_listed(row) for row in rows]


def whole_dispatch(cursor: Cursor, cell: int, s8: str) -> WholeDispatch | None:
    """The youngest with this number."""
    row = cursor.execute(_ONE, {"cell": cell, "s8": s8}).fetchone()
    if row is None:
        return None
    found = _listed(row)
    key = [cell, found.row.dispatch_id]
    return WholeDispatch(
        found,
        [SeenReceptacle(*one) for one in cursor.execute(_RECEPTACLES, key).fetchall()],
        [AdvisedItem(*one) for one in cursor.execute(_ITEMS, [[one.value for one in NOT_ADVISED], *key]).fetchall()],
        [SeenIrregularity(*one) for one in cursor.execute(_IRREGULAR, key).fetchall()],
    )


def _listed(row: tuple[Any, ...]) -> ListedDispatch:
    width = len(DISPATCH)
    return ListedDispatch(DispatchRow(*row[:width]), *row[width:])
