"""A corridor's folder of TOML and CSV, read into one road; anything amiss is one line that says where."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import holidays
import numpy as np

from tearoad.ledger.exchange import SCALE, Rates
from tearoad.network.road import RATE_SCALE, Behaviour, Habits, Lane, LastMile, Office, Place, Road, Span
from tearoad.operations.asked import PAYMENTS
from tearoad.operations.recipient import INN
from tearoad.payments.attempt import CARD
from tearoad.payments.bank import Channel, Channels, Provider
from tearoad.payments.register import ONE, Price
from tearoad.terms.days import DAY, HOUR, day_number, day_start
from tearoad.terms.money import EXPONENTS
from tearoad.terms.refusal import BadInput, bad_cell
from tearoad.wire.corridor_rows import HOUR_MINUTE as HOUR_MINUTE
from tearoad.wire.corridor_rows import YEARS as YEARS
from tearoad.wire.corridor_rows import Row as Row
from tearoad.wire.corridor_rows import document_of, rows_of
from tearoad.wire.corridor_rows import tables_of as tables_of
from tearoad.wire.office_rows import offices_of, policies_of, transfers_of

MODES = ("air", "rail", "road", "sea", "local")
CURRENCY = "RUB"
IDENTITIES = (INN,)
CHANNEL_METHODS = (CARD,)


@dataclass(frozen=True)
class Corridor:
    """Everything a corridor's folder says."""

    road: Road
    rates: Rates
    channels: Channels
    providers: Mapping[str, Provider]
    habits: Habits

    @property
    def banks(self) -> Mapping[str, float]:
        """Each bank's share of the payments by card."""
        return {one.bank: one.share for one in self.channels.values() if one.method == CARD}


def read_corridor(folder: Path) -> Corridor:
    """`BadInput` on a missing file, an unknown place, a row without a source, a span that runs backwards."""
    places = {row.text("id"): place_of(row) for row in rows_of(folder / "places.csv")}
    closed, festivals = _calendars(folder / "calendars.toml")
    offices = offices_of(folder / "offices.toml", places, closed)
    lanes = tuple(_lane(row, places, offices) for row in tables_of(folder / "lanes.toml", "lane"))
    miles = {
        (row.one_of("from", places), row.one_of("destination", places)): _last_mile(row)
        for row in rows_of(folder / "last_miles.csv")
    }
    road = Road(
        name=folder.name,
        currency=CURRENCY,
        places=places,
        lanes=lanes,
        offices=offices,
        last_miles=miles,
        behaviour=_behaviour(folder / "behaviour.toml", {place.country for place in places.values()}),
        closed=closed,
        festivals=festivals,
        policies=policies_of(folder / "offices.toml", offices, {destination for _, destination in miles}),
        transfers=transfers_of(folder / "offices.toml", offices),
    )
    providers = {row.text("name"): _provider(row) for row in tables_of(folder / "banks.toml", "provider")}
    channels = _channels(folder / "banks.toml", providers)
    return Corridor(road, _rates(folder / "rates.csv"), channels, providers, _habits(folder / "demand.toml", road))


def place_of(row: Row) -> Place:
    """A row of places.csv."""
    names = {language: row.text(f"name_{language}") for language in ("ru", "zh", "en")}
    latitude, longitude = row.number_of("latitude", -90, 90), row.number_of("longitude", -180, 180)
    return Place(row.text("id"), names, row.text("country"), latitude, longitude)


def _lane(row: Row, places: Mapping[str, Place], offices: Mapping[str, Office]) -> Lane:
    for name in row.cells.get("via", []):
        if name not in places:
            raise bad_cell(row.file, row.number, "via", name, "places of the road")
    p50, p90 = row.span("transit_days_p50", "transit_days_p90")
    return Lane(
        id=row.text("id"),
        mode=row.one_of("mode", MODES),
        origin=row.one_of("origin", places),
        office=None if row.cells.get("local") else row.one_of("office", offices),
        via=tuple(row.cells.get("via", [])),
        transit_p50=p50,
        transit_p90=p90,
        headway=round(row.number_of("headway_hours", 1) * 3600),
        price_base_minor=round(row.number_of("price_base_minor")),
        price_per_kg_minor=round(row.number_of("price_per_kg_minor")),
        border="" if row.cells.get("local") else row.one_of("border", places),
        cut_off=_cut_off(row),
    )


