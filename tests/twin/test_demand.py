"""Orders that nobody placed: as many as expected hour by hour, of the kinds that were asked for, and by common luck."""

from dataclasses import replace

import numpy as np
import pytest
from crowd import ROAD

from tearoad.network.choose import lane_table
from tearoad.terms.days import DAY, HOUR, MOSCOW
from tearoad.twin.demand import Wishes, drawn, expected
from tearoad.twin.plan import DemandPlan, Kind

TABLE = lane_table(ROAD)
FIRST = 20_465  # Monday, 12 January 2026
START = FIRST * DAY - MOSCOW  # midnight in Moscow
DAYS = 14
END = START + DAYS * DAY
EVENING = tuple([1.0] * 18 + [5.0] * 6)
PACKET = Kind("packet", 3.0, (350, 1_200), (120_000, 800_000))
PARCEL = Kind("parcel", 1.0, (3_000, 8_000), (600_000, 2_500_000), origins={"urumqi": 1.0})
PLAN = DemandPlan(
    per_day=((START, 3_000.0), (END, 6_000.0)),
    kinds=(PACKET, PARCEL),
    origins={"yiwu": 3.0, "shenzhen": 1.0},
    destinations={"moscow": 1.0, "kazan": 3.0, "perm": 0.0},
    hours=EVENING,
    factors={FIRST + 10: 6.0},
    cash_share=0.2,
)


def orders(plan: DemandPlan = PLAN, seed: int = 7, scale: int = 1) -> Wishes:
    return drawn(plan, TABLE, START, END, scale, seed)


def per_hour(wishes: Wishes) -> np.ndarray:
    return np.bincount((wishes.placed_at - START) // HOUR, minlength=DAYS * 24)


def mean_by_hand(hour: int) -> float:
    """Orders of an hour: the line between the points at its middle, the weight of the local hour, the day's factor."""
    middle = (hour + 0.5) / (DAYS * 24)
    weight = EVENING[hour % 24] / (18 + 6 * 5)
    return (3_000 + 3_000 * middle) * weight * (6.0 if hour // 24 == 10 else 1.0)


def within(found: np.ndarray, mean: np.ndarray, sigmas: float = 5.0) -> bool:
    return bool((np.abs(found - mean) <= sigmas * np.sqrt(mean)).all())


def test_the_same_seed_gives_the_same_bytes_and_another_others() -> None:
    one, again, other = orders(), orders(), orders(seed=8)
    assert all(left.tobytes() == right.tobytes() for left, right in zip(one, again, strict=True))
    size = min(len(one.key), len(other.key))
    for name in ("placed_at", "kind", "origin", "destination", "grams", "goods_minor", "cash"):
        assert (getattr(one, name)[:size] != getattr(other, name)[:size]).any(), name


def test_they_come_in_time_one_by_one_and_inside_the_span() -> None:
    wishes = orders()
    assert wishes.key.tolist() == list(range(1, len(wishes.key) + 1))
    assert (np.diff(wishes.placed_at) >= 0).all()
    assert wishes.placed_at[0] >= START
    assert wishes.placed_at[-1] < END
    assert len({len(column) for column in wishes}) == 1


def test_as_many_as_expected_by_the_hour_and_by_the_day() -> None:
    mean = np.array([mean_by_hand(hour) for hour in range(DAYS * 24)])
    edges, before = expected(PLAN, START, END)
    assert edges.tolist() == list(range(START, END + 1, HOUR))
    np.testing.assert_allclose(np.diff(before), mean, rtol=1e-9)
    found = per_hour(orders())
    assert within(found, mean)
    assert within(found.reshape(DAYS, 24).sum(axis=1), mean.reshape(DAYS, 24).sum(axis=1), 4.0)
    many = np.array([per_hour(orders(seed=seed)).sum() for seed in range(40)])
    assert abs(many.mean() - mean.sum()) < 4 * np.sqrt(mean.sum() / 40)
    assert many.var() == pytest.approx(mean.sum(), rel=0.7), "as wide as counts of Poisson are"


def test_a_span_that_ends_within_an_hour_and_one_of_no_orders() -> None:
    edges, before = expected(PLAN, START, START + HOUR + 60)
    assert edges.tolist() == [START, START + HOUR, START + HOUR + 60]
    assert before[2] - before[1] == pytest.approx(mean_by_hand(1) / 60, rel=0.01)
    nobody = drawn(replace(PLAN, per_day=((START, 0.0),)), TABLE, START, END, 1, 7)
    assert [len(column) for column in nobody] == [0] * 8


def test_kinds_have_their_shares_weights_and_values() -> None:
    wishes = orders()
    count = len(wishes.key)
    shares = np.bincount(wishes.kind, minlength=2) / count
    assert shares[0] == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / count))
    for number, kind in enumerate((PACKET, PARCEL)):
        own = wishes.kind == number
        for column, (half, nine) in ((wishes.grams, kind.grams), (wishes.goods_minor, kind.value_minor)):
            assert np.median(column[own]) == pytest.approx(half, rel=0.04)
            assert np.quantile(column[own], 0.9) == pytest.approx(nine, rel=0.06)
    light, dear = wishes.grams < np.median(wishes.grams), wishes.goods_minor > np.median(wishes.goods_minor)
    packets = wishes.kind == 0
    assert np.corrcoef(wishes.grams[packets], wishes.goods_minor[packets])[0, 1] < 0.1
    assert 0.2 < (light & ~dear).mean() < 0.5
    assert wishes.cash.mean() == pytest.approx(0.2, abs=4 * np.sqrt(0.16 / count))


