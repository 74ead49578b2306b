"""Numbers that were scanned at an office before anybody declared them."""

from collections.abc import Sequence
from typing import Any

from psycopg import Cursor

from tearoad.operations.arrival_ports import UndeclaredRow
from tearoad.operations.desk_view import Seen
from tearoad.store.columns import selected
from tearoad.store.unit_cursor import UnitCursor

ROW = {"s10": "text", "office": "text", "seen_at": "moment", "who": "text"}
_OF_THE_ROAD = "SELECT s10 FROM consignment WHERE cell_id = %s AND s10 = ANY (%s)"
# Sorted, as all who keep them do, so that nobody waits in a circle.
_KEEP = """
INSERT INTO item_undeclared (cell_id, s10, office, seen_at, who)
SELECT %s, u.s10, u.office, to_timestamp(u.seen_at), u.who
FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::text[]) AS u(s10, office, seen_at, who) ORDER BY u.s10
ON CONFLICT (cell_id, s10, office) DO UPDATE
SET seen_at = excluded.seen_at, who = excluded.who, settled_at = NULL WHERE item_undeclared.settled_at IS NOT NULL
"""
_SETTLE = f"""
UPDATE item_undeclared SET settled_at = to_timestamp(%s)
WHERE cell_id = %s AND s10 = ANY (%s) AND settled_at IS NULL RETURNING {selected(ROW)}
"""  # noqa: S608 - this module's own text
_PAGE = f"""
SELECT {selected(ROW)} FROM item_undeclared
WHERE cell_id = %(cell)s AND settled_at IS NULL AND (%(everything)s OR office = %(office)s)
  AND (seen_at, s10, office) > (to_timestamp(%(at)s), %(s10)s, %(place)s)
ORDER BY seen_at, s10, office LIMIT %(count)s
"""  # noqa: S608 - this module's own text


class PostgresUndeclared:
    """Implements the port `Undeclared` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def of_the_road(self, numbers: Sequence[str]) -> set[str]:
        return {s10 for (s10,) in self.cursor.execute(_OF_THE_ROAD, [self.cell, list(numbers)]).fetchall()}

    def keep(self, rows: Sequence[UndeclaredRow]) -> None:
        if rows:
            self.cursor.execute(_KEEP, [self.cell, *(list(column) for column in zip(*rows, strict=True))])

    def settle(self, numbers: Sequence[str], at: int) -> list[UndeclaredRow]:
        found = self.cursor.execute(_SETTLE, [at, self.cell, list(numbers)]).fetchall()
        return [UndeclaredRow(*row) for row in found]


def undeclared(cursor: Cursor, cell: int, seen: Seen, after: tuple[int, str, str], count: int) -> list[UndeclaredRow]:
    """Those in sight of an office, or all, that come after a (moment, number, office): who waits longest first."""
    values: dict[str, Any] = {"cell": cell, "everything": seen.everything, "office": seen.office, "count": count}
    values |= dict(zip(("at", "s10", "place"), after, strict=True))
    return [UndeclaredRow(*row) for row in cursor.execute(_PAGE, values).fetchall()]
