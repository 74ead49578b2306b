"""The kernel is the reckoning in Decimal, row by row: under the book's own rules and under rules of any make."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tearoad.cli.law_oracle import Answer, Line, Parcel, reckon, tracks_of
from tearoad.customs.answer import VERDICTS
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.assess import Used, assess
from tearoad.customs.frame import Read, read
from tearoad.customs.goods import SUBJECTS
from tearoad.customs.lawbook import Snapshot, made
from tearoad.customs.rates import Rates, Series
from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS, Rule, Territory
from tearoad.customs.tariff import Tariff, TariffRow
from tearoad.kernel import duty_columns as d
from tearoad.terms.days import day_number
from tearoad.wire.hs import read_nomenclature
from tearoad.wire.law import read_law

FIRST = day_number(BOOK_BEGINS)
ALL_DAYS = np.arange(FIRST, day_number(BOOK_ENDS), dtype=np.int64)
UNITS, MINOR = 10_000, {"RUB": 900_123, "KZT": 5_001_237, "USD": 10_841, "CNY": 78_213, "GBP": 8_531}  # of one euro
HS = ("", "610910", "851713", "851714", "0902300000", "220300", "392690")
CODES = read_nomenclature()


def rates() -> Rates:
    """Every bank knows the same rates of the euro, on every day; what is missing is the rouble of Belarus."""
    base = {"CBR": "RUB", "NBK": "KZT", "HMRC": "GBP", "CBP": "USD", "PBC": "CNY", "ECB": "EUR"}
    per_euro = {**MINOR, "EUR": UNITS}
    return Rates(
        tuple(
            Series(bank, code, own, ALL_DAYS, np.full(len(ALL_DAYS), rate), np.full(len(ALL_DAYS), per_euro[own]), "")
            for bank, own in base.items()
            for code, rate in per_euro.items()
            if code != own
        )
    )


def converter(bank_currency: str) -> Any:
    """Through the bank's currency, rounded there."""
    per_euro = {**MINOR, "EUR": UNITS}

    def half_up(amount: int, top: int, bottom: int) -> int:
        return (2 * amount * top + bottom) // (2 * bottom)

    def convert(amount: int, source: str, target: str) -> int | None:
        if source == target or amount == 0:
            return amount
        if bank_currency not in per_euro or not {source, target} <= per_euro.keys():
            return None
        own = half_up(amount, per_euro[bank_currency], per_euro[source])
        return half_up(own, per_euro[target], per_euro[bank_currency])

    return convert


@cache
def own_book() -> AppliedLaw:
    snapshot = read_law().known(date(2026, 11, 24))
    rows = [
        TariffRow(code, hs, BOOK_BEGINS, BOOK_ENDS, ad_valorem, per_kg, excise, "constructed")
        for code in snapshot.territories
        for hs, ad_valorem, per_kg, excise in (("6109", 1_200, 0, 0), ("85", 0, 150, 0), ("2203", 500, 0, 1_500))
    ]
    return AppliedLaw(snapshot, rates(), Tariff(tuple(rows)), CODES)


def expected(row: dict[str, Any], law: AppliedLaw, before: tuple[int, int] | None) -> Answer:
    """What the oracle says of one parcel as the frame has it; `before` of its person."""
    rules, place = law.snapshot.rules, row["destination"]
    tracks = tracks_of(rules, place, row["subject"], row["seller_registered"], row["origin"])
    lines = [line_of(at, one, law.tariff.rows, place) for at, one in enumerate(row["lines"], 1)]
    territory = law.snapshot.territories.get(place)
    base = law.rates.base_of(territory.bank) if territory and territory.bank != "HKMA" else ""
    parcel = Parcel(
        row["day"], row["currency"], territory.currency if territory else "", row["postage_minor"], lines, before
    )
    return reckon(parcel, tracks, converter(base))


def line_of(number: int, one: dict[str, Any], rows: Sequence[TariffRow], place: str) -> Line:
    fits = [row for row in rows if row.territory == place and one["hs"].startswith(row.hs)]
    best = max(fits, key=lambda row: len(row.hs), default=None)
    own = (best.ad_valorem, best.per_kg, best.excise) if best else (None, None, None)
    return Line(number, one["hs"], one["quantity"], one["value_minor"], one["weight_grams"], *own)


