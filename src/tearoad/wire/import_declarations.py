"""Import declarations out of a CSV file, plain or zipped, or Parquet.

| column | what |
|---|---|
| Declaration ID | not empty |
| Date | a day, YYYY-MM-DD, not before the Harmonized System, 1988-01-01 |
| Office ID, Import Type, Declarant ID, Importer ID, Tax Type | not empty |
| Seller ID, Courier ID | may be empty |
| HS6 Code | 1 to 6 digits; zeros that a spreadsheet cut off at the left come back |
| Country of Departure, Country of Origin | two capital letters |
| Tax Rate, Net Mass, Item Price | decimals: per cent, kg, value |
| Fraud | 1 found, 0 nothing found, empty where nobody looked; the column may be missing where nothing is measured |

In a Parquet column of decimals those that are whole are whole numbers, also where words are expected, and Fraud may be
1.0 or 0.0: so data frames write whole numbers with gaps. Other columns are not looked at.
"""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from tearoad.customs.frame import coded_words, fingerprint, text_of
from tearoad.customs.goods import Coded
from tearoad.customs.risk.declarations import NOT_INSPECTED, Declarations
from tearoad.terms.refusal import BadInput, bad_cell
from tearoad.wire.table import read_typed

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
FRAUD = {"1": 1, "0": 0, "1.0": 1, "0.0": 0, "": NOT_INSPECTED}
FIRST_DAY = date(1988, 1, 1)  # nothing was declared by headings of the Harmonized System before
ID = (r"^.{1,80}$", "1 to 80 characters")
REQUIRED = ("Declaration ID", "Date", *WORDS, *NUMBERS)


def read_declarations(path: Path, *, inspected: bool = True) -> Declarations:
    """`BadInput` names the first cell that cannot be understood. `inspected`: a Fraud column has to be there."""
    table = read_typed(path)
    missing = [name for name in (*REQUIRED, *(["Fraud"] if inspected else [])) if name not in table.columns]
    if missing:
        raise BadInput(f"{path}: columns {', '.join(missing)} are missing")
    if not table.height:
        raise BadInput(f"{path}: no rows, expected at least one declaration")
    ids = plain_text(path, table["Declaration ID"])
    _expect(path, ids, ids.str.contains(ID[0]), ID[1])
    day = plain_text(path, table["Date"])
    days = day.str.to_date("%Y-%m-%d", strict=False)
    good = (days >= FIRST_DAY) & day.str.contains(r"^\d{4}-\d{2}-\d{2}$")
    _expect(path, day, good, f"a day, YYYY-MM-DD, from {FIRST_DAY}")
    return Declarations(
        coded_words(ids),
        fingerprint(ids).view(np.uint64),
        days.cast(pl.Int32).cast(pl.Int64).to_numpy(),
        {name: _word(path, table[column], *form) for column, (name, *form) in WORDS.items()},
        {name: _number(path, table[column], most) for column, (name, most) in NUMBERS.items()},
        _fraud(path, table["Fraud"]) if "Fraud" in table.columns else np.full(table.height, NOT_INSPECTED, np.int8),
    )


def rows_of(path: Path, ids: pl.Series, items: Declarations) -> pl.DataFrame:
    """The same layout, for findings to be written into: Fraud is empty where nobody looked. `BadInput` names the first
    word that `read_declarations` would not take."""
    words = {
        column: pl.Series(list(items.words[name].words), dtype=pl.String).gather(items.words[name].codes)
        for column, (name, *_) in WORDS.items()
    }
    numbers = {column: items.numbers[name] for column, (name, _) in NUMBERS.items()}
    fraud = pl.Series(items.fraud).cast(pl.Int8)
    days = pl.Series(items.day).cast(pl.Int32).cast(pl.Date)
    forms = {"Declaration ID": ID} | {column: (form, expected) for column, (_, form, expected) in WORDS.items()}
    for column, word in {"Declaration ID": ids, **words}.items():
        form, expected = forms[column]
        bad = np.flatnonzero(~word.str.contains(form).to_numpy())
        if len(bad):
            at = int(bad[0])
            raise BadInput(f"{path}, {ids[at][:60]}: column {column}: {word[at][:60]!r}, expected {expected}")
    return pl.DataFrame(
        {"Declaration ID": ids, "Date": days, **words, **numbers, "Fraud": fraud.set(fraud == NOT_INSPECTED, None)}
    )


def plain_text(path: Path, column: pl.Series) -> pl.Series:
    """A column as text without blanks around it, '' where empty, whole floats as whole numbers. `BadInput` on one that
    is no text."""
    try:
        text = text_of(column).str.strip_chars()
    except BadInput as error:
        raise BadInput(f"{path}, {error}") from None
    if not column.dtype.is_float():
        return text
    whole = column.cast(pl.Int64, strict=False)
    return whole.cast(pl.String).zip_with((whole == column).fill_null(value=False), text)


def _word(path: Path, column: pl.Series, form: str, expected: str) -> Coded:
    text = plain_text(path, column)
    found = coded_words(text)
    good = pl.Series(found.words, dtype=pl.String).str.contains(form).to_numpy()
    _expect(path, text, pl.Series(good[found.codes]), expected)
    return Coded(found.codes, tuple(word.zfill(6) for word in found.words)) if column.name == "HS6 Code" else found


def _number(path: Path, column: pl.Series, most: float) -> np.ndarray:
    text = plain_text(path, column)
    number = text.cast(pl.Float64, strict=False)
    _expect(path, text, number.is_finite() & (number >= 0) & (number <= most), f"a decimal from 0 to {most:.0f}")
    return number.to_numpy()


def _fraud(path: Path, column: pl.Series) -> np.ndarray:
    text = plain_text(path, column)
    _expect(path, text, text.is_in(FRAUD), "0, 1 or nothing")
    return text.replace_strict(FRAUD, return_dtype=pl.Int8).to_numpy()


def _expect(path: Path, text: pl.Series, good: pl.Series, expected: str) -> None:
    wrong = ~good.fill_null(value=False).to_numpy()
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise bad_cell(str(path), row + 1, text.name, text[row][:60], expected)
