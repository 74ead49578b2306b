"""Orders out of files: moments, zones, places, and what cannot be read."""

import gzip
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tearoad.network.past_orders import FLAGS, NEVER
from tearoad.terms.days import DAY, HOUR
from tearoad.terms.refusal import BadInput
from tearoad.wire.past_orders import read_journeys

HEAD = "purchased,handed_over,delivered,promised,origin,destination,other\n"
DAY_ONE = 17_532 * DAY  # 2018-01-01


def read(tmp_path: Path, *rows: str, head: str = HEAD) -> object:
    path = tmp_path / "orders.csv"
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return read_journeys(path)


def test_rows_stand_by_purchase_and_places_are_numbers(tmp_path: Path) -> None:
    told = read(
        tmp_path,
        "2018-01-02 08:00:00,,2018-01-05,2018-01-09,SP,RJ,x",
        "2018-01-01T10:30,2018-01-02,,2018-01-08 00:00:00, SP ,MG,x",
        "2018-01-03,,2018-01-03,,,RJ,x",
    )
    assert told.purchased.tolist() == [DAY_ONE + 10 * HOUR + 1_800, DAY_ONE + DAY + 8 * HOUR, DAY_ONE + 2 * DAY]
    assert told.origin.tolist() == [0, 0, -1]
    assert told.destination.tolist() == [0, 1, 1]
    assert told.places == ("MG", "RJ")
    assert told.delivered.tolist() == [NEVER, DAY_ONE + 4 * DAY, DAY_ONE + 2 * DAY]
    assert told.promised.tolist() == [DAY_ONE + 7 * DAY, DAY_ONE + 8 * DAY, NEVER]
    assert (told.flag == -1).all()


def test_zones_are_read_by_the_clock_of_most_purchases(tmp_path: Path) -> None:
    told = read(
        tmp_path,
        "2018-01-01T20:00:00+08:00,,2018-01-05T23:30:00Z,2018-01-09,,,",
        "2018-01-02T20:00:00.25+0800,,2018-01-05T12:00:00,,,,",
        "2018-01-03T20:00:00-03,,,,,,",
    )
    assert told.purchased.tolist() == [DAY_ONE + 20 * HOUR, DAY_ONE + 44 * HOUR, DAY_ONE + 79 * HOUR]
    assert told.delivered.tolist()[:2] == [DAY_ONE + 5 * DAY + 7 * HOUR + 1_800, DAY_ONE + 4 * DAY + 12 * HOUR]


def test_what_cannot_be_so_is_flagged_by_name(tmp_path: Path) -> None:
    good = ["2018-01-01 08:00,2018-01-02,2018-01-03,2018-01-09,,,"] * 20
    bad = {
        ",,2018-01-03,2018-01-09,,,": "no purchase",
        "0001-01-01,,,,,,": "year out of range",
        "2018-01-01,,9999-12-31,,,,": "year out of range",
        "2031-01-01,,,,,,": "purchased after the file",
        "2018-01-02 08:00,,2018-01-02 07:00,,,,": "delivered before purchased",
        "2018-01-02,,2019-12-04,,,,": "delivered after 400 days",
    }
    told = read(tmp_path, *good, *bad)
    names = [FLAGS[flag] for flag in told.flag if flag >= 0]
    assert sorted(names) == sorted(bad.values())
    usable = told.usable()
    assert len(usable.purchased) == 23, "a purchase that can be so is under way until more is known"
    assert (usable.journeys().delivered_day > 17_000).all()
    late = read(tmp_path, *good, "2018-01-02,2018-01-05,2018-01-04,,,,", "2018-01-02,2018-01-04 09:00,2018-01-04,,,,")
    assert (late.handed_over_late, set(late.flag.tolist())) == (1, {-1}), "nothing is learnt from it"
    same_day = read(tmp_path, "2018-01-02 08:00,,2018-01-02,,,,")
    assert same_day.flag.tolist() == [-1], "a day without a time lasts to its end"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["2018-13-01,,,,,,"], "row 1, column purchased: '2018-13-01', expected a day"),
        (["2018-01-01,,,,,,", "2018-01-01,,soon,,,,"], "row 2, column delivered: 'soon'"),
        (["2018-01-01 25:00,,,,,,"], "row 1, column purchased"),
        (["2018-01-01,,,2018-01-01T10:00+99:00,,,"], "row 1, column promised"),
        (["2018-01-01\0,,,,,,"], "row 1, column purchased"),
        (["2018-02-30,,,,,,"], "row 1, column purchased"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, rows: list[str], said: str) -> None:
    with pytest.raises(BadInput) as error:
        read(tmp_path, *rows)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="columns handed_over, promised are missing"):
        read(tmp_path, "2018-01-01,2018-01-01", head="purchased,delivered\n")
    (tmp_path / "head.csv").write_text(HEAD)
    with pytest.raises(BadInput, match="0 rows, expected 1 to"):
        read_journeys(tmp_path / "head.csv")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(BadInput, match="empty, expected a header"):
        read_journeys(tmp_path / "empty.csv")


def test_zipped_and_typed_files_are_the_same(tmp_path: Path) -> None:
    rows = ["2018-01-01 08:00:00,2018-01-02 00:00:00,2018-01-05 10:00:00,2018-01-09 00:00:00,SP,RJ,x"] * 3
    plain = read(tmp_path, *rows)
    (tmp_path / "orders.csv.gz").write_bytes(gzip.compress((tmp_path / "orders.csv").read_bytes()))
    table = pl.read_csv(tmp_path / "orders.csv", try_parse_dates=True)
    assert table["purchased"].dtype == pl.Datetime
    table.write_parquet(tmp_path / "orders.parquet")
    for name in ("orders.csv.gz", "orders.parquet"):
        other = read_journeys(tmp_path / name)
        assert all(np.array_equal(one, two) for one, two in zip(plain, other, strict=True))
