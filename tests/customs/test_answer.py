"""What the frames of an answer say beside the amounts: hashes, rates of exchange, split orders, what is not known."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

from tearoad.boot.law import applied_law
from tearoad.customs.answer import VERDICTS, charges_frame, parcels_frame
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.assess import assess
from tearoad.customs.frame import read
from tearoad.customs.lawbook import Snapshot
from tearoad.customs.rates import Rates, Series
from tearoad.customs.tariff import Tariff, TariffRow
from tearoad.terms.days import day_number

DAY = date(2026, 8, 3)
PARCEL = {
    "parcel_id": "p", "currency": "EUR", "origin": "CN", "destination": "RU", "accepted_on": "2026-08-03",
    "subject": "ecommerce", "postage_minor": 0, "seller_registered": False, "consignee_id": "anna",
}  # fmt: skip
LINES = [
    {"line": 1, "hs": "610910", "quantity": 1, "value_minor": 30_000, "weight_grams": 4_000},
    {"line": 2, "hs": "851713", "quantity": 2, "value_minor": 5_000, "weight_grams": 1_000},
    {"line": 3, "hs": "", "quantity": 1, "value_minor": 0, "weight_grams": 7},
]


@cache
def shipped() -> AppliedLaw:
    return applied_law(date(2026, 11, 24))


def with_rates(*series: Series, stand_ins: tuple[str, ...] = ()) -> AppliedLaw:
    return AppliedLaw(shipped().snapshot, Rates(series, stand_ins), Tariff(), shipped().codes)


def series(bank: str, currency: str, base: str, units: int, base_units: int, day: date = DAY) -> Series:
    return Series(bank, currency, base, *(np.array([one]) for one in (day_number(day), units, base_units)), "the test")


def rows(lines: list[dict[str, Any]] = LINES, **words: Any) -> list[dict[str, Any]]:
    return [{**PARCEL, **words, **line} for line in lines]


def answered(
    goods: list[dict[str, Any]] | pl.DataFrame, law: AppliedLaw | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    law = law or shipped()
    frame = goods if isinstance(goods, pl.DataFrame) else pl.DataFrame(goods, infer_schema_length=None)
    whole = read(frame, law.snapshot.territories)
    found, _ = assess(whole.goods, law, {})
    return charges_frame(whole, law, found), parcels_frame(whole, law, found)


def inputs_hash(goods: list[dict[str, Any]]) -> int:
    (found,) = answered(goods)[1]["inputs_hash"].to_list()
    return int(found)


def test_the_hash_of_inputs_knows_no_order_of_lines_and_no_name_of_a_parcel() -> None:
    plain = inputs_hash(rows())
    assert inputs_hash(rows(LINES[::-1])) == plain
    assert inputs_hash([rows()[at] for at in (1, 2, 0)]) == plain
    assert inputs_hash(rows(parcel_id="another")) == plain
    among = answered([*rows(parcel_id="a", value_minor=1), *rows(), *rows(parcel_id="z")])[1]
    assert among.filter(parcel_id="p")["inputs_hash"].to_list() == [plain]


def test_the_hash_of_inputs_is_the_same_on_every_machine() -> None:
    assert inputs_hash(rows(LINES[:1])) == 1_624_612_435_275_372_547


@pytest.mark.parametrize(
    "words",
    [
        {"currency": "USD"}, {"origin": "TR"}, {"destination": "KZ"}, {"accepted_on": "2026-08-04"},
        {"subject": "post"}, {"subject": ""}, {"postage_minor": 1}, {"seller_registered": True},
        {"consignee_id": "boris"}, {"consignee_id": ""},
    ],
    ids=str,
)  # fmt: skip
def test_the_hash_of_inputs_changes_with_a_cell_of_the_parcel(words: dict[str, Any]) -> None:
    assert inputs_hash(rows(**words)) != inputs_hash(rows())


@pytest.mark.parametrize("words", [{"hs": "610990"}, {"hs": ""}, {"quantity": 3}, {"value_minor": 5_001},
                                   {"weight_grams": 1_001}, {"line": 9}], ids=str)  # fmt: skip
def test_the_hash_of_inputs_changes_with_a_cell_of_a_line(words: dict[str, Any]) -> None:
    changed = [LINES[0], {**LINES[1], **words}, LINES[2]]
    assert inputs_hash(rows(changed)) != inputs_hash(rows())
    assert inputs_hash(rows([*LINES, {**LINES[2], "line": 4}])) != inputs_hash(rows())


def test_cells_are_told_apart_where_their_digits_run_on() -> None:
    whole = [{**LINES[0], "quantity": 1, "value_minor": 23}, {**LINES[0], "quantity": 12, "value_minor": 3}]
    assert inputs_hash(rows(whole[:1])) != inputs_hash(rows(whole[1:]))
    swapped = [{**LINES[0], "value_minor": 5_000}, {**LINES[1], "value_minor": 30_000}, LINES[2]]
    assert inputs_hash(rows(swapped)) != inputs_hash(rows())


def test_goods_that_cannot_be_understood_have_a_hash_of_their_own() -> None:
    """What stands in the place of a bad cell is not what was said."""
    hashes = {inputs_hash(rows([{**LINES[0], "value_minor": value}])) for value in (0, -1, -2, 10**15)}
    assert len(hashes) == 4


def test_the_hash_of_the_law_stands_with_every_parcel() -> None:
    _, parcels = answered([*rows(), *rows(parcel_id="q")])
    assert parcels["law_hash"].to_list() == [shipped().snapshot.digest] * 2
    earlier = applied_law(date(2025, 12, 1)).snapshot.digest
    assert earlier != shipped().snapshot.digest


def test_a_rate_of_exchange_and_whose_it_is() -> None:
    law = with_rates(series("CBR", "EUR", "RUB", 10_000, 901_234))
    charges, parcels = answered(rows(), law)
    assert set(charges["exchange_bank"]) == {"CBR"}
    assert charges["exchange_rate"].to_list() == pytest.approx([90.1234] * charges.height)
    for row in charges.iter_rows(named=True):
        exact = Decimal(row["law_amount_minor"]) * Decimal("90.1234")
        assert row["amount_minor"] == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    assert parcels["total_minor"].to_list() == charges.filter(pl.col("counted"))["amount_minor"].to_list()


def test_a_rate_between_currencies_of_other_exponents() -> None:
    """One yen has no parts: 158.1 yen for a euro, 90 roubles for a euro."""
    law = with_rates(series("CBR", "EUR", "RUB", 1, 90), series("CBR", "JPY", "RUB", 1_581, 900))
    _, parcels = answered(rows([{**LINES[0], "value_minor": 55_335}], currency="JPY"), law)
    assert (parcels["value_law_minor"].to_list(), parcels["law_currency"].to_list()) == ([35_000], ["EUR"])


def test_a_rate_is_one_of_major_units_whatever_their_parts() -> None:
    """Were duty paid in yen: 90 roubles for a euro, 0.57 for a yen, and EUR 17.50 are 2,763 yen."""
    snapshot = shipped().snapshot
    places = {**snapshot.territories, "RU": replace(snapshot.territories["RU"], currency="JPY")}
    rates = Rates((series("CBR", "EUR", "RUB", 1, 90), series("CBR", "JPY", "RUB", 100, 57)))
    law = AppliedLaw(Snapshot(snapshot.rules, places), rates, Tariff(), shipped().codes)
    duty = answered(rows(), law)[0].filter(kind="duty").row(0, named=True)
    assert duty["exchange_rate"] == pytest.approx(90 / 0.57)
    assert (duty["law_amount_minor"], duty["amount_minor"], duty["currency"]) == (1_750, 2_763, "JPY")


def test_where_nothing_is_exchanged_no_rate_is_named() -> None:
    charges, _ = answered(rows(destination="DE"), with_rates())
    assert charges.height
    assert charges["exchange_rate"].is_null().all()
    assert charges["exchange_bank"].is_null().all()
    assert (charges["currency"] == "EUR").all()


def test_a_stand_in_is_named_as_such() -> None:
    law = with_rates(series("ECB", "RUB", "EUR", 95, 1), stand_ins=("ECB",))
    assert set(answered(rows(), law)[0]["exchange_bank"]) == {"ECB"}


def test_a_missing_rate_leaves_the_laws_amount() -> None:
    charges, parcels = answered(rows(), with_rates())
    duty = charges.filter(kind="duty").row(0, named=True)
    assert (duty["law_amount_minor"], duty["law_currency"], duty["counted"]) == (1_750, "EUR", True)
    assert (duty["amount_minor"], duty["currency"], duty["exchange_rate"]) == (None, "RUB", None)
    told = parcels.row(0, named=True)
    assert (told["verdict"], told["total_minor"]) == ("cannot_pay_amount", None)
    assert "No exchange rate from EUR to RUB on 3 August 2026." in told["reason"]


def test_a_rate_of_yesterday_is_not_that_of_today_in_a_regime_without_weekends() -> None:
    """The union's rules let a rate go on for 14 days, and no longer."""
    for days, verdict in ((14, "ok_with_doubt"), (15, "cannot_pay_amount")):
        old = series("CBR", "EUR", "RUB", 1, 90, date.fromordinal(DAY.toordinal() - days))
        assert answered(rows(), with_rates(old))[1]["verdict"].to_list() == [verdict]


