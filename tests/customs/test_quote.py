"""A quote tells in three languages which threshold, since when, at which rate, by whose word; and what will change."""

import re
from datetime import date
from functools import cache
from typing import Any

import pytest

from tearoad.boot.law import applied_law
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.phrases import LANGUAGES, MONTHS, PHRASES
from tearoad.customs.quote import Quote, quotes
from tearoad.customs.rates import Rates
from tearoad.customs.tariff import Tariff, TariffRow

LINE = {
    "parcel_id": "p", "hs": "851713", "value_minor": 35_000, "currency": "EUR", "weight_grams": 5_000, "origin": "CN",
    "destination": "RU", "accepted_on": "2026-08-01",
}  # fmt: skip


@cache
def law() -> AppliedLaw:
    return applied_law(date(2026, 11, 24))


def quote(language: str = "en", latest: date | None = None, under: AppliedLaw | None = None, **words: Any) -> Quote:
    (found,) = quotes([{**LINE, **words}], under or law(), language, {"p": latest} if latest else None)
    return found


def test_every_language_has_the_same_phrases_with_the_same_places() -> None:
    assert set(PHRASES) == set(MONTHS) == set(LANGUAGES)
    places = re.compile(r"\{(\w+)[^}]*\}")
    for key, phrase in PHRASES["en"].items():
        for language in LANGUAGES:
            said = PHRASES[language][key]
            assert said.strip()
            assert sorted(places.findall(said)) == sorted(places.findall(phrase)), (language, key)
    assert len({frozenset(PHRASES[language]) for language in LANGUAGES}) == 1
    assert all(len(months) == len(set(months)) == 12 for months in MONTHS.values())


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("350.00 EUR and 5 kg exceed 200.00 EUR", "since 1 July 2026", "duty 5 % of the whole 350.00 EUR",
                "at least 1.00 EUR per kg", "= 17.50 EUR", "Not counted in the total: the rule is unverified.")),
        ("ru", ("350.00 EUR и 5 кг превышают 200.00 EUR", "с 1 июля 2026 г.", "пошлина 5 % от всей суммы 350.00 EUR",
                "не менее 1.00 EUR за кг", "= 17.50 EUR", "В итог не входит: статус правила - не проверено.")),
        ("zh", ("350.00 EUR、5 公斤超过", "2026年7月1日", "关税5 %", "每公斤不低于 1.00 EUR", "= 17.50 EUR",
                "不计入合计：该规定的状态为未核实。")),
    ],
)  # fmt: skip
def test_reasons_name_threshold_day_rate_and_source(language: str, told: tuple[str, ...]) -> None:
    found = quote(language)
    whole = "\n".join(found.reasons)
    rules = {rule.id: rule for rule in law().snapshot.rules}
    for words in told:
        assert words in whole
    for name in ("eaeu-ecommerce-2026", "ru-vat-ecommerce-2026"):
        assert f"{rules[name].source} [{name}]" in whole
    assert "1 640.63 RUB" in whole
    assert "2026-08-01" in whole
    assert "22 %" in whole


def test_the_source_is_told_of_each_rule_that_was_asked_even_where_nothing_is_owed() -> None:
    found = quote(value_minor=20_000, weight_grams=31_000)
    assert (found.parcel["verdict"], found.parcel["total_minor"], found.charges) == ("ok", 0, [])
    assert found.reasons[0] == ("200.00 EUR and 31 kg do not exceed 200.00 EUR, in force since 1 July 2026: no duty.")
    assert any("[eaeu-ecommerce-2026]" in sentence for sentence in found.reasons)


def test_sentences_end_once() -> None:
    for language in LANGUAGES:
        for words in ({}, {"value_minor": 1}, {"subject": "express"}, {"destination": "DE"}, {"destination": "HK"},
                      {"accepted_on": "2028-02-29"}, {"quantity": 101}, {"destination": "GB"}):  # fmt: skip
            for sentence in quote(language, **words).reasons:
                assert re.search(r"[^.。]([.。]|г\.)$", sentence), sentence


