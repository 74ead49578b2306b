"""Parcels as the post's scans see them: columns in, columns out, as PostgreSQL's binary arrays."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tearoad.journey.moving import Due
from tearoad.kernel import scan_fold as fold
from tearoad.operations.scan_ports import CONTRADICTIONS, KEEP, MOST_SCANS, Aside, Fate, Kept, KnownParcels, NewScans
from tearoad.store.arrays import moments, optional_texts, packed_uuids, read_columns, smallints, texts
from tearoad.store.columns import insert, transposed
from tearoad.store.unit_cursor import UnitCursor

ASIDE = {
    "aside_id": "uuid", "number": "text", "event": "text", "place": "text", "at": "amount", "reason": "text",
    "fate": "text", "who": "text", "seen_at": "moment",
}  # fmt: skip
_NEVER = "'-infinity'::timestamptz"
# Locked in the order of their ids, as all who lock several do.
_KNOWN = f"""
WITH asked AS MATERIALIZED (
    SELECT u.ord, u.number, c.consignment_id, c.border, c.carriage, c.office, c.dispatched_at, c.arrived_at,
           c.left_office_at, c.delivered_at, c.moved_at, c.attempts,
           c.destination
    FROM unnest(%(numbers)s) WITH ORDINALITY AS u(number, ord)
    JOIN consignment c ON c.cell_id = %(cell)s AND c.s10 = u.number
    ORDER BY c.consignment_id FOR NO KEY UPDATE OF c
)
SELECT array_agg(a.ord - 1), array_agg(a.consignment_id), array_agg(a.border::bigint), array_agg(a.carriage::bigint),
       array_agg(coalesce(array_position(%(offices)s, a.office), 0)::bigint),
       array_agg(coalesce(a.dispatched_at, {_NEVER})), array_agg(coalesce(a.arrived_at, {_NEVER})),
       array_agg(coalesce(a.left_office_at, {_NEVER})), array_agg(coalesce(a.delivered_at, {_NEVER})),
       array_agg(coalesce(a.moved_at, {_NEVER})), array_agg(a.attempts::bigint),
       array_agg(coalesce(l.at, {_NEVER})), array_agg(coalesce(array_position(%(places)s, l.place), 0)::bigint),
       array_agg(EXISTS (
           SELECT FROM item_declaration i WHERE i.cell_id = %(cell)s AND i.consignment_id = a.consignment_id
       )::integer::bigint),
       array_agg(coalesce(array_position(%(places)s, a.destination), 0)::bigint),
       array_agg((m.at IS NOT NULL)::integer::bigint),
       array_agg(EXISTS (
           SELECT FROM scan_aside x WHERE x.cell_id = %(cell)s AND x.number = a.number
       )::integer::bigint)
FROM asked a
LEFT JOIN LATERAL (
    SELECT s.at, s.place FROM scan s WHERE s.cell_id = %(cell)s AND s.consignment_id = a.consignment_id
    ORDER BY s.at DESC, s.event DESC LIMIT 1
) l ON TRUE
LEFT JOIN LATERAL (
    SELECT s.at FROM scan s WHERE s.cell_id = %(cell)s AND s.consignment_id = a.consignment_id
    ORDER BY s.at, s.event OFFSET {MOST_SCANS - 1} LIMIT 1
) m ON TRUE
"""  # noqa: S608 - this module's own text
_CONTRADICTIONS = """
SELECT number, event, place, at, fate FROM scan_aside
WHERE cell_id = %s AND number = ANY (%s) AND fate = ANY (%s)
"""
_GIVEN = """
SELECT u.id, (%(events)s)[u.event] AS event, (%(places)s)[u.place] AS place, u.at, u.reason
FROM unnest(%(ids)s, %(event)s, %(place)s, %(at)s, %(reason)s) AS u(id, event, place, at, reason)
"""
_ADD = f"""
WITH added AS (
    INSERT INTO scan (cell_id, consignment_id, event, place, at, reason)
    SELECT %(cell)s, g.id, g.event, g.place, g.at, g.reason FROM ({_GIVEN}) AS g
    ON CONFLICT DO NOTHING RETURNING consignment_id, event, at
)
SELECT count(*), array_agg(consignment_id), array_agg(array_position(%(events)s, event)::bigint), array_agg(at)
FROM added
"""  # noqa: S608 - this module's own text
_KEPT = f"""
SELECT array_agg(CASE WHEN s.place IS NULL THEN {Kept.NOT:d} WHEN s.place = g.place THEN {Kept.THERE:d}
                      ELSE {Kept.ELSEWHERE:d} END::bigint)