def parcels_of(*names: str, **words: Any) -> list[dict[str, Any]]:
    return [row for name in names for row in rows(LINES[:1], parcel_id=name, **words)]


def test_an_order_that_is_split_over_three_parcels() -> None:
    goods = [
        *parcels_of("a", "b", "c"),
        *parcels_of("d", consignee_id="boris"),
        *parcels_of("x", "y", consignee_id="clara"),
        *parcels_of("e", accepted_on="2026-08-04"),
        *parcels_of("f", destination="KZ"),
        *rows([{**LINES[1]}], parcel_id="g"),
        *parcels_of("h", "i", consignee_id=""),
        *rows([{**LINES[2], "value_minor": 5}], parcel_id="j"),
        *parcels_of("k", weight_grams="none"),
    ]
    goods[-1] = {**goods[-1], "weight_grams": 0}
    _, parcels = answered(goods)
    assert dict(parcels.select("parcel_id", "split_over").iter_rows()) == {
        "a": 3, "b": 3, "c": 3, "x": 2, "y": 2, **dict.fromkeys("defghijk", 1)
    }  # fmt: skip


def test_a_split_is_by_the_subheading_that_is_spread_furthest() -> None:
    longer, shirt, phone = {**LINES[0], "hs": "6109100000"}, LINES[0], LINES[1]
    goods = [
        *rows([shirt, phone], parcel_id="a"), *rows([longer, {**longer, "line": 5}], parcel_id="b"),
        *rows([phone], parcel_id="c"), *rows([phone], parcel_id="d"),
    ]  # fmt: skip
    assert answered(goods)[1]["split_over"].to_list() == [3, 2, 3, 3]


