"""Declarations as files: what is read is what stands there, and the first bad cell is named in one line."""

import gzip
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from declared import HEADER, declared, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tearoad.customs.risk.declarations import NOT_INSPECTED
from tearoad.terms.days import day_word
from tearoad.terms.refusal import BadInput
from tearoad.wire.import_declarations import read_declarations

ROWS = 40


def test_a_row_as_it_stands(tmp_path: Path) -> None:
    row = {"Declaration ID": "a", "Date": "2020-02-29", "Office ID": 40, "HS6 Code": 70320, "Net Mass": 2.5,
           "Item Price": 10, "Tax Rate": 6.5, "Fraud": 1, "Country of Origin": "CN", "Seller ID": None}  # fmt: skip
    items = read_declarations(written(tmp_path / "one.csv", declared(1, **row)))
    assert len(items) == 1
    assert {name: items.words[name].words[0] for name in ("office", "hs", "origin", "seller")} == {
        "office": "40", "hs": "070320", "origin": "CN", "seller": ""}  # fmt: skip
    assert [items.numbers[name][0] for name in ("tax_rate", "net_mass", "item_price")] == [6.5, 2.5, 10.0]
    assert (items.day[0], items.fraud[0], items.ids.words) == (18_321, 1, ("a",))


def test_zipped_plain_and_parquet_are_the_same_rows(tmp_path: Path) -> None:
    frame = declared(ROWS)
    plain = written(tmp_path / "rows.csv", frame)
    (tmp_path / "rows.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    frame.write_parquet(tmp_path / "rows.parquet")
    digests = {read_declarations(tmp_path / f"rows.{kind}").digest for kind in ("csv", "csv.gz", "parquet")}
    assert len(digests) == 1
    other = written(tmp_path / "other.csv", declared(ROWS, Fraud=[1, *frame["Fraud"][1:]]))
    assert frame["Fraud"][0] == 0
    assert read_declarations(other).digest not in digests


def test_where_nobody_looked(tmp_path: Path) -> None:
    mixed = written(tmp_path / "mixed.csv", declared(3, Fraud=["1", "", "0"]))
    assert read_declarations(mixed).fraud.tolist() == [1, NOT_INSPECTED, 0]
    none = written(tmp_path / "none.csv", declared(3).drop("Fraud"))
    assert not read_declarations(none, inspected=False).inspected.any()
    with pytest.raises(BadInput, match="columns Fraud are missing"):
        read_declarations(none)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Date", "2020-13-01"), ("Date", "1 May"), ("Date", "0000-01-01"), ("Date", "1987-12-31"),
        ("HS6 Code", "85A1"), ("HS6 Code", "1234567"), ("Net Mass", "heavy"),
        ("Net Mass", "-1"), ("Item Price", "nan"), ("Item Price", "inf"), ("Tax Rate", ""), ("Fraud", "2"),
        ("Fraud", "yes"), ("Country of Origin", "China"), ("Country of Departure", ""), ("Importer ID", ""),
        ("Declaration ID", ""),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named(tmp_path: Path, column: str, value: str) -> None:
    frame = declared(3).cast(pl.String)
    path = written(tmp_path / "bad.csv", frame.with_columns(pl.Series(column, [frame[column][0], value, value])))
    with pytest.raises(BadInput) as error:
        read_declarations(path)
    said = str(error.value)
    assert said.startswith(f"{path}, row 2, column {column}: {value!r}, expected ")
    assert "\n" not in said


def test_the_first_day(tmp_path: Path) -> None:
    path = written(tmp_path / "first.csv", declared(1, Date="1988-01-01"))
    assert day_word(int(read_declarations(path).day[0])) == "1988-01-01"


def test_numbers_as_data_frames_write_them(tmp_path: Path) -> None:
    """Columns of whole numbers with gaps are decimals there."""
    frame = declared(3).with_columns(
        pl.Series("Office ID", [40.0, 40.5, 2.0]), pl.Series("Seller ID", [7.0, None, 1e15]),
        pl.Series("Net Mass", [2.0, 2.5, 3.0]),
    )  # fmt: skip
    frame.with_columns(Fraud=pl.Series([1.0, None, 0.0])).write_parquet(tmp_path / "rows.parquet")
    plain = written(tmp_path / "rows.csv", frame.with_columns(Fraud=pl.Series(["1.0", "", "0.0"])))
    items = read_declarations(tmp_path / "rows.parquet")
    assert [items.words["office"].words[code] for code in items.words["office"].codes] == ["40", "40.5", "2"]
    assert [items.words["seller"].words[code] for code in items.words["seller"].codes] == ["7", "", str(10**15)]
    assert items.numbers["net_mass"].tolist() == [2.0, 2.5, 3.0]
    assert items.fraud.tolist() == read_declarations(plain).fraud.tolist() == [1, NOT_INSPECTED, 0]


def test_columns_that_are_no_text(tmp_path: Path) -> None:
    """Others are not looked at, whatever they are."""
    path, strange = tmp_path / "rows.parquet", pl.Series([[1]] * 3)
    declared(3).with_columns(Photos=strange, Raw=pl.Series([b"\xff"] * 3)).write_parquet(path)
    assert len(read_declarations(path)) == 3
    for column in ("Declaration ID", "Importer ID", "Net Mass", "Fraud", "Date"):
        for bad in (strange, pl.Series([b"\xff"] * 3)):
            declared(3).with_columns(bad.alias(column)).write_parquet(path)
            with pytest.raises(BadInput) as error:
                read_declarations(path)
            assert str(error.value).startswith(f"{path}, column {column}: ")
            assert "\n" not in str(error.value)


@pytest.mark.parametrize(("text", "expected"), [("", "empty"), ("a,b\n1,2\n", "are missing"), (None, "no rows")])
def test_files_with_nothing_in_them(tmp_path: Path, text: str | None, expected: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(",".join(HEADER) + "\n" if text is None else text)
    with pytest.raises(BadInput, match=expected):
        read_declarations(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 2_000), garbage=st.binary(min_size=0, max_size=8))
def test_damaged_bytes_are_rows_or_one_line(tmp_path: Path, at: int, garbage: bytes) -> None:
    raw = written(tmp_path / "whole.csv", declared(8)).read_bytes()
    (tmp_path / "damaged.csv").write_bytes(raw[: at % len(raw)] + garbage + raw[at % len(raw) + 2 :])
    try:
        items = read_declarations(tmp_path / "damaged.csv")
    except BadInput as error:
        said = str(error)
    else:
        said = ""
        assert all(np.isfinite(column).all() for column in items.numbers.values())
    assert "\n" not in said
