"""Statements as files, CSV or Parquet: one row an entry, written as they come; the file appears when it is whole."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from tearoad.operations.statement_view import Entry
from tearoad.terms.money import EXPONENTS
from tearoad.terms.refusal import BadInput

SUFFIXES = (".csv", ".parquet")
COLUMNS: dict[str, type[pl.DataType] | pl.DataType] = {
    "at": pl.Datetime("ms", "UTC"),
    "transfer_id": pl.String,
    "kind": pl.String,
    "counter_account": pl.String,
    "debit_minor": pl.Int64,
    "credit_minor": pl.Int64,
    "balance_minor": pl.Int64,
    "debits_held_minor": pl.Int64,
    "credits_held_minor": pl.Int64,
    "currency": pl.String,
    "debit": pl.String,
    "credit": pl.String,
    "balance": pl.String,
    "hold_id": pl.String,
    "group_id": pl.String,
}
Row = tuple[object, ...]


def expect_statement_file(path: Path) -> None:
    """`BadInput` where the name does not end in one of SUFFIXES."""
    if path.suffix not in SUFFIXES:
        raise BadInput(f"{path}: expected a name that ends in {' or '.join(SUFFIXES)}")


def write_statement(path: Path, currency: str, chunks: Iterable[list[Entry]]) -> None:
    """Amounts in minor units and as decimal text in major ones; `BadInput` where the file cannot be written."""
    expect_statement_file(path)
    rows = ([_row(entry, currency) for entry in chunk] for chunk in chunks)
    try:
        with TemporaryDirectory(prefix=".statement-", dir=path.parent) as folder:
            unfinished = Path(folder) / "whole"
            (_write_csv if path.suffix == ".csv" else _write_parquet)(unfinished, rows)
            unfinished.replace(path)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None


def major(minor: int, currency: str) -> str:
    """Major units with all decimals and no grouping, -123456 RUB = '-1234.56'; '' for a currency that is not known."""
    return f"{Decimal(minor).scaleb(-EXPONENTS[currency]):f}" if currency in EXPONENTS else ""


def _row(entry: Entry, currency: str) -> Row:
    amounts = (entry.debit, entry.credit, entry.balance)
    return (
        datetime.fromtimestamp(entry.at, UTC),
        entry.transfer_id,
        entry.kind,
        entry.counter_account,
        *amounts,
        entry.debits_held,
        entry.credits_held,
        currency,
        *(major(amount, currency) for amount in amounts),
        entry.hold_id,
        entry.group_id,
    )


def _write_csv(path: Path, chunks: Iterator[list[Row]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for rows in chunks:
            writer.writerows((f"{row[0]:%Y-%m-%dT%H:%M:%SZ}", *row[1:]) for row in rows)


def _write_parquet(path: Path, chunks: Iterator[list[Row]]) -> None:
    """Each chunk as a file of its own, then one of them all: no more than a chunk or two is in memory."""
    parts = []
    for number, rows in enumerate(chunks):
        parts.append(path.with_name(f"part-{number:06}.parquet"))
        pl.DataFrame(rows, schema=COLUMNS, orient="row").write_parquet(parts[-1])
    if parts:
        pl.scan_parquet(parts).sink_parquet(path)
    else:
        pl.DataFrame(schema=COLUMNS).write_parquet(path)
