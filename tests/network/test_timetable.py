"""The timetable of a book: transfers, cut-offs, paces and prices of its legs, and what a change does to promises."""

from datetime import date

import numpy as np
import pytest
from legs import book, leg

from tearoad.kernel.timetable_search import NEVER
from tearoad.network import departures as searched
from tearoad.network.changed_promises import Paces, Promise, differences, later, promises, sooner
from tearoad.network.departures import TooLarge, Window, plan
from tearoad.network.journeys import Best, best_journeys
from tearoad.network.leg import LegBook, fitting
from tearoad.network.road import Span
from tearoad.network.timetable import timetable
from tearoad.terms.days import DAY, HOUR, day_number

MONDAY = day_number(date(2026, 11, 9))
START = MONDAY * DAY
WINDOW = Window(MONDAY, 30)


def paces(of: LegBook) -> Paces:
    laid = plan(of, WINDOW)
    return Paces(timetable(of, laid), timetable(of, laid, slow=True))


def best(of: LegBook, ends: str, ready: int, deadline: int | None = None, goods: tuple[int, int] = (1_000, 0)) -> Best:
    by = None if deadline is None else START + deadline
    return best_journeys(paces(of), (ends[0], ends[1]), START + ready, by, goods)


def test_a_transfer_and_a_cut_off_may_cost_a_day() -> None:
    """From a at noon, at b at one: the leg of two o'clock takes goods until one, if b hands them over at once."""
    two = leg("second", "b", "c", times=(14 * HOUR,), cut_off=HOUR)
    for transfer, days in ((0, 0), (1, 1)):
        found = best(book(leg("first", "a", "b"), two, transfer=transfer), "ac", 12 * HOUR).earliest
        assert found is not None
        assert found.arrival == START + 15 * HOUR + days * DAY
        assert [(ride.arc.leg.id, ride.departure - ride.closing) for ride in found.rides] == [
            ("first", 0),
            ("second", HOUR),
        ]


def test_who_comes_a_second_too_late_waits_for_the_next() -> None:
    of = book(leg("first", "a", "b", cut_off=2 * HOUR))
    arrivals = [best(of, "ab", ready).earliest for ready in (10 * HOUR, 10 * HOUR + 1)]
    assert [found and found.arrival - START for found in arrivals] == [13 * HOUR, 13 * HOUR + DAY]


def test_the_slow_pace_misses_what_the_usual_one_reaches() -> None:
    """Gauge and delay are of the way; what nine of ten do not exceed makes a connection a day later."""
    first = leg("first", "a", "b", gauge=HOUR, delay=Span(HOUR, 4 * HOUR))
    of = book(first, leg("second", "b", "c", times=(15 * HOUR,)))
    found = best(of, "ac", 0, 3 * DAY)
    assert found.earliest is not None
    assert found.slow is not None
    assert found.earliest.arrival == START + 16 * HOUR
    assert found.slow.arrival == START + 16 * HOUR + DAY
    assert found.cheapest is not None
    assert found.cheapest.arrival == found.slow.arrival
    assert best(of, "ac", 0, 20 * HOUR).cheapest is None, "a date is kept at the slow pace or not at all"


def test_the_cheapest_way_depends_on_weight_and_date() -> None:
    fast = leg("fast", "a", "b", base_minor=0, per_kg_minor=1_000)
    slow = leg("slow", "a", "b", running=5 * DAY, base_minor=700, per_kg_minor=100, kg_per_m3=0)
    of = book(fast, slow)
    asked = [(500, 0, 6), (2_000, 0, 6), (2_000, 0, 2), (500, 20_000, 6)]
    found = [best(of, "ab", 0, days * DAY, (grams, cm3)).cheapest for grams, cm3, days in asked]
    told = [(one.rides[0].arc.leg.id, one.price_minor) for one in found if one]
    assert told == [("fast", 500), ("slow", 900), ("fast", 2_000), ("slow", 750)]


def test_goods_that_no_leg_takes_have_no_way() -> None:
    of = book(leg("small", "a", "b", grams=999), leg("large", "a", "b", running=2 * DAY))
    assert set(fitting(of, 999, 0).legs) == {"small", "large"}
    assert set(fitting(of, 1_000, 0).legs) == {"large"}
    assert fitting(of, 10**6, 0).legs == {}
    assert best(fitting(of, 10**6, 0), "ab", 0, 9 * DAY) == Best(START, START + 9 * DAY, None, None, None)


def test_goods_that_are_there_are_there() -> None:
    found = best(book(leg("first", "a", "b")), "aa", 5, 6)
    for journey in (found.earliest, found.slow, found.cheapest):
        assert journey is not None
        assert (journey.rides, journey.arrival, journey.price_minor) == ([], START + 5, 0)


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    of = book(leg("first", "a", "b"))
    monkeypatch.setattr(searched, "MOST_DEPARTURES", 29)
    with pytest.raises(TooLarge, match="30 departures or more at 2 places"):
        paces(of)


def test_promises_are_of_the_orders_of_a_week() -> None:
    """Every hour of a week, daily at noon with an hour's way: from 1 to 24 hours, each as often."""
    found = promises(paces(book(leg("first", "a", "b", delay=Span(0, HOUR)))), START, 1_000, 0)
    assert found["a", "b"] == Promise(12 * HOUR, 22 * HOUR, 23 * HOUR, 1_100)
    assert found["b", "a"] == Promise(None, None, None, None)


def test_pairs_that_differ_are_told_and_the_largest_change_comes_first() -> None:
    slow = leg("slow", "a", "b", running=3 * DAY)
    before = book(slow, leg("on", "b", "c"), leg("gone", "c", "a"))
    after = book(slow, leg("fast", "a", "b", per_kg_minor=9_000), leg("on", "b", "c"))
    told = differences(promises(paces(before), START, 1_000, 0), promises(paces(after), START, 1_000, 0))
    pairs = [(one.origin, one.destination) for one in told]
    assert set(pairs) == {("a", "b"), ("a", "c"), ("c", "a"), ("c", "b"), ("b", "a")}
    assert {pairs.index(pair) for pair in (("c", "a"), ("c", "b"), ("b", "a"))} == {0, 1, 2}
    assert (sooner(told), later(told)) == (2, 3)
    quick = next(one for one in told if (one.origin, one.destination) == ("a", "b"))
    assert quick.before is not None
    assert quick.after is not None
    assert quick.before.p50 == quick.after.p50 + 3 * DAY - HOUR if quick.after.p50 else False
    assert quick.after.price_minor == quick.before.price_minor == 1_100
    assert differences(promises(paces(before), START, 1, 0), promises(paces(before), START, 1, 0)) == []


def test_many_are_asked_at_once() -> None:
    pace = paces(book(leg("first", "a", "b"), leg("second", "b", "c"))).usual
    number = np.array([pace.number[name] for name in "abc"])
    origin, destination = np.repeat(number, 3), np.tile(number, 3)
    found = pace.earliest(origin, destination, np.full(9, START))
    waits = np.where(found.arrival == NEVER, -1, (found.arrival - START) // HOUR)
    assert waits.reshape(3, 3).tolist() == [[0, 13, 37], [-1, 0, 13], [-1, -1, 0]]
