"""The journey of many travellers on a simulated clock: the live steps and players, with the engine for every queue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from tearoad.journey import steps
from tearoad.journey.moving import NEVER, Due, Moving
from tearoad.journey.stages import Fact
from tearoad.kernel.stations import FAR
from tearoad.twin.channels import answered, at_hand_over, at_the_office, seconds
from tearoad.twin.compile import LINES, OFFICERS, WAY_ON, Compiled, by_shares, lanes_of, moments, offices_of
from tearoad.twin.engine import Passed, passed
from tearoad.twin.network import Network
from tearoad.twin.players import SimulatedRoad
from tearoad.twin.travellers import DOCUMENTS, NO_CHANNEL, NO_OFFICE, SCAN, UNDECIDED, Travellers


@dataclass(frozen=True)
class RehearsedRoad(SimulatedRoad):
    """The same players, but lanes leave by the network's timetable and officers are those of its rosters."""

    network: Network

    def departure(self, c: Moving) -> np.ndarray:
        """The first departure of the lane with room for the parcel."""
        assert isinstance(c, Travellers)
        compiled = lanes_of(self.network, c, c.due_at)
        return moments(passed(compiled.stations, compiled.visits, compiled.extras).departure, compiled.zero)

    def inspection_ends(self, c: Moving) -> np.ndarray:
        """When an officer is done, where there are so many and no more; or when the sender's papers have been read."""
        assert isinstance(c, Travellers)
        ends = np.where(c.looked_at == NEVER, super().inspection_ends(c), c.looked_at)
        return np.where(c.channel == DOCUMENTS, np.maximum(self.papers_read(c), c.due_at), ends)

    def border_refuses(self, c: Moving) -> np.ndarray:
        """What the officers found; papers that are answered are in order."""
        assert isinstance(c, Travellers)
        return super().border_refuses(c) & (c.channel != DOCUMENTS)

    def inspection_works(self, c: Travellers) -> np.ndarray:
        """How long an officer is busy with each, int64[n] seconds."""
        customs = self.network.customs
        return self.inspection_takes(c) if customs is None else seconds(self.network, customs, c)

    def papers_read(self, c: Travellers) -> np.ndarray:
        """When what checks asked of the sender is answered and read; NEVER where they asked for nothing."""
        customs = self.network.customs
        return np.full(len(c), NEVER) if customs is None else answered(self.network, customs, c, self.seed)


@dataclass(frozen=True)
class Rehearsed:
    """Travellers as they stand at the end, and what the offices did: `row` int64[v] is the traveller of each visit;
    `came`, `begun` and `ended` are seconds since 1970, FAR for never."""

    travellers: Travellers
    offices: Compiled
    visits: Passed
    row: np.ndarray

    @property
    def came(self) -> np.ndarray:
        """When each visit's customer came to its station: when the visit before ended."""
        before = np.concatenate([[0], self.visits.departure[:-1]])
        first = self.offices.visits.route_from[:-1]
        before[first[first < len(before)]] = self.offices.visits.arrival[first < len(before)]
        return moments(before, self.offices.zero)

    @property
    def begun(self) -> np.ndarray:
        """When it was taken on."""
        return moments(self.visits.start, self.offices.zero)

    @property
    def ended(self) -> np.ndarray:
        """When it was done."""
        return moments(self.visits.departure, self.offices.zero)


def rehearse(network: Network, c: Travellers, seed: int) -> Rehearsed:
    """Everything that falls due before the network's end happens to `c`, which is changed."""
    players = RehearsedRoad(network.road, network.table, seed, network)
    queues: list[tuple[Compiled, Passed, np.ndarray]] = []

    def arrive(part: Travellers, rows: np.ndarray) -> None:
        queues.append(_through_the_office(network, part, players, rows))

    handlers: Mapping[Due, Callable[[Travellers], object]] = {
        Due.CANCEL: steps.cancel,
        Due.READY: lambda part: _hand_over(network, part, players),
        Due.DEPART: lambda part: _depart(part, players),
        Due.LEAVE: lambda part: _leave(part, players),
        Due.INSPECTED: lambda part: steps.inspected(part, players),
        Due.OUT: lambda part: steps.go_out(part, players),
        Due.COLLECT: lambda part: steps.collect(part, players, ~players.uncollected(part)),
        Due.ATTEMPT: lambda part: steps.attempt(part, players),
        Due.CONFIRM: lambda part: steps.confirm(part, network.road.behaviour),
        Due.LOST: steps.lose,
        Due.REMIT: steps.remit,
        Due.PAY: steps.expire,
    }
    while True:  # the lowest timer first: whoever can still come to an office is there before its queue is served
        ripe = (c.due_at >= 0) & (c.due_at < network.until) & (c.due != Due.NOTHING)
        if not ripe.any():
            break
        due = Due(int(c.due[ripe].min()))
        rows = np.flatnonzero(ripe & (c.due == due))
        part = c.take(rows)
        if due == Due.ARRIVE:
            arrive(part, rows)
        else:
            handlers[due](part)
        c.put(rows, part)
    assert len(queues) <= 1, "an office's queue is served once, with all its arrivals"
    if not queues:
        queues.append(
            _through_the_office(network, c.take(np.zeros(0, dtype=np.int64)), players, np.zeros(0, dtype=np.int64))
        )
    return Rehearsed(c, *queues[0])


