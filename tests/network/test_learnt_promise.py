"""Learnt promises: nothing of the future in them, and as many kept as was said, in worlds not tuned on."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tearoad.demo.journeys import WORLDS, World, journeys
from tearoad.network.learnt_promise import NO_PROMISE, OPEN, Journeys, LearntPromise
from tearoad.terms.days import DAY

LEVELS = (0.5, 0.9)
UNSEEN = 77  # no figure was chosen on it


def made(world: World, rows: int, seed: int = UNSEEN) -> Journeys:
    drawn = journeys(world, rows, seed)
    day = np.where(drawn.delivered < 0, OPEN, drawn.delivered // DAY)
    return Journeys(drawn.purchased, day, drawn.origin, drawn.destination)


def lived(past: Journeys) -> LearntPromise:
    promise = LearntPromise(past, LEVELS)
    promise.live_until(int(past.purchased[-1]) // DAY + 1)
    return promise


@cache
def small() -> Journeys:
    return made(WORLDS["everything"], 6_000)


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_what_happens_later_changes_no_promise_by_a_bit(share: float) -> None:
    """Later deliveries move, vanish and come earlier, later purchases and places are others; what was asked before is
    the same, and what is asked later is not."""
    past, luck = small(), np.random.default_rng(1)
    day = int(np.quantile(past.purchased, share)) // DAY
    later = past.delivered_day >= day
    moved = np.where(luck.random(len(later)) < 0.2, OPEN, day + luck.integers(0, 60, len(later)))
    bought = past.purchased // DAY > day
    other = Journeys(
        past.purchased,
        np.where(later, moved, past.delivered_day),
        np.where(bought, luck.integers(0, 90, len(bought)), past.origin),
        np.where(bought, luck.integers(0, 90, len(bought)), past.destination),
    )
    one, two = lived(past), lived(other)
    before = past.purchased // DAY <= day
    assert (one.promised[before] == two.promised[before]).all()
    assert (one.target[before & (past.purchased // DAY == day)] > 0).all()
    assert (one.promised[~before] != two.promised[~before]).any()


def test_who_asks_is_told_what_the_rows_of_a_file_are_told() -> None:
    past = small()
    day = int(np.quantile(past.purchased, 0.7)) // DAY
    known = past.purchased // DAY < day
    its = np.flatnonzero(past.purchased // DAY == day)
    live = LearntPromise(Journeys(*(column[known] for column in past)), LEVELS)
    live.live_until(day)
    asked = live.ask(past.origin[its], past.destination[its], past.purchased[its])
    assert len(its) > 3
    assert (asked == lived(past).promised[its]).all()
    unknown = live.ask(np.array([-1, 999]), np.array([-1, 999]), past.purchased[its[:2]])
    assert (unknown >= day).all()
    assert (unknown[:, 1] >= unknown[:, 0]).all(), "more certain is later"


@pytest.mark.parametrize("name", ["stationary", "heavy"])
def test_as_many_are_kept_as_was_said(name: str) -> None:
    past = made(WORLDS[name], 15_000)
    promise = lived(past)
    scored = (np.arange(15_000) >= 10_000) & (past.delivered_day != OPEN)
    kept = (past.delivered_day[:, None] <= promise.promised)[scored].mean(axis=0)
    assert kept == pytest.approx([0.5, 0.9], abs=0.035)


@pytest.mark.full
@pytest.mark.parametrize("name", WORLDS)
def test_as_many_are_kept_in_every_world(name: str) -> None:
    past = made(WORLDS[name], 100_000)
    promise = lived(past)
    scored = (np.arange(100_000) >= 66_667) & (past.delivered_day != OPEN)
    kept = (past.delivered_day <= promise.promised[:, 1])[scored].mean()
    assert 0.88 <= kept <= 0.92


def test_a_festival_is_seen_from_those_that_do_not_come() -> None:
    """Everything takes twice as long from one day on; three weeks later promises are long enough."""
    world = replace(WORLDS["stationary"], pace=((0.75, 0.95, 2.0),))
    past = made(world, 20_000)
    promise = lived(past)
    bought = (past.purchased // DAY - past.purchased[0] // DAY) / 730
    kept, came = past.delivered_day <= promise.promised[:, 1], past.delivered_day != OPEN
    days = promise.promised[:, 1] - past.purchased // DAY
    before, soon = (bought > 0.6) & (bought < 0.7) & came, (bought > 0.79) & (bought < 0.9) & came
    assert kept[soon].mean() > 0.86
    assert days[soon].mean() > 1.5 * days[before].mean()


def test_without_places_and_with_one_day_and_with_nothing() -> None:
    past = small()
    nowhere = np.full(len(past.purchased), -1)
    promise = lived(past._replace(origin=nowhere, destination=nowhere))
    scored = (np.arange(6_000) >= 4_000) & (past.delivered_day != OPEN)
    assert (past.delivered_day <= promise.promised[:, 1])[scored].mean() == pytest.approx(0.9, abs=0.05)
    day = past.purchased[0] // DAY * DAY
    assert (lived(past._replace(purchased=np.full(len(nowhere), day))).promised == NO_PROMISE).all()
    nothing = Journeys(*(column[:0] for column in past))
    empty = LearntPromise(nothing, LEVELS)
    empty.live_until(20_000)
    assert (empty.ask(nowhere[:1], nowhere[:1], past.purchased[:1]) == NO_PROMISE).all()
