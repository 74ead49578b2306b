"""The network of a rehearsal: a road with its plans, compiled into the stations and visits that the engine reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from tearoad.kernel.draws import uniform
from tearoad.kernel.event_loop import FOLLOW
from tearoad.kernel.stations import DELAY, DEPART, FAR, FIFO, NO_LIMIT, SERVE, Stations, Visits
from tearoad.network.choose import LaneTable, lane_table
from tearoad.network.road import Road
from tearoad.twin.border import Border
from tearoad.twin.calendar import Steps, level, roster, timetable
from tearoad.twin.engine import Choices, Extras
from tearoad.twin.plan import Desk, Kind, LanePlan, OfficePlan, Routing
from tearoad.twin.travellers import Travellers

TICKS = 10_000  # a second's: a tick is 0.1 ms
ENTRY_LUCK, OFFICE_LUCK = 39, 38  # stages of luck: whether data are recorded by hand, and which office by its share
DESKS = ("entry", "lines", "officers")
WAY, ENTRY, LINES, OFFICERS = range(4)  # the columns of a traveller's possible visits
NO_STEPS = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


@dataclass(frozen=True)
class Network:
    """A road on a simulated clock from `start` to `until` (seconds since 1970), with orders up to `orders_until`. Each
    item stands for `scale` of them.

    Offices without a plan of their own work as the live road's do. `kinds` are those that the demand's numbers name.
    `running` are the moments at which an office's lines end what they do at the start. A station breaks when somebody
    has waited there for `patience_days`; `moments` are shown in figures of their own.
    """

    road: Road
    border: Border
    start: int
    orders_until: int
    until: int
    offices: Mapping[str, OfficePlan] = field(default_factory=dict)
    lanes: Mapping[str, LanePlan] = field(default_factory=dict)
    closed_lanes: frozenset[str] = frozenset()
    routing: Routing | None = None
    kinds: Sequence[Kind] = ()
    scale: int = 1
    running: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    patience_days: float = 3.0
    moments: tuple[int, ...] = ()

    @property
    def table(self) -> LaneTable:
        """The road's lanes as arrays; nobody who orders now takes a closed one."""
        table = lane_table(self.road)
        table.from_origin[[lane.id in self.closed_lanes for lane in self.road.lanes]] = False
        return table

    @property
    def office_number(self) -> dict[str, int]:
        """Offices in the order of their names, as travellers carry them."""
        return {name: number for number, name in enumerate(sorted(self.road.offices))}

    def plan(self, office: str) -> OfficePlan:
        """The plan of an office, or what its corridor says."""
        seat = self.road.offices[office]
        return self.offices.get(office) or OfficePlan(Desk(((self.start, seat.lines),), float(seat.service)))


class Compiled(NamedTuple):
    """What the engine reads. `names[s]` of the stations; `row[n]` is the traveller of each customer; `zero` is the
    moment of tick 0."""

    names: tuple[str, ...]
    stations: Stations
    visits: Visits
    extras: Extras
    zero: int


def lanes_of(network: Network, c: Travellers, ready: np.ndarray) -> Compiled:
    """Departures: every lane is a station, each traveller has one visit, from the moment at which it is `ready`."""
    zero = min(network.start, int(ready.min(initial=network.start)))
    steps = [
        timetable(lane, network.lanes.get(lane.id, LanePlan()), zero, network.until) for lane in network.road.lanes
    ]
    stations = _stations([DEPART] * len(steps), [FIFO] * len(steps), steps, zero)
    each = np.arange(len(c) + 1, dtype=np.int64)
    visits = Visits(_ticks(ready, zero), each, c.lane.astype(np.int32), np.zeros(len(c), dtype=np.int64))
    names = tuple(lane.id for lane in network.road.lanes)
    return Compiled(names, stations, visits, Extras(load=c.weight_grams * network.scale), zero)


def offices_of(network: Network, c: Travellers, seed: int, work: np.ndarray, inspection: np.ndarray) -> Compiled:
    """Exchange offices: a way of its own length, then entry by hand where it is asked, the lines, and the officers.

    `c.due_at` are moments of arrival, `c.dispatched_at` those of dispatch, when a free choice is made; `work`
    float64[n] is how much more work an item is than another; `inspection` int64[n] seconds with an officer.
    """
    dispatched = np.where(c.dispatched_at >= 0, np.minimum(c.dispatched_at, c.due_at), c.due_at)
    zero = min(network.start, int(dispatched.min(initial=network.start)))
    desks = [
        (office, name, desk)
        for office in network.office_number
        for name in DESKS
        if (desk := network.plan(office).desk(name)) is not None
    ]
    number = {(office, name): place for place, (office, name, _) in enumerate(desks, 1)}
    steps = [NO_STEPS]
    steps += [
        roster(desk, zero, network.start, network.until, network.running.get(office, ()) if name == "lines" else ())
        for office, name, desk in desks
    ]
    stations = _stations([DELAY] + [SERVE] * len(desks), [FIFO, *(desk.discipline for *_, desk in desks)], steps, zero)
    held, station, service = _work(network, c, seed, work, number)
    held[:, WAY], service[:, WAY] = True, (c.due_at - dispatched) * TICKS
    service[:, OFFICERS] = np.where(held[:, OFFICERS], inspection * TICKS * network.scale, 0)
    extras = Extras(priority=_priority(network, c), seed=seed)
    if network.routing and not network.routing.shares:
        _leave_open(network, c, held, station)
        extras = extras._replace(choices=_choices(network, network.routing, desks, steps))
    visits = Visits(_ticks(dispatched, zero), _offsets(held.sum(axis=1)), station[held], service[held])
    return Compiled(("way", *(f"{office}/{name}" for office, name, _ in desks)), stations, visits, extras, zero)