def test_a_charge_on_the_whole_parcel_has_no_line_and_others_their_own() -> None:
    lines = [{**line, "line": 10 * line["line"]} for line in LINES[:2]]
    whole, _ = answered(rows(lines))
    assert whole["line"].to_list() == [None] * whole.height
    per_item = {**PARCEL, "destination": "DE", "seller_registered": True}
    items, _ = answered([{**per_item, **line, "value_minor": 100} for line in lines])
    assert items.filter(kind="duty").select("line", "law_amount_minor").rows() == [(10, 300), (20, 300)]


def test_what_nobody_can_tell_is_null_and_no_total() -> None:
    charges, parcels = answered(rows(destination="KZ", subject="commercial"))
    assert charges.height >= 2
    assert charges["law_amount_minor"].is_null().all()
    assert charges["amount_minor"].is_null().all()
    told = parcels.row(0, named=True)
    assert (told["verdict"], told["total_minor"]) == ("cannot_tell", None)
    assert "a rate for these goods is missing" in told["reason"]


def test_what_is_not_counted_is_left_out_of_the_total() -> None:
    charges, parcels = answered(rows())
    assert charges.select("kind", "counted", "status").rows() == [
        ("duty", True, "in force"), ("vat", False, "unverified"),
    ]  # fmt: skip
    assert parcels["total_minor"].to_list() == charges.filter(kind="duty")["amount_minor"].to_list()
    assert parcels["verdict"].to_list() == ["ok_with_doubt"]


def test_rates_are_those_of_the_rule_or_of_the_tariff() -> None:
    charges, _ = answered(rows())
    assert charges["rate"].to_list() == [500, 2_200]
    unknown, _ = answered(rows(destination="KZ", subject="commercial"))
    assert unknown.filter(kind="duty")["rate"].to_list() == [None] * 3


def test_an_unknown_charge_on_a_whole_parcel_has_no_rate_of_some_line() -> None:
    """Excise on a duty that nobody can tell, beside goods whose excise the tariff has."""
    known = TariffRow("CN", "220300", date(2013, 1, 1), date(2029, 1, 1), 500, 0, 1_500, "the test")
    law = AppliedLaw(shipped().snapshot, shipped().rates, Tariff((known,)), shipped().codes)
    words = {"destination": "CN", "origin": "DE", "subject": "commercial", "currency": "CNY"}
    goods = [
        row for name, hs in (("a", "220300"), ("b", "851713"))
        for row in rows([{**LINES[0], "hs": hs}], parcel_id=name, **words)
    ]  # fmt: skip
    rates = answered(goods, law)[0].filter(kind="excise").select("parcel_id", "line", "rate", "law_amount_minor").rows()
    assert rates[0][:3] == ("a", 1, 1_500)
    assert rates[1:] == [("b", None, None, None)]


def test_verdicts_cover_every_parcel_in_the_order_of_ids() -> None:
    goods = [
        *rows(parcel_id="refused", destination="CN", origin="DE", value_minor=1, subject="post"),
        *rows(parcel_id="bad", currency="XXX"), *rows(parcel_id="ok", accepted_on="2026-06-30", subject="post"),
        *rows(parcel_id="nowhere", destination="JP"),
    ]  # fmt: skip
    goods[0] = {**goods[0], "value_minor": 100_000_00}
    _, parcels = answered(goods)
    found = dict(parcels.select("parcel_id", "verdict").iter_rows())
    assert found == {"bad": "bad_input", "nowhere": "cannot_tell", "ok": "ok", "refused": "refused"}
    assert parcels["parcel_id"].is_sorted()
    assert set(VERDICTS) >= set(found.values())
    assert parcels.filter(pl.col("verdict") == "ok")["reason"].to_list() == [None]
    assert parcels.filter(pl.col("verdict") != "ok")["reason"].null_count() == 0


def test_no_goods_are_an_empty_answer() -> None:
    charges, parcels = answered(pl.DataFrame(rows()).head(0))
    assert (charges.height, parcels.height) == (0, 0)
    full_charges, full_parcels = answered(rows())
    assert (charges.columns, parcels.columns) == (full_charges.columns, full_parcels.columns)
