"""Scenarios: TOML files, each a readable difference from another or from a corridor. Anything amiss is one line."""

import math
from collections.abc import Callable, Mapping, Sequence
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
from tearoad.network.desk import ROUND_THE_CLOCK, Desk, Shift, Spans
from tearoad.network.road import RATE_SCALE, Behaviour, Lane, LastMile, Road
from tearoad.network.road import Span as Length
from tearoad.terms.days import DAY, HOUR, day_number
from tearoad.terms.refusal import BadInput
from tearoad.twin import plan
from tearoad.twin.border import Border
from tearoad.twin.network import Network
from tearoad.twin.scenario import Scenario, Uncertain
from tearoad.wire.corridor import Corridor, read_corridor
from tearoad.wire.scenario_customs import by_hand, capture_seconds, customs_plan, officers_seconds
from tearoad.wire.scenario_days import curve, local
from tearoad.wire.scenario_document import (
    DemandSaid,
    LaneSaid,
    OfficeSaid,
    PublishedSaid,
    ScenarioSaid,
    StaffSaid,
    understood,
)
from tearoad.wire.scenario_files import laid_out, put
from tearoad.wire.scenario_files import scenario_names as scenario_names  # the doors know them from here
from tearoad.wire.shipped import corridor_folder

WAYS = {"fifo": FIFO, "priority": PRIORITY, "lifo": LIFO, "random": RANDOM}
YEARS = range(2000, 2101)  # in which scenarios may lie
LONGEST_DAYS = 3_660
INSPECTION_SHARE = "inspection_share"  # of the live road; a rehearsal has capacities
# Of the behaviour; in files their names end in _days.
LENGTHS = ("auto_confirm", "lost_after", "remit_after", "storage_office", "storage_point")

BorderOf = Callable[[Road], Border]


def read_scenario(name: str, border_of: BorderOf, values: Mapping[str, float] | None = None) -> Scenario:
    """A scenario that ships, or a file, with `values` in the place of its own by their dotted places; `border_of`
    gives a road its law.

    `BadInput` says which file and place.
    """
    path = Path(name) if name.endswith(".toml") else scenario_names().get(name)
    if path is None:
        raise BadInput(f"no scenario {name!r}: expected a .toml file or one of {', '.join(scenario_names())}")
    try:
        whole, changes = laid_out(path)
        for place, value in (values or {}).items():
            put(whole, place, value)
        said = understood(whole)
        found = _scenario(path.stem, said, _corridor(said.road), border_of, changes)
    except BadInput as error:
        raise BadInput(_one_line(path, str(error))) from None
    except RecursionError:
        raise BadInput(f"{path.name}: tables or lists within each other, deeper than any scenario needs") from None
    if values is None:
        _try_the_ends(path, whole, said, border_of)
    return replace(
        found,
        again=lambda other: read_scenario(name, border_of, other),
        digest=sha256(repr(whole).encode()).hexdigest(),
    )


def _one_line(path: Path, message: str) -> str:
    """Keys of a file may hold line breaks; the file is named once."""
    said = " ".join(message.split())
    return said if said.startswith((f"{path.name}: ", f"{path}: ")) else f"{path.name}: {said}"


def _try_the_ends(path: Path, whole: Mapping[str, Any], said: ScenarioSaid, border_of: BorderOf) -> None:
    """What is drawn from between two ends must be a scenario at both."""
    for one in said.uncertain:
        for end in (one.low, one.high):
            try:
                if not -math.inf < one.low <= one.high < math.inf:
                    raise BadInput("expected a low end that is not above the high one")
                other = deepcopy(dict(whole))
                put(other, one.value, end)
                tried = understood(other)
                _scenario(path.stem, tried, _corridor(tried.road), border_of, ())
            except BadInput as error:
                raise BadInput(_one_line(path, f"uncertain {one.value} = {end:g}: {error}")) from None


@cache
def _corridor(road: str) -> Corridor:
    return read_corridor(corridor_folder(road))


