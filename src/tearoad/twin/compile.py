"""A network and its travellers compiled into the stations and visits that the engine reads."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tearoad.kernel.draws import uniform
from tearoad.kernel.event_loop import FOLLOW
from tearoad.kernel.stations import DELAY, DEPART, FAR, FIFO, NO_LIMIT, SERVE, Stations, Visits
from tearoad.network.desk import Desk, Steps, level, roster
from tearoad.twin.calendar import timetable
from tearoad.twin.engine import Choices, Extras
from tearoad.twin.network import Network
from tearoad.twin.plan import LanePlan, Routing
from tearoad.twin.travellers import NO_OFFICE, SCAN, Travellers

TICKS = 10_000  # a second's: a tick is 0.1 ms
ENTRY_LUCK, OFFICE_LUCK = 39, 38  # stages of luck: whether data are recorded by hand, and which office by its share
DESKS = ("entry", "lines", "officers")
COLUMNS = 6
WAY, BORDER, WAY_ON, ENTRY, LINES, OFFICERS = range(COLUMNS)  # a traveller's possible visits
NO_STEPS = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


class Compiled(NamedTuple):
    """What the engine reads. `names[s]` of the stations, "place/desk" at offices and borders; `zero` is the moment of
    tick 0; `column` what each visit is."""

    names: tuple[str, ...]
    stations: Stations
    visits: Visits
    extras: Extras
    zero: int
    column: np.ndarray  # int64[v]: WAY ... OFFICERS


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
    return Compiled(names, stations, visits, Extras(load=c.weight_grams * network.scale), zero, c.lane)


def offices_of(network: Network, c: Travellers, seed: int, work: np.ndarray, inspection: np.ndarray) -> Compiled:
    """From dispatch to the officers: the way, with a border in its middle where one has a plan; at the exchange office
    entry by hand where it is asked, the lines, and the officers.

    `c.due_at` are moments of arrival if nobody waits at a border, `c.dispatched_at` those of dispatch, when a free
    choice is made; `work` float64[n] is how much more work an item is than another; `inspection` int64[n] seconds with
    an officer.
    """
    dispatched = np.where(c.dispatched_at >= 0, np.minimum(c.dispatched_at, c.due_at), c.due_at)
    zero = min(network.start, int(dispatched.min(initial=network.start)))
    desks = _desks(network)
    steps = [
        NO_STEPS
        if desk is None
        else roster(desk, zero, network.start, network.until, network.running.get(place, ()) if name == "lines" else ())
        for place, name, desk in desks
    ]
    stations = _stations(
        [DELAY if desk is None else SERVE for *_, desk in desks],
        [FIFO if desk is None else desk.discipline for *_, desk in desks],
        steps,
        zero,
        [_room(desk, len(c), network.scale) for *_, desk in desks],
    )
    number = {(place, name): at for at, (place, name, _) in enumerate(desks)}
    held, station, service = _work(network, c, seed, work, number)
    _lay_the_way(network, c, dispatched, number, (held, station, service))
    service[:, OFFICERS] = np.where(held[:, OFFICERS], inspection * TICKS * network.scale, 0)
    extras = Extras(priority=_priority(network, c), seed=seed)
    if network.routing and not network.routing.shares:
        _leave_open(network, c, work, (held, station, service))
        extras = extras._replace(choices=_choices(network, network.routing, desks, steps))
    visits = Visits(_ticks(dispatched, zero), _offsets(held.sum(axis=1)), station[held], service[held])
    names = tuple(f"{place}/{name}" if place else name for place, name, _ in desks)
    return Compiled(names, stations, visits, extras, zero, np.broadcast_to(np.arange(COLUMNS), held.shape)[held])


def _desks(network: Network) -> list[tuple[str, str, Desk | None]]:
    """Every station in the order of its number: place, what is done there, and by whom (None: nobody has to wait)."""
    borders = [(place, "border", desk) for place, desk in sorted(network.borders.items())]
    offices = [
        (office, name, desk)
        for office in network.office_number
        for name in DESKS
        if (desk := network.plan(office).desk(name)) is not None
    ]
    return [("", "way", None), *borders, ("", "way on", None), *offices]


def _room(desk: Desk | None, travellers: int, scale: int) -> int:
    """What all of them fit into is no limit: then nobody asks whether there is room."""
    if desk is None or desk.room is None or desk.room >= travellers * scale:
        return NO_LIMIT
    return -(-desk.room // scale)


def _lay_the_way(
    network: Network,
    c: Travellers,
    dispatched: np.ndarray,
    number: Mapping[tuple[str, str], int],
    columns: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    """A way of its own length for everybody; who leaves after the start over a border with a plan stops half way."""
    held, station, service = columns
    held[:, WAY], station[:, WAY], service[:, WAY] = True, number["", "way"], (c.due_at - dispatched) * TICKS
    border_of = np.array([lane.border for lane in network.road.lanes], dtype=object)[c.lane]
    for place, desk in network.borders.items():
        rows = (border_of == place) & (c.departed_at >= network.start)
        rest = (c.due_at[rows] - c.departed_at[rows]) // 2 * TICKS
        held[rows, BORDER], station[rows, BORDER] = True, number[place, "border"]
        service[rows, BORDER] = np.rint(desk.service * TICKS) * network.scale
        held[rows, WAY_ON], station[rows, WAY_ON], service[rows, WAY_ON] = True, number["", "way on"], rest
        service[rows, WAY] -= rest


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
    return np.where(_routed(network, routing, c), found, c.office)


def moments(ticks: np.ndarray, zero: int) -> np.ndarray:
    """Seconds since 1970 of ticks, FAR for what never happens."""
    return np.where(ticks < FAR, zero + ticks // TICKS, FAR)


def _ticks(seconds: np.ndarray, zero: int) -> np.ndarray:
    return (seconds - zero) * TICKS


def _offsets(counts: Sequence[int] | np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _stations(
    kinds: Sequence[int], ways: Sequence[int], steps: Sequence[Steps], zero: int, rooms: Sequence[int] = ()
) -> Stations:
    return Stations(
        kind=np.array(kinds, dtype=np.int8),
        discipline=np.array(ways, dtype=np.int8),
        room=np.array(rooms or [NO_LIMIT] * len(kinds), dtype=np.int64),
        step_from=_offsets([len(moments) for moments, _ in steps]),
        step_tick=_ticks(np.concatenate([moments for moments, _ in steps]), zero),
        step_capacity=np.concatenate([capacities for _, capacities in steps]),
    )


def _work(
    network: Network, c: Travellers, seed: int, work: np.ndarray, number: Mapping[tuple[str, str], int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Possible visits of each traveller, the desks' for now: bool[n, COLUMNS] which are held, int32 where, int64 how
    long."""
    shape = (len(c), COLUMNS)
    held, station = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=np.int32)
    service = np.zeros(shape, dtype=np.int64)
    luck = uniform(seed, c.keys, ENTRY_LUCK)
    for place, office in enumerate(network.office_number):
        plan, here = network.plan(office), c.office == place
        asked = (luck < level(plan.entry_share, c.due_at), here, c.channel >= SCAN)
        for column, name in enumerate(DESKS, ENTRY):
            desk = plan.desk(name)
            if desk is not None:
                rows = here & asked[column - ENTRY]
                held[rows, column], station[rows, column] = True, number[office, name]
                service[rows, column] = np.rint(work[rows] * desk.service * TICKS).astype(np.int64) * network.scale
    return held, station, service


