"""Import declarations out of a CSV file, plain or zipped, or Parquet.

| column | what |
|---|---|
| Declaration ID | not empty |
| Date | a day, YYYY-MM-DD |
| Office ID, Import Type, Declarant ID, Importer ID, Tax Type | not empty |
| Seller ID, Courier ID | may be empty |
| HS6 Code | 1 to 6 digits; zeros that a spreadsheet cut off at the left come back |
| Country of Departure, Country of Origin | two capital letters |
| Tax Rate, Net Mass, Item Price | decimals: per cent, kg, value |
| Fraud | 1 found, 0 nothing found, empty where nobody looked; the column may be missing where nothing is measured |

Other columns are not read.
"""

from pathlib import Path

import numpy as np
import polars as pl
import polars_hash

from tearoad.customs.goods import Coded
from tearoad.customs.risk.declarations import NOT_INSPECTED, Declarations
from tearoad.terms.refusal import BadInput, bad_cell
from tearoad.wire.table import read_table

WORDS = {
    "Office ID": ("office", r"^.{1,40}$", "1 to 40 characters"),
    "Import Type": ("import_type", r"^.{1,40}$", "1 to 40 characters"),
    "Declarant ID": ("declarant", r"^.{1,40}$", "1 to 40 characters"),
    "Importer ID": ("importer", r"^.{1,40}$", "1 to 40 characters"),
    "Seller ID": ("seller", r"^.{0,40}$", "at most 40 characters"),
    "Courier ID": ("courier", r"^.{0,40}$", "at most 40 characters"),
    "HS6 Code": ("hs", r"^[0-9]{1,6}$", "1 to 6 digits"),
    "Country of Departure": ("departure", r"^[A-Z]{2}$", "two capital letters"),
    "Country of Origin": ("origin", r"^[A-Z]{2}$", "two capital letters"),
    "Tax Type": ("tax_type", r"^.{1,40}$", "1 to 40 characters"),
}
NUMBERS = {"Tax Rate": ("tax_rate", 10_000.0), "Net Mass": ("net_mass", 1e12), "Item Price": ("item_price", 1e15)}
REQUIRED = ("Declaration ID", "Date", *WORDS, *NUMBERS)


def read_declarations(path: Path, *, inspected: bool = True) -> Declarations:
    """`BadInput` names the first cell that cannot be understood. `inspected`: a Fraud column has to be there."""
    table = read_table(path, "utf-8")
    missing = [name for name in (*REQUIRED, *(["Fraud"] if inspected else [])) if name not in table.columns]
    if missing:
        raise BadInput(f"{path}: columns {', '.join(missing)} are missing")
    if not table.height:
        raise BadInput(f"{path}: no rows, expected at least one declaration")
    ids = _text(table["Declaration ID"])
    _expect(path, ids, ids.str.contains(r"^.{1,80}$"), "1 to 80 characters")
    day = _text(table["Date"])
    days = day.str.to_date("%Y-%m-%d", strict=False)
    _expect(path, day, days.is_not_null() & day.str.contains(r"^\d{4}-\d{2}-\d{2}$"), "a day, YYYY-MM-DD")
    return Declarations(
        _coded(ids),
        ids.to_frame("word").select(polars_hash.col("word").nchash.xxh3_64()).to_series().to_numpy(),
        days.cast(pl.Int32).cast(pl.Int64).to_numpy(),
        {name: _word(path, table[column], *form) for column, (name, *form) in WORDS.items()},
        {name: _number(path, table[column], most) for column, (name, most) in NUMBERS.items()},
        _fraud(path, table["Fraud"]) if "Fraud" in table.columns else np.full(table.height, NOT_INSPECTED, np.int8),
    )


def rows_of(ids: pl.Series, items: Declarations) -> pl.DataFrame:
    """The same layout, for findings to be written into: Fraud is empty where nobody looked."""
    words = {
        column: pl.Series(list(items.words[name].words), dtype=pl.String).gather(items.words[name].codes)
        for column, (name, *_) in WORDS.items()
    }
    numbers = {column: items.numbers[name] for column, (name, _) in NUMBERS.items()}
    fraud = pl.Series(items.fraud).cast(pl.Int8)
    days = pl.Series(items.day).cast(pl.Int32).cast(pl.Date)
    return pl.DataFrame(
        {"Declaration ID": ids, "Date": days, **words, **numbers, "Fraud": fraud.set(fraud == NOT_INSPECTED, None)}
    )


def _text(column: pl.Series) -> pl.Series:
    return column.fill_null("").str.strip_chars()


def _word(path: Path, column: pl.Series, form: str, expected: str) -> Coded:
    text = _text(column)
    found = _coded(text)
    good = pl.Series(found.words, dtype=pl.String).str.contains(form).to_numpy()
    _expect(path, text, pl.Series(good[found.codes]), expected)
    return Coded(found.codes, tuple(word.zfill(6) for word in found.words)) if column.name == "HS6 Code" else found


def _coded(text: pl.Series) -> Coded:
    words = text.unique(maintain_order=True)
    codes = text.cast(pl.Enum(words)).to_physical().cast(pl.Int64).to_numpy()
    return Coded(codes, tuple(words.to_list()))


def _number(path: Path, column: pl.Series, most: float) -> np.ndarray:
    text = _text(column)
    number = text.cast(pl.Float64, strict=False)
    _expect(path, text, number.is_finite() & (number >= 0) & (number <= most), f"a decimal from 0 to {most:.0f}")
    return number.to_numpy()


def _fraud(path: Path, column: pl.Series) -> np.ndarray:
    text = _text(column)
    _expect(path, text, text.is_in(["0", "1", ""]), "0, 1 or nothing")
    return text.replace("", str(NOT_INSPECTED)).cast(pl.Int8).to_numpy()


def _expect(path: Path, text: pl.Series, good: pl.Series, expected: str) -> None:
    wrong = ~good.fill_null(value=False).to_numpy()
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise bad_cell(str(path), row + 1, text.name, text[row][:60], expected)
