"""A tariff by HS code out of a CSV file that the user gives.

| column | what |
|---|---|
| hs | a prefix of 2 to 10 digits; the longest that fits goods decides |
| from, until | days, until exclusive; an empty cell is the beginning or the end of the book |
| ad_valorem | per cent of the value, such as 6.5 |
| specific | major units of the law's currency per kg, beside the rate on value (the larger is due); may be empty |
| source | who says so; required |
| territory | codes with spaces between, such as `RU KZ`; an empty cell or no column is everywhere |
| excise | per cent; an empty cell or no column says that nobody knows |
"""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS, Territory
from tearoad.customs.tariff import Tariff, TariffRow
from tearoad.kernel.duty_columns import LARGEST_RATE, NONE
from tearoad.terms.refusal import BadInput, bad_cell

REQUIRED = ("hs", "from", "until", "ad_valorem", "specific", "source")
LARGEST_PER_KG = 10**8
MOST_ROWS = 1_000_000


def read_tariff(path: Path, territories: dict[str, Territory]) -> Tariff:
    """`BadInput` names the first cell that cannot be understood, or two rows of one code that overlap."""
    rows = sorted(_rows(path, territories), key=lambda row: (row.territory, row.hs, row.begins))
    for before, after in pairwise(rows):
        if (before.territory, before.hs) == (after.territory, after.hs) and before.until > after.begins:
            raise BadInput(f"{path.name}: {after.hs} in {after.territory}: rows overlap from {after.begins}")
    return Tariff(tuple(rows))


def _rows(path: Path, territories: dict[str, Territory]) -> Iterator[TariffRow]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            missing = sorted(set(REQUIRED) - set(table.fieldnames or ()))
            if missing:
                raise BadInput(f"{path.name}: columns {', '.join(missing)} are missing")
            for number, cells in enumerate(table, 1):
                if number > MOST_ROWS:
                    raise BadInput(f"{path.name}: more than {MOST_ROWS} rows")
                yield from _row(path.name, number, cells, territories)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{path.name}: not a CSV file in UTF-8: {error}") from None


def _row(file: str, number: int, cells: dict[str, str], territories: dict[str, Territory]) -> Iterator[TariffRow]:
    def said(column: str) -> str:
        return (cells.get(column) or "").strip()

    def day(column: str, otherwise: date) -> date:
        try:
            found = date.fromisoformat(said(column)) if said(column) else otherwise
        except ValueError:
            raise bad_cell(file, number, column, said(column), "a day, YYYY-MM-DD") from None
        return min(max(found, BOOK_BEGINS), BOOK_ENDS)

    def scaled(column: str, most: int) -> int:
        try:
            value = Decimal(said(column) or "0") * 100
        except ArithmeticError:
            value = Decimal(-1)
        if not (value.is_finite() and value == value.to_integral_value() and 0 <= value <= most):
            raise bad_cell(file, number, column, said(column), f"a decimal from 0 to {most // 100} with two places")
        return int(value)

    if None in cells:  # where `csv` keeps what is beyond the last column
        raise BadInput(f"{file}, row {number}: more cells than columns")
    hs = said("hs")
    if not (hs.isascii() and hs.isdigit() and 2 <= len(hs) <= 10):
        raise bad_cell(file, number, "hs", hs, "2 to 10 digits")
    if not said("ad_valorem"):
        raise bad_cell(file, number, "ad_valorem", "", "per cent of the value; 0 where goods are free")
    if not said("source"):
        raise bad_cell(file, number, "source", "", "who says so")
    begins, until = day("from", BOOK_BEGINS), day("until", BOOK_ENDS)
    if begins >= until:
        raise bad_cell(file, number, "until", said("until"), "a day after from, within the book")
    excise = scaled("excise", 9_999) if said("excise") else NONE
    rates = scaled("ad_valorem", LARGEST_RATE), scaled("specific", LARGEST_PER_KG), excise
    for code in said("territory").split() or territories:
        if code not in territories:
            raise bad_cell(file, number, "territory", code, "a territory of the book")
        yield TariffRow(code, hs, begins, until, *rates, said("source"))