def _depart(c: Travellers, players: RehearsedRoad) -> None:
    c.departed_at = steps.depart(c, players)


def _hand_over(network: Network, c: Travellers, players: RehearsedRoad) -> None:
    """Declared ahead, or on paper: then it is decided at the office what is looked at, and released there."""
    duty, c.law_value_minor = network.border.declared(c)
    c.dispatched_at = c.due_at.copy()
    c.office = by_shares(network, c, players.seed)
    channel = at_hand_over(network, c, players)
    rows = steps.declare(c, duty, channel != NO_CHANNEL).rows
    c.channel = np.where(rows, channel, NO_CHANNEL).astype(np.int8)
    c.lodged_at = np.where(rows & (channel != UNDECIDED), c.due_at, NEVER)
    steps.hand_over(c, players)


def _leave(c: Travellers, players: RehearsedRoad) -> None:
    """Nobody is held of whom nothing is asked any more, now that the office is done with them."""
    read = (c.channel == DOCUMENTS) & (players.papers_read(c) <= c.due_at)
    through = c.inspect & ((c.channel == NO_CHANNEL) | read)
    c.report(Fact.RELEASED_BY_BORDER, through)
    c.inspect = c.inspect & ~through
    steps.leave(c, players)


def _through_the_office(
    network: Network, c: Travellers, players: RehearsedRoad, rows: np.ndarray
) -> tuple[Compiled, Passed, np.ndarray]:
    """The queues of all offices; `c` arrives, and knows when it leaves and when an officer is done with it.

    Officers come last, so what comes on paper passes the other desks as it will before it is decided what they look at.
    Where they have a full room, which holds up the lines, the days of the decisions are those without it.
    """
    c.office = by_shares(network, c, players.seed)
    undecided = c.channel == UNDECIDED
    compiled, found, who = _served(network, c, players)
    if undecided.any():
        office = _office_taken(network, c, compiled, found, who)
        at_the_office(network, c, office, _recorded(c, compiled, found, who), players.seed)
        staffed = any(network.plan(name).officers is not None for name in network.office_number)
        if staffed and (c.channel[undecided] >= SCAN).any():
            compiled, found, who = _served(network, c, players)
    ends = moments(found.departure, compiled.zero)
    leaves = np.full(len(c), FAR, dtype=np.int64)
    for column, result in ((WAY_ON, c.due_at), (LINES, leaves), (OFFICERS, c.looked_at)):
        rows_of = compiled.column == column
        result[who[rows_of]] = ends[rows_of]
    c.office = _office_taken(network, c, compiled, found, who)
    there = np.flatnonzero(c.due_at < network.until)  # the others still wait at a border
    part = c.take(there)
    steps.arrive(part, leaves[there])
    c.put(there, part)
    return compiled, found, rows[who]


def _served(network: Network, c: Travellers, players: RehearsedRoad) -> tuple[Compiled, Passed, np.ndarray]:
    """Every visit, and whose it is."""
    work = np.array([kind.work for kind in network.kinds] or [1.0])[c.kind]
    compiled = offices_of(network, c, players.seed, work, players.inspection_works(c))
    found = passed(compiled.stations, compiled.visits, compiled.extras)
    return compiled, found, np.repeat(np.arange(len(c)), np.diff(compiled.visits.route_from))


def _recorded(c: Travellers, compiled: Compiled, found: Passed, who: np.ndarray) -> np.ndarray:
    """int64[n]: when each comes to the lines, its data recorded if they are; FAR for never."""
    lines = np.flatnonzero(compiled.column == LINES)
    recorded = np.full(len(c), FAR, dtype=np.int64)
    recorded[who[lines]] = moments(found.departure[lines - 1], compiled.zero)  # nobody comes without a way
    return recorded


def _office_taken(network: Network, c: Travellers, compiled: Compiled, found: Passed, who: np.ndarray) -> np.ndarray:
    """int64[n]: the office of each; who was sent to another is there."""
    number = network.office_number
    place = np.array([number.get(name.partition("/")[0], NO_OFFICE) for name in compiled.names])
    lines = (compiled.column == LINES) & (found.station >= 0)  # who is stuck on the way has not chosen
    office = c.office.copy()
    office[who[lines]] = place[found.station[lines]]
    return office
