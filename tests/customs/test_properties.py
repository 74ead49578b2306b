"""What holds of any goods under the shipped book: batches and singles, orders and parts, growth with value."""

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tearoad.boot.law import applied_law
from tearoad.customs.answer import charges_frame, parcels_frame
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.assess import Assessment, Used, assess
from tearoad.customs.frame import Read, read
from tearoad.customs.goods import SUBJECTS
from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS, Rule
from tearoad.customs.tariff import Tariff, TariffRow
from tearoad.kernel import duty_columns as d

CHANGES = [date(2019, 1, 1), date(2020, 1, 1), date(2022, 3, 28), date(2024, 4, 1), date(2025, 8, 29), date(2026, 7, 1)]
DAYS = st.one_of(
    st.dates(date(2013, 1, 1), date(2028, 12, 31)),
    st.builds(lambda day, more: day + timedelta(days=more), st.sampled_from(CHANGES), st.integers(-1, 1)),
)
PLACES = ("RU", "KZ", "BY", "DE", "CZ", "IC", "GB", "US", "CN", "HK", "JP")
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "hs": st.sampled_from(["", "610910", "6109100000", "851762", "851713", "220300", "392690"]),
            "quantity": st.one_of(st.integers(1, 3), st.just(101)),
            "value_minor": st.one_of(st.integers(0, 60_000), st.sampled_from([13_500, 15_000, 20_000, 20_001])),
            "weight_grams": st.one_of(st.integers(1, 40_000), st.sampled_from([31_000, 31_001])),
        }
    ),
    min_size=1,
    max_size=4,
)


def parcels(days: st.SearchStrategy[date] = DAYS, who: Sequence[str] = ("", "anna", "boris")) -> Any:
    whole = st.fixed_dictionaries(
        {
            "accepted_on": days,
            "destination": st.sampled_from(PLACES),
            "origin": st.sampled_from(["CN", "RU", "DE", "GB"]),
            "subject": st.sampled_from(["", *SUBJECTS]),
            "seller_registered": st.booleans(),
            "currency": st.sampled_from(["EUR", "RUB", "CNY", "USD", "GBP"]),
            "postage_minor": st.integers(0, 5_000),
            "consignee_id": st.sampled_from(who),
            "lines": LINES,
        }
    )
    return st.lists(whole, min_size=1, max_size=8)


# Few persons and days, and the regimes in which allowances are used up: those of a month, a day and a year.
CROWDED = st.lists(
    st.builds(
        lambda regime, day, who, value, grams: {
            "accepted_on": regime[2] + timedelta(days=day), "destination": regime[0], "subject": regime[1],
            "origin": "DE" if regime[0] == "CN" else "CN", "seller_registered": False, "currency": "EUR",
            "postage_minor": 0, "consignee_id": who,
            "lines": [{"hs": "851762", "quantity": 1, "value_minor": value, "weight_grams": grams}],
        },
        st.sampled_from([("RU", "post", date(2019, 5, 30)), ("BY", "gift", date(2017, 5, 30)),
                         ("US", "express", date(2020, 3, 4)), ("CN", "ecommerce", date(2020, 12, 30))]),
        st.integers(0, 3), st.sampled_from(["anna", "boris"]), st.integers(10_000, 120_000), st.integers(1, 20_000),
    ),
    min_size=2,
    max_size=14,
)  # fmt: skip


@cache
def law() -> AppliedLaw:
    shipped = applied_law(date(2026, 11, 24))
    rows = [
        TariffRow(code, hs, BOOK_BEGINS, BOOK_ENDS, ad_valorem, per_kg, excise, "constructed")
        for code in shipped.snapshot.territories
        for hs, ad_valorem, per_kg, excise in (("6109", 1_200, 0, 0), ("85", 0, 150, 0), ("2203", 500, 0, 1_500))
    ]
    return AppliedLaw(shipped.snapshot, shipped.rates, Tariff(tuple(rows)), shipped.codes)


def frame(found: list[dict[str, Any]], names: Callable[[int], str] = "{:03d}".format) -> pl.DataFrame:
    rows = []
    for number, parcel in enumerate(found):
        whole = {key: value for key, value in parcel.items() if key != "lines"} | {"parcel_id": names(number)}
        rows += [{**whole, **line, "line": at} for at, line in enumerate(parcel["lines"], 1)]
    return pl.DataFrame(rows)


