"""Paper or ahead of the goods, minutes of work and inspections a day: the customs room's files read for a rehearsal."""

from datetime import date, datetime
from functools import cache
from pathlib import Path

from tearoad.customs.risk.rules import CHANNELS
from tearoad.customs.ways import CAPTURE, Way, Ways, proved
from tearoad.terms.refusal import BadInput, bad_cell
from tearoad.wire.corridor import Row, tables_of
from tearoad.wire.shipped import customs_ways_file

STATUSES = ("told", "reckoned", "assumed")
WORKS = (CAPTURE, *CHANNELS[1:])
MOST_INSPECTIONS = 1_000_000


@cache
def read_ways(path: Path | None = None) -> Ways:
    """Those that ship where no file is named; `BadInput` names the row."""
    file = path or customs_ways_file()
    ways = tuple(_way(row) for row in tables_of(file, "way"))
    works = [_of_status(row) for row in tables_of(file, "work")]
    minutes = {row.one_of("id", WORKS): row.number_of("minutes", 0.01, 10_000) for row in works}
    missing = [name for name in WORKS if name not in minutes]
    answers = [_of_status(row) for row in tables_of(file, "answer")]
    if missing or len(answers) != 1:
        raise BadInput(f"{file.name}: expected work of each of {', '.join(WORKS)}, and one [[answer]]")
    (row,) = answers
    half, nine = row.number_of("p50_days", 0.01, 3_650), row.number_of("p90_days", 0.01, 3_650)
    if nine < half:
        raise bad_cell(row.file, row.number, "p90_days", nine, "at least p50_days")
    return proved(Ways(ways, minutes, (half, nine)))


def read_inspections(folder: Path) -> dict[str, int]:
    """How many items each customs office of a corridor scans or opens a day; none where it is not said."""
    return {row.text("id"): _inspections(row) for row in tables_of(folder / "customs_offices.toml", "office")}


def _inspections(row: Row) -> int:
    value = row.cells.get("inspections_a_day", 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_INSPECTIONS:
        raise bad_cell(row.file, row.number, "inspections_a_day", value, f"a whole number to {MOST_INSPECTIONS}")
    if value:
        row.text("inspections_source")
    return value


def _way(row: Row) -> Way:
    _of_status(row)
    begins, until = _day(row, "from"), _day(row, "until")
    if until <= begins:
        raise bad_cell(row.file, row.number, "until", until, "a day after from")
    by_hand, documents, scan = (row.number_of(f"{name}_share", 0.0, 1.0) for name in ("by_hand", "documents", "scan"))
    if documents + scan > 1:
        raise bad_cell(row.file, row.number, "scan_share", scan, "together with documents_share at most 1")
    return Way(row.text("id"), begins, until, by_hand, documents, scan, row.text("source"))


def _of_status(row: Row) -> Row:
    row.one_of("status", STATUSES)
    return row


def _day(row: Row, column: str) -> date:
    value = row.cells.get(column)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise bad_cell(row.file, row.number, column, value, "a day, YYYY-MM-DD")
    return value
