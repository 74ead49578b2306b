"""Rows of a CSV file of a bank or a provider: a header with all columns, and every row as wide as it."""

import csv
import io
from collections.abc import Iterator

from tearoad.terms.refusal import BadInput
from tearoad.wire.banks.words import Place, decoded

Row = tuple[Place, dict[str, str]]


def rows_of(file: str, raw: bytes, columns: tuple[str, ...], encoding: str | None) -> Iterator[Row]:
    """Each data row with its place; a comma or a semicolon divides cells. The last line has to end as all do: where it
    does not, the file was cut off."""
    text = decoded(file, raw, encoding)
    header = text.partition("\n")[0].strip()
    delimiter = ";" if ";" in header else ","
    names = [name.strip().strip('"') for name in header.split(delimiter)]
    if sorted(names) != sorted(columns):
        raise BadInput(f"{file}: the header is {header[:80]!r}, expected the columns {', '.join(columns)}")
    if not text.endswith("\n"):
        raise BadInput(f"{file}: the last line has no end, expected a whole file")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        next(lines)
        for number, cells in enumerate(lines, 1):
            if len(cells) != len(names):
                raise BadInput(f"{file}, row {number}: {len(cells)} cells, expected {len(names)}")
            yield Place(file, f"row {number}"), dict(zip(names, map(str.strip, cells), strict=True))
    except csv.Error as error:
        raise BadInput(f"{file}, line {lines.line_num}: {error}, expected CSV") from None
