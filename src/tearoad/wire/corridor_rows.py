"""Rows of a corridor's files, which know where they stand: anything amiss is one line that says where."""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tearoad.terms.days import DAY
from tearoad.terms.refusal import BadInput, bad_cell

YEARS = range(2012, 2029)  # the calendars that are laid out; the flood of 2013 began in the year before
HOUR_MINUTE = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


@dataclass(frozen=True)
class Row:
    """One row of a file, which knows where it stands."""

    file: str
    number: int
    cells: Mapping[str, Any]

    def text(self, column: str) -> str:
        value = self.cells.get(column)
        if not isinstance(value, str) or not value:
            raise bad_cell(self.file, self.number, column, value, "a word")
        return value

    def one_of(self, column: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
        value = self.text(column)
        if value not in known:
            raise bad_cell(self.file, self.number, column, value, f"one of {', '.join(sorted(known))}")
        return value

    def number_of(self, column: str, least: float = 0.0, most: float = 1e12) -> float:
        value = self.cells.get(column)
        try:
            number = float(str(value))
        except ValueError:
            number = float("nan")
        if not least <= number <= most:
            raise bad_cell(self.file, self.number, column, value, f"a number from {least:g} to {most:g}")
        return number

    def span(self, p50: str, p90: str) -> tuple[int, int]:
        half, nine = self.number_of(p50, 0.01), self.number_of(p90, 0.01)
        if nine < half:
            raise bad_cell(self.file, self.number, p90, nine, f"at least {p50}")
        return round(half * DAY), round(nine * DAY)

    def flag(self, column: str) -> bool:
        value = self.cells.get(column)
        if not isinstance(value, bool):
            raise bad_cell(self.file, self.number, column, value, "true or false")
        return value

    def sourced(self) -> None:
        self.text("source")


def rows_of(path: Path) -> Iterator[Row]:
    """The rows of a CSV file, each with its source."""
    with _opened(path) as lines:
        for number, cells in enumerate(csv.DictReader(lines), 1):
            row = Row(path.name, number, cells)
            row.sourced()
            yield row


def tables_of(path: Path, key: str) -> Iterator[Row]:
    """The rows of a file of `[[key]]` tables, each with its source."""
    tables = document_of(path).get(key)
    if not isinstance(tables, list):
        raise BadInput(f"{path.name}: expected [[{key}]] tables")
    for number, cells in enumerate(tables, 1):
        row = Row(path.name, number, cells)
        row.sourced()
        yield row


def _opened(path: Path) -> Any:
    try:
        return path.open(encoding="utf-8", newline="")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None


def document_of(path: Path) -> dict[str, Any]:
    """A whole file of TOML; `BadInput` where it is none."""
    try:
        with _opened(path) as lines:
            return tomllib.loads(lines.read())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name}: {error}") from None
