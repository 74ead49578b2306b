"""Labels and lists of dispatches of a file, printed row by row to another; each row has its verdict."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import polars as pl

from tearoad.boot.whole_file import whole_file
from tearoad.terms.refusal import BadInput
from tearoad.wire.forms import fonts
from tearoad.wire.forms.words import LANGUAGES
from tearoad.wire.labels.rows import printed
from tearoad.wire.labels.values import COLUMNS, KINDS, Judged, Row
from tearoad.wire.labels.volume import UPS, Volume
from tearoad.wire.table import read_table

__all__ = ["KINDS", "LANGUAGES", "UPS", "Asked", "Judged", "Labelled", "asked_of", "label_file", "label_rows"]

MOST_ROWS = 100_000  # of one file: assumed


class Asked(NamedTuple):
    """The rows of a file with every column of their kind, '' where nothing is said; other columns are `ignored`."""

    kind: str
    up: int
    rows: pl.DataFrame
    ignored: tuple[str, ...]


class Labelled(NamedTuple):
    """What became of the rows, in their order."""

    rows: tuple[Judged, ...]
    pages: int

    @property
    def printed(self) -> int:
        """How many rows stand on a page."""
        return sum(one.page is not None for one in self.rows)


def label_rows(kind: str, rows: Iterable[Row], out: BinaryIO, language: str, up: int = 1) -> tuple[list[Judged], int]:
    """Verdicts, and how many pages were written; nothing is written where no row is good."""
    with fonts.ONE:
        volume = Volume(out, language, up)
        found = [*printed(kind, rows, volume)]
        volume.end()
    return found, volume.pages


def asked_of(file: Path, kind: str, up: int) -> Asked:
    """`BadInput` where the file as a whole cannot be printed."""
    if kind not in KINDS:
        raise BadInput(f"--kind {kind!r}: expected one of {', '.join(KINDS)}")
    if up not in UPS or (up > 1 and kind == "dispatch"):
        expected = "1, as a list fills its pages" if kind == "dispatch" else "1 or 4"
        raise BadInput(f"--up {up}: expected {expected}")
    table = read_table(file, "utf-8")
    names = [column.name for column in COLUMNS[kind]]
    missing = [column.name for column in COLUMNS[kind] if column.needed and column.name not in table.columns]
    if missing:
        raise BadInput(f"{file}: columns {', '.join(missing)} are missing; expected {', '.join(names)}")
    if not 0 < table.height <= MOST_ROWS:
        raise BadInput(f"{file}: {table.height} rows, expected 1 to {MOST_ROWS}")
    ignored = tuple(name for name in table.columns if name not in names)
    cells = [pl.col(name) if name in table.columns else pl.lit(None, pl.String).alias(name) for name in names]
    return Asked(kind, up, table.select(cells).with_columns(pl.all().fill_null("").str.strip_chars(" ")), ignored)


def label_file(asked: Asked, output: Path, language: str, told: Callable[[int], None]) -> Labelled:
    """No output where no row can be printed; `told` hears of each row."""
    if language not in LANGUAGES:
        raise BadInput(f"--language {language!r}: expected one of {', '.join(LANGUAGES)}")
    if output.suffix != ".pdf":
        raise BadInput(f"{output}: expected a name that ends in .pdf")
    with whole_file(output) as out:
        found, pages = label_rows(asked.kind, _counted(asked.rows, told), out, language, asked.up)
    return Labelled(tuple(found), pages)


def _counted(table: pl.DataFrame, told: Callable[[int], None]) -> Iterator[Row]:
    for row in table.iter_rows(named=True):
        yield row
        told(1)
