"""Legs, journeys and changed promises as documents, and as tables for people."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import typer

from tearoad.cli.road_words import shown, shown_moment
from tearoad.network.changed_promises import Difference, LaneTurn, Promise, later, sooner
from tearoad.network.journeys import Best, Journey
from tearoad.network.leg import EVERY_DAY, NO_END, Leg, LegBook
from tearoad.network.road import Span
from tearoad.terms.days import DAY, HOUR, day_word
from tearoad.terms.money import format_minor

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NO_JOURNEY, NOT_IN_TIME = "no journey within the timetable", "no journey in time"


def leg_documents(book: LegBook) -> list[dict[str, Any]]:
    """Every leg; hours are of carriage, change of gauge, delay (half, nine of ten) and cut-off."""
    return [
        {
            "leg": leg.id,
            "mode": leg.mode,
            "from": leg.start,
            "to": leg.end,
            "both_ways": leg.both,
            "km": leg.km,
            "border": leg.border or None,
            "hours": leg.running / HOUR,
            "gauge_hours": leg.gauge / HOUR,
            "delay_p50_hours": leg.delay.p50 / HOUR,
            "delay_p90_hours": leg.delay.p90 / HOUR,
            "departures": _departures(leg),
            "cut_off_hours": leg.cut_off / HOUR,
            "rests": list(leg.rests),
            "capacity_items": leg.items,
            "capacity_kg": leg.grams / 1000,
            "capacity_m3": leg.cm3 / 1_000_000,
            "price_base_minor": leg.base_minor,
            "price_per_kg_minor": leg.per_kg_minor,
            "kg_per_m3": leg.kg_per_m3,
            "valid_from": day_word(leg.first_day),
            "valid_until": None if leg.until_day == NO_END else day_word(leg.until_day),
            "status": leg.status,
            "source": leg.source,
        }
        for leg in book.legs.values()
    ]


def show_legs(book: LegBook, language: str) -> None:
    columns = ("leg", "way", "departures", ">km", ">hours", ">base", ">a kg", "km are")
    rows = []
    for leg in book.legs.values():
        start, end = (book.places[place].names[language] for place in (leg.start, leg.end))
        figures = (leg.running + leg.gauge + leg.delay.p50) / HOUR, leg.base_minor / 100, leg.per_kg_minor / 100
        told = (f"{figures[0]:.1f}", f"{figures[1]:.2f}", f"{figures[2]:.2f}")
        way = f"{start} {'<>' if leg.both else '>'} {end}"
        rows.append([leg.id, way, _departures(leg), str(leg.km), *told, leg.status])
    show_table(columns, rows)
    typer.echo(f"{len(rows)} legs (<> both ways), {len(book.places)} places; prices in {book.currency}")


def search_document(book: LegBook, found: Best, ends: tuple[str, str], grams: int, cm3: int) -> dict[str, Any]:
    """What `road search` found; `refusal` says why there is nothing, None where there is."""
    clocks = [book.stops[place].clock for place in ends]
    refusal = NO_JOURNEY if found.earliest is None else None
    if found.deadline is not None and found.cheapest is None:
        refusal = refusal or NOT_IN_TIME
    return {
        "origin": ends[0],
        "destination": ends[1],
        "ready_at": shown_moment(found.ready, clocks[0]).isoformat(),
        "by": None if found.deadline is None else shown_moment(found.deadline, clocks[1]).isoformat(),
        "weight_grams": grams,
        "volume_cm3": cm3,
        "currency": book.currency,
        "earliest": _journey(book, found.earliest, found.ready, ends[1]),
        "slow": _journey(book, found.slow, found.ready, ends[1]),
        "cheapest": _journey(book, found.cheapest, found.ready, ends[1]),
        "refusal": refusal,
    }


def show_journeys(book: LegBook, document: Mapping[str, Any], language: str) -> None:
    names = [book.places[document[end]].names[language] for end in ("origin", "destination")]
    typer.echo(f"{names[0]} - {names[1]}, {document['weight_grams']} g, ready {_minute(document['ready_at'])}")
    titles = {"earliest": "first to arrive", "cheapest": "cheapest that keeps the date, slow as it may be"}
    for key, title in titles.items():
        journey = document[key]
        if journey is None:
            continue
        price = format_minor(journey["price_minor"], document["currency"])
        typer.echo(
            f"\n{title}: {_minute(journey['arrives_at'])}, {journey['days']:.1f} days, {journey['km']} km, {price}"
        )
        rows = [
            [one["leg"], *(book.places[one[end]].names[language] for end in ("from", "to")),
             _local(one["closes_at"]), _local(one["departs_at"]), _local(one["arrives_at"]),
             f"{one['price_minor'] / 100:.2f}"]
            for one in journey["legs"]
        ]  # fmt: skip
        show_table(("leg", "from", "to", "closes", "departs", "arrives", f">{document['currency']}"), rows)
    typer.echo("times by the clocks of the places")
    if slow := document["slow"]:
        typer.echo(f"if every leg is as slow as nine of ten: {_minute(slow['arrives_at'])}, {slow['days']:.1f} days")
    if document["refusal"]:
        typer.echo(f"{document['refusal']}{' by ' + _minute(document['by']) if document['by'] else ''}")


def diff_document(
    title: Mapping[str, str],
    books: tuple[LegBook, LegBook],
    found: Sequence[Difference],
    lanes: Sequence[LaneTurn],
    start: int,
    grams: int,
    cm3: int,
) -> dict[str, Any]:
    """What `road diff` found; days and prices are None where goods do not arrive."""
    before, after = (set(book.legs.values()) for book in books)
    places = len({**books[0].places, **books[1].places})
    return {
        "title": dict(title),
        "from_at": shown_moment(start, next(iter(books[0].stops.values())).clock).isoformat(),
        "weight_grams": grams,
        "volume_cm3": cm3,
        "currency": books[1].currency,
        "legs_new_or_changed": sorted(leg.id for leg in after - before),
        "legs_gone": sorted({leg.id for leg in before} - {leg.id for leg in after}),
        "pairs": places * (places - 1),
        "sooner": sooner(found),
        "later": later(found),
        "changes": [
            {
                "origin": one.origin,
                "destination": one.destination,
                "before": _told(one.before),
                "after": _told(one.after),
            }
            for one in found
        ],
        "lanes": [
            {"lane": one.lane, "before": _lane_days(one.before), "after": _lane_days(one.after)} for one in lanes
        ],
    }


def _lane_days(span: Span) -> dict[str, float]:
    return {f"{quantile}_days": round(seconds / DAY, 2) for quantile, seconds in span._asdict().items()}


def show_diff(
    books: tuple[LegBook, LegBook], document: Mapping[str, Any], title: str, most: int, language: str
) -> None:
    places = {**books[0].places, **books[1].places}
    typer.echo(title)
    for key, told in (("legs_new_or_changed", "new or changed"), ("legs_gone", "gone")):
        if document[key]:
            typer.echo(f"{told}: {', '.join(document[key])}")
    rows = []
    for one in document["changes"][:most]:
        names = [places[one[end]].names[language] for end in ("origin", "destination")]
        pairs = [((one["before"] or {}).get(key), (one["after"] or {}).get(key)) for key in KEYS]
        rows.append([*names, *(_turn(pair, 1) for pair in pairs[:3]), _turn(pairs[3], 100)])
    if rows:
        show_table(("from", "to", ">p50, days", ">p90", ">p90, slow", f">{document['currency']}"), rows)
    changed = len(document["changes"])
    typer.echo(
        f"{changed} of {document['pairs']} promises change: {document['sooner']} sooner, {document['later']} later, "
        f"{changed - document['sooner'] - document['later']} otherwise; {len(rows)} shown"
    )
    rows = [
        [one["lane"], *(_turn((one["before"][key], one["after"][key]), 1) for key in KEYS[:2])]
        for one in document["lanes"][:most]
    ]
    if rows:
        show_table(("lane", ">p50, days", ">p90"), rows)
        typer.echo(f"lanes that change, by which buyers are promised: {len(document['lanes'])}; {len(rows)} shown")


def show_lanes(found: Iterable[Mapping[str, Any]]) -> None:
    keys = (("own_p50", 1), ("legs_p50", 1), ("own_p90", 1), ("legs_p90", 1), ("own_minor", 100), ("legs_minor", 100))
    rows = [[row["lane"], str(row["km"]), *(_figure(row[key], unit) for key, unit in keys)] for row in found]
    show_table(("lane", ">km", ">p50, days", ">by legs", ">p90", ">by legs", ">a kg", ">by legs"), rows)


KEYS = ("p50_days", "p90_days", "slow_days", "price_minor")


def _journey(book: LegBook, journey: Journey | None, ready: int, destination: str) -> dict[str, Any] | None:
    if journey is None:
        return None
    legs = []
    for ride in journey.rides:
        start, end = (book.stops[place].clock for place in (ride.arc.start, ride.arc.end))
        legs.append(
            {
                "leg": ride.arc.leg.id,
                "mode": ride.arc.leg.mode,
                "from": ride.arc.start,
                "to": ride.arc.end,
                "border": ride.arc.leg.border or None,
                "km": ride.arc.leg.km,
                "closes_at": shown_moment(ride.closing, start).isoformat(),
                "departs_at": shown_moment(ride.departure, start).isoformat(),
                "arrives_at": shown_moment(ride.arrival, end).isoformat(),
                "price_minor": ride.price_minor,
            }
        )
    return {
        "arrives_at": shown_moment(journey.arrival, book.stops[destination].clock).isoformat(),
        "days": round((journey.arrival - ready) / DAY, 2),
        "km": sum(one["km"] for one in legs),
        "price_minor": journey.price_minor,
        "legs": legs,
    }


def _told(promise: Promise | None) -> dict[str, Any] | None:
    if promise is None:
        return None
    days = [None if value is None else shown(value / DAY) for value in (promise.p50, promise.p90, promise.slow)]
    return dict(zip(KEYS, [*days, promise.price_minor], strict=True))


def _departures(leg: Leg) -> str:
    if leg.headway:
        return f"every {leg.headway / HOUR:g} h"
    days = "daily" if leg.days == EVERY_DAY else " ".join(WEEKDAYS[day] for day in leg.days)
    return f"{days} {' '.join(f'{time // HOUR:02}:{time % HOUR // 60:02}' for time in leg.times)}"


def _figure(value: float | None, unit: int) -> str:
    return "none" if value is None else f"{value / unit:.{1 if unit == 1 else 2}f}"


def _turn(pair: tuple[float | None, float | None], unit: int) -> str:
    before, after = (_figure(value, unit) for value in pair)
    return before if before == after else f"{before} -> {after}"


def _minute(text: str) -> str:
    """An ISO moment without its seconds."""
    return f"{text[:10]} {text[11:16]} {text[19:]}"


def _local(text: str) -> str:
    """Day and minute alone: columns are narrow."""
    return f"{text[5:10]} {text[11:16]}"


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns whose title begins with > are of figures."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for title in columns:
        figures = title.startswith(">")
        side, whole = ("right" if figures else "left"), figures or title in ("leg", "lane")
        table.add_column(title.removeprefix(">"), justify=side, overflow="fold", no_wrap=whole)  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*map(Text, row))
    Console(highlight=False).print(table)
