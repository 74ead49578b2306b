"""A scenario: a network with its demand, what it says of itself, and the published figures it is held against."""

from collections.abc import Mapping
from dataclasses import dataclass

from tearoad.twin.network import Network
from tearoad.twin.plan import DemandPlan, Published


@dataclass(frozen=True)
class Scenario:
    """`title` and `about` by language; `changes` are the lines in which it differs from what it extends. Orders are
    placed from the network's start to `orders_until`, in seconds since 1970."""

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    changes: tuple[str, ...]
    assumed: tuple[str, ...]
    sources: tuple[str, ...]
    network: Network
    demand: DemandPlan
    orders_until: int
    published: tuple[Published, ...] = ()
    digest: str = ""
