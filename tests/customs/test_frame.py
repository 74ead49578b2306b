"""Every row of a frame is understood, or its parcel is bad input with the line and the column in words - and the other
parcels of the file are answered as if it were not there."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

from tearoad.boot.law import applied_law
from tearoad.customs.answer import charges_frame, parcels_frame
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.assess import assess
from tearoad.customs.frame import REQUIRED, read
from tearoad.kernel.duty_columns import LARGEST_GRAMS, LARGEST_MINOR, LARGEST_QUANTITY, MOST_LINES
from tearoad.terms.days import day_number
from tearoad.terms.refusal import BadInput

GOOD = {
    "parcel_id": "m", "line": 1, "hs": "851713", "quantity": 1, "value_minor": 35_000, "currency": "EUR",
    "weight_grams": 5_000, "origin": "CN", "destination": "RU", "accepted_on": "2026-08-01", "subject": "ecommerce",
    "postage_minor": 0, "seller_registered": "false", "consignee_id": "anna",
}  # fmt: skip
OTHERS = [
    {**GOOD, "parcel_id": "a"},
    {**GOOD, "parcel_id": "z", "destination": "DE", "line": 7},
    {**GOOD, "parcel_id": "z", "destination": "DE", "line": 3, "hs": "610910"},
]


@cache
def law() -> AppliedLaw:
    return applied_law(date(2026, 11, 24))


def answered(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    goods = read(frame, law().snapshot.territories)
    found, _ = assess(goods.goods, law(), {})
    return charges_frame(goods, law(), found), parcels_frame(goods, law(), found)


def strings(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """As a CSV file gives them: words, and nothing where a cell is empty."""
    words = [{key: None if value is None else str(value) for key, value in row.items()} for row in rows]
    return pl.DataFrame(words, schema=dict.fromkeys(GOOD, pl.String))


def reason_of_bad(frame: pl.DataFrame) -> str:
    """The reason of parcel m, when all else of the file stands."""
    charges, parcels = answered(frame)
    own = parcels.filter(parcel_id="m").row(0, named=True)
    assert (own["verdict"], own["total_minor"]) == ("bad_input", None)
    assert charges.filter(parcel_id="m").is_empty()
    plain_charges, plain_parcels = answered(strings(OTHERS))
    assert charges.filter(pl.col("parcel_id") != "m").equals(plain_charges)
    assert parcels.filter(pl.col("parcel_id") != "m").equals(plain_parcels)
    counts = dict(parcels["verdict"].value_counts().iter_rows())
    assert counts.pop("bad_input") == 1
    assert sum(counts.values()) == 2
    return str(own["reason"])


DAYS = "a day of the book, 2013-01-01 to before 2029-01-01"
PLACE = "a country or territory code of two letters"


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("value_minor", -1, f"a whole number from 0 to {LARGEST_MINOR}"),
        ("value_minor", 10**15, f"a whole number from 0 to {LARGEST_MINOR}"),
        ("value_minor", LARGEST_MINOR + 1, f"a whole number from 0 to {LARGEST_MINOR}"),
        ("value_minor", 10**30, f"a whole number from 0 to {LARGEST_MINOR}"),
        ("value_minor", "350.5", f"a whole number from 0 to {LARGEST_MINOR}"),
        ("value_minor", "many", f"a whole number from 0 to {LARGEST_MINOR}"),
        ("value_minor", "1e3", f"a whole number from 0 to {LARGEST_MINOR}"),
        ("value_minor", "0x10", f"a whole number from 0 to {LARGEST_MINOR}"),
        ("value_minor", None, f"a whole number from 0 to {LARGEST_MINOR}"),
        ("weight_grams", 0, f"a whole number from 1 to {LARGEST_GRAMS}"),
        ("weight_grams", -5, f"a whole number from 1 to {LARGEST_GRAMS}"),
        ("weight_grams", LARGEST_GRAMS + 1, f"a whole number from 1 to {LARGEST_GRAMS}"),
        ("weight_grams", None, f"a whole number from 1 to {LARGEST_GRAMS}"),
        ("quantity", 0, f"a whole number from 1 to {LARGEST_QUANTITY}"),
        ("quantity", "two", f"a whole number from 1 to {LARGEST_QUANTITY}"),
        ("quantity", None, f"a whole number from 1 to {LARGEST_QUANTITY}"),
        ("postage_minor", -1, f"a whole number from 0 to {LARGEST_MINOR}"),
        ("postage_minor", 10**15, f"a whole number from 0 to {LARGEST_MINOR}"),
        ("line", "x", f"a whole number from 0 to {LARGEST_QUANTITY}"),
        ("line", None, f"a whole number from 0 to {LARGEST_QUANTITY}"),
        ("currency", "XXX", "a currency code of ISO 4217 that is reckoned in here"),
        ("currency", "eur", "a currency code of ISO 4217 that is reckoned in here"),
        ("currency", None, "a currency code of ISO 4217 that is reckoned in here"),
        ("destination", "ZZ", PLACE),
        ("destination", None, PLACE),
        ("origin", "ZZ", PLACE),
        ("origin", " CN", PLACE),
        ("hs", "85171", "6 to 10 digits"),
        ("hs", "85171300000", "6 to 10 digits"),
        ("hs", "8517.13", "6 to 10 digits"),
        ("hs", "٨٥١٧١٣", "6 to 10 digits"),
        ("subject", "present", "one of post, express, ecommerce, gift, sample, commercial"),
        ("seller_registered", "perhaps", "true or false"),
        ("accepted_on", "2012-12-31", DAYS),
        ("accepted_on", "2029-01-01", DAYS),
        ("accepted_on", "2026-02-29", DAYS),
        ("accepted_on", "01.08.2026", DAYS),
        ("accepted_on", "soon", DAYS),
        ("accepted_on", None, DAYS),
        ("accepted_on", "0001-01-01T00:00:00+14:00", DAYS),
        ("accepted_on", "9999-12-31T23:59:59-12:00", DAYS),
        ("accepted_on", "2028-12-31T21:00:00Z", DAYS),  # midnight in Moscow
    ],
)
def test_a_bad_cell_is_named_and_hurts_nobody_else(column: str, cell: object, expected: str) -> None:
    reason = reason_of_bad(strings([OTHERS[0], {**GOOD, column: cell}, *OTHERS[1:]]))
    said = "nothing" if cell is None else repr(str(cell))
    if column in {"currency", "destination", "origin"} and cell is None:
        said = "''"
    assert reason == f"line 1, column {column}: {said}, expected {expected}"


def test_the_ends_of_the_bounds_are_good() -> None:
    ends = {
        "value_minor": LARGEST_MINOR,
        "weight_grams": LARGEST_GRAMS,
        "quantity": 100,
        "postage_minor": LARGEST_MINOR,
    }
    days = ("2013-01-01", "2028-12-31", "2012-12-31T20:00:00Z", "2028-12-31T20:59:59Z")  # Moscow was at +4 in 2013
    rows = [{**GOOD, **ends, "parcel_id": day, "accepted_on": day, "hs": ""} for day in days]
    assert "bad_input" not in answered(strings(rows))[1]["verdict"].to_list()
    assert answered(strings([{**GOOD, "value_minor": 0, "weight_grams": 1}]))[1]["total_minor"].to_list() == [0]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([1.5, 2.0, 3.0], pl.Float64),
        ([float("nan"), 2.0, 3.0], pl.Float64),
        ([float("inf"), 2.0, 3.0], pl.Float64),
        ([2.0**60, 2.0, 3.0], pl.Float64),
        ([Decimal("1.50"), Decimal("2.00"), Decimal("3.00")], pl.Decimal(10, 2)),
        ([-1, 2, 3], pl.Int64),
        ([2**63 + 1, 2, 3], pl.UInt64),
    ],
)
def test_numbers_of_other_types_must_be_whole(cells: list[Any], kind: Any) -> None:
    rows = [{**GOOD, "parcel_id": name} for name in "mno"]
    frame = strings(rows).with_columns(value_minor=pl.Series(cells, dtype=kind))
    _, parcels = answered(frame)
    assert parcels["verdict"].to_list() == ["bad_input", "ok", "ok"]
    assert "line 1, column value_minor: '" in parcels["reason"].to_list()[0]
    assert parcels["value_law_minor"].to_list() == [None, 2, 3]


@pytest.mark.parametrize(
    "column",
    [
        pl.Series("value_minor", [True]),
        pl.Series("value_minor", [date(2026, 1, 1)]),
        pl.Series("value_minor", [timedelta(days=1)]),
        pl.Series("value_minor", [[1]]),
        pl.Series("accepted_on", [20_260_801]),
        pl.Series("accepted_on", [2**30]).cast(pl.Date),
        pl.Series("accepted_on", [2**62]).cast(pl.Datetime("us")),
        pl.Series("accepted_on", [{"day": 1}]),
        pl.Series("value_minor", [None]),
    ],
    ids=lambda column: f"{column.name} {column.dtype}",
)
def test_a_column_of_another_kind_is_bad_in_every_row(column: pl.Series) -> None:
    _, parcels = answered(strings([GOOD]).with_columns(column))
    assert parcels["verdict"].to_list() == ["bad_input"]
    assert f"line 1, column {column.name}: " in parcels["reason"].to_list()[0]
    assert "\n" not in parcels["reason"].to_list()[0]


@pytest.mark.parametrize(
    "column", [pl.Series("hs", [["851713"]]), pl.Series("consignee_id", [b"\xff"])], ids=["list", "bytes"]
)
def test_a_column_that_holds_no_words_is_an_error(column: pl.Series) -> None:
    with pytest.raises(BadInput, match=rf"column {column.name}: .*, expected words in UTF-8"):
        read(strings([GOOD]).with_columns(column), law().snapshot.territories)


def test_an_empty_id_is_bad_and_its_rows_are_one_parcel() -> None:
    _, parcels = answered(strings([{**GOOD, "parcel_id": None}, *OTHERS, {**GOOD, "parcel_id": "", "line": 2}]))
    assert parcels["parcel_id"].to_list() == ["", "a", "z"]
    assert parcels["verdict"].to_list()[0] == "bad_input"
    assert parcels["reason"].to_list()[0] == "line 1, column parcel_id: '', expected a word"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("currency", "USD"), ("origin", "TR"), ("destination", "KZ"), ("subject", "post"),
        ("accepted_on", "2026-08-02"), ("postage_minor", 1), ("seller_registered", "true"), ("consignee_id", "boris"),
    ],
)  # fmt: skip
def test_lines_of_one_parcel_agree(column: str, cell: object) -> None:
    reason = reason_of_bad(strings([GOOD, *OTHERS, {**GOOD, "line": 2, column: cell}]))
    assert reason == f"line 2, column {column}: another than in the first line of the parcel"


def test_a_line_stands_once() -> None:
    assert reason_of_bad(strings([GOOD, *OTHERS, GOOD])) == (
        "line 2, column line: '1', expected each number once in a parcel"
    )
    rows = [{**GOOD, "line": line} for line in (9, 1, 4)]
    assert answered(strings(rows))[1]["verdict"].to_list() == ["ok_with_doubt"]


def test_the_first_fault_of_a_parcel_is_told() -> None:
    rows = [{**GOOD, "line": 5, "weight_grams": 0, "hs": "1"}, {**GOOD, "line": 4, "currency": "XXX"}]
    assert reason_of_bad(strings([*OTHERS, *rows])).startswith("line 5, column weight_grams")


def test_lines_are_limited_together_too() -> None:
    for column, most in (("value_minor", LARGEST_MINOR), ("weight_grams", LARGEST_GRAMS)):
        rows = [{**GOOD, "line": line, column: most // 2 + line} for line in (0, 1)]
        assert reason_of_bad(strings([*OTHERS, *rows])) == (
            f"column {column}: {most + 1} in all lines, expected at most {most}"
        )
        rows[1][column] = most // 2
        assert "bad_input" not in answered(strings(rows))[1]["verdict"].to_list()


def test_a_parcel_has_a_bounded_number_of_lines() -> None:
    many = strings([GOOD]).with_columns(line=pl.lit(1)).join(pl.DataFrame({"line": [1] * (MOST_LINES + 1)}), on="line")
    many = many.with_columns(line=pl.int_range(pl.len()), value_minor=pl.lit(1), weight_grams=pl.lit(1))
    assert answered(many)[1]["reason"].to_list() == [f"more than {MOST_LINES} lines"]
    assert answered(many.head(MOST_LINES))[1]["verdict"].to_list() == ["ok"]


@pytest.mark.parametrize("column", REQUIRED)
def test_a_missing_column_is_an_error(column: str) -> None:
    with pytest.raises(BadInput, match=f"columns {column} are missing; expected parcel_id, value_minor"):
        read(strings([GOOD]).drop(column), law().snapshot.territories)


def test_other_columns_have_defaults() -> None:
    goods = read(strings([GOOD]).select(REQUIRED), law().snapshot.territories).goods
    assert (goods.quantity.tolist(), goods.postage_minor.tolist(), goods.registered.tolist()) == ([1], [0], [0])
    assert (goods.hs.words, goods.subject.words, goods.person.tolist()) == (("",), ("",), [0])


def test_lines_without_a_number_are_counted_within_their_parcel() -> None:
    rows = [{**GOOD, "parcel_id": name} for name in ("b", "a", "b", "c", "a", "b")]
    whole = read(strings(rows).drop("line"), law().snapshot.territories)
    assert whole.line.tolist() == [1, 1, 2, 1, 2, 3]
    assert whole.goods.parcel.tolist() == [1, 0, 1, 2, 0, 1]
    assert whole.parcel_ids.to_list() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("place", "moment", "day"),
    [
        ("RU", "2026-06-30T20:59:59Z", "2026-06-30"),
        ("RU", "2026-06-30T21:00:00Z", "2026-07-01"),
        ("RU", "2026-07-01T00:00:00+03:00", "2026-07-01"),
        ("RU", "2013-06-30T20:00:00Z", "2013-07-01"),  # Moscow stood four hours east of UTC then
        ("BE", "2026-06-30T21:59:59+00:00", "2026-06-30"),
        ("BE", "2026-06-30T22:00:00+00:00", "2026-07-01"),
        ("BE", "2026-01-01T22:59:59Z", "2026-01-01"),
        ("BE", "2026-01-01T23:00:00Z", "2026-01-02"),
        ("CN", "2026-06-30T16:00:00Z", "2026-07-01"),
        ("US", "2026-07-24T03:59:59Z", "2026-07-23"),
        ("US", "2026-07-24T04:00:00Z", "2026-07-24"),
        ("JP", "2026-06-30T23:59:59Z", "2026-06-30"),  # no territory of the book: the clock of UTC
        ("RU", "2026-06-30T23:59:59", "2026-06-30"),  # no zone: the clock of the place
        ("RU", " 2026-06-30 ", "2026-06-30"),
    ],
)
def test_a_moment_is_a_day_where_the_declaration_is_accepted(place: str, moment: str, day: str) -> None:
    goods = read(strings([{**GOOD, "destination": place, "accepted_on": moment}]), law().snapshot.territories).goods
    assert goods.day.tolist() == [day_number(date.fromisoformat(day))]


def test_one_moment_is_another_day_in_another_place() -> None:
    moment = datetime(2026, 6, 30, 21, 30, tzinfo=UTC)
    rows = [{**GOOD, "parcel_id": place, "destination": place} for place in ("DE", "RU", "US")]
    frame = strings(rows).with_columns(accepted_on=pl.Series([moment] * 3))
    days = read(frame, law().snapshot.territories).goods.day
    assert np.diff(days).tolist() == [1, -1]
    assert answered(frame)[0].filter(parcel_id="RU")["rule"].to_list()[0] == "eaeu-ecommerce-2026"
