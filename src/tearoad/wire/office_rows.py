"""Exchange offices of a corridor: lines, shifts, days of rest, floors; and how parcels are given to them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from tearoad.network.clock import Clock, moments
from tearoad.network.desk import BEGINNING, Curve, Shift, Spans
from tearoad.network.road import Office, Place, Policy
from tearoad.terms.days import DAY, HOUR, day_number
from tearoad.terms.refusal import BadInput, bad_cell
from tearoad.wire.corridor_rows import HOUR_MINUTE, Row, tables_of
from tearoad.wire.zones import clock_of

EVERY_DAY, WORKING_DAYS = "every day", "working days"
WAYS = ("cost", "backlog", "region")
MOST_LINES = 1_000
STATED = {"status", "source"}
WORDS = STATED | {
    "id", "place", "zone", "lines", "items_per_line_and_day", "shifts", "opening", "floor_items", "capacity",
}  # fmt: skip


def offices_of(path: Path, places: Mapping[str, Place], closed: Mapping[str, np.ndarray]) -> dict[str, Office]:
    """By id; `closed` are the days of rest of each country. `BadInput` names row and field."""
    found: dict[str, Office] = {}
    for row in tables_of(path, "office"):
        office = _office(row, places, closed)
        if office.id in found:
            raise bad_cell(row.file, row.number, "id", office.id, "each office once")
        found[office.id] = office
    return found


def policies_of(path: Path, offices: Mapping[str, Office], destinations: Collection[str]) -> tuple[Policy, ...]:
    """By their days, which rise; the first holds from the beginning of time."""
    found = []
    for row in tables_of(path, "policy"):
        _known(row, STATED | {"from", "by", "regions"})
        by = row.one_of("by", WAYS)
        regions = row.cells.get("regions", {})
        fits = isinstance(regions, dict) and set(regions) <= set(destinations) and set(regions.values()) <= set(offices)
        if not fits or bool(regions) != (by == "region"):
            raise bad_cell(row.file, row.number, "regions", regions, "towns and their offices, where it is by region")
        found.append(Policy(_day(row, "from", row.cells.get("from")) * DAY, by, dict(regions)))
    _rising(path, [one.from_at for one in found], "policy")
    return tuple(found)


def transfers_of(path: Path, offices: Mapping[str, Office]) -> dict[tuple[str, str], int]:
    """Seconds between two offices, both ways."""
    found: dict[tuple[str, str], int] = {}
    for row in tables_of(path, "transfer"):
        _known(row, STATED | {"from", "to", "days"})
        pair = row.one_of("from", offices), row.one_of("to", offices)
        if pair[0] == pair[1] or pair in found:
            raise bad_cell(row.file, row.number, "to", pair[1], "each pair of two offices once")
        found[pair] = found[pair[::-1]] = round(row.number_of("days", 0.1, 365) * DAY)
    return found


def _office(row: Row, places: Mapping[str, Place], closed: Mapping[str, np.ndarray]) -> Office:
    _known(row, WORDS)
    place = row.one_of("place", places)
    clock = clock_of(row.text("zone"))
    if clock is None:
        raise bad_cell(row.file, row.number, "zone", row.cells["zone"], "a zone of the tz data base, as Europe/Moscow")
    opening = row.one_of("opening", (EVERY_DAY, WORKING_DAYS))
    resting = closed.get(places[place].country, np.zeros(0, dtype=np.int64))
    floor = row.cells.get("floor_items")
    lines = round(row.number_of("lines", 1, MOST_LINES))
    changes = _changes(row, clock)
    if floor is not None and row.number_of("floor_items", 1) < max(lines, *(count for _, count in changes), 1):
        raise bad_cell(row.file, row.number, "floor_items", floor, "room for an item on each line at least")
    return Office(
        id=row.text("id"),
        place=place,
        lines=lines,
        service=DAY // round(row.number_of("items_per_line_and_day", 1, DAY)),
        changes=changes,
        shifts=_shifts(row),
        closed=_rests(resting, clock) if opening == WORKING_DAYS else (),
        clock=clock,
        floor=None if floor is None else round(row.number_of("floor_items", 1)),
    )


def _shifts(row: Row) -> tuple[Shift, ...]:
    """`shifts = [["08:00", "20:00", 1.0], ...]`: of the local day, with the share of the lines that is staffed."""
    said = row.cells.get("shifts")
    expected = "spans of a day with a share of the lines, such as [['08:00', '20:00', 1.0]]; begin before end"
    if not isinstance(said, list) or not said:
        raise bad_cell(row.file, row.number, "shifts", said, expected)
    found = []
    for one in said:
        three = isinstance(one, list) and len(one) == 3
        begin, end = (_seconds(text) for text in one[:2]) if three else (None, None)
        share = one[2] if three else None
        real = isinstance(share, int | float) and not isinstance(share, bool) and 0 < share <= 1
        if begin is None or end is None or begin >= end or not real:
            raise bad_cell(row.file, row.number, "shifts", one, expected)
        found.append(Shift(begin, end, float(one[2])))
    edges = {shift.begin for shift in found}
    if max(sum(shift.share for shift in found if shift.begin <= edge < shift.end) for edge in edges) > 1:
        raise bad_cell(row.file, row.number, "shifts", said, "shares that add up to 1 at most at any hour")
    lines = row.number_of("lines", 1, MOST_LINES)
    if round(max(shift.share for shift in found) * lines) < 1:
        raise bad_cell(row.file, row.number, "shifts", said, "a shift that staffs one line at least")
    return tuple(found)


def _seconds(text: Any) -> int | None:
    fits = isinstance(text, str) and HOUR_MINUTE.fullmatch(text)
    return int(text[:2]) * HOUR + int(text[3:]) * 60 if fits else None


def _changes(row: Row, clock: Clock) -> Curve:
    """`capacity = [{ from = 2026-09-01, lines = 5 }, ...]`: so many lines from a local day on."""
    said = row.cells.get("capacity", [])
    if not isinstance(said, list) or not all(isinstance(one, dict) and set(one) == {"from", "lines"} for one in said):
        raise bad_cell(row.file, row.number, "capacity", said, "rows of a day `from` and a number of `lines`")
    found = []
    for one in said:
        day = np.array([_day(row, "capacity", one["from"]) * DAY], dtype=np.int64)
        lines = Row(row.file, row.number, one).number_of("lines", 1, MOST_LINES)
        found.append((int(moments(day, clock)[0]), round(lines)))
    _rising(Path(row.file), [moment for moment, _ in found], f"office {row.cells.get('id')}.capacity")
    return tuple(found)


def _rests(days: np.ndarray, clock: Clock) -> Spans:
    """Days of rest, since 1970 and ascending, as spans of moments; days on end are one span."""
    if not len(days):
        return ()
    gap = np.flatnonzero(np.diff(days) > 1)
    begins, ends = days[np.concatenate([[0], gap + 1])], days[np.concatenate([gap, [len(days) - 1]])] + 1
    return tuple(zip(moments(begins * DAY, clock).tolist(), moments(ends * DAY, clock).tolist(), strict=True))


def _day(row: Row, column: str, value: Any) -> int:
    if not isinstance(value, date):
        raise bad_cell(row.file, row.number, column, value, "a day, as 2026-09-01")
    return day_number(value)


def _known(row: Row, words: Iterable[str]) -> None:
    row.text("status")
    unknown = sorted(set(row.cells) - set(words))
    if unknown:
        raise bad_cell(row.file, row.number, unknown[0], row.cells[unknown[0]], f"one of {', '.join(sorted(words))}")


def _rising(path: Path, moments_: list[int], what: str) -> None:
    if any(later <= before for before, later in zip([BEGINNING, *moments_], moments_, strict=False)):
        raise BadInput(f"{path.name}: {what}: expected days that rise")