def test_places_have_their_shares_and_a_kind_its_own_origins() -> None:
    wishes = orders()
    packets = wishes.kind == 0
    yiwu, urumqi = TABLE.origin_number["yiwu"], TABLE.origin_number["urumqi"]
    assert (wishes.origin[~packets] == urumqi).all()
    assert (wishes.origin[packets] == yiwu).mean() == pytest.approx(0.75, abs=0.01)
    assert (wishes.origin[packets] != urumqi).all()
    towns = {name: (wishes.destination == number).mean() for name, number in TABLE.destination_number.items()}
    assert towns["kazan"] == pytest.approx(0.75, abs=0.01)
    assert towns["kazan"] + towns["moscow"] == 1.0, "a weight of 0 is nobody"


def test_a_tenth_more_orders_are_the_same_orders_sooner_and_some_more() -> None:
    ordinary = orders()
    more = orders(replace(PLAN, per_day=tuple((moment, 1.1 * level) for moment, level in PLAN.per_day)))
    count = len(ordinary.key)
    assert len(more.key) == pytest.approx(1.1 * count, rel=0.02)
    for name in ("key", "kind", "grams", "goods_minor", "origin", "destination", "cash"):
        np.testing.assert_array_equal(getattr(more, name)[:count], getattr(ordinary, name), err_msg=name)
    assert (more.placed_at[:count] <= ordinary.placed_at).all()
    assert (more.placed_at[:count] < ordinary.placed_at - DAY // 2).any()


def test_another_hour_of_the_day_moves_orders_and_changes_none() -> None:
    ordinary, even = orders(), orders(replace(PLAN, hours=(1.0,) * 24))
    size = min(len(ordinary.key), len(even.key))
    assert (ordinary.grams[:size] == even.grams[:size]).all()
    assert (ordinary.placed_at[:size] != even.placed_at[:size]).any()


def test_each_stands_for_as_many_as_the_scale_says() -> None:
    whole, bags = orders(), orders(scale=50)
    assert len(bags.key) == pytest.approx(len(whole.key) / 50, abs=5 * np.sqrt(len(whole.key) / 50))
    np.testing.assert_array_equal(bags.grams, whole.grams[: len(bags.key)])
    assert (bags.placed_at[-1] - START) / (END - START) > 0.95


def test_weights_and_values_stay_where_money_is_reckoned() -> None:
    wild = replace(PACKET, grams=(1, 10**8), value_minor=(1, 10**11))
    wishes = orders(replace(PLAN, kinds=(wild,)))
    assert wishes.grams.min() >= 1
    assert wishes.goods_minor.min() >= 1
    assert wishes.grams.max() == 10**9
    assert wishes.goods_minor.max() == 10**11
