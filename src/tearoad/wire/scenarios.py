"""Scenarios: TOML files, each a readable difference from another or from a corridor. Anything amiss is one line."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from tearoad.kernel.stations import FIFO, LIFO, PRIORITY, RANDOM
from tearoad.network.road import Behaviour, LastMile, Road
from tearoad.network.road import Span as Length
from tearoad.terms.days import DAY, HOUR, MOSCOW, day_number, day_start
from tearoad.terms.refusal import BadInput
from tearoad.twin import plan
from tearoad.twin.network import Network
from tearoad.twin.scenario import Scenario
from tearoad.wire.corridor import Corridor, read_corridor
from tearoad.wire.scenario_document import DemandSaid, DeskSaid, LaneSaid, OfficeSaid, ScenarioSaid
from tearoad.wire.shipped import corridor_folder, shipped_scenarios

WAYS = {"fifo": FIFO, "priority": PRIORITY, "lifo": LIFO, "random": RANDOM}
LARGEST_FILE = 1_000_000
DEEPEST = 20  # scenarios that extend each other


def scenario_names() -> dict[str, Path]:
    """Those that ship, by name."""
    return {path.stem: path for path in sorted(shipped_scenarios().glob("*.toml"))}


def read_scenario(name: str) -> Scenario:
    """A scenario that ships, or a file; `BadInput` says which file and place."""
    path = Path(name) if name.endswith(".toml") else scenario_names().get(name)
    if path is None:
        raise BadInput(f"no scenario {name!r}: expected a .toml file or one of {', '.join(scenario_names())}")
    whole, changes = _laid_out(path, 0)
    try:
        said = msgspec.convert(whole, ScenarioSaid)
    except msgspec.ValidationError as error:
        raise BadInput(f"{path.name}: {error}") from None
    corridor = read_corridor(corridor_folder(said.road))
    try:
        return _scenario(path.stem, said, corridor, changes, sha256(repr(whole).encode()).hexdigest())
    except BadInput as error:
        raise BadInput(f"{path.name}: {error}") from None


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
        elif before or key not in ("published", "assumed", "sources", "fitted"):
            said = "[" + ", ".join(map(str, value)) + "]" if isinstance(value, list) else str(value)
            if not before.startswith(("title.", "about.")):
                yield f"{before}{key} = {said}"


def _scenario(name: str, said: ScenarioSaid, corridor: Corridor, changes: tuple[str, ...], digest: str) -> Scenario:
    if said.end <= said.start:
        raise BadInput(f"end {said.end}: expected a day after the start, {said.start}")
    demand = _demand(said.demand, corridor)
    road = _road(said, corridor.road)
    _reachable(demand, road)
    dated = {
        _local(date.fromisoformat(one.metric.partition("@")[2])) + DAY for one in said.published if "@" in one.metric
    }
    start, end = _local(said.start), _local(said.end)
    network = Network(
        road=road,
        start=start,
        until=end + said.drain_days * DAY,
        offices={office: _office(road, office, one, start) for office, one in said.office.items() if one.open},
        lanes={lane.id: _lane(one) for lane in road.lanes for one in _fitting(said.lane, lane.id)},
        routing=_routing(said, road),
        kinds=demand.kinds,
        scale=said.scale,
        patience_days=said.patience_days,
        shown_until=end + said.drain_days * DAY,
        moments=tuple(sorted(dated | {_local(day) + DAY for day in said.show_days})),
    )
    return Scenario(
        name=name,
        title=msgspec.structs.asdict(said.title),
        about=msgspec.structs.asdict(said.about),
        changes=changes,
        assumed=tuple(said.assumed),
        sources=(
            *said.sources,
            *(f"{one.value} fitted in {one.low:g} to {one.high:g}: {one.source}" for one in said.fitted),
        ),
        network=network,
        demand=demand,
        orders_until=end,
        published=tuple(plan.Published(one.metric, one.low, one.high, one.source, one.used) for one in said.published),
        digest=digest,
    )


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
    )


def _office(road: Road, office: str, said: OfficeSaid, start: int) -> plan.OfficePlan:
    seat = road.offices.get(office)
    if seat is None:
        raise BadInput(f"office.{office}: expected one of {', '.join(sorted(road.offices))}")
    lines = said.lines or DeskSaid(servers=seat.lines, items_per_server_and_day=DAY / seat.service)
    by_hand = said.entry if not said.electronic else None
    return plan.OfficePlan(
        lines=_desk(lines, start),
        entry=_desk(by_hand, start) if by_hand else None,
        entry_share=_curve(by_hand.share, start) if by_hand else ((0, 0.0),),
        officers=_desk(said.officers, start) if said.officers else None,
    )


def _fitting(said: Mapping[str, LaneSaid], lane: str) -> list[LaneSaid]:
    """At most one: the last pattern that a lane's name fits."""
    return [one for pattern, one in said.items() if fnmatchcase(lane, pattern)][-1:]


