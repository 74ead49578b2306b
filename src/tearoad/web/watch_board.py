"""What the control room watches as the page shows it: rows of finished text in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tearoad.network.road import Road
from tearoad.operations.road_watch_view import Flow, InDanger, Kept, Queue, RoadWatch
from tearoad.web.figures import day, number, tenths
from tearoad.web.flow_map import way_name
from tearoad.web.load import FULL, level_of
from tearoad.web.words import word, word_of

CHART_WIDTH, CHART_HEIGHT = 120.0, 26.0
MOST_KEPT = 4  # lanes, offices and towns with promises in danger that are listed


@dataclass(frozen=True, slots=True)
class FlowRow:
    id: str
    name: str
    parcels: str
    kg: str
    arrived: str
    median: str
    usual: str
    pace: str
    pace_label: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """`chart` is SVG's path of the last days' backlog, `most` its highest and `now` its last."""

    id: str
    name: str
    waiting: str
    oldest: str
    median: str
    served: str
    capacity: str
    work: str
    level: str
    bar: str
    for_customs: str
    held: str
    released: str
    chart: str
    most: str
    now: str


@dataclass(frozen=True, slots=True)
class KeptRow:
    name: str
    open: str
    tight: str
    at_risk: str
    late: str


@dataclass(frozen=True, slots=True)
class DangerRow:
    order: str
    s10: str
    lane: str
    destination: str
    stage: str
    stage_label: str
    promised: str
    usual: str
    risk: str
    risk_label: str


@dataclass(frozen=True, slots=True)
class WatchBoard:
    """`kept` are (what they are counted by, rows) of those with promises in danger, the worst first."""

    flows: list[FlowRow]
    offices: list[QueueRow]
    all: KeptRow
    today: KeptRow
    kept: list[tuple[str, list[KeptRow]]]
    worst: list[DangerRow]


def watch_board(road: Road, watch: RoadWatch, language: str) -> WatchBoard:
    """Lanes by what flows on them, offices by their days of work; `language` is ru, zh or en."""
    places = {place.id: place.names[language] for place in road.places.values()}
    lanes = {
        lane.id: way_name(places[lane.origin], places[road.end_of(lane)], lane.mode, language) for lane in road.lanes
    }
    offices = {office.office: places.get(office.place, office.place) for office in watch.offices}
    promises = watch.promises
    named = (
        ("lane", promises.lanes, lanes),
        ("office", promises.offices, offices),
        ("to", promises.destinations, places),
    )
    return WatchBoard(
        flows=[_flow(flow, lanes, language) for flow in sorted(watch.flows, key=lambda one: (-one.parcels, one.lane))],
        offices=[
            _queue(queue, offices, language)
            for queue in sorted(watch.offices, key=lambda one: (-one.days_of_work, one.office))
        ],
        all=_kept(promises.all, {}, language),
        today=_kept(promises.today, {}, language),
        kept=[(by, _worst_kept(rows, names, language)) for by, rows, names in named],
        worst=[_danger(one, lanes, places, language) for one in promises.worst],
    )


def _flow(flow: Flow, lanes: Mapping[str, str], language: str) -> FlowRow:
    return FlowRow(
        id=flow.lane,
        name=lanes.get(flow.lane, flow.lane),
        parcels=number(flow.parcels, language),
        kg=number(round(flow.grams / 1000), language),
        arrived=number(flow.arrived, language),
        median=tenths(flow.median_hours / 24, language) if flow.median_hours is not None else "–",
        usual=tenths(flow.usual_hours / 24, language),
        pace=flow.pace,
        pace_label=word_of("pace", flow.pace, language),
    )


def _queue(queue: Queue, names: Mapping[str, str], language: str) -> QueueRow:
    return QueueRow(
        id=queue.office,
        name=names[queue.office],
        waiting=number(queue.waiting, language),
        oldest=tenths(queue.oldest_days, language),
        median=tenths(queue.median_days, language),
        served=number(queue.served_yesterday, language),
        capacity=number(queue.capacity_per_day, language),
        work=tenths(queue.days_of_work, language),
        level=level_of(queue.days_of_work),
        bar=f"{100 * min(queue.days_of_work, FULL) / FULL:.1f}",
        for_customs=number(queue.for_customs, language),
        held=number(queue.held, language),
        released=number(queue.released, language),
        chart=_chart(queue.history),
        most=number(max(queue.history, default=0), language),
        now=number(queue.history[-1] if queue.history else 0, language),
    )


def _chart(history: Sequence[int]) -> str:
    """An area whose highest day reaches the chart's upper edge; '' of no days."""
    if not history:
        return ""
    most, step = max(*history, 1), CHART_WIDTH / max(len(history) - 1, 1)
    points = [f"{at * step:.1f} {CHART_HEIGHT * (1 - count / most):.1f}" for at, count in enumerate(history)]
    return f"M0 {CHART_HEIGHT:.0f}L{'L'.join(points)}L{CHART_WIDTH:.0f} {CHART_HEIGHT:.0f}Z"


def _kept(kept: Kept, names: Mapping[str, str], language: str) -> KeptRow:
    counts = (kept.open, kept.tight, kept.at_risk, kept.late)
    return KeptRow(names.get(kept.name, kept.name), *(number(count, language) for count in counts))


def _worst_kept(rows: Sequence[Kept], names: Mapping[str, str], language: str) -> list[KeptRow]:
    danger = [row for row in rows if row.tight + row.at_risk + row.late]
    danger.sort(key=lambda row: (-row.late - row.at_risk, -row.tight, row.name))
    return [_kept(row, names, language) for row in danger[:MOST_KEPT]]


def _danger(one: InDanger, lanes: Mapping[str, str], places: Mapping[str, str], language: str) -> DangerRow:
    return DangerRow(
        order=one.order_id,
        s10=one.s10 or "",
        lane=lanes.get(one.lane, one.lane),
        destination=places.get(one.destination, one.destination),
        stage=one.stage,
        stage_label=word_of("stage", one.stage, language),
        promised=day(one.promised_on, language),
        usual=day(one.usual_at.date(), language) if one.usual_at else word("promise.overdue", language),
        risk=one.risk,
        risk_label=word_of("risk", one.risk, language),
    )