def frame_of(parcels: list[dict[str, Any]]) -> pl.DataFrame:
    rows = []
    for number, parcel in enumerate(parcels):
        whole = {key: value for key, value in parcel.items() if key not in ("lines", "day")}
        whole |= {"parcel_id": f"{number:04d}", "accepted_on": parcel["day"]}
        rows += [{**whole, **line, "line": at} for at, line in enumerate(parcel["lines"], 1)]
    return pl.DataFrame(rows)


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "hs": st.sampled_from(HS),
            "quantity": st.one_of(st.integers(1, 3), st.integers(99, 103)),
            "value_minor": st.one_of(
                st.integers(0, 60_000), st.sampled_from([13_500, 15_000, 20_000, 20_001, 500_000])
            ),
            "weight_grams": st.one_of(st.integers(1, 40_000), st.sampled_from([31_000, 31_001])),
        }
    ),
    min_size=1,
    max_size=4,
)
CHANGES = [date(2019, 1, 1), date(2020, 1, 1), date(2022, 3, 28), date(2024, 4, 1), date(2026, 7, 1), date(2028, 7, 1)]
DAYS = st.one_of(
    st.dates(date(2022, 1, 1), date(2028, 12, 31)),
    st.builds(lambda day, more: day + timedelta(days=more), st.sampled_from(CHANGES), st.integers(-1, 1)),
)


def parcels_to(places: Sequence[str], day: st.SearchStrategy[date] = DAYS) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "day": day,
            "destination": st.sampled_from(places),
            "origin": st.sampled_from(["CN", "RU", "DE", "GB"]),
            "subject": st.sampled_from(SUBJECTS),
            "seller_registered": st.booleans(),
            "currency": st.sampled_from(["EUR", "RUB", "CNY", "USD", "GBP"]),
            "postage_minor": st.integers(0, 5_000),
            "consignee_id": st.sampled_from(["", "anna", "boris"]),
            "lines": LINES,
        }
    )


def compare(parcels: list[dict[str, Any]], law: AppliedLaw) -> None:
    whole = read(frame_of(parcels), law.snapshot.territories)
    found, used = assess(whole.goods, law, {})
    assert whole.goods.fault.words == ("",)
    before: Used = {}
    wrong = {int(at) for at in whole.goods.parcel[found.wrong_code]}
    for at in np.argsort(whole.goods.day, kind="stable").tolist():
        parcel, named = parcels[at], bool(parcels[at]["consignee_id"])
        key = _key(parcel, law)
        wanted = expected(parcel, law, before.get(key, (0, 0)) if named else None)
        if at in wrong:
            assert VERDICTS[found.found.verdict[at]] == "cannot_tell"
            continue
        assert VERDICTS[found.found.verdict[at]] == wanted.verdict, parcel
        assert charges_of(whole, found.found, law.snapshot, at) == wanted.charges, parcel
        assert int(found.found.total[at]) == (d.UNKNOWN if wanted.total is None else wanted.total), parcel
        if wanted.counts and named and wanted.verdict not in ("refused", "cannot_pay_amount"):
            value, grams = before.get(key, (0, 0))
            more = sum(line["weight_grams"] for line in parcel["lines"])
            before[key] = (value + int(found.found.value[at]), grams + more)
    assert used == {key: had for key, had in before.items() if any(had)}


def _key(parcel: dict[str, Any], law: AppliedLaw) -> tuple[str, str, int]:
    args = parcel["destination"], parcel["subject"], parcel["seller_registered"], parcel["origin"]
    scheme = law.scheme(*args)
    if scheme is None:
        return "", "", 0
    rule = law.snapshot.rules[law.snapshot.tracks[scheme.tracks[0]][0]]
    day = parcel["day"]
    months = (day.year - 1970) * 12 + day.month - 1
    period = {"person and day": day_number(day), "person and month": months}.get(scheme.unit, months // 12)
    return parcel["consignee_id"], rule.jurisdiction, period


def charges_of(whole: Read, found: d.Found, law: Snapshot, parcel: int) -> list[tuple[Any, ...]]:
    charges = found.charges
    rows = [k for k in range(len(charges.parcel)) if charges.parcel[k] == parcel]
    return [
        (
            None if charges.line[k] == d.WHOLE_PARCEL else int(whole.line[charges.line[k]]),
            law.rules[charges.rule[k]].id,
            int(charges.base[k]),
            None if charges.amount[k] == d.UNKNOWN else int(charges.amount[k]),
            None if charges.paid[k] == d.UNKNOWN else int(charges.paid[k]),
        )
        for k in rows
    ]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(parcels_to(["RU", "KZ", "BY", "DE", "CZ", "IC", "GB", "US", "CN", "JP"]), min_size=1, max_size=12))
def test_under_the_books_own_rules(parcels: list[dict[str, Any]]) -> None:
    compare(parcels, own_book())


