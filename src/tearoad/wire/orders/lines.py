"""Words become lines: each distinct cell of a column is parsed once, and the first bad one is named with its row.

Native columns: order, buyer, sku, quantity, placed_at (ISO 8601, UTC where no zone is given), destination (a place of
the road), payment (card, wallet or cod) are needed; currency (RUB), unit_price, title, weight_grams, merchant, hs6
and origin are optional; bank may stand there and is left for the bank's own room. A negative quantity is a return.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import polars as pl

from tearoad.operations.asked import LARGEST_QUANTITY, PAYMENTS, AskedLine
from tearoad.terms.days import DAY, day_start
from tearoad.terms.money import EXPONENTS, LARGEST_MINOR, parse_minor
from tearoad.terms.refusal import BadInput, bad_cell
from tearoad.wire.orders.mapping import NATIVE, OPTIONAL, REQUIRED, Mapping
from tearoad.wire.table import read_table

LONGEST_WORD = 200
HEAVIEST_GRAMS = 10**7
YEARS = (2000, 2100)


def read_orders(path: Path, mapping: Mapping = NATIVE, first_day: date | None = None) -> list[AskedLine]:
    """Every data record as a line, in the file's order. `first_day` (or the mapping's) shifts all times by whole days.

    `BadInput` names file, row, column, value and what was expected, before anything is done.
    """
    return lines_of(read_table(path, mapping.encoding), path.name, mapping, first_day)


def lines_of(
    table: pl.DataFrame, file: str, mapping: Mapping = NATIVE, first_day: date | None = None
) -> list[AskedLine]:
    """The same from columns of words that were not read from a file."""
    cells = Cells(file, table.height, _columns(table, mapping, file), mapping)
    moments = cells.parsed("placed_at", _moment(mapping.time_format), "a date and time")
    start = first_day or mapping.first_day
    if start and moments:
        shift = day_start(start) - min(moments) // DAY * DAY
        moments = [moment + shift for moment in moments]
    return list(_lines(cells, moments, mapping))


class Cells:
    """Columns of words by native name; a column that is not there answers with its constant or with nothing."""

    def __init__(self, file: str, rows: int, columns: dict[str, list[str | None]], mapping: Mapping) -> None:
        self.file, self.rows, self.columns, self.mapping = file, rows, columns, mapping

    def parsed(self, name: str, parse: Callable[[str], Any], expected: str, empty: Any = ...) -> list[Any]:
        """One value a row; `empty` stands for an empty cell, and where none is given an empty cell is bad."""
        words = self.columns.get(name) or [self.mapping.constants.get(name)] * self.rows
        known: dict[str | None, Any] = {} if empty is ... else {None: empty}
        values = []
        for row, word in enumerate(words, 1):
            if word not in known:
                known[word] = self._one(name, row, word, parse, expected)
            values.append(known[word])
        return values

    def _one(self, name: str, row: int, word: str | None, parse: Callable[[str], Any], expected: str) -> Any:
        if word is None or len(word) > LONGEST_WORD:
            raise bad_cell(self.file, row, self.shown(name), (word or "")[:40], expected)
        if "\0" in word:  # PostgreSQL keeps no text with it
            raise bad_cell(self.file, row, self.shown(name), word[:40], f"{expected}, without a NUL character")
        try:
            return parse(word)
        except (ValueError, OverflowError):
            raise bad_cell(self.file, row, self.shown(name), word, expected) from None

    def shown(self, name: str) -> str:
        """What the file calls a native column."""
        return (self.mapping.columns or {}).get(name, name)


def _columns(table: pl.DataFrame, mapping: Mapping, file: str) -> dict[str, list[str | None]]:
    if mapping.columns is None:
        unknown = sorted(set(table.columns) - {*REQUIRED, *OPTIONAL})
        if unknown:
            raise BadInput(f"{file}, column {unknown[0]}: unknown, expected {', '.join(REQUIRED + OPTIONAL)}")
        wanted = {name: name for name in table.columns}
    else:
        wanted = dict(mapping.columns)
    given = {*wanted, *mapping.constants}
    for name in REQUIRED:
        if name not in given:
            raise BadInput(f"{file}, column {name}: missing, expected {', '.join(REQUIRED)}")
    for column in wanted.values():
        if column not in table.columns:
            raise BadInput(f"{file}, column {column}: missing, the file has {', '.join(table.columns)}")
    return {name: table[column].to_list() for name, column in wanted.items()}


def _lines(cells: Cells, moments: list[int], mapping: Mapping) -> Iterator[AskedLine]:
    currencies = cells.parsed("currency", _one_of(EXPONENTS), f"a currency, one of {', '.join(EXPONENTS)}")
    columns = zip(
        cells.parsed("order", str.strip, "an order's number"),
        cells.parsed("buyer", str.strip, "a buyer", empty=""),
        cells.parsed("sku", str.strip, "a product's code"),
        cells.parsed("quantity", _quantity, f"a whole number from -{LARGEST_QUANTITY} to {LARGEST_QUANTITY}, not 0"),
        moments,
        cells.parsed("destination", _place(mapping), "a place of the road"),
        cells.parsed("payment", _one_of(PAYMENTS), f"one of {', '.join(PAYMENTS)}"),
        currencies,
        _prices(cells, currencies, mapping),
        cells.parsed("title", str.strip, "a title", empty=""),
        cells.parsed("weight_grams", _weight, "a whole number of grams, more than 0", empty=None),
        cells.parsed("merchant", str.strip, "a merchant", empty=""),
        cells.parsed("hs6", _hs6, "six digits", empty=None),
        cells.parsed("origin", str.strip, "a place of the road", empty=""),
        strict=True,
    )
    counts: dict[str, int] = {}
    totals: dict[str, int] = {}
    for row, cell in enumerate(columns, 1):
        order, sku, price = cell[0], cell[2], cell[8]
        counts[order] = counts.get(order, 0) + 1
        totals[order] = totals.get(order, 0) + abs(cell[3] * (price or 0))
        if totals[order] > LARGEST_MINOR:
            raise bad_cell(cells.file, row, cells.shown("unit_price"), price, f"an order of at most {LARGEST_MINOR}")
        yield AskedLine._make((row, order, counts[order], *cell[1:], sku not in mapping.not_goods))


def _prices(cells: Cells, currencies: list[str], mapping: Mapping) -> list[int | None]:
    """A price reads by its row's currency; where a file has several, each is a column of its own to the parser."""
    constant: list[str | None] = [mapping.constants.get("unit_price")] * cells.rows
    words = cells.columns.get("unit_price", constant)
    pairs = [None if word is None else f"{word} {code}" for word, code in zip(words, currencies, strict=True)]
    priced = Cells(cells.file, cells.rows, {"unit_price": pairs}, mapping)
    return priced.parsed("unit_price", _price(mapping.rounded_prices), "an amount of money", empty=None)


