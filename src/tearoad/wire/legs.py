"""The road's legs: `countries.csv`, `places.csv`, `stops.csv` and `legs.csv` of a corridor, as a book of legs.

Rows stay rows until the whole is there, so that a change (`wire.leg_changes`) is judged as the files themselves are.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tearoad.network.leg import LegBook
from tearoad.network.road import Road
from tearoad.terms.refusal import BadInput, bad_cell
from tearoad.wire.bounded import read_bounded
from tearoad.wire.corridor import Row, place_of
from tearoad.wire.leg_rows import Country, country, identifier, leg, located, stop, texts_are_bounded

LARGEST_FILE = 2_000_000
MOST_LEGS, MOST_PLACES = 5_000, 1_000
LEG_COLUMNS = (
    "id", "mode", "from", "to", "both", "km", "border", "hours", "gauge_hours", "delay_p50_hours", "delay_p90_hours",
    "days", "times", "headway_hours", "cut_off_hours", "rests", "items", "kg", "m3", "price_base_minor",
    "price_per_kg_minor", "kg_per_m3", "valid_from", "valid_until", "status", "source",
)  # fmt: skip


@dataclass(frozen=True)
class LegFiles:
    """Rows by what they are of, not yet judged against each other."""

    countries: Mapping[str, Country]
    places: Mapping[str, Row]
    stops: Mapping[str, Row]
    legs: Mapping[str, Row]


def leg_files(folder: Path) -> LegFiles:
    """`BadInput` on a missing file, a row without a source, an id that is there twice."""
    countries = {name: country(row) for name, row in _by(folder / "countries.csv", "country").items()}
    places, stops = _by(folder / "places.csv", "id"), _by(folder / "stops.csv", "place")
    return LegFiles(countries, places, stops, _by(folder / "legs.csv", "id"))


def leg_book(files: LegFiles, road: Road) -> LegBook:
    """`BadInput` says in one line which row of which file is amiss; the road has calendars and currency."""
    for rows, most in ((files.places, MOST_PLACES), (files.legs, MOST_LEGS)):
        if len(rows) > most:
            raise BadInput(f"{next(iter(rows.values())).file}: {len(rows)} rows, expected at most {most}")
    for row in files.places.values():
        identifier(row)
        located(row, files.countries)
    places = {name: place_of(row) for name, row in files.places.items()}
    stops = {name: stop(row, places) for name, row in files.stops.items()}
    for name, row in files.places.items():
        if name not in stops:
            raise bad_cell(row.file, row.number, "id", name, "a place with a row in stops.csv")
    closed = {name: np.ascontiguousarray(days, dtype=np.int64) for name, days in road.closed.items()}
    legs = {name: leg(row, places, files.countries, closed) for name, row in files.legs.items()}
    return LegBook(road.currency, places, stops, legs, closed)


def indexed(rows: list[Row], column: str) -> dict[str, Row]:
    """By id; `BadInput` where one is there twice."""
    found: dict[str, Row] = {}
    for row in rows:
        name = row.text(column)
        if name in found:
            raise bad_cell(row.file, row.number, column, name, f"an id of its own: row {found[name].number} has it")
        found[name] = row
    return found


def _by(path: Path, column: str) -> dict[str, Row]:
    return indexed(csv_rows(path), column)


def csv_rows(path: Path) -> list[Row]:
    """Within a bound, each with its source."""
    try:
        text = read_bounded(path, LARGEST_FILE).decode("utf-8-sig")
        rows = [Row(path.name, at, cells) for at, cells in enumerate(csv.DictReader(io.StringIO(text, newline="")), 1)]
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name}, byte {error.start}: expected UTF-8") from None
    except csv.Error as error:
        raise BadInput(f"{path.name}: {error}, expected CSV") from None
    for row in rows:
        texts_are_bounded(row)
        row.sourced()
    return rows
