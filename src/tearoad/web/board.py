"""The control room as the page shows it: rows of finished text in one language, and the map's plain data."""

from collections.abc import Mapping
from dataclasses import dataclass

from tearoad.operations.control_room_view import ControlRoom, Office
from tearoad.web.figures import amount, moment, money, number, percent, tenths
from tearoad.web.words import CATALOGUE, word_of

BUSY_FROM = 0.8  # of a day's capacity; assumed, for colour only
FULL_BAR = 1.5  # a bar is full at this many days of work; assumed, for width only


@dataclass(frozen=True, slots=True)
class Tile:
    stage: str
    label: str
    count: str


@dataclass(frozen=True, slots=True)
class OfficeRow:
    id: str
    name: str
    backlog: str
    capacity: str
    load: str
    level: str
    bar: str
    oldest: str


@dataclass(frozen=True, slots=True)
class MoneyRow:
    currency: str
    held: str
    due: str
    paid_out: str


@dataclass(frozen=True, slots=True)
class OrderRow:
    order: str
    placed_at: str
    destination: str
    stage: str
    stage_label: str
    total: str


@dataclass(frozen=True, slots=True)
class Mode:
    mode: str
    label: str
    travelling: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the templates print; `language` is ru, zh or en."""

    language: str
    clock: str
    clock_iso: str
    under_way: str
    lanes: str
    over: str
    dots: str
    modes: list[Mode]
    tiles: list[Tile]
    offices: list[OfficeRow]
    money: list[MoneyRow]
    orders: list[OrderRow]


def board(room: ControlRoom, language: str) -> Board:
    """The rows of `room` in `language`: stages in the journey's order, the most loaded office first."""
    names = {place.id: place.names[language] for place in room.places}
    travelling: dict[str, int] = {}
    for lane in room.lanes:
        travelling[lane.mode] = travelling.get(lane.mode, 0) + lane.travelling
    offices = sorted(room.offices, key=lambda office: (-load_of(office), office.id))
    return Board(
        language=language,
        clock=moment(room.clock, language),
        clock_iso=room.clock.isoformat(),
        under_way=number(sum(travelling.values()), language),
        lanes=number(len(room.lanes), language),
        over=number(sum(level_of(office) == "over" for office in room.offices), language),
        dots=number(len(room.parcels), language),
        modes=[
            Mode(mode, word_of("mode", mode, language), number(travelling[mode], language))
            for mode in _in_order(travelling, "mode")
        ],
        tiles=[
            Tile(stage, word_of("stage", stage, language), number(room.counts[stage], language))
            for stage in _in_order(room.counts, "stage")
        ],
        offices=[_office_row(office, names, language) for office in offices],
        money=[
            MoneyRow(row.currency, *(amount(minor, row.currency, language) for minor in amounts))
            for row in room.money
            for amounts in [(row.held_minor, row.due_minor, row.paid_out_minor)]
        ],
        orders=[
            OrderRow(
                order=row.order,
                placed_at=moment(row.placed_at, language),
                destination=names.get(row.destination, row.destination),
                stage=row.stage,
                stage_label=word_of("stage", row.stage, language),
                total=money(row.total_minor, row.currency, language),
            )
            for row in room.orders
        ],
    )


def map_data(room: ControlRoom, language: str) -> dict[str, object]:
    """What the map draws, small: parcels are [index of lane, progress, id]; a parcel of an unknown lane is left out."""
    lane_at = {lane.id: at for at, lane in enumerate(room.lanes)}
    return {
        "places": [
            {"id": p.id, "name": p.names[language], "lon": p.longitude, "lat": p.latitude, "kind": p.kind}
            for p in room.places
        ],
        "lanes": [
            {"id": lane.id, "mode": lane.mode, "points": lane.points, "travelling": lane.travelling}
            for lane in room.lanes
        ],
        "parcels": [[lane_at[p.lane], round(p.progress, 4), p.id] for p in room.parcels if p.lane in lane_at],
        "offices": [{"id": o.id, "place": o.place, "backlog": o.backlog, "level": level_of(o)} for o in room.offices],
    }


def load_of(office: Office) -> float:
    """Days of work that wait at the office; an office that can clear nothing counts one day a parcel."""
    return office.backlog / max(office.capacity_per_day, 1)


def level_of(office: Office) -> str:
    """'calm', 'busy' or 'over': how the backlog stands to a day's capacity."""
    load = load_of(office)
    if load > 1:
        return "over"
    return "busy" if load >= BUSY_FROM else "calm"


def _office_row(office: Office, names: Mapping[str, str], language: str) -> OfficeRow:
    load = load_of(office)
    return OfficeRow(
        id=office.id,
        name=names.get(office.place, office.place),
        backlog=number(office.backlog, language),
        capacity=number(office.capacity_per_day, language),
        load=percent(load, language),
        level=level_of(office),
        bar=f"{100 * min(load, FULL_BAR) / FULL_BAR:.1f}",
        oldest=tenths(office.oldest_hours, language),
    )


def _in_order(names: Mapping[str, int], section: str) -> list[str]:
    known = list(CATALOGUE[section])
    return sorted(names, key=lambda name: (known.index(name) if name in known else len(known), name))
