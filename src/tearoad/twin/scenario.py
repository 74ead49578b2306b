"""A scenario: a network with its demand, what it says of itself, and the published figures it is held against."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple, Self

import numpy as np

from tearoad.kernel.draws import uniform
from tearoad.network.desk import Spans
from tearoad.twin.network import Network
from tearoad.twin.plan import DemandPlan, Published
from tearoad.twin.travellers import Travellers

UNCERTAIN = 60  # stages of draws from here on are the uncertain values'


class Uncertain(NamedTuple):
    """A value of the file that each replication draws evenly between two bounds; `value` is its dotted place."""

    value: str
    low: float
    high: float
    source: str


class Begun(NamedTuple):
    """Who is on the road when a rehearsal begins. `at` is the moment, `last` that of the last order, `running` when the
    lines of each office end what they do. `live`: new orders come on top; else these are all. `closures` are those of
    the live road's offices that are not over."""

    travellers: Travellers
    at: int
    last: int
    running: Mapping[str, tuple[int, ...]]
    live: bool
    verdicts: Mapping[str, int]
    closures: Mapping[str, Spans] = MappingProxyType({})


@dataclass(frozen=True)
class Scenario:
    """`title` and `about` by language; `changes` are the lines in which it differs from what it extends; `again` reads
    it with other values in the place of its own, by their dotted places; `show_days` are those of its predictions."""

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    changes: tuple[str, ...]
    assumed: tuple[str, ...]
    sources: tuple[str, ...]
    network: Network
    demand: DemandPlan | None
    again: "Callable[[Mapping[str, float]], Scenario]"
    published: tuple[Published, ...] = ()
    uncertain: tuple[Uncertain, ...] = ()
    show_days: tuple[str, ...] = ()
    digest: str = ""

    def drawn(self, seed: int, number: int) -> "Scenario":
        """With the uncertain values of one replication; scenarios side by side draw alike."""
        if not self.uncertain:
            return self
        key = np.array([number], dtype=np.uint64)
        luck = [float(uniform(seed, key, UNCERTAIN + at)[0]) for at in range(len(self.uncertain))]
        return self.again(
            {u.value: u.low + draw * (u.high - u.low) for u, draw in zip(self.uncertain, luck, strict=True)}
        )

    def begun(self, begun: Begun | None) -> Self:
        """From the moment at which `begun` stands, as long as it was meant to be. What was published is of the
        scenario's own orders and days, and is not held against it."""
        if begun is None:
            return self
        old = self.network
        orders_until = begun.at + old.orders_until - old.start if begun.live else begun.last + 1
        network = replace(
            old,
            start=begun.at,
            orders_until=orders_until,
            until=orders_until + old.until - old.orders_until,
            running=begun.running,
            closures=begun.closures,
        )
        return replace(self, network=network, demand=self.demand if begun.live else None, published=())