def rule_of(number: int, kind: str, words: dict[str, Any]) -> Rule:
    if kind == "limit" or (words["over_minor"] is None and words["over_grams"] is None):
        words["basis"] = "whole"
    if words["basis"] == "excess":
        words["per"] = "parcel"
    if words["per"] == "parcel":
        words |= {"gross_up": False, "goods": (), "not_goods": ()}
        words["ad_valorem"] = words["ad_valorem"] if isinstance(words["ad_valorem"], int) else 777
    return Rule(
        id=f"rule-{number}", jurisdiction="X", track=f"track {number}", territories=("XX",), subjects=SUBJECTS,  # type: ignore[arg-type]
        kind=kind, begins=BOOK_BEGINS, until=BOOK_ENDS, source="constructed", source_date=BOOK_BEGINS,  # type: ignore[arg-type]
        checked_by="nobody", known_from=BOOK_BEGINS, currency="EUR", **words,
    )  # fmt: skip


def maybe(values: st.SearchStrategy[int]) -> st.SearchStrategy[int | None]:
    return st.none() | values


WORDS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["in force", "in force", "unverified"]),
        "goods": st.sampled_from([(), ("61", "2203")]),
        "not_goods": st.sampled_from([(), ("85",)]),
        "hole": st.sampled_from([*[""] * 9, "nobody knows"]),
        "unit": st.sampled_from(["parcel", "person and month"]),
        "over_minor": maybe(st.integers(0, 20_000)),
        "over_grams": maybe(st.integers(0, 60_000)),
        "over_quantity": maybe(st.integers(0, 100)),
        "up_to_minor": maybe(st.integers(10_000, 200_000)),
        "unless_single": st.booleans(),
        "basis": st.sampled_from(["whole", "excess"]),
        "base": st.sampled_from(["goods", "goods and postage", "goods, postage and duty"]),
        "per": st.sampled_from(["parcel", "item", "line"]),
        "ad_valorem": st.sampled_from(["tariff", "excise"]) | st.integers(0, d.LARGEST_RATE),
        "specific_minor_per_kg": st.integers(0, 900),
        "specific_minor_per_item": st.integers(0, 300),
        "summed": st.booleans(),
        "minimum_minor": maybe(st.sampled_from([0, 100, 500])),
        "maximum_minor": maybe(st.sampled_from([100, 5_000])),
        "waived_up_to_minor": maybe(st.sampled_from([0, 100, 500])),
        "share_percent": st.integers(0, 100),
        "gross_up": st.booleans(),
        "round_to_minor": st.sampled_from([1, 5, 100]),
    }
)
KINDS = st.lists(st.sampled_from(["limit", "duty", "excise", "excise", "fee", "vat", "vat"]), max_size=4)


@st.composite
def books(draw: st.DrawFn) -> list[Rule]:
    return [rule_of(number, kind, draw(WORDS)) for number, kind in enumerate(["duty", *draw(KINDS)])]


NOTHING: dict[str, Any] = {
    "status": "in force", "basis": "whole", "per": "item", "ad_valorem": 0, "share_percent": 0, "round_to_minor": 1
}  # fmt: skip
UNCLASSIFIED = {
    "day": date(2023, 5, 4), "destination": "XX", "origin": "CN", "subject": "post", "seller_registered": False,
    "currency": "EUR", "postage_minor": 0, "consignee_id": "",
    "lines": [{"hs": "", "quantity": 1, "value_minor": 0, "weight_grams": 1}],
}  # fmt: skip


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@example([rule_of(0, "duty", {**NOTHING, "over_minor": None, "over_grams": None})], [UNCLASSIFIED])
@given(books(), st.lists(parcels_to(["XX"], st.just(date(2023, 5, 4))), min_size=1, max_size=8))
def test_under_rules_of_any_make(rules: list[Rule], parcels: list[dict[str, Any]]) -> None:
    territory = Territory("XX", {"en": "X", "ru": "X", "zh": "X"}, "UTC", "RUB", "CBR")
    rows = tuple(
        TariffRow("XX", hs, BOOK_BEGINS, BOOK_ENDS, 1_250, 333, excise, "constructed")
        for hs, excise in (("6109", 0), ("2203", 1_500), ("85", 9_000))
    )
    compare(
        parcels, AppliedLaw(made(rules, {"XX": territory}).known(BOOK_ENDS), rates_of_one_bank(), Tariff(rows), CODES)
    )


@cache
def rates_of_one_bank() -> Rates:
    return Rates(tuple(series for series in rates().series if series.bank == "CBR"))
