"""The control room as the page shows it, but for what it watches: rows of finished text in one language."""

from collections.abc import Mapping
from dataclasses import dataclass

from tearoad.operations.control_room_view import ControlRoom
from tearoad.web.figures import amount, moment, money, number
from tearoad.web.words import CATALOGUE, word_of


@dataclass(frozen=True, slots=True)
class Tile:
    stage: str
    label: str
    count: str


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
    modes: list[Mode]
    tiles: list[Tile]
    money: list[MoneyRow]
    orders: list[OrderRow]


def board(room: ControlRoom, language: str) -> Board:
    """The rows of `room` in `language`: stages in the journey's order."""
    names = {place.id: place.names[language] for place in room.places}
    travelling: dict[str, int] = {}
    for lane in room.lanes:
        travelling[lane.mode] = travelling.get(lane.mode, 0) + lane.travelling
    return Board(
        language=language,
        clock=moment(room.clock, language),
        clock_iso=room.clock.isoformat(),
        under_way=number(sum(travelling.values()), language),
        lanes=number(len(room.lanes), language),
        modes=[
            Mode(mode, word_of("mode", mode, language), number(travelling[mode], language))
            for mode in _in_order(travelling, "mode")
        ],
        tiles=[
            Tile(stage, word_of("stage", stage, language), number(room.counts[stage], language))
            for stage in _in_order(room.counts, "stage")
        ],
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


def _in_order(names: Mapping[str, int], section: str) -> list[str]:
    known = list(CATALOGUE[section])
    return sorted(names, key=lambda name: (known.index(name) if name in known else len(known), name))
