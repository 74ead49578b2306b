"""Replications summed up: means with intervals, differences by common luck, and the verdict in words."""

from collections.abc import Mapping, Sequence

import polars as pl

from tearoad.twin.interval import Interval, interval, told_apart
from tearoad.twin.measure import Measured, unit_of
from tearoad.twin.replicate import Replication
from tearoad.twin.results import RehearsalResult, ScenarioFacts
from tearoad.twin.scenario import Scenario

HOURS = ("queue", "tonnes", "busy", "done", "oldest_days")
QUANTILES = ("q10", "q25", "q50", "q75", "q90")


def summarised(
    scenarios: Sequence[Scenario], replications: Sequence[Replication], manifest: Mapping[str, object]
) -> RehearsalResult:
    """Over the replications that fit. The first scenario is held against each of the others. At least one fits."""
    kept = [one for one in replications if one.fits]
    of = {scenario.name: [one.found[scenario.name] for one in kept] for scenario in scenarios}
    currency = scenarios[0].network.road.currency
    summary, differences = _summary(of, currency), _differences(of, currency)
    published = _published(scenarios, of)
    return RehearsalResult(
        scenarios=tuple(
            ScenarioFacts(
                name=one.name,
                title=one.title,
                about=one.about,
                changes=one.changes,
                assumed=one.assumed,
                sources=(*one.sources, *(f"{u.value} from {u.low:g} to {u.high:g}: {u.source}" for u in one.uncertain)),
                seconds=sum(run.seconds for run in replications) / len(scenarios),
                replications=len(kept),
            )
            for one in scenarios
        ),
        summary=summary,
        hours=pl.concat([_hours(name, runs) for name, runs in of.items()]),
        days=pl.concat([_days(name, runs) for name, runs in of.items()]),
        differences=differences,
        published=published,
        verdict=(),
        manifest=manifest,
    )


def _row(found: Interval) -> dict[str, float | int | None]:
    return {"mean": found.mean, "low": found.low, "high": found.high, "n": found.n}


_INTERVAL = {"mean": pl.Float64, "low": pl.Float64, "high": pl.Float64, "n": pl.Int64}


def _summary(of: Mapping[str, Sequence[Measured]], currency: str) -> pl.DataFrame:
    rows = []
    for name, runs in of.items():
        for metric in dict.fromkeys(metric for run in runs for metric in run.metrics):
            values = [run.metrics[metric] for run in runs if metric in run.metrics]
            rows.append(
                {"scenario": name, "metric": metric, "unit": unit_of(metric, currency), **_row(interval(values))}
            )
    return pl.DataFrame(rows, schema={"scenario": pl.String, "metric": pl.String, "unit": pl.String, **_INTERVAL})


def _differences(of: Mapping[str, Sequence[Measured]], currency: str) -> pl.DataFrame:
    """The first less each other, replication by replication: both had the same luck."""
    rows = []
    (first, runs), *others = of.items()
    for name, against in others:
        for metric in dict.fromkeys(metric for run in runs for metric in run.metrics):
            pairs = [
                one.metrics[metric] - other.metrics[metric]
                for one, other in zip(runs, against, strict=True)
                if metric in one.metrics and metric in other.metrics
            ]
            if pairs:
                found = interval(pairs)
                about = {"scenario": first, "against": name, "metric": metric, "unit": unit_of(metric, currency)}
                rows.append({**about, **_row(found), "verdict": told_apart(found)})
    names = dict.fromkeys(("scenario", "against", "metric", "unit"), pl.String)
    return pl.DataFrame(rows, schema={**names, **_INTERVAL, "verdict": pl.String})


def _hours(name: str, runs: Sequence[Measured]) -> pl.DataFrame:
    whole = pl.concat([run.hours.lazy() for run in runs])
    means = [pl.col(column).mean() for column in HOURS]
    low, high = (pl.col("queue").quantile(q).alias(f"queue_{word}") for word, q in (("low", 0.1), ("high", 0.9)))
    return (
        whole.group_by("station", "hour", maintain_order=True)
        .agg(*means, low, high)
        .select(
            pl.lit(name).alias("scenario"),
            "station",
            pl.from_epoch("hour").dt.replace_time_zone("UTC"),
            *("queue", "queue_low", "queue_high", "tonnes", "busy", "done", "oldest_days"),
        )
        .collect()
    )


def _days(name: str, runs: Sequence[Measured]) -> pl.DataFrame:
    whole = pl.concat([run.days for run in runs])
    return (
        whole.group_by("week")
        .agg(pl.col("n").mean(), *(pl.col(q).mean() for q in QUANTILES))
        .sort("week")
        .select(pl.lit(name).alias("scenario"), pl.from_epoch("week").dt.date(), "n", *QUANTILES)
    )


def _published(scenarios: Sequence[Scenario], of: Mapping[str, Sequence[Measured]]) -> pl.DataFrame:
    """Published ranges beside the mean and where eight of ten replications lie: a prediction, not a mean's interval.

    Of a scenario that is held against history, its other dated figures follow: what it predicts.
    """
    rows = []
    for scenario in scenarios:
        runs, said = of[scenario.name], scenario.published
        figures: list[tuple[str, float | None, float | None, str, str]]
        figures = [(one.metric, one.low, one.high, one.used, one.source) for one in said]
        if said:
            known = {one.metric for one in said}
            dated = dict.fromkeys(metric for run in runs for metric in run.metrics if "@" in metric)
            figures += [(m, None, None, "prediction", "") for m in dated if m not in known and _is_shown(scenario, m)]
        for metric, least, most, used, source in figures:
            values = pl.Series([run.metrics[metric] for run in runs if metric in run.metrics], dtype=pl.Float64)
            about = {"scenario": scenario.name, "metric": metric, "published_low": least, "published_high": most}
            about |= {"unit": unit_of(metric, scenario.network.road.currency), "used": used, "source": source}
            low, high = values.quantile(0.1), values.quantile(0.9)
            rows.append({**about, "mean": values.mean(), "low": low, "high": high})
    words = dict.fromkeys(("unit", "used", "source"), pl.String)
    numbers = dict.fromkeys(("mean", "low", "high"), pl.Float64)
    ranges = {"published_low": pl.Float64, "published_high": pl.Float64}
    return pl.DataFrame(rows, schema={"scenario": pl.String, "metric": pl.String, **ranges, **words, **numbers})


def _is_shown(scenario: Scenario, metric: str) -> bool:
    return metric.partition("@")[2] in scenario.show_days
