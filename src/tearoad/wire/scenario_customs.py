"""What a scenario takes from the customs room's data: paper or not, how long work takes, how much is inspected."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from tearoad.customs.risk.rules import CHANNELS
from tearoad.customs.ways import CAPTURE, Way
from tearoad.network.desk import Curve
from tearoad.network.road import Road, Span
from tearoad.terms.days import DAY
from tearoad.twin.plan import CustomsPlan
from tearoad.wire.customs_ways import read_inspections, read_ways
from tearoad.wire.risk_rules import read_rules
from tearoad.wire.scenario_days import curve, local
from tearoad.wire.scenario_document import EntrySaid, OfficeSaid, ScenarioSaid

MINUTE = 60.0


def customs_plan(said: ScenarioSaid, road: Road, folder: Path) -> CustomsPlan:
    """The plan of a scenario on the road of a corridor's folder: its own inspections a day, or the offices'."""
    ways, theirs, start = read_ways(), read_inspections(folder), local(said.start)
    minutes = [0.0, *(ways.minutes[channel] for channel in CHANNELS[1:])]
    offices = {name: said.office.get(name, OfficeSaid()) for name in road.offices}
    return CustomsPlan(
        inspections={name: _inspections(one, theirs.get(name, 0), start, name) for name, one in offices.items()},
        rules=read_rules(),
        documents_share=_dated(said, lambda way: way.documents_share),
        scan_share=_dated(said, lambda way: way.scan_share),
        seconds={name: _seconds(one, minutes) for name, one in offices.items()},
        answer=Span(*(round(days * DAY) for days in ways.answer_days)),
    )


def capture_seconds() -> float:
    """Of one item's data, by hand."""
    return read_ways().minutes[CAPTURE] * MINUTE


def officers_seconds() -> float:
    """Of one item that is opened: by which offices are compared where mail goes to the least loaded."""
    return read_ways().minutes[CHANNELS[-1]] * MINUTE


def by_hand(said: ScenarioSaid, entry: EntrySaid, place: str) -> Curve:
    """The share of items that come to the clerks: as is said, or as on those days, and all on days on which all data
    come ahead otherwise: who staffs clerks has paper."""
    if entry.share is not None:
        return curve(entry.share, local(said.start), f"{place}.share")
    return _dated(said, lambda way: way.by_hand_share or 1.0)


def _inspections(said: OfficeSaid, theirs: int, start: int, office: str) -> Curve:
    own = theirs if said.inspections_a_day is None else said.inspections_a_day
    return curve(own, start, f"office.{office}.inspections_a_day")


def _seconds(said: OfficeSaid, minutes: list[float]) -> tuple[float, ...]:
    """By channel; officers whose speed is said take as long for whatever they look at."""
    if said.officers is None or said.officers.items_per_server_and_day is None:
        return tuple(one * MINUTE for one in minutes)
    own = DAY / said.officers.items_per_server_and_day
    return tuple(
        minutes[place] * MINUTE if name in ("none", "documents") else own for place, name in enumerate(CHANNELS)
    )


def _dated(said: ScenarioSaid, value: Callable[[Way], float]) -> Curve:
    until: date = said.end + timedelta(days=said.drain_days)
    return tuple((local(max(way.begins, said.start)), value(way)) for way in read_ways().between(said.start, until))