def _scenario(
    name: str, said: ScenarioSaid, corridor: Corridor, border_of: BorderOf, changes: tuple[str, ...]
) -> Scenario:
    _in_bounds(said)
    demand = _demand(said.demand, corridor)
    road = _road(said, corridor.road)
    closed = _closed_lanes(said, road)
    _reachable(demand, road, [lane for lane in road.lanes if lane.id not in closed])
    dated = {local(_day_of(one)) + DAY for one in said.published if "@" in one.metric}
    start, end = local(said.start), local(said.end)
    network = Network(
        road=road,
        border=border_of(road),
        start=start,
        orders_until=end,
        until=end + said.drain_days * DAY,
        offices={office: _office(said, road, office, one) for office, one in said.office.items() if one.open},
        lanes={lane.id: _lane(one, lane.id) for lane in road.lanes for one in _fitting(said.lane, lane.id)},
        borders=_borders(said, road, start),
        closed_lanes=closed,
        routing=_routing(said),
        kinds=demand.kinds,
        scale=said.scale,
        patience_days=said.patience_days,
        customs=customs_plan(said, road, corridor_folder(said.road)),
        moments=tuple(sorted(dated | {local(day) + DAY for day in said.show_days})),
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


def _in_bounds(said: ScenarioSaid) -> None:
    if said.end <= said.start:
        raise BadInput(f"end {said.end}: expected a day after the start, {said.start}")
    if said.start.year not in YEARS or (said.end - said.start).days > LONGEST_DAYS:
        raise BadInput(
            f"from {said.start} to {said.end}: expected at most {LONGEST_DAYS} days, "
            f"which begin in the years {YEARS[0]} to {YEARS[-1]}"
        )
    for one in said.published:
        if not -math.inf < one.low <= one.high < math.inf:
            raise BadInput(f"published {one.metric}: expected a low end that is not above the high one")


def _day_of(figure: PublishedSaid) -> date:
    try:
        return date.fromisoformat(figure.metric.partition("@")[2])
    except ValueError:
        raise BadInput(f"published {figure.metric}: expected a day behind the @, such as 2013-04-12") from None


def _never(values: Mapping[str, float]) -> Scenario:
    raise AssertionError("the reader lays itself in this place")


def _spans(said: list[tuple[date, date]], place: str) -> Spans:
    for begin, end in said:
        if end <= begin:
            raise BadInput(f"{place}: closed from {begin} to {end}: expected a span that ends after it begins")
    return tuple((local(begin), local(end)) for begin, end in said)


def _desk(said: StaffSaid, start: int, place: str, seconds: float = math.nan) -> Desk:
    """`seconds` of an item, where the scenario does not say."""
    shifts = tuple(Shift(round(begin * HOUR), round(end * HOUR), share) for begin, end, share in said.shifts)
    if any(shift.end <= shift.begin for shift in shifts):
        raise BadInput(f"{place}.shifts: expected [from hour, to hour, share of the servers], from less than to")
    return Desk(
        servers=curve(said.servers, start, f"{place}.servers"),
        service=seconds if said.items_per_server_and_day is None else DAY / said.items_per_server_and_day,
        shifts=shifts or ROUND_THE_CLOCK,
        closed=_spans(said.closed, place),
        discipline=WAYS[said.discipline],
        room=said.room,
    )


def _office(whole: ScenarioSaid, road: Road, office: str, said: OfficeSaid) -> plan.OfficePlan:
    seat, start, place = road.offices[office], local(whole.start), f"office.{office}"
    entry = said.entry if not said.electronic else None
    return plan.OfficePlan(
        lines=_desk(said.lines, start, f"{place}.lines") if said.lines else seat.desk(),
        entry=_desk(entry, start, f"{place}.entry", capture_seconds()) if entry else None,
        entry_share=by_hand(whole, entry, f"{place}.entry") if entry else ((0, 0.0),),
        officers=_desk(said.officers, start, f"{place}.officers", officers_seconds()) if said.officers else None,
    )


def _borders(said: ScenarioSaid, road: Road, start: int) -> dict[str, Desk]:
    known = sorted({lane.border for lane in road.lanes if lane.border} - set(road.offices))
    for place in said.border:
        if place not in known:
            raise BadInput(f"border.{place}: expected one of {', '.join(known)}")
    return {place: _desk(one, start, f"border.{place}") for place, one in said.border.items()}


def _fitting(said: Mapping[str, LaneSaid], lane: str) -> list[LaneSaid]:
    """At most one: the last pattern that a lane's name fits."""
    return [one for pattern, one in said.items() if fnmatchcase(lane, pattern)][-1:]


def _lane(said: LaneSaid, name: str) -> plan.LanePlan:
    grams = round(said.capacity_kg * 1000) if said.capacity_kg else None
    return plan.LanePlan(grams, _spans(said.closed, f"lane.{name}"))


def _closed_lanes(said: ScenarioSaid, road: Road) -> frozenset[str]:
    """Lanes of other modes, and those to closed offices."""
    for office in said.office:
        if office not in road.offices:
            raise BadInput(f"office.{office}: expected one of {', '.join(sorted(road.offices))}")
    known = {lane.mode for lane in road.lanes}
    for mode in said.modes:
        if mode not in known:
            raise BadInput(f"modes: {mode!r}: expected some of {', '.join(sorted(known))}")
    modes = set(said.modes) or known
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
        for town, days in towns.items():
            if (begin, town) not in miles:
                raise BadInput(f"last_mile.{begin}.{town}: no such last mile on the road")
            took = _length(days, f"last_mile.{begin}.{town}")
            miles[begin, town] = LastMile(took.p50, took.p90, miles[begin, town].price_minor)
    return replace(road, lanes=lanes, last_miles=miles, behaviour=_behaviour(said, road.behaviour))


def _length(days: tuple[float, float], place: str) -> Length:
    half, nine = days
    if nine < half:
        raise BadInput(f"{place}: [{half}, {nine}]: expected a median, and a 90 % quantile not below it")
    return Length(round(half * DAY), round(nine * DAY))


def _timed(lane: Lane, said: LaneSaid) -> Lane:
    took = Length(lane.transit_p50, lane.transit_p90)
    if said.transit_days:
        took = _length(said.transit_days, f"lane.{lane.id}.transit_days")
    headway = round(said.headway_hours * HOUR) if said.headway_hours else lane.headway
    cut_off = lane.cut_off if said.cut_off_hour is None else round(said.cut_off_hour * HOUR)
    if cut_off is not None and lane.office:
        raise BadInput(f"lane.{lane.id}.cut_off_hour: the lane crosses a border, expected one of a local stock")
    return replace(lane, transit_p50=took.p50, transit_p90=took.p90, headway=headway, cut_off=cut_off)


def _behaviour(said: ScenarioSaid, behaviour: Behaviour) -> Behaviour:
    changed: dict[str, Any] = {}
    for name, value in said.behaviour.items():
        if name == INSPECTION_SHARE:
            raise BadInput(f"behaviour.{name}: what is inspected is chosen up to office.NAME.inspections_a_day")
        own = name.removesuffix("_days")
        now = getattr(behaviour, own if own in LENGTHS else name, None)
        if isinstance(now, Length) and isinstance(value, tuple):
            changed[name] = _length(value, f"behaviour.{name}")
        elif isinstance(now, int | float) and isinstance(value, float) and (own != name or own not in LENGTHS):
            most = {"share": 1.0, "rate": float(RATE_SCALE), "days": 3650.0}.get(name.rpartition("_")[2], 1e15)
            if not 0 <= value <= most:
                raise BadInput(f"behaviour.{name}: {value:g}: expected a number from 0 to {most:g}")
            changed[own] = round(value * DAY) if own != name else type(now)(value)
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
    if not kinds:
        raise BadInput("demand.kind: expected at least one")
    for kind in kinds:
        if kind.grams[1] < kind.grams[0] or kind.value_minor[1] < kind.value_minor[0]:
            raise BadInput(f"demand.kind.{kind.name}: expected each a median, and a 90 % quantile not below it")
    return plan.DemandPlan(
        per_day=tuple((local(day), count) for day, count in said.per_day),
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
                raise BadInput(f"{name}.{place}: expected one of {', '.join(sorted(known)) or 'none: all are closed'}")
        if not sum(weights.values()):
            raise BadInput(f"{name}: expected weights that are not all 0")