def _cut_off(row: Row) -> int | None:
    if "cut_off_hour" not in row.cells:
        return None
    if not row.cells.get("local"):
        raise bad_cell(row.file, row.number, "cut_off_hour", row.cells["cut_off_hour"], "none but on local lanes")
    return round(row.number_of("cut_off_hour", 0, 24) * HOUR)


def _last_mile(row: Row) -> LastMile:
    p50, p90 = row.span("days_p50", "days_p90")
    return LastMile(p50, p90, round(row.number_of("price_minor")))


def _behaviour(path: Path, countries: Collection[str]) -> Behaviour:
    row = Row(path.name, 1, document_of(path))
    spans = row.cells.get("days_p50_p90", {})

    def span(name: str) -> Span:
        pair = Row(path.name, 1, dict(zip(("p50", "p90"), spans.get(name, ()), strict=False)))
        return Span(*pair.span("p50", "p90"))

    def days(name: str) -> int:
        return round(row.number_of(name) * DAY)

    identity, identity_from = _consignee(row)
    shares = [name for name in Behaviour.__dataclass_fields__ if name.endswith("_share")]
    return Behaviour(
        **{name: row.number_of(name, 0, 1) for name in shares},
        handling=span("handling"),
        handling_local=span("handling_local"),
        confirm=span("confirm"),
        inspection=span("inspection"),
        collect=span("collect"),
        bank_answer=_seconds(row, "bank_answer"),
        counter_answer=_seconds(row, "counter_answer"),
        pay_within=days("pay_within_days"),
        cash_code_within=days("cash_code_days"),
        renew_after=days("renew_after_days"),
        renew_again_after=days("renew_again_after_days"),
        auto_confirm=days("auto_confirm_days"),
        lost_after=days("lost_after_days"),
        remit_after=days("remit_after_days"),
        storage_office=days("storage_office_days"),
        storage_point=days("storage_point_days"),
        inspect_above_minor=round(row.number_of("inspect_above_euro_minor")),
        fee_rate=round(row.number_of("fee_rate", 0, 10_000)),
        carrier=row.text("carrier"),
        payout_currency=_payouts(row, countries),
        fx_margin=round(row.number_of("fx_margin", 0, RATE_SCALE)),
        fx_lock=days("fx_lock_days"),
        identity=identity,
        identity_from=identity_from,
    )


def _seconds(row: Row, name: str) -> Span:
    pair = row.cells.get("seconds_p50_p90", {})
    half, nine = pair.get(name, (0, 0)) if isinstance(pair, dict) else (0, 0)
    if not (isinstance(half, int) and isinstance(nine, int) and 0 < half <= nine <= DAY):
        raise bad_cell(row.file, row.number, name, (half, nine), f"two whole numbers of seconds, at most {DAY}")
    return Span(half, nine)


def _consignee(row: Row) -> tuple[str, int]:
    said = row.cells.get("consignee", {})
    if not isinstance(said, dict) or said.get("identity") not in IDENTITIES or not isinstance(said.get("from"), date):
        raise bad_cell(row.file, row.number, "consignee", said, f"identity, one of {', '.join(IDENTITIES)}, and from")
    return said["identity"], day_start(said["from"])


def _payouts(row: Row, countries: Collection[str]) -> dict[str, str]:
    said = row.cells.get("payout_currency", {})
    known = isinstance(said, dict) and set(said) <= set(countries)
    if not known or not all(isinstance(code, str) and code in EXPONENTS for code in said.values()):
        raise bad_cell(row.file, row.number, "payout_currency", said, "known currencies of countries of the road")
    return dict(said)


def _calendars(path: Path) -> tuple[dict[str, np.ndarray], dict[date, float]]:
    document = document_of(path)
    closed = {
        country: closed_days(country, own["weekend"], own["stop"])
        for country, own in document.get("country", {}).items()
    }
    factors: dict[date, float] = {}
    for festival in document.get("festival", []):
        factors |= {date.fromisoformat(day): float(factor) for day, factor in festival["days"].items()}
    return closed, factors


