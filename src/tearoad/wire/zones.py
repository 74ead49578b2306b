"""Zones of the tz data base as clocks: from which moment on which offset, as far as the road's calendars reach."""

from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tearoad.network.leg import Clock
from tearoad.terms.days import DAY
from tearoad.wire.corridor_rows import YEARS

BEGINNING = -(2**62)
STEP = 7 * DAY  # no zone turns its clock twice within a week, or within this span it never did


@lru_cache(maxsize=1)
def zone_countries() -> dict[str, str]:
    """The country of each zone, by the data base's own table."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {cells[2]: cells[0] for cells in rows}


@lru_cache(maxsize=1_000)
def clock_of(zone: str) -> Clock | None:
    """None where there is no such zone."""
    if zone not in zone_countries():
        return None
    try:
        found = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return None
    at, until = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (YEARS.start, YEARS.stop))
    moments, offsets = [BEGINNING], [_offset(found, at)]
    while at < until:
        later = min(at + STEP, until)
        if (after := _offset(found, later)) != offsets[-1]:
            low, high = at, later
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _offset(found, middle) == offsets[-1] else (low, middle)
            moments.append(high)
            offsets.append(after)
        at = later
    return Clock(tuple(moments), tuple(offsets))


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, zone).utcoffset()
    assert offset is not None, "a zone of the data base has one"
    return round(offset.total_seconds())
