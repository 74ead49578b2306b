"""A change of the road as a file of TOML: places and legs that are new, that differ, or that are gone; faster lanes."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from tearoad.network.road import Lane
from tearoad.terms.names import storable
from tearoad.terms.refusal import BadInput, bad_cell
from tearoad.wire.bounded import read_bounded
from tearoad.wire.corridor import Row
from tearoad.wire.leg_rows import texts_are_bounded
from tearoad.wire.legs import LEG_COLUMNS, LegFiles, indexed
from tearoad.wire.shipped import corridor_folder

LARGEST_FILE = 1_000_000
LANGUAGES = ("en", "ru", "zh")
STOP_COLUMNS = ("zone", "transfer_hours")
PLACE_COLUMNS = ("id", "name_ru", "name_zh", "name_en", "country", "latitude", "longitude", "source", *STOP_COLUMNS)
LANE_COLUMNS = ("id", "transit_days_p50", "transit_days_p90", "source")
SECTIONS = {
    "place": PLACE_COLUMNS,
    "leg": LEG_COLUMNS,
    "change": LEG_COLUMNS,
    "lane": LANE_COLUMNS,
    "remove": ("id", "source"),
}


class Change(NamedTuple):
    """The files as they are after it, what it is called, and what it says of lanes."""

    title: Mapping[str, str]
    files: LegFiles
    lanes: Mapping[str, Row]


def change_file(name: str, road: str) -> Path:
    """A file, or one that ships with the road by its name."""
    path = Path(name)
    shipped = corridor_folder(road) / "changes" / f"{path.name}.toml"
    return shipped if path.name == name and not path.exists() and shipped.is_file() else path


def changed(files: LegFiles, path: Path) -> Change:
    """`BadInput` says which row names what is not there, or is there already."""
    document = _document(path)
    title = document.pop("title", None)
    if (
        not isinstance(title, dict)
        or set(title) != set(LANGUAGES)
        or not all(isinstance(text, str) and storable(text) for text in title.values())
    ):
        raise BadInput(f"{path.name}, title: expected a text in each of {', '.join(LANGUAGES)}")
    if strays := sorted(set(document) - set(SECTIONS)):
        told = ", ".join(f"[[{name}]]" for name in SECTIONS)
        raise BadInput(f"{path.name}: {strays[0][:60]!r}, expected [title] and {told}")
    rows = {name: _rows(path, name, document.get(name, [])) for name in SECTIONS}
    places, stops, legs = dict(files.places), dict(files.stops), dict(files.legs)
    for row in rows["remove"].values():
        _remove(row, places, stops, legs)
    for name, row in rows["place"].items():
        _is_new(row, places)
        places[name] = row
        stops[name] = Row(row.file, row.number, {"place": name, **row.cells})
    for name, row in rows["leg"].items():
        _is_new(row, legs)
        legs[name] = row
    for name, row in rows["change"].items():
        if name not in files.legs:
            raise bad_cell(row.file, row.number, "id", name, "a leg of the road")
        legs[name] = Row(row.file, row.number, {**files.legs[name].cells, **row.cells})
    return Change(title, LegFiles(files.countries, places, stops, legs), rows["lane"])


def changed_lanes(lanes: Sequence[Lane], rows: Mapping[str, Row]) -> tuple[Lane, ...]:
    """Lanes that take as long as a change says; `BadInput` on one that is not there."""
    after = {lane.id: lane for lane in lanes}
    for name, row in rows.items():
        if name not in after:
            raise bad_cell(row.file, row.number, "id", name, "a lane of the road")
        p50, p90 = row.span("transit_days_p50", "transit_days_p90")
        after[name] = replace(after[name], transit_p50=p50, transit_p90=p90)
    return tuple(after.values())


def _remove(row: Row, places: dict[str, Row], stops: dict[str, Row], legs: dict[str, Row]) -> None:
    """A leg; or a place, and with it every leg from there, to there or over its border."""
    name = row.text("id")
    if legs.pop(name, None) is not None:
        return
    if places.pop(name, None) is None:
        raise bad_cell(row.file, row.number, "id", name, "a leg or a place of the road")
    stops.pop(name, None)
    for leg, cells in [(leg, found.cells) for leg, found in legs.items()]:
        if name in (cells.get("from"), cells.get("to"), cells.get("border")):
            del legs[leg]


def _is_new(row: Row, there: Mapping[str, Row]) -> None:
    if (name := row.text("id")) in there:
        raise bad_cell(row.file, row.number, "id", name, "an id that is not there yet")


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_bounded(path, LARGEST_FILE).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name}, byte {error.start}: expected UTF-8") from None
    except (ValueError, RecursionError) as error:  # no TOML, a number of thousands of digits, or nested too deep
        raise BadInput(f"{path.name}: {str(error)[:200]}, expected TOML") from None


def _rows(path: Path, section: str, tables: Any) -> dict[str, Row]:
    file = f"{path.name} [[{section}]]"
    if not isinstance(tables, list) or not all(isinstance(cells, dict) for cells in tables):
        raise BadInput(f"{file}: expected tables")
    rows = [Row(file, number, cells) for number, cells in enumerate(tables, 1)]
    for row in rows:
        for column, value in row.cells.items():
            if column not in SECTIONS[section]:
                told = f"one of {', '.join(SECTIONS[section])}"
                raise bad_cell(file, row.number, repr(column[:60]), str(value)[:60], f"a column that is {told}")
            if isinstance(value, list | dict):
                raise bad_cell(file, row.number, column, str(value)[:60], "one value")
        texts_are_bounded(row)
        row.sourced()
    return indexed(rows, "id")
