"""One rehearsal of a network with a demand."""

from tearoad.journey.moving import joined
from tearoad.twin.demand import drawn
from tearoad.twin.measure import Measured, measured
from tearoad.twin.network import Network
from tearoad.twin.ordering import ordered
from tearoad.twin.plan import DemandPlan
from tearoad.twin.rehearse import Rehearsed, rehearse
from tearoad.twin.travellers import Travellers


def simulate(
    network: Network, demand: DemandPlan | None, *, seed: int = 1, start: Travellers | None = None
) -> Measured:
    """What happens on the network, by the luck of `seed`; the same seed gives the same answer.

    `demand` None: no new orders. `start` are those who are on the road at the network's start, or orders with days of
    their own; they are copied. Raises nothing: what cannot be is refused where networks are read.
    """
    return measured(network, run(network, demand, seed=seed, start=start))


def run(network: Network, demand: DemandPlan | None, *, seed: int, start: Travellers | None = None) -> Rehearsed:
    """The same, traveller by traveller and visit by visit."""
    parts = [] if start is None else [start.take(start.every)]
    if demand is not None:
        wishes = drawn(demand, network.table, network.start, network.orders_until, network.scale, seed)
        parts.append(ordered(network, wishes, seed))
    assert parts, "neither orders nor travellers were given"
    return rehearse(network, joined(parts), seed)
