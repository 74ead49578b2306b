"""A file of CSV, CSV.gz or Parquet as columns, within bounds."""

import gzip
import zlib
from pathlib import Path

import polars as pl

from tearoad.terms.refusal import BadInput

MOST_BYTES = 2 * 1024**3
MOST_ROWS = 5_000_000


def read_table(path: Path, encoding: str) -> pl.DataFrame:
    """Every column as text, null where empty. `BadInput` names the file and what is wrong with it."""
    table = read_typed(path, encoding)
    try:
        return table.cast(pl.String)
    except pl.exceptions.PolarsError as error:
        raise BadInput(f"{path}: not a file of plain columns: {_first_line(error)}") from None


def read_typed(path: Path, encoding: str = "utf-8") -> pl.DataFrame:
    """The same, but the columns of a Parquet file keep their types."""
    try:
        table = _parquet(path) if path.suffix == ".parquet" else _csv(path, encoding)
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file") from None
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    if table.height > MOST_ROWS:
        raise BadInput(f"{path}: {table.height} rows, expected at most {MOST_ROWS}; cut the file by time")
    return table


def _parquet(path: Path) -> pl.DataFrame:
    with path.open("rb") as file:
        try:
            return pl.read_parquet(file)
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:  # it panics where bytes are damaged
            raise BadInput(f"{path}: not a whole Parquet file of plain columns: {_first_line(error)}") from None


def _csv(path: Path, encoding: str) -> pl.DataFrame:
    name = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    raw = _bytes(path)
    try:
        text = raw.decode(name)
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n")
        raise BadInput(
            f"{path}, row {row}: byte {raw[error.start]:#04x} is not {encoding}; a mapping names another encoding"
        ) from None
    if not text.strip():
        raise BadInput(f"{path}: empty, expected a header line and rows")
    try:
        return pl.read_csv(text.encode(), infer_schema=False, raise_if_empty=True)
    except pl.exceptions.PolarsError as error:
        raise BadInput(f"{path}: not a whole CSV file: {_first_line(error)}") from None


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path, "rb") if zipped else path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadInput(f"{path}: not a whole gzip file: {_first_line(error)}") from None
    if len(raw) > MOST_BYTES:
        raise BadInput(f"{path}: more than {MOST_BYTES} bytes, expected fewer; cut the file by time")
    return raw


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["?"])[0]