def _priority(network: Network, c: Travellers) -> np.ndarray:
    return np.array([kind.priority for kind in network.kinds] or [0], dtype=np.int8)[c.kind]


def _leave_open(
    network: Network, c: Travellers, work: np.ndarray, columns: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> None:
    """Travellers for an office of the routing get open visits: the first at an office is chosen, the others follow. How
    long they take is left open too: a second's work, which the chosen desk stretches to its own."""
    held, station, service = columns
    routing = network.routing
    assert routing is not None
    ours = _routed(network, routing, c)
    chosen = np.zeros(len(c), dtype=bool)
    for group, column in enumerate(range(ENTRY, COLUMNS), 1):
        rows = ours & held[:, column]
        station[rows, column] = np.where(chosen[rows], -group - len(DESKS), -group)
        if column != OFFICERS:
            service[rows, column] = np.rint(work[rows] * TICKS).astype(np.int64) * network.scale
        chosen |= rows


def _routed(network: Network, routing: Routing, c: Travellers) -> np.ndarray:
    """bool[n]: those for an office of the routing, of a kind that it is for, who were not on their way at the start."""
    kinds = [number for number, kind in enumerate(network.kinds) if kind.name in routing.kinds]
    ours = np.isin(c.office, [network.office_number[office] for office in routing.offices])
    ours &= c.dispatched_at >= network.start
    return ours & np.isin(c.kind, kinds) if kinds else ours


def _choices(
    network: Network, routing: Routing, desks: Sequence[tuple[str, str, Desk | None]], steps: Sequence[Steps]
) -> Choices:
    """Two groups a desk: a free choice of the offices whose lines ever work, and the one that follows it."""
    member: list[int] = []
    pace: list[float] = []
    stretch: list[float] = []
    counts = []
    works = {office for at, (office, own, _) in enumerate(desks) if own == "lines" and steps[at][1].any()}
    for name in DESKS * 2:
        there = [at for at, (office, own, _) in enumerate(desks) if own == name and office in routing.offices]
        ours = [at for at in there if desks[at][0] in works] or there
        counts.append(len(ours))
        member += ours
        pace += [_items_a_second(desk, steps[at], network.until) for at in ours if (desk := desks[at][2])]
        stretch += [1.0 if name == "officers" else desk.service for at in ours if (desk := desks[at][2])]
    every = [routing.report_every * TICKS] * len(DESKS) + [FOLLOW] * len(DESKS)
    owner = [network.office_number.get(place, NO_OFFICE) for place, *_ in desks]
    return Choices(
        group_from=_offsets(counts),
        member=np.array(member, dtype=np.int64),
        pace=np.array(pace),
        report_every=np.array(every),
        owner=np.array(owner),
        stretch=np.array(stretch),
    )


def _items_a_second(desk: Desk, steps: Steps, until: int) -> float:
    """What a desk clears on average, closed times and all; hardly anything where it never works."""
    length = np.diff(np.append(steps[0], until))
    return max(float((steps[1] * length).sum()) / length.sum() / desk.service, 1e-12)
