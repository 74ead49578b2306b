"""`tearoad road`: the road's legs, journeys by its timetable, and what a change does to promises."""

import json
import time
from typing import Annotated, Any

import typer

from tearoad.boot.timetable import (
    changed_book,
    compared,
    fitting,
    laid,
    lanes_in_legs,
    own_book,
    own_road,
    window_of,
)
from tearoad.cli import road_tables as tables
from tearoad.cli.road_fit import fit
from tearoad.cli.road_words import deadline_of, moment_of, place_of, shown
from tearoad.network.changed_promises import lane_turns
from tearoad.network.journeys import best_journeys
from tearoad.network.leg import LegBook
from tearoad.terms.refusal import BadInput

HEAVIEST_GRAMS = 1_000_000_000  # what the largest leg could carry
LANGUAGES = ("en", "ru", "zh")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
At = Annotated[str, typer.Option("--at", help="A moment, 2026-11-11T10:00, or a day; now, if not said.")]
Grams = Annotated[int, typer.Option("--weight-grams", min=1, max=HEAVIEST_GRAMS)]
Volume = Annotated[
    int, typer.Option("--volume-cm3", min=0, max=HEAVIEST_GRAMS, help="Light goods pay for their volume.")
]
Language = Annotated[str, typer.Option("--lang", help="Of the names of places: en, ru or zh.")]
With = Annotated[str, typer.Option("--change", help="A file of changes, or the name of one that ships.")]

commands = typer.Typer(no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    commands.command()(fit)
    app.add_typer(commands, name="road")


@commands.callback()
def road() -> None:
    """The road's legs and timetable: what there is, the way from a place to another, and what a change would change."""


@commands.command()
def show(change: With = "", language: Language = "en", as_document: AsJson = False) -> None:
    """Every leg: where it leads, how far, when it leaves, how long it takes and what it costs."""
    _expect_language(language)
    book = _book(change)
    if as_document:
        typer.echo(json.dumps({"currency": book.currency, "legs": tables.leg_documents(book)}, ensure_ascii=False))
    else:
        tables.show_legs(book, language)


@commands.command()
def search(
    origin: Annotated[str, typer.Argument(help="A place of the road: its id, or its name in en, ru or zh.")],
    destination: Annotated[str, typer.Argument(help="Another.")],
    at: At = "",
    by: Annotated[str, typer.Option("--by", help="The last day, or moment; finds the cheapest that keeps it.")] = "",
    weight_grams: Grams = 1_000,
    volume_cm3: Volume = 0,
    change: With = "",
    language: Language = "en",
    as_document: AsJson = False,
) -> None:
    """The journey that arrives first, and by a date the cheapest that keeps it even if every leg is slow; exits 1 where
    there is none."""
    _expect_language(language)
    book = _book(change)
    ends = place_of(book, origin, "ORIGIN"), place_of(book, destination, "DESTINATION")
    ready = moment_of(at, "--at", book.stops[ends[0]].clock)
    deadline = deadline_of(by, "--by", book.stops[ends[1]].clock) if by else None
    both = laid(fitting(book, weight_grams, volume_cm3), window_of(ready))
    found = best_journeys((both.usual, both.slow), ends, ready, deadline, (weight_grams, volume_cm3))
    document = tables.search_document(book, found, ends, weight_grams, volume_cm3)
    if as_document:
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        tables.show_journeys(book, document, language)
    raise typer.Exit(1 if document["refusal"] else 0)


@commands.command()
def diff(
    change: Annotated[str, typer.Argument(help="A file of changes, or the name of one that ships.")],
    at: At = "",
    weight_grams: Grams = 1_000,
    volume_cm3: Volume = 0,
    rows: Annotated[int, typer.Option(min=0, max=10_000, help="Of the table; those that change most come first.")] = 20,
    language: Language = "en",
    as_document: AsJson = False,
) -> None:
    """Which promises change, for orders of a week: days of half of them and of nine in ten, and the least price."""
    _expect_language(language)
    before, (title, after, lanes) = own_book(), changed_book(change)
    start = moment_of(at, "--at", before.stops[next(iter(before.stops))].clock)
    began = time.perf_counter()
    found = compared(before, after, start, weight_grams, volume_cm3)
    seconds = time.perf_counter() - began
    document = tables.diff_document(
        title, (before, after), found, lane_turns(own_road().lanes, lanes), start, weight_grams, volume_cm3
    )
    if as_document:
        typer.echo(json.dumps({**document, "seconds": round(seconds, 3)}, ensure_ascii=False))
    else:
        tables.show_diff((before, after), document, title[language], rows, language)


@commands.command()
def lanes(at: At = "", as_document: AsJson = False) -> None:
    """Each lane beside the legs that it is made of: days to the end of the lane and the price of a kilo, by both."""
    clock = own_book().stops["moscow"].clock
    found = [one._asdict() for one in lanes_in_legs(moment_of(at, "--at", clock))]
    if as_document:
        rounded: list[dict[str, Any]] = [{name: shown(value) for name, value in row.items()} for row in found]
        typer.echo(json.dumps({"lanes": rounded}))
    else:
        tables.show_lanes(found)


def _book(change: str) -> LegBook:
    return changed_book(change).book if change else own_book()


def _expect_language(language: str) -> None:
    if language not in LANGUAGES:
        raise BadInput(f"--lang {language[:60]!r}: expected one of {', '.join(LANGUAGES)}")
