"""Quantiles by which scans were made are found again, as known at a moment; too little that is seen says nothing."""

from dataclasses import replace

import numpy as np
from legs import book, leg

from tearoad.kernel.draws import delay
from tearoad.network.chain import Chain
from tearoad.network.fitted import (
    LEAST,
    NO_SCANS,
    NOT_YET,
    TOO_FEW,
    UNDER_WAY,
    Fit,
    Transits,
    lane_fits,
    leg_fits,
    spans_of,
)  # fmt: skip
from tearoad.network.road import Lane, Span
from tearoad.terms.days import DAY, HOUR

PLACES = {"a": 0, "b": 1, "c": 2, "d": 3}
OWN = Span(5 * DAY, 9 * DAY)
LANE = Lane("lane", "rail", "a", "office", (), OWN.p50, OWN.p90, DAY, 0, 0)
OTHER, LOCAL = replace(LANE, id="other", origin="b"), replace(LANE, id="local", office=None)
LANES = (LANE, OTHER, LOCAL)
LEGS = book(
    leg("first", "a", "b", running=20 * HOUR, gauge=4 * HOUR, delay=Span(HOUR, 8 * HOUR)),
    leg("second", "b", "c", running=2 * DAY),
)
CHAINS = {"lane": Chain("lane", ("first", "second"), ("a", "b", "c")), "other": Chain("other", ("second",), ("b", "c"))}


def seen(**columns: object) -> Transits:
    """Rows of lane 0 from a, that came to its end without another scan; `columns` say what is otherwise."""
    count = max(len(np.atleast_1d(column)) for column in columns.values())
    plain = {"lane": 0, "start": 0, "end": 2, "left": 0, "came": NOT_YET, "arrived": NOT_YET, "going": 0}
    told = {name: np.broadcast_to(np.asarray(value), count) for name, value in {**plain, **columns}.items()}
    return Transits(*(told[name].astype(np.int64) for name in Transits._fields[:-1]), told["going"].astype(bool))


def drawn(count: int, span: Span, seed: int) -> np.ndarray:
    """As the demo's players draw them."""
    luck = np.random.default_rng(seed).random(count)
    return delay(luck, *(np.full(count, seconds) for seconds in span))


def of_lane(told: Transits, known_at: int) -> Fit:
    first, second = lane_fits(LANES, PLACES, told, known_at)
    assert (second.id, second.reason) == ("other", TOO_FEW), "local lanes are not fitted"
    return first


def near(found: Span | None, wanted: Span, part: float = 0.05) -> bool:
    return found is not None and all(abs(a - b) <= part * b for a, b in zip(found, wanted, strict=True))


def test_what_is_under_way_counts() -> None:
    """Parcels leave over twenty days, and are looked at on the last of them: those that came are the fast ones."""
    left = np.linspace(0, 20 * DAY, 4_000).astype(np.int64)
    arrived = left + drawn(4_000, OWN, 1)
    found = of_lane(seen(left=left, arrived=arrived), 20 * DAY)
    assert near(found.fitted, OWN)
    assert not found.differs
    assert (found.left, found.came) == (3_999, (arrived <= 20 * DAY).sum())
    fast = (arrived - left)[arrived <= 20 * DAY]
    assert not near(Span(*map(int, np.quantile(fast, [0.5, 0.9]))), OWN)


def test_a_slower_road_is_seen_and_its_bounds_hold_the_truth() -> None:
    slow = Span(7 * DAY, 13 * DAY)
    left = np.arange(300) * HOUR
    found = of_lane(seen(left=left, arrived=left + drawn(300, slow, 2)), 90 * DAY)
    assert near(found.fitted, slow, 0.15)
    assert found.differs
    assert found.between
    for truth, (low, high) in zip(slow, found.between, strict=True):
        assert low is not None
        assert high is not None
        assert low <= truth <= high


def test_too_few_and_too_many_under_way_say_nothing() -> None:
    few = of_lane(seen(left=np.zeros(LEAST - 1), arrived=np.full(LEAST - 1, DAY)), 90 * DAY)
    assert (few.fitted, few.between, few.reason, few.came, few.differs) == (None, None, TOO_FEW, LEAST - 1, False)
    enough = of_lane(seen(left=np.zeros(LEAST), arrived=np.full(LEAST, DAY)), 90 * DAY)
    assert enough.fitted == Span(DAY, DAY)
    arrived = np.where(np.arange(100) < 80, DAY, NOT_YET)
    assert of_lane(seen(arrived=arrived, going=arrived == NOT_YET), 90 * DAY).reason == UNDER_WAY
    forgotten = of_lane(seen(arrived=arrived), 90 * DAY)
    assert (forgotten.left, forgotten.fitted) == (80, Span(DAY, DAY)), "they came, and nobody scanned it"


def test_legs_are_fitted_where_both_ends_are_scanned() -> None:
    """The second leg is of both lanes; its hours are the same for either."""
    takes = np.arange(1, 101) * HOUR
    first = seen(lane=0, start=0, end=1, came=takes)
    second = seen(lane=np.arange(100) % 2, start=1, end=2, came=takes, arrived=takes)
    both = Transits(*(np.concatenate(pair) for pair in zip(first, second, strict=True)))
    found = {one.id: one for one in leg_fits(LEGS, CHAINS, LANES, PLACES, both, 90 * DAY)}
    assert [one.fitted for one in found.values()] == [Span(50 * HOUR, 90 * HOUR)] * 2
    assert found["first"].assumed == spans_of(LEGS.legs["first"]) == Span(25 * HOUR, 32 * HOUR)


def test_a_leg_that_is_mostly_unscanned_at_its_end_stays() -> None:
    """Who went on to c was not scanned at b, and says nothing of the way there."""
    end = np.where(np.arange(100) < 60, 1, 2)
    found = leg_fits(LEGS, CHAINS, LANES, PLACES, seen(end=end, came=DAY), 90 * DAY)[0]
    assert (found.fitted, found.reason, found.came) == (None, NO_SCANS, 60)
