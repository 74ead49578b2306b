"""Scenarios side by side, by common luck."""

from collections.abc import Mapping
from dataclasses import replace

from tearoad.twin.replicate import Replication, replicated, replications
from tearoad.twin.results import RehearsalResult
from tearoad.twin.scenario import Begun, Scenario
from tearoad.twin.summarise import summarised
from tearoad.twin.verdict import verdict


def compare(
    scenarios: Mapping[str, Scenario],
    *,
    seed: int = 1,
    reps: int | None = None,
    target: float = 0.02,
    workers: int = 1,
    begun: Begun | None = None,
) -> RehearsalResult:
    """The first scenario against each of the others. `reps` None: as many replications as half an interval of `target`
    of the mean days to the door needs, and no more than a hundred. `ValueError` where nothing fits what was published.
    """
    ours = [replace(one, name=name) for name, one in scenarios.items()]

    def run(number: int) -> Replication:
        return replicated(ours, seed, number, begun)

    done = list(replications(run, reps, target, workers, lambda more: None))
    return judged(ours, done, {"seed": seed}, begun)


def judged(
    scenarios: list[Scenario],
    done: list[Replication],
    manifest: Mapping[str, object],
    begun: Begun | None,
) -> RehearsalResult:
    """Replications summed up, with the verdict in words. `ValueError` where none of them fits."""
    if not any(one.fits for one in done):
        raise ValueError(f"none of {len(done)} replications fits what was published: widen the ranges, or ask for more")
    own = [one.begun(begun) for one in scenarios]
    result = summarised(own, done, manifest)
    return replace(result, verdict=verdict(result, {one.name: one.network.start for one in own}))