FROM ({_GIVEN}) AS g LEFT JOIN scan s
ON s.cell_id = %(cell)s AND s.consignment_id = g.id AND s.at = g.at AND s.event = g.event
"""  # noqa: S608 - this module's own text
# A timer that waits for the same stays, so that a scan rewrites no index.
_WAITS_ANEW = f"u.due <> {KEEP} AND (c.moved_at IS NULL OR c.due <> u.due OR u.due = {Due.COLLECT:d})"
_STAND = f"""
UPDATE consignment c
SET border = u.border, carriage = u.carriage, attempts = u.attempts,
    arrived_at = nullif(u.arrived_at, {_NEVER}), left_office_at = nullif(u.left_office_at, {_NEVER}),
    moved_at = nullif(u.moved_at, {_NEVER}),
    due = CASE WHEN {_WAITS_ANEW} THEN u.due ELSE c.due END,
    due_at = CASE WHEN {_WAITS_ANEW} THEN u.due_at ELSE c.due_at END
FROM unnest(%(ids)s, %(border)s, %(carriage)s, %(attempts)s, %(due)s, %(arrived)s, %(left)s, %(moved)s, %(due_at)s)
     AS u(id, border, carriage, attempts, due, arrived_at, left_office_at, moved_at, due_at)
WHERE c.cell_id = %(cell)s AND c.consignment_id = u.id
"""  # noqa: S608 - this module's own text
_HEARD = """
SELECT EXISTS (SELECT FROM webhook WHERE cell_id = %(cell)s AND NOT stopped)
    OR EXISTS (SELECT FROM delivery WHERE cell_id = %(cell)s)
