"""Rows of legs, stops and countries, each judged alone and against the places it names; anything amiss is one line."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tearoad.network.leg import EVERY_DAY, NO_END, Clock, Leg, Stop
from tearoad.network.road import Place, Span
from tearoad.terms.days import DAY, HOUR, day_number
from tearoad.terms.names import storable
from tearoad.terms.refusal import bad_cell
from tearoad.wire.corridor import HOUR_MINUTE, Row
from tearoad.wire.zones import clock_of, zone_countries

MODES = ("rail", "road", "sea", "air")
STATUSES = ("published", "reckoned", "fitted", "assumed")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID, LONGEST_TEXT = 64, 400
LONGEST_HOURS = 24 * 90
FARTHEST_KM = 20_100  # half way around
FARTHEST_FROM_SUN = 3.25 * HOUR  # of a zone's clock: Khorgos keeps Beijing's, 2.7 hours from its own
EARTH_KM = 6_371.009


@dataclass(frozen=True)
class Country:
    """The box in which its places lie, in degrees, and the width of its track. Across 180 E it goes beyond."""

    south: float
    north: float
    west: float
    east: float
    gauge_mm: int

    def holds(self, latitude: float, longitude: float) -> bool:
        turns = (longitude, longitude + 360)
        return self.south <= latitude <= self.north and any(self.west <= turn <= self.east for turn in turns)


def identifier(row: Row, column: str = "id") -> str:
    text = row.text(column)
    if len(text) > LONGEST_ID or not IDENTIFIER.fullmatch(text):
        raise bad_cell(row.file, row.number, column, text[:LONGEST_ID], "small letters, digits and hyphens, at most 64")
    return text


def texts_are_bounded(row: Row) -> None:
    """`BadInput` on a cell without a column, one that is too long, or one that no file should hold."""
    for column, value in row.cells.items():
        if not isinstance(column, str):
            raise bad_cell(row.file, row.number, "after the last", str(value)[:LONGEST_TEXT], "no more cells")
        if not storable(str(value), LONGEST_TEXT):
            told = f"a text of at most {LONGEST_TEXT} characters, without NUL"
            raise bad_cell(row.file, row.number, column, str(value)[:LONGEST_ID], told)


def country(row: Row) -> Country:
    south, west = row.number_of("south", -90, 90), row.number_of("west", -180, 180)
    north, east = row.number_of("north", south, 90), row.number_of("east", west, 360)
    return Country(south, north, west, east, round(row.number_of("gauge_mm", 300, 3_000)))


def located(row: Row, countries: Mapping[str, Country]) -> None:
    """`BadInput` where a place lies outside of its country's box, or its coordinates may be swapped."""
    of = row.one_of("country", countries)
    latitude, longitude = row.number_of("latitude", -180, 180), row.number_of("longitude", -180, 180)
    box = countries[of]
    if box.holds(latitude, longitude):
        return
    expected = (
        f"{box.south:g} to {box.north:g}, the latitudes of {of}, and {box.west:g} to {box.east:g}, its longitudes"
    )
    if box.holds(longitude, latitude):
        expected += "; swapped?"
    raise bad_cell(row.file, row.number, "latitude, longitude", f"{latitude:g}, {longitude:g}", expected)


def stop(row: Row, places: Mapping[str, Place], column: str = "place") -> Stop:
    place = places[row.one_of(column, places)]
    zone = row.text("zone")
    clock = clock_of(zone)
    if clock is None:
        raise bad_cell(row.file, row.number, "zone", zone, "a zone of the tz data base, such as Asia/Shanghai")
    if zone_countries()[zone] != place.country:
        raise bad_cell(row.file, row.number, "zone", zone, f"a zone of {place.country}, where {place.id} is")
    if _from_sun(clock, place.longitude) > FARTHEST_FROM_SUN:
        told = f"a clock within {FARTHEST_FROM_SUN / HOUR:g} hours of the sun's at {place.longitude:g} E"
        raise bad_cell(row.file, row.number, "zone", zone, told)
    return Stop(place.id, clock, round(row.number_of("transfer_hours", 0, 24 * 30) * HOUR))


