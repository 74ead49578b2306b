"""What a bank lacks is what a slow reckoning finds, and no letter is lost, written twice or written after the sale."""

from itertools import product
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.payments.bank import ChannelKey
from tearoad.payments.forecast import MINUTES, Forecast, Sale, Shares, Source
from tearoad.payments.notice import (
    DAYS_BEFORE,
    Capacity,
    Letters,
    effective,
    letters_due,
    needs,
    queued,
    total,
)

SALE = Sale("eleven", 20_000, 0, 1_000)


class Reckoned(NamedTuple):
    missing: int
    minutes_over: int
    queue_minutes: int


def oracle(payments: list[int], a_minute: int) -> Reckoned:
    """Minute by minute: who comes joins the queue, the bank takes what it can, who came last waits for all before."""
    queue = over = longest = 0
    for coming in payments:
        over += coming > a_minute
        queue = max(queue + coming - a_minute, 0)
        minutes, left = 0, queue
        while left > 0:
            left -= a_minute
            minutes += 1
        longest = max(longest, minutes)
    return Reckoned(max(max(payments) - a_minute, 0), over, longest)


def seen(*rows: list[int]) -> Forecast:
    banks = tuple(f"b{at}" for at in range(len(rows)))
    shares = Shares(1.0, Source.CORRIDOR, dict.fromkeys(banks, 1 / len(banks)), Source.CORRIDOR)
    whole = [[*row, *[0] * (MINUTES - len(row))] for row in rows]
    return Forecast(SALE, "card", shares, banks, np.array(whole, dtype=np.int64))


curves = st.lists(st.integers(0, 200), min_size=1, max_size=60)


@given(rows=st.lists(st.tuples(curves, st.integers(1, 150)), min_size=1, max_size=4))
def test_a_bank_lacks_what_a_slow_reckoning_finds(rows: list[tuple[list[int], int]]) -> None:
    found = seen(*(curve for curve, _ in rows))
    said = {(f"b{at}", "card"): Capacity(declared=a_minute) for at, (_, a_minute) in enumerate(rows)}
    lacks = needs(found, said)
    for need, (curve, a_minute) in zip(lacks, rows, strict=True):
        assert (need.missing, need.minutes_over, need.queue_minutes) == oracle(curve, a_minute)
        assert (need.payments, need.peak, need.a_minute) == (sum(curve), max(curve), a_minute)
        assert curve[need.peak_minute] == need.peak if need.peak else need.peak_minute == 0
    whole = total(found, lacks)
    assert whole.payments == sum(sum(curve) for curve, _ in rows)
    assert whole.missing == sum(need.missing or 0 for need in lacks)
    assert whole.queue_minutes == max(need.queue_minutes or 0 for need in lacks)


@given(curve=curves, a_minute=st.integers(1, 150))
def test_nothing_is_lost_in_the_queue(curve: list[int], a_minute: int) -> None:
    queue = queued(np.array([curve]), np.array([a_minute]))[0].tolist()
    for coming, before, after in zip(curve, [0, *queue], queue, strict=False):
        assert 0 <= before + coming - after <= a_minute
        assert after == 0 or before + coming - after == a_minute


def test_what_a_bank_does_not_say_is_not_known() -> None:
    found = seen([5, 50, 5], [1, 20, 1])
    known, unknown = needs(found, {("b0", "card"): Capacity(standing=30)})
    assert (known.missing, known.minutes_over, known.queue_minutes) == (20, 1, 1)
    assert (unknown.peak_minute, unknown.peak, unknown.a_minute) == (1, 20, None)
    assert (unknown.missing, unknown.minutes_over, unknown.queue_minutes) == (None, None, None)
    whole = total(found, [known, unknown])
    assert (whole.bank, whole.peak_minute, whole.peak, whole.a_minute, whole.missing) == ("", 1, 70, None, None)


def test_no_bank_helps_another() -> None:
    found = seen([100], [10])
    said: dict[ChannelKey, Capacity] = {("b0", "card"): Capacity(40), ("b1", "card"): Capacity(90)}
    whole = total(found, needs(found, said))
    assert (whole.peak, whole.a_minute, whole.missing) == (110, 130, 60)


@pytest.mark.parametrize(
    ("capacity", "takes"),
    [
        (Capacity(), None),
        (Capacity(standing=5), 5),
        (Capacity(declared=9), 9),
        (Capacity(tested=7), 7),
        (Capacity(declared=9, tested=7), 7),
        (Capacity(declared=7, tested=9), 7),
        (Capacity(declared=9, tested=11, standing=5), 9),
        (Capacity(tested=7, standing=5), 7),
    ],
)
def test_the_least_that_was_said_for_the_sale_counts(capacity: Capacity, takes: int | None) -> None:
    assert effective(capacity) == takes


@pytest.mark.parametrize(
    ("days_left", "written", "due"),
    [
        (151, (), Letters(None, ())),
        (150, (), Letters(150, ())),
        (149, (), Letters(150, ())),  # late, not lost
        (149, (150,), Letters(None, ())),
        (30, (150,), Letters(30, ())),
        (10, (), Letters(30, (150,))),
        (3, (150,), Letters(7, (30,))),
        (0, (), Letters(1, (150, 30, 7))),
        (0, (150, 30, 7, 1), Letters(None, ())),
        (-1, (), Letters(None, ())),
        (20, (7,), Letters(None, (150, 30))),  # what was written with another day in mind
    ],
)
def test_letters_by_day(days_left: int, written: tuple[int, ...], due: Letters) -> None:
    assert letters_due(SALE, SALE.day - days_left, written) == due


@given(days=st.lists(st.integers(-160, 5), max_size=12))
def test_whenever_the_operator_looks_each_letter_is_written_or_passed_once(days: list[int]) -> None:
    kept: list[int] = []
    wrote: list[int] = []
    for day in days:
        found = letters_due(SALE, SALE.day + day, kept)
        new = [*found.passed, *([found.write] if found.write else [])]
        assert not set(new) & set(kept)
        assert letters_due(SALE, SALE.day + day, [*kept, *new]) == Letters(None, ())
        kept += new
        wrote += [found.write] if found.write else []
    assert wrote == sorted(wrote, reverse=True)
    reached = max((day for day in days if day <= 0), default=-999)
    assert sorted(kept, reverse=True) == [one for one in DAYS_BEFORE if -one <= reached]


def test_who_looks_each_day_misses_none() -> None:
    kept: list[int] = []
    for day, _ in product(range(-200, 3), range(2)):
        found = letters_due(SALE, SALE.day + day, kept)
        assert not found.passed
        if found.write:
            assert found.write == -day
            kept.append(found.write)
    assert kept == list(DAYS_BEFORE)