def by_shares(network: Network, c: Travellers, seed: int) -> np.ndarray:
    """int64[n]: the office of each, drawn anew where the routing gives its offices shares."""
    routing = network.routing
    if routing is None or not routing.shares:
        return c.office
    places = np.array([network.office_number[office] for office in routing.offices])
    edges = np.cumsum(routing.shares) / np.sum(routing.shares)
    found = places[
        np.minimum(np.searchsorted(edges, uniform(seed, c.keys, OFFICE_LUCK), side="right"), len(places) - 1)
    ]
    return np.where(np.isin(c.office, places), found, c.office)


def moments(ticks: np.ndarray, zero: int) -> np.ndarray:
    """Seconds since 1970 of ticks, FAR for what never happens."""
    return np.where(ticks < FAR, zero + ticks // TICKS, FAR)


def _ticks(seconds: np.ndarray, zero: int) -> np.ndarray:
    return (seconds - zero) * TICKS


def _offsets(counts: Sequence[int] | np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _stations(kinds: Sequence[int], ways: Sequence[int], steps: Sequence[Steps], zero: int) -> Stations:
    return Stations(
        kind=np.array(kinds, dtype=np.int8),
        discipline=np.array(ways, dtype=np.int8),
        room=np.full(len(kinds), NO_LIMIT, dtype=np.int64),
        step_from=_offsets([len(moments) for moments, _ in steps]),
        step_tick=_ticks(np.concatenate([moments for moments, _ in steps]), zero),
        step_capacity=np.concatenate([capacities for _, capacities in steps]),
    )


def _work(
    network: Network, c: Travellers, seed: int, work: np.ndarray, number: Mapping[tuple[str, str], int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Columns of possible visits a traveller, way and desks: bool[n, 4] which are held, int32 where, int64 how long."""
    shape = (len(c), 1 + len(DESKS))
    held, station = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=np.int32)
    service = np.zeros(shape, dtype=np.int64)
    luck = uniform(seed, c.keys, ENTRY_LUCK)
    for place, office in enumerate(network.office_number):
        plan, here = network.plan(office), c.office == place
        asked = (luck < level(plan.entry_share, c.due_at), here, c.inspect)
        for column, name in enumerate(DESKS, 1):
            desk = plan.desk(name)
            if desk is not None:
                rows = here & asked[column - 1]
                held[rows, column], station[rows, column] = True, number[office, name]
                service[rows, column] = np.rint(work[rows] * desk.service * TICKS).astype(np.int64) * network.scale
    return held, station, service


def _priority(network: Network, c: Travellers) -> np.ndarray:
    return np.array([kind.priority for kind in network.kinds] or [0], dtype=np.int8)[c.kind]


def _leave_open(network: Network, c: Travellers, held: np.ndarray, station: np.ndarray) -> None:
    """Travellers for an office of the routing get open visits: the first at an office is chosen, the others follow."""
    routing = network.routing
    assert routing is not None
    ours = np.isin(c.office, [network.office_number[office] for office in routing.offices])
    chosen = np.zeros(len(c), dtype=bool)
    for column in range(1, 1 + len(DESKS)):
        rows = ours & held[:, column]
        station[rows, column] = np.where(chosen[rows], -column - len(DESKS), -column)
        chosen |= rows


def _choices(
    network: Network, routing: Routing, desks: Sequence[tuple[str, str, Desk]], steps: Sequence[Steps]
) -> Choices:
    """Two groups a desk: a free choice, and the one that follows it."""
    member: list[int] = []
    pace: list[float] = []
    counts = []
    for name in DESKS * 2:
        ours = [at for at, (office, own, _) in enumerate(desks, 1) if own == name and office in routing.offices]
        counts.append(len(ours))
        member += ours
        pace += [_items_a_second(desks[at - 1][2], steps[at], network.until) for at in ours]
    every = [routing.report_every * TICKS] * len(DESKS) + [FOLLOW] * len(DESKS)
    owner = [-1, *(network.office_number[office] for office, *_ in desks)]
    return Choices(_offsets(counts), np.array(member, dtype=np.int64), np.array(pace), np.array(every), np.array(owner))


def _items_a_second(desk: Desk, steps: Steps, until: int) -> float:
    """What a desk clears on average, closed times and all; hardly anything where it never works."""
    length = np.diff(np.append(steps[0], until))
    return max(float((steps[1] * length).sum()) / length.sum() / desk.service, 1e-12)
