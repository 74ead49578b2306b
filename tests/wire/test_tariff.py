"""The user's tariff: the longest prefix that holds on the day, no rate where no row is, and each bad cell named."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tearoad.boot.law import applied_law, lawbook
from tearoad.customs.answer import charges_frame, parcels_frame
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.assess import assess
from tearoad.customs.frame import read
from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS
from tearoad.customs.tariff import Tariff
from tearoad.kernel.duty_columns import NONE
from tearoad.terms.refusal import BadInput
from tearoad.wire.tariff import read_tariff

PLACES = lawbook().territories
HEADER = "hs,from,until,ad_valorem,specific,source,territory,excise"


def tariff(tmp_path: Path, *rows: str, header: str = HEADER) -> Tariff:
    path = tmp_path / "tariff.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_tariff(path, PLACES)


def rates(table: Tariff, hs: str, day: str, place: str = "RU") -> tuple[int, int, int]:
    row = {"parcel_id": "p", "hs": hs, "value_minor": 1, "currency": "EUR", "weight_grams": 1, "origin": "CN",
           "destination": place, "accepted_on": day}  # fmt: skip
    found = table.of(read(pl.DataFrame([row]), PLACES).goods)
    return int(found.ad_valorem[0]), int(found.per_kg[0]), int(found.excise[0])


def test_a_row_in_its_units(tmp_path: Path) -> None:
    (row,) = tariff(tmp_path, "8517,2020-01-01,2021-01-01,6.5,0.04,me,RU,12.5").rows
    assert (row.territory, row.hs, row.begins, row.until) == ("RU", "8517", date(2020, 1, 1), date(2021, 1, 1))
    assert (row.ad_valorem, row.per_kg, row.excise, row.source) == (650, 4, 1_250, "me")


def test_empty_cells(tmp_path: Path) -> None:
    """Days: all of the book's; specific: none; territory: everywhere; excise: nobody knows, never nothing."""
    rows = tariff(tmp_path, "8517,,,0,,me,,").rows
    assert {row.territory for row in rows} == set(PLACES)
    assert {(row.begins, row.until, row.per_kg, row.excise) for row in rows} == {(BOOK_BEGINS, BOOK_ENDS, 0, NONE)}
    short = tariff(tmp_path, "8517,,,0,,me", header="hs,from,until,ad_valorem,specific,source").rows
    assert list(short) == list(rows)
    assert [row.territory for row in tariff(tmp_path, "8517,,,0,,me,KZ RU,").rows] == ["KZ", "RU"]


def test_days_beyond_the_book_end_with_it(tmp_path: Path) -> None:
    (row,) = tariff(tmp_path, "8517,1990-01-01,2050-01-01,1,,me,RU,").rows
    assert (row.begins, row.until) == (BOOK_BEGINS, BOOK_ENDS)


def test_the_longest_prefix_that_holds_on_the_day_decides(tmp_path: Path) -> None:
    table = tariff(
        tmp_path,
        "85,,,1,,me,RU,",
        "8517,,,2,,me,RU,",
        "851713,2023-01-01,2024-01-01,3,,me,RU,",
        "8517130000,2023-06-01,2023-07-01,0,,me,RU,",
    )
    for hs, day, percent in (
        ("851713", "2023-01-01", 3), ("851713", "2023-12-31", 3), ("851713", "2024-01-01", 2),
        ("851713", "2022-12-31", 2), ("8517130000", "2023-05-31", 3), ("8517130000", "2023-06-01", 0),
        ("8517130000", "2023-06-30", 0), ("8517130000", "2023-07-01", 3), ("851714", "2023-06-01", 2),
        ("852872", "2023-06-01", 1),
    ):  # fmt: skip
        assert rates(table, hs, day) == (100 * percent, 0, NONE), (hs, day)
    for hs, place in (("610910", "RU"), ("", "RU"), ("851713", "KZ")):
        assert rates(table, hs, "2023-06-01", place) == (NONE, NONE, NONE)


