"""Replications: as many as were asked for or as the rule wants, the same whatever the number of workers."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from tearoad.boot.rehearsal import Question, replication, scenario
from tearoad.terms.days import DAY
from tearoad.twin.interval import enough
from tearoad.twin.measure import Measured
from tearoad.twin.plan import Published
from tearoad.twin.replicate import CHUNK, LEAST, MOST, Replication, luck, replicated, replications
from tearoad.twin.scenario import Scenario

Run = Callable[[int], Replication]


def runs(value: Callable[[int], float], fits: Callable[[int], bool] = lambda number: True) -> Run:
    """One scenario's days to the door by the number of the replication; a second stays the same."""

    def run(number: int) -> Replication:
        found = {
            name: Measured({"days_to_door_mean": days}, pl.DataFrame(), pl.DataFrame())
            for name, days in (("moves", value(number)), ("stays", 20.0))
        }
        return Replication(number, found, fits(number))

    return run


def wavering(number: int) -> float:
    return 30.0 + 3.0 * (-1) ** number + 0.1 * number


def done(run: Run, count: int | None = None, target: float = 0.05, workers: int = 1) -> list[int]:
    return [one.number for one in replications(run, count, target, workers, lambda more: None)]


@pytest.mark.parametrize("count", [1, 3, 5, 7, 12])
def test_so_many_are_so_many(count: int) -> None:
    assert done(runs(wavering), count) == list(range(1, count + 1))


def test_it_stops_at_the_first_chunk_after_which_all_are_sure() -> None:
    target = 0.05
    needed = next(
        n for n in range(CHUNK, MOST + 1, CHUNK) if enough([wavering(number) for number in range(1, n + 1)], target)
    )
    assert CHUNK < needed < MOST
    assert done(runs(wavering), target=target) == list(range(1, needed + 1))
    assert len(done(runs(lambda number: 30.0))) == LEAST
    assert len(done(runs(lambda number: 30.0 * (-1) ** number))) == MOST, "not for ever"


def test_those_that_do_not_fit_are_given_and_not_counted() -> None:
    found = list(
        replications(runs(lambda number: 30.0, lambda number: number % 3 == 0), None, 0.05, 1, lambda more: None)
    )
    assert [one.fits for one in found] == [number % 3 == 0 for number in range(1, 16)]
    assert len(found) == 15, "the fifth that fits is in the third chunk"
    assert len(done(runs(lambda number: 30.0, lambda number: False))) == MOST


def test_each_is_told_once_and_as_it_is_done() -> None:
    told: list[int] = []
    for one in replications(runs(wavering), 7, 0.05, 1, told.append):
        assert sum(told) == one.number


def test_workers_change_neither_the_number_nor_the_order() -> None:
    def wavers(number: int) -> float:  # in the test: workers cannot import its module
        return 30.0 + 3.0 * (-1) ** number + 0.1 * number

    assert done(runs(wavers), workers=2) == done(runs(wavering))
    assert done(runs(wavers), 7, workers=2) == list(range(1, 8))


def test_workers_change_no_figure() -> None:
    question = Question(("singles-day", "singles-day-routing"), seed=3)

    def run(number: int) -> Replication:
        return replication(question, number)

    alone, spread = (list(replications(run, 3, 0.02, workers, lambda more: None)) for workers in (1, 2))
    for one, other in zip(alone, spread, strict=True):
        assert one.number == other.number
        for name in question.names:
            assert dict(one.found[name].metrics) == dict(other.found[name].metrics)
            assert one.found[name].hours.lazy().collect().equals(other.found[name].hours.lazy().collect())
            assert one.found[name].days.equals(other.found[name].days)


def short(**changes: object) -> Scenario:
    one = scenario("next-day")
    n = replace(one.network, orders_until=one.network.start + 7 * DAY, until=one.network.start + 60 * DAY)
    return replace(one, network=n, **changes)


def test_a_replication_fits_where_every_figure_to_fit_is_inside_its_range() -> None:
    mean = replicated([short()], 1, 1).found["next-day"].metrics["days_to_door_mean"]
    inside = Published("days_to_door_mean", mean - 0.1, mean + 0.1, "here", "fit")
    outside, unknown = inside._replace(low=mean + 0.05), inside._replace(metric="days_to_the_moon")
    for figures, fits in (
        ((inside,), True),
        ((inside, outside), False),
        ((outside._replace(used="test"),), True),
        ((unknown,), False),
        ((), True),
    ):
        assert replicated([short(published=figures)], 1, 1).fits == fits
    other = short(published=(outside,), name="other")
    assert not replicated([short(published=()), other], 1, 1).fits, "all scenarios have to"


def test_every_replication_and_every_seed_has_luck_of_its_own() -> None:
    assert len({luck(seed, number) for seed in range(50) for number in range(1, 1_001)}) == 50_000
    first, second = (replicated([short()], 1, number).found["next-day"].metrics for number in (1, 2))
    assert first["days_to_door_mean"] != second["days_to_door_mean"]
    assert first["items_ordered"] != second["items_ordered"]
