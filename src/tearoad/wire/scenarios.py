"""Scenarios: TOML files, each a readable difference from another or from a corridor. Anything amiss is one line."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from tearoad.kernel.stations import FIFO, LIFO, PRIORITY, RANDOM
from tearoad.network.road import Behaviour, Lane, LastMile, Road
from tearoad.network.road import Span as Length
from tearoad.terms.days import DAY, HOUR, MOSCOW, day_number, day_start
from tearoad.terms.refusal import BadInput
from tearoad.twin import plan
from tearoad.twin.border import Border
from tearoad.twin.network import Network
from tearoad.twin.scenario import Scenario, Uncertain
from tearoad.wire.corridor import Corridor, read_corridor
from tearoad.wire.scenario_document import DemandSaid, DeskSaid, LaneSaid, OfficeSaid, ScenarioSaid
from tearoad.wire.shipped import corridor_folder, shipped_scenarios

WAYS = {"fifo": FIFO, "priority": PRIORITY, "lifo": LIFO, "random": RANDOM}
LARGEST_FILE = 1_000_000
DEEPEST = 20  # scenarios that extend each other


def scenario_names() -> dict[str, Path]:
    """Those that ship, by name."""
    return {path.stem: path for path in sorted(shipped_scenarios().glob("*.toml"))}


BorderOf = Callable[[Road], Border]


def read_scenario(name: str, border_of: BorderOf, values: Mapping[str, float] | None = None) -> Scenario:
    """A scenario that ships, or a file, with `values` in the place of its own by their dotted places; `border_of`
    gives a road its law.

    `BadInput` says which file and place.
    """
    path = Path(name) if name.endswith(".toml") else scenario_names().get(name)
    if path is None:
        raise BadInput(f"no scenario {name!r}: expected a .toml file or one of {', '.join(scenario_names())}")
    whole, changes = _laid_out(path, 0)
    for place, value in (values or {}).items():
        _put(whole, place, value)
    try:
        said = msgspec.convert(whole, ScenarioSaid)
    except msgspec.ValidationError as error:
        raise BadInput(f"{path.name}: {error}") from None
    corridor = _corridor(said.road)
    for one in said.uncertain:
        _put(deepcopy(whole), one.value, one.low)  # its place is looked for, not changed
    try:
        return replace(
            _scenario(path.stem, said, corridor, border_of, changes),
            again=lambda other: read_scenario(name, border_of, other),
            digest=sha256(repr(whole).encode()).hexdigest(),
        )
    except BadInput as error:
        raise BadInput(f"{path.name}: {error}") from None


@cache
def _corridor(road: str) -> Corridor:
    return read_corridor(corridor_folder(road))


def _put(document: Any, place: str, value: float) -> None:
    """Another number where a number stands; whole numbers stay whole."""
    *way, last = (int(word) if word.isdigit() else word for word in place.split("."))
    try:
        for word in way:
            document = document[word]
        now = document[last]
    except (KeyError, IndexError, TypeError):
        raise BadInput(f"uncertain value {place!r}: no such place in the scenario") from None
    if isinstance(now, bool) or not isinstance(now, int | float):
        raise BadInput(f"uncertain value {place!r}: expected a number there, not {now!r}")
    document[last] = round(value) if isinstance(now, int) else float(value)


def _laid_out(path: Path, depth: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The document over what it extends, and its own lines."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadInput(f"{path.name}: more than {LARGEST_FILE} bytes, which no scenario needs")
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name}: {error}") from None
    base = own.pop("extends", None)
    changes = tuple(_lines(own))
    if base is None:
        return own, changes
    below = path.parent / f"{base}.toml" if isinstance(base, str) else None
    if below is None or depth == DEEPEST:
        raise BadInput(f"{path.name}: extends {base!r}: expected a scenario beside it, in no circle")
    return _merged(_laid_out(below, depth + 1)[0], own), changes


def _merged(below: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are laid over tables; anything else takes the place of what was there."""
    result = dict(below)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if both else value
    return result


