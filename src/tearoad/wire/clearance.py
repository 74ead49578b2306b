"""The clocks of clearance and the hours of customs offices: files read into rows that say where they are wrong."""

from dataclasses import fields
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tearoad.customs.clearance import Fact, State
from tearoad.customs.clearance_clock import Clock, Clocks, Office, proved
from tearoad.terms.days import HOUR
from tearoad.terms.refusal import BadInput, bad_cell
from tearoad.wire.corridor import Row, closed_days, hours_of, tables_of
from tearoad.wire.law import LAW, LINE, read_yaml, rows_of

KEYS = {item.name for item in fields(Clock)} - {"begins"} | {"from"}
ENUMS: dict[str, type[IntEnum]] = {"begins_with": Fact, "runs_in": State, "stands_in": State}
Name = TypeVar("Name", bound=IntEnum)


def read_clocks(path: Path = LAW / "clearance.yaml") -> Clocks:
    """Every row; `BadInput` on an unknown key, fact or state, a wrong kind of value, or rows that overlap."""
    found = []
    for said in rows_of(read_yaml(path), "rows", path.name):
        where = f"{path.name}, line {said[LINE]}"
        words = {key: value for key, value in said.items() if key != LINE}
        unknown = sorted(set(words) - KEYS)
        if unknown:
            raise BadInput(
                f"{where}: {', '.join(unknown)} is not a word of a clock; expected {', '.join(sorted(KEYS))}"
            )
        if "from" in words:
            words["begins"] = words.pop("from")
        for key, kind in ENUMS.items():
            words[key] = _named(words.get(key), kind, f"{where}, {key}")
        try:
            found.append(msgspec.convert(words, Clock, strict=True))
        except msgspec.ValidationError as error:
            raise BadInput(f"{where}: {str(error).replace('begins', 'from')}") from None
    return proved(tuple(found))


def read_customs_offices(folder: Path) -> dict[str, Office]:
    """The working calendars of a corridor's customs offices by their ids; `BadInput` as for all files of a corridor."""
    return {row.text("id"): _office(row) for row in tables_of(folder / "customs_offices.toml", "office")}


def _office(row: Row) -> Office:
    weekend: Any = row.cells.get("weekend")
    if not isinstance(weekend, list) or not all(day in range(7) for day in weekend):
        raise bad_cell(row.file, row.number, "weekend", weekend, "days of the week, Monday = 0")
    row.text("status")
    opens, closes = hours_of(row)
    zone = round(row.number_of("zone_hours", -12, 14) * HOUR)
    return Office(row.text("id"), closed_days(row.text("country"), weekend), zone, opens, closes)


def _named(said: object, kind: type[Name], where: str) -> tuple[Name, ...]:
    if not isinstance(said, list):
        raise BadInput(f"{where}: expected a list of names")
    for one in said:
        if one not in kind.__members__:
            raise BadInput(f"{where}: {one!r}, expected any of {', '.join(kind.__members__)}")
    return tuple(kind[one] for one in said)
