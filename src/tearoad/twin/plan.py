"""What a scenario says of the road beyond its corridor: desks with their rosters, closures, routing.

Moments are seconds since 1970; where nothing is said, the plan is that of the live road.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tearoad.customs.risk.rules import Rule
from tearoad.network.desk import Curve, Desk, Spans
from tearoad.network.road import Span


@dataclass(frozen=True)
class OfficePlan:
    """An exchange office. With `entry` declarations come on paper: data are entered by hand, of a share of the items
    that changes with time, and only then is it chosen what is looked at. Without `officers` an inspection takes its
    time and nobody waits for it."""

    lines: Desk
    entry: Desk | None = None
    entry_share: Curve = ((0, 0.0),)
    officers: Desk | None = None

    def desk(self, name: str) -> Desk | None:
        """One of entry, lines and officers."""
        return {"entry": self.entry, "lines": self.lines, "officers": self.officers}[name]


@dataclass(frozen=True)
class CustomsPlan:
    """What the customs room says of offices: `inspections` of each on a day from each moment on, chosen by `rules` and
    the lot, with shares of the items of which checks ask for papers or for the scanner. `seconds`: of each office, work
    on one item by its channel; `answer`: until a sender has answered, median and 90 % quantile in seconds."""

    inspections: Mapping[str, Curve]
    rules: tuple[Rule, ...]
    documents_share: Curve
    scan_share: Curve
    seconds: Mapping[str, tuple[float, ...]]
    answer: Span


@dataclass(frozen=True)
class LanePlan:
    """A lane whose departures carry at most so many grams, and do not leave in the closed spans."""

    capacity_grams: int | None = None
    closed: Spans = ()


class Routing(NamedTuple):
    """Where parcels for any of `offices` go: by `shares`, one an office, or, where there are none, to the least loaded
    of them as known at dispatch from a report every so often (seconds; 0: at once). Goods of `kinds` only, if any."""

    offices: tuple[str, ...]
    shares: tuple[float, ...] = ()
    report_every: int = 0
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A class of goods. Weight and value as median and 90 % quantile; `work`: the work of an item against others;
    `origins`: its own, where they are not those of all."""

    name: str
    share: float
    grams: tuple[int, int]
    value_minor: tuple[int, int]
    priority: int = 0
    work: float = 1.0
    origins: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class DemandPlan:
    """Intensity by class, region and hour: items a day on a curve that is straight between its points, times the factor
    of the day (festivals, by day since 1970), spread over the hours of the local day."""

    per_day: Curve
    kinds: tuple[Kind, ...]
    origins: Mapping[str, float]
    destinations: Mapping[str, float]
    hours: tuple[float, ...] = (1.0,) * 24
    factors: Mapping[int, float] = field(default_factory=dict)
    cash_share: float = 0.0


class Published(NamedTuple):
    """A figure of history: a metric of the report, low to high as published, and where."""

    metric: str
    low: float
    high: float
    source: str
    used: str  # "fit" or "test"
