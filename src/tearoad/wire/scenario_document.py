"""What a scenario's file may say. Unknown keys are refused; days are TOML dates, half-open where they are spans."""

from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, ValidationError, convert

from tearoad.terms.refusal import BadInput

Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Positive = Annotated[float, Meta(gt=0.0, le=1e12)]
Weight = Annotated[float, Meta(ge=0.0, le=1e12)]
Servers = Annotated[int, Meta(ge=0, le=100_000)]
Stepped = Servers | list[tuple[date, Servers]]
Span = tuple[date, date]
Hours = tuple[Annotated[float, Meta(ge=0, le=24)], Annotated[float, Meta(ge=0, le=24)], Share]
Days = Annotated[float, Meta(ge=0.001, le=3650)]
Lengths = tuple[Days, Days]  # median and 90 % quantile
Kilograms = Annotated[float, Meta(ge=0.001, le=1e6)]
Price = Annotated[float, Meta(ge=0.01, le=1e9)]
Rate = Annotated[float, Meta(ge=0.1, le=1e9)]
Way = Literal["fifo", "priority", "lifo", "random"]


class Words(Struct, forbid_unknown_fields=True):
    """The same in three languages."""

    en: str
    ru: str
    zh: str


class StaffSaid(Struct, forbid_unknown_fields=True, kw_only=True):
    """Work of one kind: so many servers, each so many items in 24 hours of work; where that is not said, as many as the
    customs room's data say."""

    servers: Stepped
    items_per_server_and_day: Rate | None = None
    shifts: list[Hours] = []
    closed: list[Span] = []
    discipline: Way = "fifo"
    room: Annotated[int, Meta(ge=1, le=1_000_000_000)] | None = None


class DeskSaid(StaffSaid, forbid_unknown_fields=True, kw_only=True):
    """Work of which nobody else says how long it takes."""

    items_per_server_and_day: Rate


class EntrySaid(StaffSaid, forbid_unknown_fields=True, kw_only=True):
    """Data entry by hand, of a share of the items; where it is not said, of as many as on those days."""

    share: Share | list[tuple[date, Share]] | None = None


class OfficeSaid(Struct, forbid_unknown_fields=True, kw_only=True):
    """An exchange office; what is not said is as in the corridor."""

    lines: DeskSaid | None = None
    entry: EntrySaid | None = None
    officers: StaffSaid | None = None
    inspections_a_day: Stepped | None = None  # scans and openings; as the corridor's customs office
    electronic: bool = False  # declared before arrival: no entry by hand, whatever is said of it
    open: bool = True


class LaneSaid(Struct, forbid_unknown_fields=True, kw_only=True):
    """Lanes whose names fit a pattern; what is not said is as in the corridor."""

    closed: list[Span] = []
    capacity_kg: Kilograms | None = None
    transit_days: Lengths | None = None
    headway_hours: Annotated[float, Meta(ge=0.1, le=87_600)] | None = None
    cut_off_hour: Annotated[float, Meta(ge=0, le=24)] | None = None


class KindSaid(Struct, forbid_unknown_fields=True, kw_only=True):
    """Goods of one class; weights and values as median and 90 % quantile."""

    share: Positive
    kg: tuple[Kilograms, Kilograms]
    value: tuple[Price, Price]
    priority: Annotated[int, Meta(ge=0, le=7)] = 0
    work: Annotated[float, Meta(ge=0.01, le=100)] = 1.0
    origins: dict[str, Weight] = {}


class DemandSaid(Struct, forbid_unknown_fields=True, kw_only=True):
    """Orders; `per_day` is straight between its points."""

    per_day: list[tuple[date, Weight]]
    kind: dict[str, KindSaid]
    festivals: bool = True
    factors: list[tuple[date, Positive]] = []
    origins: dict[str, Weight] = {}
    destinations: dict[str, Weight] = {}
    hours: list[Weight] = []
    cash_share: Share | None = None


class RoutingSaid(Struct, forbid_unknown_fields=True, kw_only=True):
    """One of these offices: by shares, or the least loaded as known at dispatch."""

    offices: list[str]
    shares: list[Weight] = []
    report_hours: Annotated[float, Meta(ge=0, le=8_760)] = 0
    kinds: list[str] = []


class PublishedSaid(Struct, forbid_unknown_fields=True, kw_only=True):
    """A figure of history."""

    metric: str
    low: float
    high: float
    used: Literal["fit", "test"]
    source: str


class UncertainSaid(Struct, forbid_unknown_fields=True, kw_only=True):
    """A value, by its place in the document, that is drawn anew for each replication, evenly from a range."""

    value: str
    low: float
    high: float
    source: str


class ScenarioSaid(Struct, forbid_unknown_fields=True, kw_only=True):
    """The whole file, once what it extends is laid under it."""

    title: Words
    about: Words
    road: str = "china-russia"
    start: date
    end: date
    drain_days: Annotated[int, Meta(ge=0, le=3650)] = 120
    scale: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    patience_days: Positive = 3.0
    show_days: list[date] = []
    assumed: list[str] = []
    sources: list[str] = []
    modes: list[str] = []
    office: dict[str, OfficeSaid] = {}
    lane: dict[str, LaneSaid] = {}
    border: dict[str, DeskSaid] = {}
    last_mile: dict[str, dict[str, Lengths]] = {}
    behaviour: dict[str, float | Lengths] = {}
    routing: RoutingSaid | None = None
    demand: DemandSaid
    published: list[PublishedSaid] = []
    uncertain: list[UncertainSaid] = []


def understood(document: dict[str, Any]) -> ScenarioSaid:
    """`BadInput` says what was expected, and at which place."""
    try:
        return convert(document, ScenarioSaid)
    except ValidationError as error:
        raise BadInput(_with_keys(str(error), document)) from None


def _with_keys(message: str, document: dict[str, Any]) -> str:
    """msgspec writes [...] for the keys of a table; those that give the same message alone are meant."""
    before, _, place = message.partition("`$.")
    told, way = f"{before}`$.", list[str]()
    *tables, rest = place.split("[...]")
    for words in tables:
        way += words.strip(".").split(".") if words else []
        for key, value in _at(document, way).items():
            alone = _with(document, way, {key: value})
            if _complaint(alone) == message:
                document, told = alone, f"{told}{words}.{key}"
                way.append(key)
                break
        else:
            return message
    return told + rest if tables else message


def _complaint(document: dict[str, Any]) -> str:
    try:
        convert(document, ScenarioSaid)
    except ValidationError as error:
        return str(error)
    return ""


def _at(document: dict[str, Any], way: list[str]) -> dict[str, Any]:
    for word in way:
        document = document[word]
    return document


def _with(document: dict[str, Any], way: list[str], table: dict[str, Any]) -> dict[str, Any]:
    """Another table in the place of one; the document stays as it is."""
    first, *rest = way
    return document | {first: _with(document[first], rest, table) if rest else table}