def _lines(table: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _lines(value, f"{before}{key}.")
        elif before or key not in ("published", "assumed", "sources", "uncertain"):
            said = "[" + ", ".join(map(str, value)) + "]" if isinstance(value, list) else str(value)
            if not before.startswith(("title.", "about.")):
                yield f"{before}{key} = {said}"


def _scenario(
    name: str, said: ScenarioSaid, corridor: Corridor, border_of: BorderOf, changes: tuple[str, ...]
) -> Scenario:
    if said.end <= said.start:
        raise BadInput(f"end {said.end}: expected a day after the start, {said.start}")
    demand = _demand(said.demand, corridor)
    road = _road(said, corridor.road)
    closed = _closed_lanes(said, road)
    _reachable(demand, road, [lane for lane in road.lanes if lane.id not in closed])
    dated = {
        _local(date.fromisoformat(one.metric.partition("@")[2])) + DAY for one in said.published if "@" in one.metric
    }
    start, end = _local(said.start), _local(said.end)
    network = Network(
        road=road,
        border=border_of(road),
        start=start,
        orders_until=end,
        until=end + said.drain_days * DAY,
        offices={office: _office(road, office, one, start) for office, one in said.office.items() if one.open},
        lanes={lane.id: _lane(one) for lane in road.lanes for one in _fitting(said.lane, lane.id)},
        borders=_borders(said, road, start),
        closed_lanes=closed,
        routing=_routing(said),
        kinds=demand.kinds,
        scale=said.scale,
        patience_days=said.patience_days,
        moments=tuple(sorted(dated | {_local(day) + DAY for day in said.show_days})),
    )
    return Scenario(
        name=name,
        title=msgspec.structs.asdict(said.title),
        about=msgspec.structs.asdict(said.about),
        changes=changes,
        assumed=tuple(said.assumed),
        sources=tuple(said.sources),
        network=network,
        demand=demand,
        again=_never,
        show_days=tuple(f"{day:%Y-%m-%d}" for day in said.show_days),
        published=tuple(plan.Published(one.metric, one.low, one.high, one.source, one.used) for one in said.published),
        uncertain=tuple(Uncertain(one.value, one.low, one.high, one.source) for one in said.uncertain),
    )


def _never(values: Mapping[str, float]) -> Scenario:
    raise AssertionError("the reader lays itself in this place")


def _local(day: date) -> int:
    """The moment at which a day begins in Moscow."""
    return day_start(day) - MOSCOW


def _spans(said: list[tuple[date, date]]) -> plan.Spans:
    for begin, end in said:
        if end <= begin:
            raise BadInput(f"closed from {begin} to {end}: expected a span that ends after it begins")
    return tuple((_local(begin), _local(end)) for begin, end in said)


def _curve(said: float | list[tuple[date, Any]], start: int) -> plan.Curve:
    if not isinstance(said, list):
        return ((start, said),)
    days = [day for day, _ in said]
    if not said or days != sorted(set(days)):
        raise BadInput(f"steps on {', '.join(map(str, days)) or 'no day'}: expected days that ascend, at least one")
    return tuple((_local(day), value) for day, value in said)


def _desk(said: DeskSaid, start: int) -> plan.Desk:
    shifts = tuple(plan.Shift(round(begin * HOUR), round(end * HOUR), share) for begin, end, share in said.shifts)
    if any(shift.end <= shift.begin for shift in shifts):
        raise BadInput("shifts: expected [from hour, to hour, share of the servers], the first less than the second")
    return plan.Desk(
        servers=_curve(said.servers, start),
        service=DAY / said.items_per_server_and_day,
        shifts=shifts or plan.ROUND_THE_CLOCK,
        closed=_spans(said.closed),
        discipline=WAYS[said.discipline],
        room=said.room,
    )


def _office(road: Road, office: str, said: OfficeSaid, start: int) -> plan.OfficePlan:
    seat = road.offices[office]
    lines = said.lines or DeskSaid(servers=seat.lines, items_per_server_and_day=DAY / seat.service)
    by_hand = said.entry if not said.electronic else None
    return plan.OfficePlan(
        lines=_desk(lines, start),
        entry=_desk(by_hand, start) if by_hand else None,
        entry_share=_curve(by_hand.share, start) if by_hand else ((0, 0.0),),
        officers=_desk(said.officers, start) if said.officers else None,
    )


def _borders(said: ScenarioSaid, road: Road, start: int) -> dict[str, plan.Desk]:
    known = sorted({lane.border for lane in road.lanes if lane.border})
    for place in said.border:
        if place not in known:
            raise BadInput(f"border.{place}: expected one of {', '.join(known)}")
    return {place: _desk(one, start) for place, one in said.border.items()}


def _fitting(said: Mapping[str, LaneSaid], lane: str) -> list[LaneSaid]:
    """At most one: the last pattern that a lane's name fits."""
    return [one for pattern, one in said.items() if fnmatchcase(lane, pattern)][-1:]


def _lane(said: LaneSaid) -> plan.LanePlan:
    return plan.LanePlan(round(said.capacity_kg * 1000) if said.capacity_kg else None, _spans(said.closed))


def _closed_lanes(said: ScenarioSaid, road: Road) -> frozenset[str]:
    """Lanes of other modes, and those to closed offices."""
    for office in said.office:
        if office not in road.offices:
            raise BadInput(f"office.{office}: expected one of {', '.join(sorted(road.offices))}")
    modes = set(said.modes) or {lane.mode for lane in road.lanes}
    shut = {office for office, one in said.office.items() if not one.open}
    return frozenset(lane.id for lane in road.lanes if lane.office in shut or lane.mode not in modes)


def _road(said: ScenarioSaid, road: Road) -> Road:
    """The corridor with the times that the scenario says."""
    for pattern in said.lane:
        if not any(fnmatchcase(lane.id, pattern) for lane in road.lanes):
            raise BadInput(f"lane.{pattern}: no lane of the road has such a name")
    lanes = tuple(_timed(lane, one) for lane in road.lanes for one in _fitting(said.lane, lane.id) or [LaneSaid()])
    miles = dict(road.last_miles)
    for begin, towns in said.last_mile.items():
        for town, (half, nine) in towns.items():
            if (begin, town) not in miles:
                raise BadInput(f"last_mile.{begin}.{town}: no such last mile on the road")
            miles[begin, town] = LastMile(round(half * DAY), round(nine * DAY), miles[begin, town].price_minor)
    return replace(road, lanes=lanes, last_miles=miles, behaviour=_behaviour(said, road.behaviour))


def _timed(lane: Lane, said: LaneSaid) -> Lane:
    half, nine = said.transit_days or (lane.transit_p50 / DAY, lane.transit_p90 / DAY)
    headway = said.headway_hours or lane.headway / HOUR
    if nine < half:
        raise BadInput(f"transit_days of {lane.id}: expected a 90 % quantile not below the median")
    return replace(lane, transit_p50=round(half * DAY), transit_p90=round(nine * DAY), headway=round(headway * HOUR))


def _behaviour(said: ScenarioSaid, behaviour: Behaviour) -> Behaviour:
    changed: dict[str, Any] = {}
    for name, value in said.behaviour.items():
        now = getattr(behaviour, name, None)
        if isinstance(now, Length) and isinstance(value, tuple):
            changed[name] = Length(round(value[0] * DAY), round(value[1] * DAY))
        elif isinstance(now, int | float) and isinstance(value, float):
            changed[name] = type(now)(value)
        else:
            raise BadInput(f"behaviour.{name}: expected a share, a number or two numbers of days, as in the corridor")
    return replace(behaviour, **changed)


def _routing(said: ScenarioSaid) -> plan.Routing | None:
    if said.routing is None:
        return None
    for office in said.routing.offices:
        if office not in said.office or not said.office[office].open:
            raise BadInput(f"routing.offices: {office!r}: expected open offices that the scenario says something of")
    shares = tuple(said.routing.shares)
    if shares and (len(shares) != len(said.routing.offices) or not sum(shares)):
        raise BadInput("routing.shares: expected one for each of the offices, not all of them 0")
    for kind in said.routing.kinds:
        if kind not in said.demand.kind:
            raise BadInput(f"routing.kinds: {kind!r}: expected kinds of the demand")
    every = round(said.routing.report_hours * HOUR)
    return plan.Routing(tuple(said.routing.offices), shares, every, tuple(said.routing.kinds))


def _demand(said: DemandSaid, corridor: Corridor) -> plan.DemandPlan:
    days = [day for day, _ in said.per_day]
    if not days or days != sorted(set(days)):
        raise BadInput("demand.per_day: expected [day, orders a day] by ascending days")
    if said.hours and (len(said.hours) != 24 or not sum(said.hours)):
        raise BadInput("demand.hours: expected 24 weights, not all of them 0")
    habits = corridor.habits
    factors = {day_number(day): factor for day, factor in corridor.road.festivals.items()} if said.festivals else {}
    kinds = tuple(
        plan.Kind(
            name=name,
            share=one.share,
            grams=(round(one.kg[0] * 1000), round(one.kg[1] * 1000)),
            value_minor=(round(one.value[0] * 100), round(one.value[1] * 100)),
            priority=one.priority,
            work=one.work,
            origins=one.origins,
        )
        for name, one in said.kind.items()
    )
    if not kinds or any(
        k.grams[1] < k.grams[0] or k.value_minor[1] < k.value_minor[0] or not k.grams[0] for k in kinds
    ):
        raise BadInput("demand.kind: expected at least one, each with a median and a 90 % quantile not below it")
    return plan.DemandPlan(
        per_day=tuple((_local(day), count) for day, count in said.per_day),
        kinds=kinds,
        origins=said.origins or habits.origins,
        destinations=said.destinations or habits.destinations,
        hours=tuple(said.hours) or habits.hours,
        factors=factors | {day_number(day): factor for day, factor in said.factors},
        cash_share=habits.payments.get("cod", 0.0) if said.cash_share is None else said.cash_share,
    )


def _reachable(demand: plan.DemandPlan, road: Road, lanes: Sequence[Lane]) -> None:
    """Places must be on the road that is left, and none of the weights all zero."""
    origins, towns = {lane.origin for lane in lanes}, {town for _, town in road.last_miles}
    tables = [("demand.origins", demand.origins, origins), ("demand.destinations", demand.destinations, towns)]
    tables += [(f"demand.kind.{kind.name}.origins", kind.origins, origins) for kind in demand.kinds if kind.origins]
    for name, weights, known in tables:
        for place in weights:
            if place not in known:
                raise BadInput(f"{name}.{place}: expected one of {', '.join(sorted(known))}")
        if not sum(weights.values()):
            raise BadInput(f"{name}: expected weights that are not all 0")