def closed_days(country: str, weekend: Collection[int], stops: Iterable[tuple[date, date]] = ()) -> np.ndarray:
    """int64[k] since 1970: public holidays, the weekend's days (Monday = 0) that are not moved working days, and stops,
    each from a day until another."""
    public = holidays.country_holidays(country, years=YEARS)
    moved: set[date] = getattr(public, "weekend_workdays", set())
    first = date(YEARS.start, 1, 1)
    span = (first + timedelta(days=n) for n in range((date(YEARS.stop, 1, 1) - first).days))
    resting = {day for day in span if day in public or (day.weekday() in weekend and day not in moved)}
    for start, stop in stops:
        resting |= {start + timedelta(days=n) for n in range((stop - start).days)}
    return np.array(sorted(day_number(day) for day in resting), dtype=np.int64)


def _rates(path: Path) -> Rates:
    table: dict[int, dict[str, int]] = {}
    for row in rows_of(path):
        try:
            day = day_number(datetime.strptime(row.text("day"), "%Y-%m-%d").date())  # noqa: DTZ007 - a day, no hour
        except ValueError:
            raise bad_cell(row.file, row.number, "day", row.cells["day"], "a day, YYYY-MM-DD") from None
        rate = round(row.number_of("rate", 1e-4) * SCALE)
        table.setdefault(day, {})[row.one_of("quote", EXPONENTS)] = rate
    days = sorted(table)
    quotes = sorted({quote for row in table.values() for quote in row})
    per_euro = {quote: np.array([table[day].get(quote, -1) for day in days], dtype=np.int64) for quote in quotes}
    return Rates(np.array(days, dtype=np.int64), per_euro)


def _provider(row: Row) -> Provider:
    return Provider(
        row.text("name"),
        Price(round(row.number_of("price_rate", 0, ONE)), round(row.number_of("price_minor"))),
        round(row.number_of("refund_days", 0, 3_650)),
        row.flag("parts_back"),
    )


def _channels(path: Path, providers: Mapping[str, Provider]) -> Channels:
    found = {(one.bank, one.method): one for one in (_channel(row, providers) for row in tables_of(path, "channel"))}
    total = sum(one.share for one in found.values() if one.method == CARD)
    if abs(total - 1) > 1e-9:
        raise BadInput(f"{path.name}: shares add up to {total}, expected 1")
    return found


def _channel(row: Row, providers: Mapping[str, Provider]) -> Channel:
    opens, closes = hours_of(row)
    least = round(row.number_of("least_minor", 1))
    return Channel(
        row.text("bank"),
        row.one_of("method", CHANNEL_METHODS),
        row.one_of("provider", providers),
        row.number_of("share", 0, 1),
        round(row.number_of("capacity_a_minute", 1)),
        opens,
        closes,
        least,
        round(row.number_of("most_minor", least)),
    )


def hours_of(row: Row) -> tuple[int, int]:
    """Seconds of the day."""
    said = row.cells.get("hours")
    texts = said if isinstance(said, list) and len(said) == 2 else []
    found = [int(text[:2]) * HOUR + int(text[3:]) * 60 for text in map(str, texts) if HOUR_MINUTE.fullmatch(text)]
    if len(found) != 2 or found[0] == found[1] or max(found) > DAY:
        raise bad_cell(row.file, row.number, "hours", said, "two different times of a day, HH:MM, 24:00 the latest")
    return found[0], found[1]


def _habits(path: Path, road: Road) -> Habits:
    document = document_of(path)
    row = Row(path.name, 1, document)
    row.sourced()
    hours = tuple(Row(path.name, 1, {"hours": hour}).number_of("hours") for hour in document.get("hours", []))
    if len(hours) != 24 or not sum(hours):
        raise bad_cell(path.name, 1, "hours", document.get("hours"), "24 weights, not all of them 0")

    def weights(column: str, known: Iterable[str]) -> dict[str, float]:
        table = document.get(column)
        if not isinstance(table, dict) or not table or not set(table) <= set(known):
            raise bad_cell(path.name, 1, column, table, f"weights of any of {', '.join(sorted(known))}")
        return {name: Row(path.name, 1, table).number_of(name) for name in table}

    towns = {destination for _, destination in road.last_miles}
    return Habits(hours, weights("payments", PAYMENTS), weights("origins", road.places), weights("destinations", towns))
