"""The cursor of a unit of work: changes that nobody looks at yet wait, and go to the data base in one statement."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from psycopg import Connection, Cursor, RawCursor


class UnitCursor(Cursor[Any]):
    """What was said `later` is written before anything else is asked, and by `flush` before the transaction ends."""

    def __init__(self, connection: Connection[Any]) -> None:
        super().__init__(connection)
        self._pending: list[tuple[str, Sequence[Any]]] = []
        self._updated: set[str] = set()

    def later(self, change: str, parameters: Sequence[Any], updates: str = "") -> None:
        """An INSERT, or an UPDATE of the table `updates`, without a WITH of its own, of which no row is returned. In
        one statement a row is changed once: a second UPDATE of a table goes in the next."""
        if updates in self._updated:
            self.flush()
        if updates:
            self._updated.add(updates)
        self._pending.append((change, parameters))

    def flush(self) -> None:
        """Each is a part of one statement; none sees what another writes."""
        if self._pending:
            pending, self._pending = self._pending, []
            self._updated.clear()
            whole = _together(tuple(change for change, _ in pending))
            RawCursor(self.connection).execute(whole, [one for _, given in pending for one in given])

    def execute(self, query: Any, params: Any = None, **more: Any) -> "UnitCursor":
        self.flush()
        super().execute(query, params, **more)
        return self


@lru_cache(maxsize=256)
def _together(changes: tuple[str, ...]) -> str:
    """One statement with numbered parameters: the driver would look for those of so long a one each time anew."""
    *others, last = changes
    parts = ", ".join(f"part_{at} AS ({change})" for at, change in enumerate(others))
    numbers = count(1)
    return re.sub(r"%s", lambda found: f"${next(numbers)}", f"WITH {parts} {last}" if others else last)