def test_no_row_is_no_rate_and_zero_is_one(tmp_path: Path) -> None:
    shipped = applied_law(date(2026, 11, 24))
    rows = [
        {"parcel_id": hs, "hs": hs, "value_minor": 100_000, "currency": "EUR", "weight_grams": 1_000, "origin": "CN",
         "destination": "KZ", "accepted_on": "2026-08-03", "subject": "commercial"}
        for hs in ("610910", "851714")
    ]  # fmt: skip
    table = tariff(tmp_path, "8517,,,0,,me,KZ,")
    law = AppliedLaw(shipped.snapshot, shipped.rates, table, shipped.codes)
    goods = read(pl.DataFrame(rows), PLACES)
    found, _ = assess(goods.goods, law, {})
    parcels = parcels_frame(goods, law, found)
    assert parcels["verdict"].to_list() == ["cannot_tell", "ok"]
    assert parcels["total_minor"].to_list()[0] is None
    charges = charges_frame(goods, law, found)
    unknown = charges.filter(pl.col("parcel_id") == "610910")
    assert unknown["law_amount_minor"].to_list() == [None] * unknown.height
    assert charges.filter(pl.col("parcel_id") == "851714").select("kind", "law_amount_minor").rows() == [
        ("vat", 16_000)
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("8,,,1,,me,RU,", "row 1, column hs: '8', expected 2 to 10 digits"),
        ("12345678901,,,1,,me,RU,", "column hs: '12345678901', expected 2 to 10 digits"),
        ("85x,,,1,,me,RU,", "column hs: '85x', expected 2 to 10 digits"),
        ("8517,,,,,me,RU,", "column ad_valorem: '', expected per cent of the value; 0 where goods are free"),
        ("8517,,,-1,,me,RU,", "column ad_valorem: '-1', expected a decimal from 0 to 400"),
        ("8517,,,400.01,,me,RU,", "column ad_valorem: '400.01', expected a decimal from 0 to 400"),
        ("8517,,,1.234,,me,RU,", "column ad_valorem: '1.234', expected a decimal from 0 to 400 with two places"),
        ("8517,,,nan,,me,RU,", "column ad_valorem: 'nan'"),
        ("8517,,,sNaN,,me,RU,", "column ad_valorem: 'sNaN'"),
        ("8517,,,1e999999,,me,RU,", "column ad_valorem: '1e999999'"),
        ('8517,,,"6,5",,me,RU,', "column ad_valorem: '6,5'"),
        ("8517,,,1,1000000.01,me,RU,", "column specific: '1000000.01', expected a decimal from 0 to 1000000"),
        ("8517,,,1,,me,RU,100", "column excise: '100', expected a decimal from 0 to 99"),
        ("8517,,,1,,,RU,", "column source: '', expected who says so"),
        ("8517,,,1,,me,ZZ,", "column territory: 'ZZ', expected a territory of the book"),
        ("8517,soon,,1,,me,RU,", "column from: 'soon', expected a day, YYYY-MM-DD"),
        ("8517,2020-01-01,2020-01-01,1,,me,RU,", "column until: '2020-01-01', expected a day after from"),
        ("8517,2030-01-01,2031-01-01,1,,me,RU,", "column until: '2031-01-01', expected a day after"),
        ("8517,,,1,,me,RU,0,0", "row 1: more cells than columns"),
        ("8517,\x00,,1,,me,RU,", "row 1, column from: '\\x00', expected a day"),
        ("8517,,,1,,me,RU,\n8517,2020-01-01,,1,,me,RU,", "8517 in RU: rows overlap from 2020-01-01"),
        ("8517,,,1,,me,RU RU,", "8517 in RU: rows overlap from 2013-01-01"),
        ("8517,,,1,,me,RU,\n85,,,1,,me,RU,\n8518,,,-2,,me,RU,", "row 3, column ad_valorem: '-2'"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        tariff(tmp_path, row)
    assert str(caught.value).startswith("tariff.csv")
    assert said in str(caught.value)


def test_rows_of_one_code_may_touch(tmp_path: Path) -> None:
    table = tariff(tmp_path, "8517,,2020-01-01,1,,me,RU,", "8517,2020-01-01,,2,,me,RU,")
    assert [rates(table, "851770", day)[0] for day in ("2019-12-31", "2020-01-01")] == [100, 200]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "tariff.csv: columns ad_valorem, from, hs, source, specific, until are missing"),
        (b"hs;from\n", "tariff.csv: columns ad_valorem, from, hs, source, specific, until are missing"),
        (HEADER.encode() + b"\n8517,\xff\n", "tariff.csv: not a CSV file in UTF-8"),
        (HEADER.encode() + b"\n8517,,,1,," + b"s" * 200_000 + b",RU,\n", "tariff.csv: not a CSV file in UTF-8"),
    ],
)
def test_what_is_no_tariff_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "tariff.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_tariff(path, PLACES)
    assert said in str(caught.value)
    with pytest.raises(BadInput, match="No such file"):
        read_tariff(tmp_path / "none.csv", PLACES)


def test_the_sample_for_the_demos_goods_is_read() -> None:
    path = Path(__file__).resolve().parents[2] / "corridors" / "china-russia" / "tariff.csv"
    table = read_tariff(path, PLACES)
    assert rates(table, "090230", "2026-08-03") == (1_000, 20, NONE)
    assert all("assumed" in row.source for row in table.rows)