class Answered:
    """Goods, what is owed on them, and what persons have used then."""

    def __init__(self, goods: pl.DataFrame, used: Used | None = None, *, everything: bool = False) -> None:
        self.goods: Read = read(goods, law().snapshot.territories)
        self.found: Assessment
        self.found, self.used = assess(self.goods.goods, law(), used or {}, everything=everything)
        self.charges = charges_frame(self.goods, law(), self.found)
        self.parcels = parcels_frame(self.goods, law(), self.found)


def in_time(goods: pl.DataFrame) -> list[str]:
    """Ids of parcels by day and id, in which allowances are used."""
    return goods.select("accepted_on", "parcel_id").unique().sort(pl.all())["parcel_id"].to_list()


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(parcels() | CROWDED)
def test_a_batch_is_its_parcels_one_by_one(found: list[dict[str, Any]]) -> None:
    goods = frame(found)
    whole = Answered(goods)
    used: Used = {}
    for name in in_time(goods):
        one = Answered(goods.filter(parcel_id=name), used)
        used = one.used
        assert one.charges.equals(whole.charges.filter(parcel_id=name))
        assert one.parcels.drop("split_over").equals(whole.parcels.filter(parcel_id=name).drop("split_over"))
    assert used == whole.used


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(parcels() | CROWDED, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(found: list[dict[str, Any]], luck: random.Random) -> None:
    goods = frame(found)
    order = list(range(goods.height))
    luck.shuffle(order)
    whole, shuffled = Answered(goods), Answered(goods[order])
    assert shuffled.charges.equals(whole.charges)
    assert shuffled.parcels.equals(whole.parcels)
    assert shuffled.used == whole.used


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(parcels(who=("",)), st.randoms(use_true_random=False))
def test_the_names_of_parcels_are_irrelevant_where_nobody_is_named(
    found: list[dict[str, Any]], luck: random.Random
) -> None:
    order = list(range(len(found)))
    luck.shuffle(order)
    names = {f"{number:03d}": f"x{order[number]:03d}" for number in range(len(found))}
    plain, renamed = Answered(frame(found)), Answered(frame(found, lambda number: names[f"{number:03d}"]))
    for one, other in ((plain.charges, renamed.charges), (plain.parcels, renamed.parcels)):
        back = one.with_columns(pl.col("parcel_id").replace_strict(names)).sort("parcel_id", maintain_order=True)
        assert back.equals(other)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(CROWDED | parcels(), st.integers(0, 20), st.integers(0, 20))
def test_goods_in_parts_are_the_goods_as_a_whole(found: list[dict[str, Any]], first: int, second: int) -> None:
    """Cut twice, anywhere in the order of days and ids, with what was used handed on."""
    goods = frame(found)
    whole, names, used = Answered(goods), in_time(goods), dict[tuple[str, str, int], tuple[int, int]]()
    cuts = sorted({0, len(names), min(first, len(names)), min(second, len(names))})
    for begin, end in pairwise(cuts):
        part = Answered(goods.filter(pl.col("parcel_id").is_in(names[begin:end])), used)
        used = part.used
        own = pl.col("parcel_id").is_in(names[begin:end])
        assert part.charges.equals(whole.charges.filter(own))
        assert part.parcels.drop("split_over").equals(whole.parcels.filter(own).drop("split_over"))
    assert used == whole.used


def test_an_allowance_is_used_up_by_day_and_by_id_within_a_day() -> None:
    """EUR 500 and 31 kg a month in 2019: three parcels of EUR 300, by whichever row they stand in."""
    days = {"b": date(2019, 5, 2), "a": date(2019, 5, 2), "c": date(2019, 5, 1), "d": date(2019, 6, 1)}
    rows = [
        {"parcel_id": name, "value_minor": 30_000, "currency": "EUR", "weight_grams": 1_000, "origin": "CN",
         "destination": "RU", "accepted_on": day, "subject": "post", "consignee_id": "anna"}
        for name, day in days.items()
    ]  # fmt: skip
    found = Answered(pl.DataFrame(rows))
    assert dict(found.charges.select("parcel_id", "base_minor").iter_rows()) == {"a": 10_000, "b": 30_000}
    months = (2019 - 1970) * 12 + 4
    assert found.used == {("anna", "EAEU", months): (90_000, 3_000), ("anna", "EAEU", months + 1): (30_000, 1_000)}


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(parcels() | CROWDED)
def test_asking_everything_changes_nothing_that_is_owed(found: list[dict[str, Any]]) -> None:
    plain, whole = Answered(frame(found)), Answered(frame(found), everything=True)
    asked = whole.charges.filter(pl.col("law_amount_minor").fill_null(1) != 0)
    assert asked.equals(plain.charges)
    assert whole.charges.height >= plain.charges.height
    for name in ("verdict", "why", "total", "value"):
        assert np.array_equal(getattr(whole.found.found, name), getattr(plain.found.found, name))
    assert whole.parcels.equals(plain.parcels)
    assert whole.used == plain.used


OF_LAW = {"RU": "EUR", "KZ": "EUR", "BY": "EUR", "DE": "EUR", "GB": "GBP", "US": "USD", "CN": "CNY"}


def cliffs(rule: Rule) -> set[int]:
    """Values at which a rule may ask less of more: where it stops asking, and where a limit refuses."""
    limit = rule.over_minor if rule.kind == "limit" else None
    return {value for value in (rule.up_to_minor, limit) if value is not None}


def rules_of(found: Assessment, parcel: int, day: date) -> list[Rule]:
    scheme = found.schemes[found.scheme[parcel]]
    tracks = [law().snapshot.tracks[at] for at in scheme.tracks]
    return [rule for track in tracks for rule in law().snapshot.rules[slice(*track)] if rule.begins <= day < rule.until]


THRESHOLDS = st.deferred(
    lambda: st.sampled_from(
        sorted({at for rule in law().snapshot.rules for at in (rule.over_minor, rule.up_to_minor) if at is not None})
    )
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(OF_LAW)), DAYS, st.sampled_from(sorted({*SUBJECTS} - {"sample"})), st.booleans(),
    st.sampled_from(["610910", "851762"]), st.integers(0, 300_000) | THRESHOLDS, st.just(1) | st.integers(1, 300_000),
    st.integers(1, 40_000), st.integers(0, 5_000),
)  # fmt: skip
def test_what_is_owed_grows_with_value_but_for_declared_cliffs(
    place: str, day: date, subject: str, registered: bool, hs: str, value: int, more: int, grams: int, postage: int
) -> None:
    shared = {
        "currency": OF_LAW[place], "origin": "JP", "destination": place, "accepted_on": day, "subject": subject,
        "seller_registered": registered, "hs": hs, "weight_grams": grams, "postage_minor": postage,
    }  # fmt: skip
    told = Answered(
        pl.DataFrame([{**shared, "parcel_id": "ab"[at], "value_minor": value + at * more} for at in (0, 1)])
    )
    verdicts = told.found.found.verdict
    if (verdicts > d.CANNOT_PAY).any():
        return
    rules = rules_of(told.found, 0, day)
    if any(value <= cliff < value + more for rule in rules for cliff in cliffs(rule)):
        return
    owed = {
        name: told.charges.filter(pl.col("parcel_id") == name).group_by("kind").agg(pl.col("law_amount_minor").sum())
        for name in "ab"
    }
    less, most = (dict(one.iter_rows()) for one in owed.values())
    for kind, amount in less.items():
        assert amount <= most.get(kind, 0), (kind, value, value + more)


def test_the_declared_cliffs_are_cliffs() -> None:
    """Where the book asks less of more: EUR 3 an item end above EUR 150 into a tariff that may be free."""
    shared = {"currency": "EUR", "origin": "CN", "destination": "DE", "accepted_on": date(2026, 8, 3), "hs": "851762",
              "weight_grams": 100, "subject": "ecommerce"}  # fmt: skip
    goods = [{**shared, "parcel_id": str(value), "value_minor": value} for value in (15_000, 15_001)]
    duty = Answered(pl.DataFrame(goods)).charges.filter(kind="duty")
    assert dict(duty.select("parcel_id", "law_amount_minor").iter_rows()) == {"15000": 300, "15001": 15}
    known = {(rule.jurisdiction, cliff) for rule in law().snapshot.rules for cliff in cliffs(rule)}
    assert {("EU duty", 15_000), ("United Kingdom", 13_500), ("China", 500_000)} <= known
