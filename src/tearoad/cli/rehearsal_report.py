"""The report of a rehearsal as one HTML file in three languages, which fetches nothing and runs nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import jinja2
import polars as pl

from tearoad.cli.rehearsal_pictures import bars, colour, dashes, dots
from tearoad.cli.rehearsal_piles import Pane, fans, piles
from tearoad.cli.rehearsal_tables import (
    Table,
    differences_tables,
    is_main,
    is_money,
    published_tables,
    stations_table,
    summary_table,
)
from tearoad.cli.rehearsal_words import CATALOGUE, NOTHING, Scale, Words, family_of, in_each, place_of, said
from tearoad.twin.results import RehearsalResult
from tearoad.web.words import DJANGO_CODES, LANGUAGES, OWN_NAMES

FOLDER: Final = Path(__file__).parent
SECTIONS: Final = (
    "verdict", "scenarios", "breaks", "piles", "fans", "use", "summary", "differences", "published", "money",
    "assumed", "manifest",
)  # fmt: skip


class Key(NamedTuple):
    """A scenario in the key to the pictures, and as its readers know it."""

    name: str
    title: Words
    about: tuple[Words, ...]
    changes: tuple[str, ...]
    assumed: tuple[str, ...]
    sources: tuple[str, ...]
    replications: Words
    seconds: Words
    colour: str
    dashes: str


class Beside(NamedTuple):
    """A picture with its numbers beside it; either may be missing."""

    pane: Pane | None
    table: Table | None
    note: Words | None = None


def report_html(result: RehearsalResult, language: str = "en") -> str:
    """`language` (ru, zh, en) is the one shown at first; the reader changes it. Sections without data are left out."""
    result = _without_nan(result)
    keys = tuple(_keys(result))
    views: dict[str, Any] = {
        "verdict": result.verdict,
        "scenarios": keys,
        "breaks": _breaks(result),
        "piles": piles(result),
        "fans": fans(result),
        "use": _use(result),
        "summary": _summary(result),
        "differences": differences_tables(result),
        "published": published_tables(result),
        "money": summary_table(result, is_money),
        "assumed": [key for key in keys if key.assumed or key.sources],
        "manifest": tuple(_flat(result.manifest)),
    }
    shown = [name for name in SECTIONS if views[name]]
    return _template().render(
        views=views, shown=shown, keys=keys, language=language if language in LANGUAGES else "en",
        codes=LANGUAGES, tags=DJANGO_CODES, names=OWN_NAMES, said=CATALOGUE, swatches=_swatches(result),
    )  # fmt: skip


def _without_nan(result: RehearsalResult) -> RehearsalResult:
    """What is not a number is not known: a dash in the tables, nothing in the pictures."""
    names = ("summary", "hours", "days", "differences", "published")
    return replace(result, **{name: getattr(result, name).fill_nan(None) for name in names})


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("rehearsal_report.html")


def _keys(result: RehearsalResult) -> Iterator[Key]:
    """What a scenario assumes as those before it do is said once."""
    swatches = _swatches(result)
    for place, one in enumerate(result.scenarios):
        about = in_each(one.about, "")
        earlier = result.scenarios[:place]
        yield Key(
            name=one.name,
            title=in_each(one.title, one.name),
            about=(about,) if any(about.values()) else (),
            changes=one.changes,
            assumed=tuple(line for line in one.assumed if all(line not in before.assumed for before in earlier)),
            sources=tuple(line for line in one.sources if all(line not in before.sources for before in earlier)),
            replications=Scale("items", ()).figure(one.replications),
            seconds=Scale("", (one.seconds,)).figure(one.seconds),
            colour=swatches[place][0],
            dashes=swatches[place][1],
        )


def _swatches(result: RehearsalResult) -> list[tuple[str, str]]:
    return [(colour(place), " ".join(map(str, dashes(place)))) for place in range(len(result.scenarios))]


def _rows(result: RehearsalResult, name: str) -> list[dict[str, Any]]:
    """Of one family of the summary, as pictures want them: scenario (its place), station, value, low, high."""
    places = {one.name: place for place, one in enumerate(result.scenarios)}
    found = result.summary.filter(pl.col("metric").str.starts_with(f"{name}:")) if len(result.summary) else None
    return [
        {
            "scenario": places[row["scenario"]], "station": place_of(row["metric"]), "value": row["mean"],
            "low": row["low"], "high": row["high"],
        }
        for row in (found.iter_rows(named=True) if found is not None else ())
        if row["scenario"] in places and row["mean"] is not None
    ]  # fmt: skip


def _breaks(result: RehearsalResult) -> Beside | None:
    """Stations in the order in which they break where it was asked, then those that break elsewhere."""
    rows = _rows(result, "breaks_after")
    if not rows:
        waited = _rows(result, "days_oldest_peak")
        return Beside(None, None, said("how.calm")) if waited else None
    first = {row["station"]: row["value"] for row in rows if row["scenario"] == 0}
    others: dict[str, float] = {}
    for row in rows:
        others[row["station"]] = min(row["value"], others.get(row["station"], row["value"]))
    stations = sorted(first, key=lambda name: first[name])
    stations += sorted(set(others) - set(first), key=lambda name: others[name])
    for row in rows:  # a whisker of days before the start says nothing
        row["low"] = max(row["low"], 0.0) if row["low"] is not None else None
    picture = dots(rows, stations, len(result.scenarios))
    table = stations_table(result, "breaks_after", stations, said("said.never"))
    return Beside(Pane(said("metric.breaks_after"), picture), table)


def _use(result: RehearsalResult) -> Beside | None:
    """The busiest first, as it was asked."""
    rows = [row for row in _rows(result, "utilisation") if row["value"] > 0]
    if not rows:
        return None
    for row in rows:  # a share stays one, whatever its interval
        row["low"], row["high"] = (None if row[e] is None else min(max(row[e], 0.0), 1.0) for e in ("low", "high"))
    busiest: dict[str, float] = {}
    for row in sorted(rows, key=lambda row: row["scenario"]):
        busiest.setdefault(row["station"], row["value"])
    stations = sorted(busiest, key=lambda name: -busiest[name])
    picture = bars(rows, stations, len(result.scenarios))
    table = stations_table(result, "utilisation", stations, NOTHING)
    return Beside(Pane(said("metric.utilisation"), picture), table)


def _summary(result: RehearsalResult) -> tuple[Table, Table | None] | None:
    """Main metrics, and all others that no other section has."""
    main = summary_table(result, is_main)
    others = summary_table(
        result,
        lambda metric: (
            not (is_main(metric) or is_money(metric) or family_of(metric) in ("breaks_after", "utilisation"))
        ),
    )
    if main is None:
        return (others, None) if others else None
    return main, others


def _flat(manifest: Mapping[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    """One line a value: 'versions.polars', '1.30'."""
    for key, value in manifest.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{name}.")
        elif isinstance(value, list | tuple):
            yield name, ", ".join(map(str, value))
        else:
            yield name, str(value)
