"""Files of goods: three forms of one table, and every file that is none of them in one line."""

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from tearoad.boot.law import lawbook
from tearoad.customs.frame import Read, read
from tearoad.terms.refusal import BadInput
from tearoad.wire.goods import read_goods, write_table

PLACES = lawbook().territories
GOODS = pl.DataFrame(
    {
        "parcel_id": ["a", "a", "b", "c"],
        "line": [1, 2, 1, 1],
        "hs": ["0902300000", "610910", None, "851713"],
        "description": ["tea, black", 'a "shirt"', "", None],
        "quantity": [1, 2, 3, 4],
        "value_minor": [35_000, -1, 0, 7],
        "currency": ["EUR", "EUR", "RUB", "CNY"],
        "weight_grams": [5_000, 1, 10, 350],
        "origin": ["CN", "CN", "TR", "CN"],
        "destination": ["RU", "RU", "DE", "GB"],
        "accepted_on": [date(2026, 8, 1), date(2026, 8, 1), date(2026, 6, 30), date(2024, 2, 29)],
        "consignee_id": ["Аня", "Аня", None, "安娜"],
        "postage_minor": [0, 0, None, 900],
        "seller_registered": [True, True, False, None],
    }
)


def told(goods: Read) -> list[object]:
    """Everything that is understood of goods, in words and numbers."""
    own = goods.goods
    texts = [[one.words[code] for code in one.codes] for one in (own.hs, own.currency, own.origin, own.destination)]
    faults = [own.fault.words[code] for code in own.fault.codes]
    columns = (own.parcel, own.number, own.quantity, own.value_minor, own.weight_grams, own.day, own.postage_minor,
               own.registered, own.person)  # fmt: skip
    return [texts, faults, [column.tolist() for column in columns], goods.parcel_ids.to_list()]


def written(folder: Path, suffix: str, table: pl.DataFrame = GOODS) -> Path:
    path = folder / f"goods{suffix}"
    if suffix == ".csv.gz":
        path.write_bytes(gzip.compress(table.write_csv().encode()))
    else:
        write_table(table, path)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".parquet"])
def test_three_forms_of_one_table(tmp_path: Path, suffix: str) -> None:
    goods = read(read_goods(written(tmp_path, suffix)), PLACES)
    plain = read(GOODS, PLACES)
    faults = ["line 2, column value_minor", "line 1, column postage_minor: nothing", ""]
    for text, fault in zip(faults, told(goods)[1], strict=True):
        assert fault.startswith(text) if text else not fault
    assert told(goods) == told(plain)


def test_marks_and_line_ends_of_other_systems(tmp_path: Path) -> None:
    path = tmp_path / "goods.csv"
    path.write_bytes(b"\xef\xbb\xbf" + GOODS.write_csv().replace("\n", "\r\n").encode())
    assert told(read(read_goods(path), PLACES)) == told(read(GOODS, PLACES))


@pytest.mark.parametrize(
    "days",
    [
        pl.Series([datetime(2026, 7, 31, 21, tzinfo=UTC)] * 4),
        pl.Series(["2026-07-31T21:00:00Z"] * 4),
        pl.Series([date(2026, 8, 1)] * 4).cast(pl.Datetime("us")),
        pl.Series([date(2026, 8, 1)] * 4).cast(pl.Datetime("ns")),
        pl.Series([date(2026, 8, 1)] * 4),
    ],
    ids=["with a zone", "with a zone, in words", "without", "without, finer", "a day"],
)
def test_a_moment_is_a_day_at_the_place_of_clearance(tmp_path: Path, days: pl.Series) -> None:
    table = GOODS.with_columns(accepted_on=days, destination=pl.lit("RU"))
    for suffix in (".parquet", ".csv"):
        goods = read(read_goods(written(tmp_path, suffix, table)), PLACES)
        assert goods.goods.day.tolist() == [(date(2026, 8, 1) - date(1970, 1, 1)).days] * 3


