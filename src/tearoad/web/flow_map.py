"""The control room's map: legs as wide as what flows on them, offices as gauges of their queues, a sample of parcels.

Everything is finished text in one language; the page adds nothing and needs no script. Lanes share legs: a leg's width
adds up what its lanes carry, and its colour is how late they run, each as heavy as what came by it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tearoad.operations.control_room_view import ControlRoom, Lane, Place
from tearoad.operations.road_watch_view import Flow, Pace, Queue, RoadWatch, pace_of
from tearoad.web.curves import along, whole
from tearoad.web.eurasia import HEIGHT, WIDTH, Point, on_map
from tearoad.web.figures import number, tenths
from tearoad.web.load import FULL, level_of
from tearoad.web.map_names import Letters, Name, Sheet
from tearoad.web.words import word, word_of

THINNEST, WIDEST = 1.4, 11.0  # units of the map
RADIUS, NEAR = 13, 5.0  # of an office, of what a name keeps from any other place
MOST_DOTS = 400  # more of them hide the legs
LETTERS = Letters(6.6, 11.5, 13.0)
NAMED_FIRST = {"office": 0, "origin": 1, "border": 2, "city": 3}
Key = tuple[str, str, str]  # mode, start, end


@dataclass(frozen=True, slots=True)
class FlowLeg:
    """One leg: SVG's path and width, and what is said of it."""

    id: str
    mode: str
    path: str
    width: str
    pace: Pace
    about: str


@dataclass(frozen=True, slots=True)
class Gauge:
    """One exchange office: a circle filled from below by its queue."""

    id: str
    x: str
    y: str
    fill: str
    level: str
    about: str
    name: Name | None
    figures: str
    figures_y: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that is no office."""

    kind: str
    x: str
    y: str
    name: Name | None


@dataclass(frozen=True, slots=True)
class FlowMap:
    """In units of the view box; `dots` are (mode, path) of points."""

    width: int
    height: int
    legs: list[FlowLeg]
    offices: list[Gauge]
    marks: list[Mark]
    dots: list[tuple[str, str]]
    radius: int = RADIUS


@dataclass
class _Leg:
    flows: list[Flow] = field(default_factory=list)

    @property
    def parcels(self) -> int:
        return sum(flow.parcels for flow in self.flows)

    @property
    def pace(self) -> Pace:
        told = [(flow.arrived, flow.median_hours, flow.usual_hours) for flow in self.flows if flow.median_hours]
        median = sum(arrived * hours for arrived, hours, _ in told if hours)
        return pace_of(median or None, sum(arrived * usual for arrived, _, usual in told))


def flow_map(room: ControlRoom, watch: RoadWatch, language: str) -> FlowMap:
    """Of a road whose places lie on the map of Eurasia; `language` is ru, zh or en."""
    spots = {place.id: on_map(place.longitude, place.latitude) for place in room.places}
    names = {place.id: place.names[language] for place in room.places}
    sheet = Sheet(WIDTH, HEIGHT, LETTERS, [])
    for spot in spots.values():
        sheet.around(*spot, 3)
    gauges = _gauges(watch.offices, spots, names, sheet, language)
    return FlowMap(
        int(WIDTH), int(HEIGHT), _legs(room.lanes, watch.flows, spots, names, language), gauges,
        _marks(room.places, watch.offices, spots, sheet, language), _dots(room, spots),
    )  # fmt: skip


def about_flow(flow: Flow, language: str) -> str:
    """One lane's figures in a line: parcels, kilograms, days."""
    median = tenths(flow.median_hours / 24, language) if flow.median_hours else word("flow.unknown", language)
    return word("flow.about", language).format(
        parcels=number(flow.parcels, language), kg=number(round(flow.grams / 1000), language),
        median=median, usual=tenths(flow.usual_hours / 24, language),
    )  # fmt: skip


def about_queue(queue: Queue, language: str) -> str:
    """One office's figures in a line."""
    return word("office.about", language).format(
        waiting=number(queue.waiting, language), oldest=tenths(queue.oldest_days, language),
        work=tenths(queue.days_of_work, language), capacity=number(queue.capacity_per_day, language),
    )  # fmt: skip


def way_name(start: str, end: str, mode: str, language: str) -> str:
    """From where to where, and how; of local goods where they are."""
    ends = start if start == end else f"{start} — {end}"
    return f"{ends}, {word_of('mode', mode, language).lower()}"


def _whole(lane: Lane, names: Mapping[str, str], language: str) -> str:
    return way_name(names[lane.places[0]], names[lane.places[-1]], lane.mode, language)


