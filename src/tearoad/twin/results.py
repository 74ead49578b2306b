"""What the rehearsals of one question found, scenario beside scenario; replications are already summed up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl


class ScenarioFacts(NamedTuple):
    """A scenario as its readers know it. Texts by language (ru, zh, en); `changes` are the lines in which it differs
    from what it extends; `seconds` of machine time for all replications."""

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    changes: tuple[str, ...]
    assumed: tuple[str, ...]
    sources: tuple[str, ...]
    seconds: float
    replications: int


@dataclass(frozen=True)
class RehearsalResult:
    """`scenarios`: the one that was asked for, then those it is compared against. The tables, each by scenario:

    summary      metric, unit, mean, low, high, n: the 95 % t-interval over n replications, null where n < 2
    hours        station, hour (UTC), queue, queue_low, queue_high, tonnes, busy, done, oldest_days: means over the
                 replications; low and high are the 10 % and 90 % of them
    days         week (its first day), n, q10, q25, q50, q75, q90: days to the door of what was ordered in that week
    differences  against, metric, unit, mean, low, high, n, verdict: "more", "less" or "cannot tell apart"
    published    metric, published_low, published_high, unit, used (fit, test or prediction), source, mean, low, high
    """

    scenarios: tuple[ScenarioFacts, ...]
    summary: pl.DataFrame
    hours: pl.DataFrame
    days: pl.DataFrame
    differences: pl.DataFrame
    published: pl.DataFrame
    verdict: tuple[str, ...]
    manifest: Mapping[str, object]