def test_one_day_may_stand_for_all(tmp_path: Path) -> None:
    path = written(tmp_path, ".csv", GOODS.drop("accepted_on"))
    with pytest.raises(BadInput, match=r"goods\.csv: columns accepted_on are missing; expected parcel_id"):
        read_goods(path)
    table = read_goods(path, date(2026, 9, 1))
    assert table["accepted_on"].to_list() == [date(2026, 9, 1)] * 4
    assert read_goods(written(tmp_path, ".parquet"), date(2026, 9, 1))["accepted_on"].unique().to_list() == [
        date(2026, 9, 1)
    ]


def test_columns_that_the_law_does_not_ask_for_are_not_read(tmp_path: Path) -> None:
    table = GOODS.with_columns(secret=pl.lit("x"), nested=pl.Series([[1]] * 4))
    assert set(read_goods(written(tmp_path, ".parquet", table)).columns) == set(GOODS.columns) - {"description"}


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_no_row_is_no_parcel(tmp_path: Path, suffix: str) -> None:
    assert told(read(read_goods(written(tmp_path, suffix, GOODS.head(0))), PLACES))[3] == []


CSV = GOODS.write_csv().encode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "empty, expected a header line and rows"),
        ("a.csv", b" \n \n", "empty, expected a header line and rows"),
        ("a.csv", CSV.replace("Аня".encode(), b"\xff\xfe", 1), "row 1: byte 0xff is not utf-8"),
        ("a.csv", CSV.decode().encode("utf-16"), "row 0: byte 0xff is not utf-8"),
        ("a.csv", CSV + b"x" + b",y" * 30 + b"\n", "not a whole CSV file"),
        ("a.csv", CSV + b'"x,y\n', "not a whole CSV file"),
        ("a.csv", CSV.replace(b",", b";"), "columns accepted_on, currency, destination"),
        ("a.csv", CSV.replace(b"value_minor", b"value", 1), "columns value_minor are missing"),
        ("a.csv.gz", gzip.compress(CSV, mtime=0)[:-9], "not a whole gzip file"),
        ("a.csv.gz", gzip.compress(CSV, mtime=0)[:20] + b"\x00" * 40, "not a whole gzip file"),
        ("a.parquet", CSV, "not a whole Parquet file"),
        ("a.parquet", b"", "not a whole Parquet file"),
    ],
)
def test_a_file_that_is_no_table_is_one_line(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_goods(path)
    assert said in str(caught.value)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_parquet_file_cut_anywhere_is_one_line(tmp_path: Path) -> None:
    whole = written(tmp_path, ".parquet").read_bytes()
    path = tmp_path / "cut.parquet"
    for end in range(0, len(whole), 37):
        path.write_bytes(whole[:end])
        with pytest.raises(BadInput, match=r"cut\.parquet: not a whole Parquet file"):
            read_goods(path)


def test_damage_that_makes_the_reader_panic_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def panics(file: object) -> pl.DataFrame:
        raise pl.exceptions.PanicException("thrift out of range\nstack")

    monkeypatch.setattr(pl, "read_parquet", panics)
    with pytest.raises(BadInput, match=r"goods\.parquet: not a whole Parquet file .*: thrift out of range$"):
        read_goods(written(tmp_path, ".parquet"))


def test_what_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.csv: no such file"):
        read_goods(tmp_path / "none.csv")
    with pytest.raises(BadInput, match="Is a directory"):
        read_goods(tmp_path)


def test_a_table_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    for name in ("charges.txt", "charges", "charges.csv.gz"):
        with pytest.raises(BadInput, match=r"expected a name that ends in \.parquet or \.csv"):
            write_table(GOODS, tmp_path / name)
    with pytest.raises(BadInput, match="No such file"):
        write_table(GOODS, tmp_path / "none" / "charges.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(BadInput, match="Is a directory"):
        write_table(GOODS, tmp_path / "folder.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]
    for suffix in (".csv", ".parquet"):
        assert written(tmp_path, suffix).stat().st_mode & 0o777 == 0o644