@pytest.mark.parametrize(
    ("grams", "told"), [(31_001, "31.001 kg"), (1_234_567, "1234.567 kg"), (10**9, "1000000 kg"), (7, "0.007 kg")]
)
def test_weights_are_told_to_the_gram(grams: int, told: str) -> None:
    assert f" and {told} " in quote(weight_grams=grams, subject="post").reasons[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_change_between_the_expected_day_and_the_last_is_a_warning(language: str) -> None:
    before = date(2026, 6, 30)
    (warned,) = quote(language, date(2026, 7, 1), accepted_on=str(before)).warnings
    for day in (before, date(2026, 7, 1)):
        assert PHRASES[language]["date"].format(
            day=day.day, month=MONTHS[language][day.month - 1], year=day.year
        ) in warned  # fmt: skip
    assert "22.50 EUR" in warned
    assert PHRASES[language]["in doubt"].format(amount="17.50 EUR") in warned
    assert quote(language, date(2026, 6, 30), accepted_on="2026-06-29").warnings == []
    assert quote(language, date(2026, 7, 2), accepted_on="2026-07-01").warnings == []


def test_no_last_day_or_one_that_is_past_is_no_warning() -> None:
    assert quote(accepted_on="2026-06-30").warnings == []
    assert quote(latest=date(2026, 6, 1), accepted_on="2026-07-01").warnings == []


@pytest.mark.parametrize(
    ("words", "latest", "told"),
    [
        ({"destination": "US", "subject": "express", "accepted_on": "2025-08-28", "origin": "DE"}, date(2025, 8, 29),
         "0.00 USD would be what nobody can tell."),
        ({"destination": "CN", "origin": "DE", "accepted_on": "2018-12-31", "subject": "ecommerce", "currency": "CNY",
          "value_minor": 210_000, "quantity": 2}, date(2019, 1, 1), "336.00 CNY would be 235.20 CNY."),
        ({"destination": "CN", "origin": "DE", "accepted_on": "2018-12-31", "subject": "ecommerce", "currency": "CNY",
          "value_minor": 1_000_000, "quantity": 2}, date(2019, 1, 1), "1 600.00 CNY would be a refusal."),
    ],
)  # fmt: skip
def test_a_change_is_told_by_what_it_comes_to(words: dict[str, Any], latest: date, told: str) -> None:
    rate = TariffRow("CN", "8517", date(2013, 1, 1), date(2029, 1, 1), 0, 0, 0, "the test")
    under = AppliedLaw(law().snapshot, law().rates, Tariff((rate,)), law().codes)
    (warned,) = quote(latest=latest, under=under, **{**words, "consignee_id": "anna", "hs": "851762"}).warnings
    assert warned.endswith(f"on the last day {told}")


def test_quotes_stand_in_the_order_of_their_ids_and_only_the_named_are_warned() -> None:
    lines = [{**LINE, "parcel_id": name, "accepted_on": "2026-06-30"} for name in ("c", "a", "b")]
    found = quotes(lines, law(), "en", {"b": date(2026, 7, 1)})
    assert [one.parcel["parcel_id"] for one in found] == ["a", "b", "c"]
    assert [len(one.warnings) for one in found] == [0, 1, 0]
    assert quotes(lines[:1], law(), "en")[0].charges == found[2].charges


def test_lines_of_one_parcel_are_one_quote() -> None:
    lines = [{**LINE, "value_minor": 17_500, "weight_grams": 2_500, "line": line} for line in (1, 2)]
    (whole,) = quotes(lines, law(), "en")
    assert whole.charges == quote().charges
    assert whole.reasons == quote().reasons


def test_a_missing_rate_names_the_day_in_every_language() -> None:
    bare = AppliedLaw(law().snapshot, Rates(()), Tariff(), law().codes)
    for language, said in (
        ("en", "No exchange rate from EUR to RUB on 1 August 2026."),
        ("ru", "Нет курса EUR к RUB на 1 августа 2026 г."),
        ("zh", "2026年8月1日没有 EUR 对 RUB 的汇率。"),
    ):
        found = quote(language, under=bare)
        assert said in found.reasons
        assert (found.parcel["verdict"], found.parcel["total_minor"]) == ("cannot_pay_amount", None)
        assert found.charges[0]["law_amount_minor"] == 1_750
    without = quote(under=bare, currency="CNY")
    assert without.reasons == ["No exchange rate from CNY to EUR on 1 August 2026."]
    assert without.charges == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_book_does_not_know_is_told_in_every_language(language: str) -> None:
    nowhere = quote(language, destination="HK")
    name = law().snapshot.territories["HK"].names[language]
    assert nowhere.parcel["verdict"] == "cannot_tell"
    assert name in nowhere.reasons[0]
    assert quote(language, destination="JP").parcel["verdict"] == "cannot_tell"
    (wrong, *_) = quote(language, hs="851712").reasons  # ended with 2021
    assert "851712" in wrong
    assert "851713" in wrong
    hole = quote(language, subject="sample")
    assert any("[eaeu-samples]" in sentence for sentence in hole.reasons)


def test_bad_input_is_one_reason_with_its_line_and_column() -> None:
    found = quote(value_minor=-1)
    assert found.reasons == ["line 1, column value_minor: '-1', expected a whole number from 0 to 100000000000"]
    assert (found.parcel["verdict"], found.parcel["total_minor"], found.charges) == ("bad_input", None, [])
    mixed = quotes([LINE, {**LINE, "value_minor": "many", "parcel_id": "q"}], law(), "en")
    assert [one.parcel["verdict"] for one in mixed] == ["ok_with_doubt", "bad_input"]