def _price(rounded: bool) -> Callable[[str], int]:
    def parse(pair: str) -> int:
        word, _, code = pair.rpartition(" ")
        if rounded:
            try:
                word = str(Decimal(word.strip()).quantize(Decimal(1).scaleb(-EXPONENTS[code]), ROUND_HALF_UP))
            except InvalidOperation:
                raise ValueError(word) from None
        return parse_minor(word, code)

    return parse


def _moment(form: str | None) -> Callable[[str], int]:
    def parse(word: str) -> int:
        moment = datetime.strptime(word, form) if form else datetime.fromisoformat(word.strip())  # noqa: DTZ007 - below
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if not YEARS[0] <= moment.year < YEARS[1]:
            raise ValueError(word)
        return int(moment.timestamp())

    return parse


def _place(mapping: Mapping) -> Callable[[str], str]:
    def parse(word: str) -> str:
        if mapping.places is None:
            return word.strip()
        return mapping.places.get(word.strip(), mapping.places.get("*", word.strip()))

    return parse


def _one_of(known: Any) -> Callable[[str], str]:
    def parse(word: str) -> str:
        if word.strip() not in known:
            raise ValueError(word)
        return word.strip()

    return parse


def _quantity(word: str) -> int:
    number = int(word)
    if number == 0 or abs(number) > LARGEST_QUANTITY:
        raise ValueError(word)
    return number


def _weight(word: str) -> int:
    number = int(word)
    if not 0 < number <= HEAVIEST_GRAMS:
        raise ValueError(word)
    return number


def _hs6(word: str) -> str:
    if len(word) != 6 or not word.isascii() or not word.isdigit():
        raise ValueError(word)
    return word