def leg(
    row: Row, places: Mapping[str, Place], countries: Mapping[str, Country], calendars: Mapping[str, object]
) -> Leg:
    """`BadInput` on an unknown place, a leg to where it begins, a border that is none, hours that are not."""
    start, end = row.one_of("from", places), row.one_of("to", places)
    if start == end:
        raise bad_cell(row.file, row.number, "to", end, "another place than from: this leg leads nowhere")
    mode, first, until = row.one_of("mode", MODES), _day(row, "valid_from", 0), _day(row, "valid_until", NO_END)
    if until <= first:
        raise bad_cell(row.file, row.number, "valid_until", row.cells.get("valid_until"), "a day after valid_from")
    delay = Span(_hours(row, "delay_p50_hours", 0), _hours(row, "delay_p90_hours", 0))
    if delay.p90 < delay.p50:
        raise bad_cell(
            row.file, row.number, "delay_p90_hours", row.cells["delay_p90_hours"], "at least delay_p50_hours"
        )
    days, times, headway = _service(row)
    return Leg(
        id=identifier(row),
        mode=mode,
        start=start,
        end=end,
        both=row.one_of("both", ("yes", "no")) == "yes",
        km=_km(row, places[start], places[end]),
        border=_border(row, places, start, end),
        running=_hours(row, "hours", 0.1),
        gauge=_gauge(row, mode, countries[places[start].country], countries[places[end].country]),
        delay=delay,
        days=days,
        times=times,
        headway=headway,
        cut_off=_hours(row, "cut_off_hours", 0, 24 * 14),
        rests=_rests(row, calendars),
        items=round(row.number_of("items", 1, 1e9)),
        grams=round(row.number_of("kg", 0.001, 1e6) * 1000),
        cm3=round(row.number_of("m3", 1e-6, 1e4) * 1_000_000),
        base_minor=round(row.number_of("price_base_minor", 0, 1e9)),
        per_kg_minor=round(row.number_of("price_per_kg_minor", 0, 1e8)),
        kg_per_m3=round(row.number_of("kg_per_m3", 0, 2_000)),
        first_day=first,
        until_day=until,
        status=row.one_of("status", STATUSES),
        source=row.text("source"),
    )


def great_circle_km(one: Place, other: Place) -> float:
    """On a sphere of the Earth's mean radius."""
    south, north = math.radians(one.latitude), math.radians(other.latitude)
    across, up = math.radians(other.longitude - one.longitude) / 2, (north - south) / 2
    half = math.sin(up) ** 2 + math.cos(south) * math.cos(north) * math.sin(across) ** 2
    return 2 * EARTH_KM * math.asin(min(math.sqrt(half), 1))


def _km(row: Row, start: Place, end: Place) -> int:
    km, straight = row.number_of("km", 1, FARTHEST_KM), great_circle_km(start, end)
    if km < straight * 0.97 - 5:  # places are points, and published distances are rounded
        raise bad_cell(row.file, row.number, "km", row.cells["km"], f"no less than the great circle, {straight:.0f} km")
    return round(km)


def _border(row: Row, places: Mapping[str, Place], start: str, end: str) -> str:
    crosses = places[start].country != places[end].country
    said = row.cells.get("border") or ""
    if said and not crosses:
        raise bad_cell(row.file, row.number, "border", said, f"none: {start} and {end} lie in one country")
    return row.one_of("border", places) if crosses else ""


def _gauge(row: Row, mode: str, start: Country, end: Country) -> int:
    changes = mode == "rail" and start.gauge_mm != end.gauge_mm
    hours = _hours(row, "gauge_hours", 0, 24 * 7)
    if changes != bool(hours):
        told = (
            f"more than 0: {start.gauge_mm} and {end.gauge_mm} mm" if changes else "0: no track changes its width here"
        )
        raise bad_cell(row.file, row.number, "gauge_hours", row.cells.get("gauge_hours"), told)
    return hours


def _hours(row: Row, column: str, least: float, most: float = LONGEST_HOURS) -> int:
    return round(row.number_of(column, least, most) * HOUR)


def _service(row: Row) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    """Weekdays and seconds of the day, or a headway."""
    days = row.text("days").split()
    every = days == ["daily"]
    if not every and (not set(days) <= set(WEEKDAYS) or len(set(days)) != len(days)):
        told = f"daily, or different ones of {' '.join(WEEKDAYS)}"
        raise bad_cell(row.file, row.number, "days", row.cells["days"], told)
    chosen = EVERY_DAY if every else tuple(sorted(map(WEEKDAYS.index, days)))
    if row.cells.get("headway_hours") not in (None, ""):
        if row.cells.get("times") or not every:
            raise bad_cell(
                row.file, row.number, "headway_hours", row.cells["headway_hours"], "none beside times or days"
            )
        return chosen, (), _hours(row, "headway_hours", 0.25, 24 * 30)
    times = row.text("times").split()
    if (
        len(times) > 96
        or len(set(times)) != len(times)
        or not all(map(HOUR_MINUTE.fullmatch, times))
        or "24:00" in times
    ):
        told = "different times of a day, HH:MM, or a headway"
        raise bad_cell(row.file, row.number, "times", row.cells["times"], told)
    return chosen, tuple(sorted(int(text[:2]) * HOUR + int(text[3:]) * 60 for text in times)), 0


def _rests(row: Row, calendars: Mapping[str, object]) -> tuple[str, ...]:
    said = row.cells.get("rests") or ""
    names = said.split() if isinstance(said, str) else [said]
    if not set(names) <= set(calendars):
        raise bad_cell(
            row.file, row.number, "rests", said, f"countries with a calendar: {', '.join(sorted(calendars))}"
        )
    return tuple(sorted(set(names)))


def _day(row: Row, column: str, absent: int) -> int:
    said = row.cells.get(column)
    if said in (None, ""):
        return absent
    try:
        return day_number(date.fromisoformat(str(said)))
    except ValueError:
        raise bad_cell(row.file, row.number, column, said, "a day, YYYY-MM-DD") from None


def _from_sun(clock: Clock, longitude: float) -> float:
    """The most seconds by which a clock has been away from the sun's."""
    return max(abs((offset - longitude / 360 * DAY + DAY / 2) % DAY - DAY / 2) for offset in clock.offsets)
