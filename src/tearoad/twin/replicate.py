"""Replications: the same question with other luck, spread over workers, until the answer is sure enough."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from joblib import Parallel, delayed

from tearoad.twin.interval import enough
from tearoad.twin.measure import Measured
from tearoad.twin.scenario import Begun, Scenario
from tearoad.twin.single import simulate

LEAST, MOST, CHUNK = 5, 100, 5  # decisions are taken every CHUNK replications, whatever the number of workers
WATCHED = "days_to_door_mean"
LUCK_APART = 1_000_003  # seeds of users lie so far apart in seeds of luck


class Replication(NamedTuple):
    """One draw of luck, number from 1, and what every scenario made of it. `fits`: all figures to fit were met.
    `seconds` of machine time, where somebody looked at the clock."""

    number: int
    found: Mapping[str, Measured]
    fits: bool
    seconds: float = 0.0


def replicated(scenarios: Sequence[Scenario], seed: int, number: int, begun: Begun | None = None) -> Replication:
    """Every scenario by the luck of one number: what differs between them is the scenarios' own."""
    found, fits = {}, True
    for one in scenarios:
        own = one.drawn(seed, number).begun(begun)
        result = simulate(own.network, own.demand, seed=luck(seed, number), start=begun.travellers if begun else None)
        found[one.name] = result
        for figure in own.published:
            inside = figure.low <= result.metrics.get(figure.metric, float("nan")) <= figure.high
            fits = fits and (figure.used != "fit" or inside)
    return Replication(number, found, fits)


def luck(seed: int, number: int) -> int:
    """The seed of one replication."""
    return seed * LUCK_APART + number


def replications(
    run: Callable[[int], Replication], count: int | None, target: float, workers: int, told: Callable[[int], object]
) -> Iterator[Replication]:
    """`count` replications, or as many as `WATCHED` needs in each scenario for a half-width of `target` of its mean.

    `told` hears how many more are done. Those that do not fit are given too; only those that fit count as enough.
    """
    sure: dict[str, list[float]] = {}
    done = 0
    with Parallel(n_jobs=workers, return_as="generator") as parallel:
        while done < (count or MOST):
            size = min(CHUNK, (count or MOST) - done)
            for one in parallel(delayed(run)(number) for number in range(done + 1, done + size + 1)):
                told(1)
                yield one
                for name, measured in one.found.items() if one.fits else ():
                    sure.setdefault(name, []).append(measured.metrics.get(WATCHED, 0.0))
            done += size
            ready = bool(sure) and all(len(values) >= LEAST and enough(values, target) for values in sure.values())
            if count is None and ready:
                break
