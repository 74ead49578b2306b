"""Each buyer has one hour, the same whenever it is asked for, and so few begin in a minute that no bank is flooded."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.payments.bank import Channel
from tearoad.payments.bonus import (
    DEVIATIONS,
    FIRST_HOUR,
    HOURS,
    LAST_HOUR,
    MINUTES,
    SHARE,
    SLOT_SECONDS,
    Bonus,
    begin,
    expected,
    granted,
    key_of,
    mean_under,
    most_a_minute,
    open_hours,
    promised,
    room,
    slot_of,
    starts,
)
from tearoad.terms.days import DAY, HOUR, MOSCOW

HABITS = [2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 8, 9, 10, 9, 7, 4]
AWAKE = np.array([FIRST_HOUR <= hour <= LAST_HOUR for hour in range(HOURS)])
SHARES = {"Volga Bank": 0.5, "Ob Bank": 0.3, "Don Credit": 0.2}
TAKES = {"Volga Bank": 1_860, "Ob Bank": 900, "Don Credit": 700}


def a_bonus(buyers: int, days: int = 5, shares: dict[str, float] = SHARES, takes: dict[str, int] = TAKES) -> Bonus:
    found = starts(buyers, days, HABITS, AWAKE, most_a_minute(shares, takes))
    assert found, "they have room"
    return Bonus("eleven", 20_000, days, 200, 50_000, 10_000_000, "RUB", found)


BANKS = st.lists(st.tuples(st.floats(0.01, 1.0), st.integers(1, 100_000)), min_size=1, max_size=8)


@given(BANKS, st.integers(1, 30), st.floats(0.0, 1.0), st.lists(st.floats(0, 100), min_size=24, max_size=24))
def test_no_bank_has_more_than_its_share_in_any_minute(
    banks: list[tuple[float, int]], days: int, part: float, habits: list[float]
) -> None:
    """Nor by chance: five deviations of what is expected are within it; and everybody is there once."""
    whole = sum(share for share, _ in banks)
    shares = {f"bank {nr}": share / whole for nr, (share, _) in enumerate(banks)}
    takes = {f"bank {nr}": a_minute for nr, (_, a_minute) in enumerate(banks)}
    most = most_a_minute(shares, takes)
    buyers = int(room(most, AWAKE) * days * part)
    found = starts(buyers, days, habits, AWAKE, most)
    assert found
    assert sum(found) * MINUTES * days == pytest.approx(buyers, abs=1e-6 * buyers + 1e-9)
    assert all(one == 0 for hour, one in enumerate(found) if not AWAKE[hour])
    for bank, share in shares.items():
        mean = max(found) * share
        assert mean + DEVIATIONS * math.sqrt(mean) <= SHARE * takes[bank] * (1 + 1e-9)
    for one in expected(Bonus("s", 0, days, 1, 1, 1, "RUB", found), shares, takes):
        assert one.at_most <= one.limit + 1e-6


@given(st.integers(1, 10**9), st.integers(1, 30))
def test_where_they_do_not_fit_the_days_that_would_do_do(buyers: int, days: int) -> None:
    most = most_a_minute(SHARES, TAKES)
    a_day = room(most, AWAKE)
    fits = starts(buyers, days, HABITS, AWAKE, most)
    assert (fits is not None) or days * a_day < buyers
    assert starts(buyers, -(-buyers // a_day), HABITS, AWAKE, most) is not None


@given(st.floats(0, 1e9))
def test_the_mean_under_a_limit_leaves_room_for_chance(limit: float) -> None:
    mean = mean_under(limit)
    assert 0 <= mean <= limit
    assert mean + DEVIATIONS * math.sqrt(mean) == pytest.approx(limit, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("full", [0.2, 0.999])
def test_what_is_drawn_keeps_to_it_too(full: float) -> None:
    """As many buyers as there is room for, each at a bank by its share, all in the first minute of their hour."""
    days, most = 2, most_a_minute(SHARES, TAKES)
    bonus = a_bonus(int(room(most, AWAKE) * days * full), days)
    buyers = int(sum(bonus.starts) * MINUTES * days)
    keys = np.random.default_rng(7).integers(0, 2**64, buyers, dtype=np.uint64)
    minute = (begin(bonus, keys) + MOSCOW) // 60 - bonus.first_day * (DAY // 60)
    assert 0 <= minute.min() <= minute.max() < days * DAY // 60
    bank = np.random.default_rng(8).choice(len(SHARES), buyers, p=list(SHARES.values()))
    for at, name in enumerate(SHARES):
        assert np.bincount(minute[bank == at]).max() <= SHARE * TAKES[name]
    hours = np.bincount(minute // 60 % 24, minlength=24) / buyers
    assert hours == pytest.approx(np.array(bonus.starts) / sum(bonus.starts), abs=0.01)


@given(st.text(max_size=20), st.integers(1, 5_000_000), st.integers(1, 10))
def test_everybody_has_one_hour_and_it_stays(buyer: str, buyers: int, days: int) -> None:
    most = most_a_minute(SHARES, TAKES)
    bonus = a_bonus(min(buyers, room(most, AWAKE) * days), days)
    slot = slot_of(bonus, buyer)
    assert slot == slot_of(bonus._replace(), buyer)
    assert slot.ends - slot.begins == SLOT_SECONDS
    day, second = divmod(slot.begins + MOSCOW, DAY)
    assert bonus.first_day <= day < bonus.first_day + days
    assert FIRST_HOUR * HOUR <= second < (LAST_HOUR + 1) * HOUR
    assert second % 60 == 0
    keys = np.array([key_of("eleven", buyer)] * 2, dtype=np.uint64)
    assert begin(bonus, keys).tolist() == [slot.begins] * 2


def test_hours_are_another_sale_s_for_another_sale() -> None:
    assert key_of("eleven", "anna") != key_of("twelve", "anna") != key_of("twelve", "boris")


@pytest.mark.parametrize(("key", "at"), [(0, 0), (2**64 - 1, -1)])
def test_the_ends_of_what_can_be_drawn_are_within_the_days(key: int, at: int) -> None:
    bonus = a_bonus(100_000, 3)
    begins = begin(bonus, np.array([key], dtype=np.uint64))[0]
    first = bonus.first_day * DAY + FIRST_HOUR * HOUR - MOSCOW
    last = (bonus.first_day + 2) * DAY + LAST_HOUR * HOUR + 59 * 60 - MOSCOW
    assert begins == (first, last)[at]


def test_a_bonus_is_promised_within_the_hour_alone() -> None:
    bonus = a_bonus(1_000)
    slot = slot_of(bonus, "anna")
    moments = (slot.begins - 1, slot.begins, slot.ends - 1, slot.ends)
    assert [promised(bonus, "anna", 100_000, at) for at in moments] == [0, 2_000, 2_000, 0]
    assert promised(bonus, "anna", 10**9, slot.begins) == bonus.most_minor
    assert promised(bonus, "anna", 49, slot.begins) == 0


@pytest.mark.parametrize(
    ("given_all", "minor"),
    [((100, 500, 0, 1_000), 100), ((100, 500, 450, 1_000), 50), ((100, 500, 500, 1_000), 0), ((100, 500, 0, 99), 0)],
)
def test_it_is_given_up_to_the_most_and_while_it_lasts(given_all: tuple[int, int, int, int], minor: int) -> None:
    assert granted(*given_all) == minor


def test_hours_begin_while_every_bank_is_open_to_their_end() -> None:
    always = Channel("Ob Bank", "card", "roadpay", 0.5, 10, 0, DAY, 1, 100)
    assert np.flatnonzero(open_hours([always])).tolist() == list(range(FIRST_HOUR, LAST_HOUR + 1))
    by_day = always._replace(opens=10 * HOUR, closes=18 * HOUR)
    assert np.flatnonzero(open_hours([always, by_day])).tolist() == list(range(10, 17))
    assert not open_hours([by_day, always._replace(opens=20 * HOUR, closes=4 * HOUR)]).any()
