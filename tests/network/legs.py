"""Books of a few legs for tests, between places of one clock where nothing else is said."""

from dataclasses import replace

from tearoad.network.leg import EVERY_DAY, NO_END, Clock, Leg, LegBook, Stop
from tearoad.network.road import Place, Span
from tearoad.terms.days import HOUR

BEGINNING = -(2**62)
UTC_CLOCK = Clock((BEGINNING,), (0,))
MOSCOW_CLOCK = Clock((BEGINNING,), (3 * HOUR,))


def leg(name: str, start: str, end: str, **said: object) -> Leg:
    """Daily at noon, an hour's way, nothing else; `said` are other fields."""
    plain = Leg(
        id=name, mode="road", start=start, end=end, both=False, km=100, border="", running=HOUR, gauge=0,
        delay=Span(0, 0), days=EVERY_DAY, times=(12 * HOUR,), headway=0, cut_off=0, rests=(), items=1, grams=10_000,
        cm3=100_000, base_minor=100, per_kg_minor=1_000, kg_per_m3=200, first_day=0, until_day=NO_END,
        status="assumed", source="a test",
    )  # fmt: skip
    return replace(plain, **said)  # type: ignore[arg-type]


def book(*legs: Leg, transfer: int = 0) -> LegBook:
    names = sorted({place for one in legs for place in (one.start, one.end)})
    places = {name: Place(name, dict.fromkeys(("ru", "zh", "en"), name), "RU", 55, 37) for name in names}
    stops = {name: Stop(name, UTC_CLOCK, transfer) for name in names}
    return LegBook("RUB", places, stops, {one.id: one for one in legs}, {})