def _lane(said: LaneSaid) -> plan.LanePlan:
    return plan.LanePlan(round(said.capacity_kg * 1000) if said.capacity_kg else None, _spans(said.closed))


def _road(said: ScenarioSaid, road: Road) -> Road:
    """The corridor without what is closed, and with the times that the scenario says."""
    shut = {office for office, one in said.office.items() if not one.open}
    modes = set(said.modes) or {lane.mode for lane in road.lanes}
    lanes = []
    for lane in road.lanes:
        if lane.office in shut or lane.mode not in modes:
            continue
        for one in _fitting(said.lane, lane.id):
            transit = one.transit_days or (lane.transit_p50 / DAY, lane.transit_p90 / DAY)
            headway = one.headway_hours or lane.headway / HOUR
            lane = replace(  # noqa: PLW2901 - the same lane, as the scenario has it
                lane,
                transit_p50=round(transit[0] * DAY),
                transit_p90=round(transit[1] * DAY),
                headway=round(headway * HOUR),
            )
        lanes.append(lane)
    for pattern in said.lane:
        if not any(fnmatchcase(lane.id, pattern) for lane in road.lanes):
            raise BadInput(f"lane.{pattern}: no lane of the road has such a name")
    miles = dict(road.last_miles)
    for begin, towns in said.last_mile.items():
        for town, (half, nine) in towns.items():
            if (begin, town) not in miles:
                raise BadInput(f"last_mile.{begin}.{town}: no such last mile on the road")
            miles[begin, town] = LastMile(round(half * DAY), round(nine * DAY), miles[begin, town].price_minor)
    offices = {name: office for name, office in road.offices.items() if name not in shut}
    return replace(
        road, lanes=tuple(lanes), last_miles=miles, offices=offices, behaviour=_behaviour(said, road.behaviour)
    )


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


def _routing(said: ScenarioSaid, road: Road) -> plan.Routing | None:
    if said.routing is None:
        return None
    for office in said.routing.offices:
        if office not in road.offices:
            raise BadInput(f"routing.offices: {office!r}: expected open offices of the road")
        if office not in said.office:
            raise BadInput(f"routing.offices: {office!r}: expected offices that the scenario says something of")
    return plan.Routing(tuple(said.routing.offices), round(said.routing.report_hours * HOUR))


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


def _reachable(demand: plan.DemandPlan, road: Road) -> None:
    """Places must be on the road that is left, and none of the weights all zero."""
    origins, towns = {lane.origin for lane in road.lanes}, {town for _, town in road.last_miles}
    tables = [("demand.origins", demand.origins, origins), ("demand.destinations", demand.destinations, towns)]
    tables += [(f"demand.kind.{kind.name}.origins", kind.origins, origins) for kind in demand.kinds if kind.origins]
    for name, weights, known in tables:
        for place in weights:
            if place not in known:
                raise BadInput(f"{name}.{place}: expected one of {', '.join(sorted(known))}")
        if not sum(weights.values()):
            raise BadInput(f"{name}: expected weights that are not all 0")