def _legs(
    lanes: Sequence[Lane], flows: Sequence[Flow], spots: Mapping[str, Point], names: Mapping[str, str], language: str
) -> list[FlowLeg]:
    """The widest first, so that none is hidden."""
    by_lane, found, carried = {flow.lane: flow for flow in flows}, dict[Key, _Leg](), dict[Key, list[Lane]]()
    for lane in lanes:
        for mode, start, end in zip(lane.modes, lane.places, lane.places[1:], strict=False):
            found.setdefault((mode, start, end), _Leg()).flows.append(by_lane[lane.id])
            carried.setdefault((mode, start, end), []).append(lane)
    most = max((leg.parcels for leg in found.values()), default=0) or 1
    legs = []
    for key, leg in sorted(found.items(), key=lambda one: -one[1].parcels):
        mode, start, end = key
        lines = [
            f"{_whole(lane, names, language)}: {about_flow(flow, language)}"
            for lane, flow in zip(carried[key], leg.flows, strict=True)
        ]
        legs.append(
            FlowLeg(
                f"leg-{mode}-{start}-{end}", mode, whole(spots[start], spots[end], mode),
                f"{THINNEST + (WIDEST - THINNEST) * leg.parcels / most:.1f}", leg.pace if leg.parcels else "unknown",
                "\n".join([way_name(names[start], names[end], mode, language), *lines]),
            )
        )  # fmt: skip
    return legs


def _gauges(
    offices: Sequence[Queue], spots: Mapping[str, Point], names: Mapping[str, str], sheet: Sheet, language: str
) -> list[Gauge]:
    found = []
    for office in offices:
        sheet.around(*spots[office.place], RADIUS)
    for office in offices:
        x, y = spots[office.place]
        figures = word("office.short", language).format(
            waiting=number(office.waiting, language), oldest=tenths(office.oldest_days, language)
        )
        name = sheet.put([names[office.place], figures], x, y, RADIUS + 3)
        found.append(
            Gauge(
                f"office-{office.office}", f"{x:.1f}", f"{y:.1f}", _filled(x, y, office.days_of_work / FULL),
                level_of(office.days_of_work), f"{names[office.place]}\n{about_queue(office, language)}", name, figures,
                f"{float(name.y) + LETTERS.line:.1f}" if name else "",
            )
        )  # fmt: skip
    return found


def _filled(x: float, y: float, share: float) -> str:
    """The part of an office's circle below the height that a share of it reaches; '' of nothing."""
    share = min(max(share, 0.0), 1.0)
    if share <= 0:
        return ""
    if share >= 1:
        return (
            f"M{x - RADIUS:.1f} {y:.1f}a{RADIUS} {RADIUS} 0 1 0 {2 * RADIUS} 0a{RADIUS} {RADIUS} 0 1 0 {-2 * RADIUS} 0Z"
        )
    top = RADIUS - 2 * RADIUS * share
    half = math.sqrt(RADIUS**2 - top**2)
    large = int(share > 0.5)
    return f"M{x - half:.1f} {y + top:.1f}A{RADIUS} {RADIUS} 0 {large} 0 {x + half:.1f} {y + top:.1f}Z"


def _marks(
    places: Sequence[Place], offices: Sequence[Queue], spots: Mapping[str, Point], sheet: Sheet, language: str
) -> list[Mark]:
    """The more important first; a town that is on no lane is but a point, and has its name where there is room."""
    seats = {office.place for office in offices}
    rest = sorted((p for p in places if p.id not in seats), key=lambda place: NAMED_FIRST.get(place.kind, 9))
    return [
        Mark(
            str(place.kind), f"{spots[place.id][0]:.1f}", f"{spots[place.id][1]:.1f}",
            sheet.put([place.names[language]], *spots[place.id], NEAR + 2),
        )
        for place in rest
    ]  # fmt: skip


def _dots(room: ControlRoom, spots: Mapping[str, Point]) -> list[tuple[str, str]]:
    """As one path a mode: a line of no length with round ends is a dot."""
    lanes = {lane.id: lane for lane in room.lanes}
    every = max(1, math.ceil(len(room.parcels) / MOST_DOTS))
    paths: dict[str, list[str]] = {}
    for parcel in room.parcels[::every]:
        lane = lanes.get(parcel.lane)
        if lane:
            mode, (x, y) = along([spots[place] for place in lane.places], lane.modes, parcel.progress)
            paths.setdefault(mode, []).append(f"M{x:.1f} {y:.1f}h0")
    return [(mode, "".join(path)) for mode, path in sorted(paths.items())]
