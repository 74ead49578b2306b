"""Landed prices: the law's own quote, the road's own lane, and one answer for both."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from tearoad.boot.quotes import quote_desk, quoter
from tearoad.customs.quote import quotes as customs_quotes
from tearoad.network.choose import cheapest
from tearoad.network.promise import door_after
from tearoad.operations.asked_quote import AskedGoods, AskedQuote, BadQuote, QuoteAnswer
from tearoad.operations.landed_price import carriage_of, duty_of, expected_declaration, one_line_each
from tearoad.operations.platform import Prices
from tearoad.operations.quotes import quoted
from tearoad.operations.understand_quote import QuoteDesk
from tearoad.terms.days import DAY

AT = datetime(2026, 8, 3, 9, tzinfo=UTC)
LINE = AskedGoods(value_minor=35_000, weight_grams=5_000)
README = {"origin": "CN", "destination": "RU", "currency": "EUR", "accepted_on": "2026-08-01", "lines": (LINE,)}
ROAD = {"origin": "yiwu", "destination": "kazan", "currency": "CNY", "lines": (LINE,)}


@pytest.fixture(scope="module")
def desk() -> QuoteDesk:
    return quote_desk(date(2026, 11, 24))


def ask(desk: QuoteDesk, asked: Sequence[dict[str, Any]], at: datetime = AT, language: str = "en") -> list[Any]:
    return quoted(desk, [AskedQuote(**one) for one in asked], at, language)


def test_the_readme_example_is_what_the_law_says(desk: QuoteDesk) -> None:
    (answer,) = ask(desk, [{**README, "id": "a"}])
    assert isinstance(answer, QuoteAnswer)
    duty = next(row for row in answer.charges if row["kind"] == "duty")
    assert (answer.id, answer.verdict, duty["law_amount_minor"], duty["law_currency"]) == (
        "a", "ok_with_doubt", 1750, "EUR",
    )  # fmt: skip
    line = {"parcel_id": "x", "value_minor": 35_000, "currency": "EUR", "weight_grams": 5_000, "origin": "CN",
            "destination": "RU", "accepted_on": "2026-08-01"}  # fmt: skip
    (own,) = customs_quotes([line], desk.law, "en")
    assert answer.total_minor == own.parcel["total_minor"] == duty["amount_minor"] == answer.duty_minor
    assert answer.inputs_hash == own.parcel["inputs_hash"]
    assert answer.law_hash == own.parcel["law_hash"]
    assert list(answer.reasons) == own.reasons
    assert answer.delivery is None
    assert answer.landed_total_minor is None, "nobody said what carriage costs"


def test_postage_that_is_given_makes_a_landed_total(desk: QuoteDesk) -> None:
    (answer,) = ask(desk, [{**README, "postage_minor": 1_000}])
    paid = desk.exchanged(answer.total_minor, "RUB", "EUR", int(datetime(2026, 8, 1, tzinfo=UTC).timestamp()))
    assert paid is not None
    assert answer.landed_total_minor == 35_000 + 1_000 + paid
    assert answer.landed_currency == "EUR"


def test_places_of_the_road_give_delivery_and_landed_total(desk: QuoteDesk) -> None:
    (answer,) = ask(desk, [ROAD])
    table, road = desk.table, desk.road
    ends = table.origin_number["yiwu"], table.destination_number["kazan"]
    lanes, prices = cheapest(table, *(np.array([number]) for number in ends), np.array([5_000]))
    lane = road.lanes[lanes[0]]
    postage = desk.exchanged(int(prices[0]), road.currency, "CNY", int(AT.timestamp()))
    numbers = np.array([int(AT.timestamp())]), lanes, np.array([ends[1]])
    slow = int(door_after(desk.unknown, *numbers)[0, 1])
    assert (answer.delivery.lane, answer.delivery.postage_minor, answer.delivery.currency) == (lane.id, postage, "CNY")
    assert answer.delivery.days_p90 == round(slow / DAY, 1)
    assert 0 < answer.delivery.days_p50 < answer.delivery.days_p90
    by = (AT + timedelta(seconds=slow)).astimezone(UTC).date()
    assert (answer.delivery.by, answer.delivery.promised_on, answer.delivery.promise_level) == (by, by, 0.9)
    declared = int(AT.timestamp()) + road.behaviour.handling.p50
    customs = desk.exchanged(answer.total_minor, answer.currency, "CNY", declared)
    assert postage is not None
    assert customs is not None
    assert answer.landed_total_minor == 35_000 + postage + customs


@pytest.mark.parametrize("at", [AT, datetime(2026, 6, 30, 3, tzinfo=UTC), datetime(2026, 7, 31, 20, tzinfo=UTC)])
@pytest.mark.parametrize("currency", ["CNY", "RUB", "EUR"])
def test_checkout_reckons_the_same(desk: QuoteDesk, at: datetime, currency: str) -> None:
    goods = AskedGoods(value_minor=2_500_000, weight_grams=900)
    (answer,) = ask(desk, [{**ROAD, "currency": currency, "lines": (goods,)}], at)
    checkout = Prices(desk.road, desk.table, desk.rates, desk.law, "RU")
    when, grams = np.array([int(at.timestamp())]), np.array([900])
    start, end, money = (np.array([word], dtype=object) for word in ("yiwu", "kazan", currency))
    declared = expected_declaration(checkout, when)
    duty = duty_of(checkout, one_line_each(declared, np.array([2_500_000]), money, grams, start))
    carriage = carriage_of(checkout, when, start, end, grams, money)
    assert answer.delivery.lane == desk.road.lanes[carriage.lane[0]].id
    assert answer.delivery.postage_minor == carriage.postage_minor[0]
    assert answer.landed_total_minor == 2_500_000 + carriage.postage_minor[0] + duty.minor[0]


def test_own_postage_goes_before_the_lanes(desk: QuoteDesk) -> None:
    (answer,) = ask(desk, [{**ROAD, "postage_minor": 7}])
    assert answer.delivery.postage_minor == 7


def test_where_no_lane_leads_or_no_rate_is_known_it_says_so(desk: QuoteDesk) -> None:
    back, yen = ask(desk, [{**ROAD, "origin": "kazan", "destination": "yiwu"}, {**ROAD, "currency": "JPY"}])
    assert (back.delivery, back.landed_total_minor) == (None, None)
    assert "kazan to yiwu" in back.warnings[-1]
    assert (yen.delivery.postage_minor, yen.landed_total_minor) == (None, None)
    assert "JPY" in yen.warnings[-1]
    for language, word in (("ru", "линия"), ("zh", "线路")):
        (told,) = ask(desk, [{**ROAD, "origin": "kazan", "destination": "yiwu"}], language=language)
        assert word in told.warnings[-1]


def test_many_are_answered_in_their_order_and_alike(desk: QuoteDesk) -> None:
    asked = [
        {
            **(README if at % 2 else ROAD),
            "id": "twice",
            "lines": (AskedGoods(value_minor=at * 999, weight_grams=at),) * 2,
        }
        for at in range(1, 40)
    ]
    asked.insert(7, {**README, "id": "bad", "currency": "XXX"})
    together = ask(desk, asked)
    assert together == [answer for one in asked for answer in ask(desk, [one])]
    assert isinstance(together[7], BadQuote)
    assert together[7].answer().total_minor is None


def test_parcels_of_one_named_person_count_together(desk: QuoteDesk) -> None:
    one = {**README, "accepted_on": "2024-03-01", "subject": "post", "consignee_id": "Anna"}
    asked = [{**one, "lines": (AskedGoods(value_minor=15_000, weight_grams=100),)}] * 2
    first, second = ask(desk, asked)
    assert second.total_minor >= first.total_minor
    assert [ask(desk, [each])[0].total_minor for each in asked] == [first.total_minor] * 2


def test_sums_add_up_or_are_not_known(desk: QuoteDesk) -> None:
    asked = [
        {**README, "destination": place, "subject": subject, "currency": "USD", "lines": (AskedGoods(
            value_minor=value, weight_grams=40_000, hs=hs, quantity=3),)}
        for place in sorted(desk.law.snapshot.territories)
        for subject in ("", "gift", "commercial")
        for value in (100, 50_000, 90_000_000)
        for hs in ("", "640399", "999999")
    ]  # fmt: skip
    for answer in ask(desk, asked):
        parts = [answer.duty_minor, answer.tax_minor, answer.fee_minor]
        if answer.total_minor is None:
            assert parts == [None] * 3
            assert answer.landed_total_minor is None
        else:
            assert sum(parts) == answer.total_minor
        if answer.verdict not in ("ok", "ok_with_doubt"):
            assert answer.landed_total_minor is None


@pytest.mark.parametrize(("language", "word"), [("ru", "пошлина"), ("zh", "关税"), ("en", "duty")])
def test_reasons_in_three_languages(desk: QuoteDesk, language: str, word: str) -> None:
    (answer,) = ask(desk, [README], language=language)
    assert any(word in sentence for sentence in answer.reasons)


def test_a_change_of_law_between_gives_a_warning(desk: QuoteDesk) -> None:
    first, last = {**README, "accepted_on": "2026-06-29"}, {"accepted_by": "2026-07-02"}
    assert [len(answer.warnings) for answer in ask(desk, [{**first, **last}, first])] == [1, 0]
    euros = {**ROAD, "currency": "EUR"}
    before = datetime(2026, 6, 29, 12, tzinfo=UTC)
    (answer,) = ask(desk, [euros], at=before)
    assert "30 June 2026 and 2 July 2026" in answer.warnings[0], "from the usual handling to the slow one"
    assert not ask(desk, [euros], at=before - timedelta(days=9))[0].warnings
    assert not ask(desk, [{**euros, "accepted_on": "2026-06-29"}], at=before)[0].warnings
    assert not ask(desk, [{**euros, "origin": "CN"}], at=before)[0].warnings


def test_a_moment_is_a_day_at_the_place_of_clearance(desk: QuoteDesk) -> None:
    day, late, other = ask(
        desk, [{**README, "accepted_on": when} for when in ("2026-07-01", "2026-06-30T21:30:00Z", "2026-06-30T20:30Z")]
    )
    assert late.inputs_hash == day.inputs_hash != other.inputs_hash


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"origin": "kazann"}, "/origin"),
        ({"destination": "ru"}, "/destination"),
        ({"destination": ""}, "/destination"),
        ({"currency": "RUR"}, "/currency"),
        ({"subject": "letter"}, "/subject"),
        ({"accepted_on": "yesterday"}, "/accepted_on"),
        ({"accepted_on": ""}, "/accepted_on"),
        ({"accepted_on": "2026-02-30"}, "/accepted_on"),
        ({"accepted_on": "2026-08-01T10:00:00"}, "/accepted_on"),
        ({"accepted_on": "0001-01-01T00:00:00+14:00"}, "/accepted_on"),
        ({"accepted_on": "9999-12-31"}, "/accepted_on"),
        ({"accepted_on": "2012-12-31"}, "/accepted_on"),
        ({"accepted_by": "2026-07-31"}, "/accepted_by"),
        ({"accepted_by": "2029-01-01"}, "/accepted_by"),
        ({"accepted_by": "2026-08-02T10:00Z"}, "/accepted_by"),
        ({"lines": (LINE, AskedGoods(value_minor=1, weight_grams=1, hs="12"))}, "/lines/1/hs"),
        ({"lines": (AskedGoods(value_minor=10**11, weight_grams=1),) * 2}, "/lines"),
    ],
)
def test_bad_input_is_a_place_and_no_number(desk: QuoteDesk, change: dict[str, Any], pointer: str) -> None:
    (bad,) = ask(desk, [{**README, **change, "id": "x"}])
    assert isinstance(bad, BadQuote)
    assert (bad.id, bad.pointer) == ("x", pointer)
    answer = bad.answer()
    assert answer.verdict == "bad_input"
    assert answer.reasons[0].startswith(pointer)
    assert (answer.price, answer.delivery, answer.total_minor, answer.landed_total_minor, answer.charges) == (
        None, None, None, None, (),
    )  # fmt: skip


def test_asking_beyond_the_book_is_no_crash(desk: QuoteDesk) -> None:
    (late,) = ask(desk, [ROAD], at=datetime(2028, 12, 30, 12, tzinfo=UTC))
    assert isinstance(late, QuoteAnswer)
    (beyond,) = ask(desk, [ROAD], at=datetime(2031, 1, 1, tzinfo=UTC))
    assert (beyond.pointer, isinstance(beyond, BadQuote)) == ("/accepted_on", True)


def test_eight_threads_agree_with_one() -> None:
    asked = [
        AskedQuote(**{**(ROAD if at % 3 else README), "lines": (AskedGoods(value_minor=at, weight_grams=1 + at),)})
        for at in range(0, 160_000, 2_500)
    ]
    alone, shared = quoter(lambda: AT), quoter(lambda: AT)
    sequential = [alone([one], "en") for one in asked]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda one: shared([one], "en"), asked)) == sequential


def test_a_new_day_brings_its_own_law() -> None:
    days = iter([date(2019, 6, 1), date(2026, 11, 24), date(2026, 11, 24)])
    answers = quoter(lambda: datetime.combine(next(days), datetime.min.time(), UTC))
    asked = [AskedQuote(**README)]
    old, new, again = (answers(asked, "en")[0] for _ in range(3))
    assert isinstance(old, QuoteAnswer)
    assert isinstance(new, QuoteAnswer)
    assert old.law_hash != new.law_hash
    assert new == again
