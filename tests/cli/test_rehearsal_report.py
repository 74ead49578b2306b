"""The report of a rehearsal: one file, three languages, nothing fetched, nothing run, nothing believed unescaped."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from tearoad.cli.rehearsal_piles import MOST_POINTS, fans, piles
from tearoad.cli.rehearsal_report import report_html
from tearoad.cli.rehearsal_words import CATALOGUE, FAMILIES, Scale, metric_words
from tearoad.twin.results import RehearsalResult, ScenarioFacts
from tearoad.web.words import LANGUAGES

CHROMIUM = shutil.which("chromium")
SCENARIOS = ("2013-flood", "2013-flood-six-offices", "2013-flood-more-lines")
OFFICES = ("moscow", "st-petersburg", "yekaterinburg", "novosibirsk")
LANES = ("air-shenzhen-moscow", "rail-urumqi-moscow")
LINK = "https://example.org/2013?a=1&b=2"
DESKS = ("entry", "lines", "officers")
START = datetime(2013, 1, 1, tzinfo=UTC)


def facts(name: str) -> ScenarioFacts:
    return ScenarioFacts(
        name=name,
        title={
            "ru": f"Поток посылок 2013 года: {name}",
            "zh": f"2013年包裹洪流：{name}",
            "en": f"The flood of parcels of 2013: {name}",
        },
        about={
            "ru": "Весной 2013 года посылки приходили быстрее, чем их успевали обработать, и копились на складах.",
            "zh": "2013年春天，包裹到达的速度超过处理能力，在仓库中不断积压。",
            "en": "In the spring of 2013 parcels came faster than they could be worked off and piled up in the sheds.",
        },
        changes=() if name == SCENARIOS[0] else (f"office.{OFFICES[0]}.lines = 60", "routing.report_every_hours = 24"),
        assumed=("half of all items weigh less than 350 g", "officers open 2 in 100"),
        sources=("a newspaper of April 2013", "https://example.org/annual-report-2013, page 41"),
        seconds=12.4,
        replications=5,
    )


def figure(luck: np.random.Generator, scenario: str, metric: str, unit: str, mean: float) -> dict[str, Any]:
    about = abs(mean) * float(luck.uniform(0.01, 0.12))
    low, high = mean - about, mean + about
    return {"scenario": scenario, "metric": metric, "unit": unit, "mean": mean, "low": low, "high": high, "n": 5}


def summary_of(luck: np.random.Generator, scenario: str, number: int) -> list[dict[str, Any]]:
    ease = (1.0, 0.45, 0.12)[number]
    known: list[tuple[str, str, float]] = [
        ("items_ordered", "items", 10_412_300),
        ("share_delivered", "share", 0.91 + 0.03 * number),
        ("share_lost", "share", 0.0041),
        ("amount_of_goods", "currency", 15_801_234_567.0),
        ("amount_of_duty", "currency", 91_234_000.0),
        ("amount_waiting_peak", "currency", 4_000_000_000.0 * ease),
        *((f"days_to_door_{q}", "days", days * (0.3 + ease)) for q, days in (("mean", 41.2), ("p50", 38), ("p90", 71))),
        ("days_to_door_mean:small", "days", 33 * (0.3 + ease)),
    ]
    for place, office in enumerate(OFFICES):
        size = ease / (1 + place)
        known += [
            (f"items_waiting_peak:{office}", "items", 1_100_000 * size),
            (f"tonnes_waiting_peak:{office}", "t", 500 * size),
            (f"days_oldest_peak:{office}", "days", 60 * size),
            (f"tonnes_waiting:{office}@2013-04-01", "t", 400 * size),
            *(
                (f"utilisation:{office}/{desk}", "share", 0.99 - 0.17 * (n + 0.5 * number))
                for n, desk in enumerate(DESKS)
            ),
        ]
        if size > 0.2:
            known.append((f"breaks_after:{office}", "days", 44 / size**0.5))
    return [figure(luck, scenario, *one) for one in known]


def hours_of(luck: np.random.Generator, scenario: str, number: int, days: int) -> list[pl.DataFrame]:
    hour = np.arange(days * 24)
    parts = []
    stations = [*OFFICES, *LANES, *(f"{office}/{desk}" for office in OFFICES for desk in DESKS)]
    for place, station in enumerate(stations):
        ease = (1.0, 0.45, 0.12)[number] / (1 + place % len(OFFICES))
        wave = np.maximum(np.sin((hour - 900) / 1900), 0) ** 2 + 0.04 * (1 + np.sin(hour * np.pi / 12))
        queue = 1_050_000 * ease * wave * luck.uniform(0.97, 1.03, len(hour))
        parts.append(
            pl.DataFrame(
                {
                    "scenario": scenario, "station": station,
                    "hour": pl.datetime_range(START, START + timedelta(hours=len(hour) - 1), "1h", eager=True),
                    "queue": queue, "queue_low": queue * 0.9, "queue_high": queue * 1.12, "tonnes": queue * 4.5e-4,
                    "busy": np.minimum(queue, 60.0), "done": np.minimum(queue, 900.0), "oldest_days": queue / 18_000,
                }
            )
        )  # fmt: skip
    return parts


def made(days: int = 304, seed: int = 3) -> RehearsalResult:
    """Three scenarios of ten months, drawn from nothing but luck."""
    luck = np.random.default_rng(seed)
    weeks = [date(2013, 1, 3) + timedelta(weeks=n) for n in range(days // 7)]
    summary = [row for number, name in enumerate(SCENARIOS) for row in summary_of(luck, name, number)]
    quantiles = (10, 25, 50, 75, 90)
    fan = [
        {"scenario": name, "week": week, "n": 240_000 + at}
        | {f"q{q}": q * (0.3 + at / 60) / (1 + number) + 9 for q in quantiles}
        for number, name in enumerate(SCENARIOS)
        for at, week in enumerate(weeks)
    ]
    base = {row["metric"]: row["mean"] for row in summary if row["scenario"] == SCENARIOS[0]}
    differences = []
    for name in SCENARIOS[1:]:
        for row in [row for row in summary if row["scenario"] == name and row["metric"] in base]:
            other = figure(luck, name, row["metric"], row["unit"], row["mean"] - base[row["metric"]])
            if luck.random() < 0.25:
                other |= {"low": -abs(other["mean"]) * 2, "high": abs(other["mean"]), "verdict": "cannot tell apart"}
            else:
                other |= {"verdict": "more" if other["mean"] > 0 else "less"}
            differences.append(other | {"against": SCENARIOS[0]})
    published = [
        {"scenario": SCENARIOS[0], "metric": metric, "unit": unit, "published_low": low, "published_high": high,
         "used": used, "source": source, "mean": mean, "low": mean * 0.95, "high": mean * 1.05}
        for metric, unit, low, high, used, source, mean in (
            ("tonnes_waiting:moscow@2013-04-01", "t", 500.0, 500.0, "fit", "a newspaper of 2 April 2013", 488.0),
            ("items_done_a_day:moscow@2013-04-01", "items", 45_000.0, 60_000.0, "test", LINK, 52_100.0),
            ("days_to_door_mean", "days", 30.0, 33.0, "test", "the post's own words", 41.2),
        )
    ]  # fmt: skip
    return RehearsalResult(
        scenarios=tuple(map(facts, SCENARIOS)),
        summary=pl.DataFrame(summary),
        hours=pl.concat([part for number, name in enumerate(SCENARIOS) for part in hours_of(luck, name, number, days)]),
        days=pl.DataFrame(fan),
        differences=pl.DataFrame(differences),
        published=pl.DataFrame(published),
        verdict=(
            "Moscow breaks first, on day 44; at the worst, on 25 May, 1.1 million items (500 t) wait there.",
            "Six offices instead of four halve the peak; 60 more lines in Moscow bring it down to an eighth.",
            "The cheapest cure that keeps nine in ten parcels within 30 days is 24 lines more in Moscow.",
        ),
        manifest={
            "seed": 11,
            "seeds": [1, 2, 3, 4, 5],
            "versions": {"tearoad": "0.1.0", "polars": "1.30"},
            "digest": "9f" * 32,
        },
    )


def bare() -> RehearsalResult:
    """A scenario of which nothing is known."""
    nothing = pl.DataFrame()
    return RehearsalResult((facts(SCENARIOS[0]),), nothing, nothing, nothing, nothing, nothing, (), {})


class Page(HTMLParser):
    """Its tags with their attributes, and the ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Mapping[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def result() -> RehearsalResult:
    return made()


@pytest.fixture(scope="module")
def text(result: RehearsalResult) -> str:
    return report_html(result)


def test_every_word_is_said_in_every_language() -> None:
    for section, entries in CATALOGUE.items():
        for name, words in entries.items():
            assert set(words) == set(LANGUAGES), f"{section}.{name}"
            assert all(words.values()), f"{section}.{name}"
    assert {"items_ordered", "days_to_door_p90", "breaks_after", "amount_waiting_peak"} <= set(FAMILIES)


def test_a_metric_is_told_with_its_place_and_day() -> None:
    words = metric_words("tonnes_waiting:moscow@2013-04-01")
    assert words["en"] == "Tonnes waiting · moscow · 2013-04-01"
    assert words["ru"].startswith("Груза в очереди")
    assert words["zh"].startswith("积压重量")
    assert metric_words("no_such_thing:here")["zh"] == "no such thing · here"


def test_figures_of_a_row_share_their_decimals_and_unit() -> None:
    days = Scale("days", (41.2, 3.04, None))
    assert [days.figure(value)["en"] for value in (41.2, 3.04, None)] == ["41.2", "3.0", "–"]
    assert Scale("items", (1234567.0,)).figure(1234567.0) == {
        "ru": "1\u00a0234\u00a0567",
        "zh": "1,234,567",
        "en": "1,234,567",
    }
    amount = Scale("RUB", (15_801_234_567.0,))
    assert amount.figure(15_801_234_567.0)["ru"] == "15\u00a0801"
    assert amount.unit == {"ru": "млн ₽", "zh": "百万RUB", "en": "million RUB"}
    share = Scale("share", (0.9137,))
    assert (share.figure(0.9137)["ru"], share.figure(-0.02, signed=True)["en"]) == ("91,4", "−2.0")
    assert share.interval(None, 0.2) is None


def test_one_file_fetches_nothing_and_runs_nothing(text: str) -> None:
    page = Page(text)
    assert not [
        tag for tag, _ in page.tags if tag in ("script", "link", "img", "iframe", "object", "base", "form", "use")
    ]
    for tag, attributes in page.tags:
        assert not {name for name in attributes if name.startswith("on") or name in ("src", "srcset", "xlink:href")}, (
            tag
        )
        if attributes.get("href"):
            assert tag == "a"
            assert re.match(r"#[a-z]|https://example\.org/", attributes["href"] or "")
    assert "url(" not in text
    assert "@import" not in text
    assert len(text.encode()) < 3_000_000


def test_ids_are_unique_and_every_picture_has_words(text: str) -> None:
    page = Page(text)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {
        "verdict",
        "scenarios",
        "breaks",
        "piles",
        "fans",
        "use",
        "summary",
        "differences",
        "published",
        "money",
    } < set(ids)
    for tag, attributes in page.tags:
        for name in ("aria-labelledby", "aria-describedby"):
            assert attributes.get(name, ids[0]) in ids
        if tag == "svg":
            assert attributes.get("aria-hidden") == "true" or (attributes["role"], "aria-labelledby" in attributes) == (
                "img",
                True,
            )


@pytest.mark.parametrize("language", [*LANGUAGES, "klingon"])
def test_the_language_asked_for_is_shown_at_first(language: str) -> None:
    page = Page(report_html(bare(), language))
    checked = [attributes["id"] for tag, attributes in page.tags if tag == "input" and "checked" in attributes]
    assert checked == [f"in-{language if language in LANGUAGES else 'en'}"]


def test_whatever_a_scenario_says_is_text(result: RehearsalResult) -> None:
    evil = "</style><script>alert(1)</script><img src=x onerror=alert(1)>"
    one = ScenarioFacts(evil, {"en": evil, "ru": evil, "zh": evil}, {"en": evil}, (evil,), (evil,), (evil,), 1.0, 5)
    hostile = made(days=21)
    tables = {
        name: getattr(hostile, name).with_columns(
            pl.when(pl.col("scenario") == SCENARIOS[0]).then(pl.lit(evil)).otherwise("scenario").alias("scenario")
        )
        for name in ("summary", "hours", "days", "published")
    }
    rename = pl.col("station").str.replace("moscow", evil, literal=True)
    tables["hours"] = tables["hours"].with_columns(rename)
    tables["summary"] = tables["summary"].with_columns(pl.col("metric").str.replace("moscow", evil, literal=True))
    tables["published"] = tables["published"].with_columns(pl.lit(f"javascript:alert(1) {evil}").alias("source"))
    differences = hostile.differences.with_columns(pl.lit(evil).alias("against"))
    text = report_html(
        replace(
            hostile, scenarios=(one, *hostile.scenarios[1:]), differences=differences, verdict=(evil,),
            manifest={evil: evil}, **tables,
        )
    )  # fmt: skip
    tags = {tag for tag, _ in Page(text).tags}
    assert not tags & {"script", "img"}
    assert "<script" not in text
    assert "javascript:" not in "".join(attributes.get("href") or "" for _, attributes in Page(text).tags)


def test_sections_without_data_are_left_out() -> None:
    ids = {attributes.get("id") for tag, attributes in Page(report_html(bare())).tags if tag == "section"}
    assert ids == {"scenarios", "assumed"}


def test_one_replication_has_no_intervals_and_nothing_breaks(result: RehearsalResult) -> None:
    unknown = [pl.lit(None, pl.Float64).alias(name) for name in ("low", "high")]
    summary = result.summary.filter(~pl.col("metric").str.starts_with("breaks_after"), scenario=SCENARIOS[0])
    hours = result.hours.filter(scenario=SCENARIOS[0]).head(400).with_columns(pl.lit(None).alias("queue_low"))
    strange = pl.when(pl.col("metric") == "share_lost").then(float("nan")).otherwise("mean").alias("mean")
    one = replace(
        result, scenarios=(result.scenarios[0]._replace(replications=1),), hours=hours,
        summary=summary.with_columns(*unknown, pl.lit(1).alias("n"), strange),
        published=result.published.with_columns(*unknown), differences=pl.DataFrame(),
    )  # fmt: skip
    text = report_html(one)
    assert CATALOGUE["how"]["calm"]["ru"] in text
    assert "nan" not in text.lower().replace("inherit", "")


def test_long_rehearsals_are_drawn_by_the_most_of_each_day(result: RehearsalResult) -> None:
    long = piles(result)
    assert long is not None
    assert long.notes == (CATALOGUE["how"]["daily"],)
    assert [one.station for one in long.stations][:2] == ["moscow", "air-shenzhen-moscow"]
    assert all("/" in one.station for one in long.desks)
    top = result.hours.filter(station="moscow", scenario=SCENARIOS[0])["queue"].max()
    assert isinstance(top, float)
    most = dict(next(one for one in long.stations if one.station == "moscow").panes[0].most)
    assert most[0]["en"] == f"{round(top):,}"
    short = piles(made(days=MOST_POINTS // 24))
    assert short is not None
    assert short.notes == (CATALOGUE["how"]["hourly"],)


def test_scenarios_of_other_years_are_laid_over_each_other(result: RehearsalResult) -> None:
    later = pl.when(pl.col("scenario") == SCENARIOS[1]).then(pl.col("hour") + timedelta(days=900)).otherwise("hour")
    moved = piles(replace(result, hours=result.hours.with_columns(later.alias("hour"))))
    assert moved is not None
    assert CATALOGUE["how"]["elapsed"] in moved.notes
    assert "2013" not in moved.stations[0].panes[0].picture.inside


def test_fans_share_one_scale(result: RehearsalResult) -> None:
    labels = [re.findall(r'text-anchor="end"[^>]*>(\d+)<', pane.picture.inside) for pane in fans(result)]
    assert len(labels) == len(SCENARIOS)
    assert labels[0] == labels[1] == labels[2]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)] if len(colour) == 7 else [1.0, 1.0, 1.0]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast_is_enough_to_read(text: str, scheme: int) -> None:
    blocks = re.findall(r":root \{(.*?)\}", text, re.DOTALL)
    colours = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]+);", blocks[scheme]))
    for ground in ("panel", "ground", "tea-pale"):
        for ink in ("ink", "soft", "tea", "link"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert contrast(colours["sand-ink"], colours["sand"]) >= 4.5
    assert contrast("#ffffff", colours["bar"]) >= 4.5
    for line in ("s0", "s1", "s2", "s3", "s4", "s5", "edge"):
        assert contrast(colours[line], colours["panel"]) >= 3, line


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium fonts-noto-cjk")
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_the_report_in_a_browser(text: str, tmp_path: Path, width: int, height: int) -> None:
    from playwright.sync_api import sync_playwright

    path = tmp_path / "report.html"
    path.write_text(text, encoding="utf-8")
    said: list[str] = []
    asked: list[str] = []
    with sync_playwright() as play_wright:
        browser = play_wright.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        titles = [page.locator("h1").inner_text()]
        for key in ("ArrowLeft", "ArrowLeft"):
            page.locator("input:checked").press(key)
            titles.append(page.locator("h1").inner_text())
        page.locator("label[for=in-ru]").click()
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        hidden = page.locator("h2 .l-en").first.is_visible()
        browser.close()
    assert [title.split()[0] for title in titles] == ["The", "2013年包裹洪流：2013-flood", "Поток"]
    assert not hidden
    assert wide <= width
    assert asked == [path.as_uri()]
    assert said == []