"""
# What a column of the answer is, in the order in which it is asked.
_ASKED = (
    fold.BORDER, fold.CARRIAGE, fold.HOME, fold.DISPATCHED, fold.ARRIVED, fold.LEFT, fold.DELIVERED, fold.MOVED,
    fold.ATTEMPTS, fold.LAST_AT, fold.LAST_PLACE, fold.DECLARED, fold.DOOR,
)  # fmt: skip


class PostgresTracks:
    """Implements the port `Tracks` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def known(self, numbers: Sequence[str], places: Sequence[str], homes: Mapping[str, str]) -> KnownParcels:
        asked = {"numbers": texts(numbers), "places": texts(places), "offices": texts(list(homes))}
        row = self._asked(_KNOWN, {**asked, "cell": self.cell})
        if row[0] is None:
            nothing, columns = np.zeros(0, np.int64), np.zeros((0, fold.COLUMNS), np.int64)
            return KnownParcels(nothing, np.zeros((0, 16), np.uint8), columns, nothing > 0, nothing > 0)
        number, ids, *told, full, doubted = row
        found = np.full((len(ids), fold.COLUMNS), fold.NEVER, dtype=np.int64)
        for name, column in zip(_ASKED, told, strict=True):
            found[:, name] = column
        found[:, fold.CHANGED] = 0
        home = np.array([fold.NEVER, *(places.index(name) for name in homes.values())], dtype=np.int64)
        found[:, fold.HOME] = home[found[:, fold.HOME]]
        found[:, [fold.LAST_PLACE, fold.DOOR]] -= 1
        return KnownParcels(number, ids, found, full.astype(bool), doubted.astype(bool))

    def contradictions(self, numbers: Sequence[str]) -> dict[tuple[str, str, str, int], Fate]:
        rows = self.cursor.execute(_CONTRADICTIONS, [self.cell, list(numbers), list(CONTRADICTIONS)]).fetchall()
        return {(number, event, place, at): Fate(fate) for number, event, place, at, fate in rows}

    def add(self, new: NewScans, events: Sequence[str], places: Sequence[str]) -> np.ndarray:
        count, ids, event, at = self._asked(_ADD, self._given(new, events, places))
        if count == len(new.at):
            return np.ones(count, dtype=bool)
        if not count:
            return np.zeros(len(new.at), dtype=bool)
        kept = set(_keys(ids, event - 1, at))
        return np.array([one in kept for one in _keys(new.ids, new.event, new.at)])

    def kept(self, new: NewScans, events: Sequence[str], places: Sequence[str]) -> np.ndarray:
        (found,) = self._asked(_KEPT, self._given(new, events, places))
        return np.zeros(0, dtype=np.int64) if found is None else np.asarray(found)

    def stand(self, ids: np.ndarray, columns: np.ndarray, due: np.ndarray, due_at: np.ndarray) -> None:
        if not len(ids):
            return
        states = {name: smallints(columns[:, at]) for name, at in _STATES.items()}
        times = {name: moments(columns[:, at]) for name, at in _MOMENTS.items()}
        more = {"ids": packed_uuids(ids), "due": smallints(due), "due_at": moments(due_at), "cell": self.cell}
        self.cursor.execute(_STAND, {**states, **times, **more})

    def order_ids(self, consignment_ids: Sequence[str]) -> dict[str, str]:
        sql = (
            "SELECT replace(consignment_id::text, '-', ''), order_id FROM consignment "
            "WHERE cell_id = %s AND consignment_id = ANY (%s::uuid[])"
        )
        return dict(self.cursor.execute(sql, [self.cell, list(consignment_ids)]).fetchall())

    def heard(self) -> bool:
        row = self.cursor.execute(_HEARD, {"cell": self.cell}).fetchone()
        assert row, "a question has an answer"
        return bool(row[0])

    def set_aside(self, rows: Sequence[Aside]) -> None:
        if rows:
            sql = insert("scan_aside", {**ASIDE}, "ON CONFLICT DO NOTHING")
            self.cursor.execute(sql, [self.cell, *transposed(rows, len(ASIDE))])

    def _given(self, new: NewScans, events: Sequence[str], places: Sequence[str]) -> dict[str, Any]:
        return {
            "cell": self.cell,
            "events": texts(events),
            "places": texts(places),
            "ids": packed_uuids(new.ids),
            "event": smallints(new.event + 1),
            "place": smallints(new.place + 1),
            "at": moments(new.at),
            "reason": optional_texts(new.reason),
        }

    def _asked(self, sql: str, parameters: Mapping[str, Any]) -> tuple[Any, ...]:
        """The one row of the answer, its arrays as NumPy's."""
        self.cursor.flush()
        with self.cursor.connection.cursor(binary=True) as columns:
            read_columns(columns)
            row = columns.execute(sql, parameters).fetchone()
        assert row, "aggregates have a row"
        return tuple(row)


_STATES = {"border": fold.BORDER, "carriage": fold.CARRIAGE, "attempts": fold.ATTEMPTS}
_MOMENTS = {"arrived": fold.ARRIVED, "left": fold.LEFT, "moved": fold.MOVED}


def _keys(ids: np.ndarray, event: np.ndarray, at: np.ndarray) -> list[bytes]:
    """What tells scans apart, 25 bytes each."""
    rows = np.empty((len(at), 25), dtype=np.uint8)
    rows[:, :16], rows[:, 16], rows[:, 17:] = ids, event, np.ascontiguousarray(at).view(np.uint8).reshape(-1, 8)
    flat = rows.tobytes()
    return [flat[start : start + 25] for start in range(0, len(flat), 25)]
