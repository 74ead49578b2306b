"""What one rehearsal says: metrics, stations hour by hour, and days to the door week by week."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import polars as pl

from tearoad.journey.stages import Carriage, Money
from tearoad.kernel.stations import FAR
from tearoad.network.desk import roster
from tearoad.terms.days import DAY, HOUR
from tearoad.twin.hours import Hours, hourly
from tearoad.twin.network import Network
from tearoad.twin.rehearse import Rehearsed
from tearoad.twin.travellers import DOCUMENTS, OPEN, SCAN, Travellers

TONNE = 1_000_000
WEEK = 7 * DAY
QUANTILES = (10, 25, 50, 75, 90)
DELIVERED = (Carriage.DELIVERED, Carriage.CONFIRMED, Carriage.AUTO_CONFIRMED)
UNITS = {"items": "items", "days": "days", "share": "share", "tonnes": "t", "utilisation": "share", "breaks": "days"}


class Measured(NamedTuple):
    """`metrics` by name; `hours` (station, hour, queue, tonnes, busy, done, oldest_days), `hour` in seconds since 1970
    at its end; `days` (week, n, q10 ... q90), `week` in seconds since 1970 at its start."""

    metrics: Mapping[str, float]
    hours: pl.DataFrame | pl.LazyFrame
    days: pl.DataFrame


def unit_of(metric: str, currency: str) -> str:
    """By the first word of its name; what has no other unit is money."""
    return UNITS.get(metric.replace(":", "_").partition("_")[0], currency)


def measured(network: Network, found: Rehearsed) -> Measured:
    """Items are counted as many times as each stands for. Quantiles and means of days are of delivered items."""
    c = found.travellers
    count = -(-(network.until - network.start) // HOUR)
    stations = dict(_stations(network, found, count))
    metrics = {**_outcome(network, c), **_queues(network, stations), **_use(network, found, stations)}
    return Measured(metrics, _hours_table(network, stations), _weeks(network, c))


def _outcome(network: Network, c: Travellers) -> dict[str, float]:
    delivered = np.isin(c.carriage, DELIVERED)
    days = (c.delivered_at - c.placed_at)[delivered] / DAY
    total = max(len(c), 1)
    result = {
        "items_ordered": float(len(c) * network.scale),
        "share_delivered": delivered.sum() / total,
        "share_lost": (c.carriage == Carriage.LOST).sum() / total,
        "share_sent_back": (c.carriage == Carriage.RETURNED).sum() / total,
        "share_cancelled": (c.carriage == Carriage.CANCELLED).sum() / total,
        "share_opened_by_officers": (c.channel == OPEN).sum() / total,
        "share_scanned": (c.channel == SCAN).sum() / total,
        "share_asked_for_papers": (c.channel == DOCUMENTS).sum() / total,
        "amount_of_goods": _minor(network, c.goods_minor),
        "amount_of_duty": _minor(network, np.maximum(c.assessed_minor, 0)),
        "amount_paid_out": _minor(network, c.goods_minor[c.money == Money.RELEASED]),
        "amount_refunded": _minor(network, c.refunded_minor),
        "amount_waiting_peak": _waiting_peak(network, c),
    }
    if len(days):
        result |= {"days_to_door_mean": float(days.mean())}
        result |= {f"days_to_door_p{q}": float(np.percentile(days, q)) for q in (10, 50, 90, 99)}
    for moment in network.moments:
        placed = delivered & (c.placed_at >= moment - WEEK) & (c.placed_at < moment)
        if placed.any():
            own = (c.delivered_at - c.placed_at)[placed] / DAY
            result |= {f"days_to_door_p{q}@{_day(moment)}": float(np.percentile(own, q)) for q in (50, 90)}
    for number, kind in enumerate(network.kinds):
        own = (c.delivered_at - c.placed_at)[delivered & (c.kind == number)] / DAY
        if len(own):
            result[f"days_to_door_mean:{kind.name}"] = float(own.mean())
            result |= {f"days_to_door_p{q}:{kind.name}": float(np.percentile(own, q)) for q in (50, 90)}
    return result


def _day(moment: int) -> str:
    """The local day that ends at a moment."""
    return str(np.datetime_as_string(np.datetime64(moment - HOUR, "s"), unit="D"))


def _minor(network: Network, amounts: np.ndarray) -> float:
    return float(amounts.sum()) * network.scale / 100


def _waiting_peak(network: Network, c: Travellers) -> float:
    """The most that stood in escrow at once: paid orders from their day until the money went on."""
    paid = np.flatnonzero(~c.cash_on_delivery)
    amount = c.price_minor[paid]
    settled = np.where(c.settled_at[paid] >= 0, c.settled_at[paid], FAR)
    moments, change = np.concatenate([c.placed_at[paid], settled]), np.concatenate([amount, -amount])
    order = np.argsort(moments, kind="stable")
    return float(np.cumsum(change[order]).max(initial=0)) * network.scale / 100


def _stations(network: Network, found: Rehearsed, count: int) -> Iterator[tuple[str, Hours]]:
    """Offices as wholes, from arrival to the end of their lines; their desks; lanes whose departures are limited."""
    c, came, begun, ended = found.travellers, found.came, found.begun, found.ended
    hours = network.start, count
    for number, name in enumerate(found.offices.names):
        rows = np.flatnonzero(found.visits.station == number)
        office, _, desk = name.partition("/")
        if not desk or not len(rows):
            continue
        if desk == "border":
            yield office, hourly(*hours, came[rows], begun[rows], ended[rows], c.weight_grams[found.row[rows]])
            continue
        who = found.row[rows]
        if desk == "lines":
            yield office, hourly(*hours, c.arrived_at[who], ended[rows], ended[rows], c.weight_grams[who])
        yield name, hourly(*hours, came[rows], begun[rows], ended[rows], c.weight_grams[who])
    for number, lane in enumerate(network.road.lanes):
        rows = np.flatnonzero((c.lane == number) & (c.dispatched_at >= 0))
        if lane.id in network.lanes and len(rows):
            left = np.where(c.departed_at[rows] >= 0, c.departed_at[rows], FAR)
            yield lane.id, hourly(*hours, c.dispatched_at[rows], left, left, c.weight_grams[rows])


def _queues(network: Network, stations: Mapping[str, Hours]) -> dict[str, float]:
    result: dict[str, float] = {}
    for name, hours in stations.items():
        if "/" in name:
            continue
        oldest = hours.oldest / DAY
        result[f"items_waiting_peak:{name}"] = float(hours.queue.max()) * network.scale
        result[f"tonnes_waiting_peak:{name}"] = float(hours.grams.max()) * network.scale / TONNE
        result[f"days_oldest_peak:{name}"] = float(oldest.max())
        broken = np.flatnonzero(oldest > network.patience_days)
        if len(broken):
            result[f"breaks_after:{name}"] = float(broken[0]) * HOUR / DAY
        for moment in network.moments if name in network.office_number else ():
            place = (moment - network.start) // HOUR - 1
            if 0 <= place < len(hours.queue):
                result[f"tonnes_waiting:{name}@{_day(moment)}"] = float(hours.grams[place]) * network.scale / TONNE
                week = slice(max(place + 1 - 7 * 24, 0), place + 1)
                result[f"items_done_a_day:{name}@{_day(moment)}"] = float(hours.done[week].mean()) * 24 * network.scale
    return result


def _use(network: Network, found: Rehearsed, stations: Mapping[str, Hours]) -> dict[str, float]:
    """Time served of time staffed, as seen at the full hours."""
    result: dict[str, float] = {}
    for name, hours in stations.items():
        office, _, desk = name.partition("/")
        plan = network.plan(office).desk(desk) if desk else None
        if plan is not None:
            moments, servers = roster(plan, network.start, network.start, network.until)
            length = np.diff(np.append(moments, network.until))
            result[f"utilisation:{name}"] = float(hours.busy.sum()) * HOUR / max(float((servers * length).sum()), 1.0)
    return result


def _hours_table(network: Network, stations: Mapping[str, Hours]) -> pl.DataFrame:
    parts = []
    for name, hours in stations.items():
        ends = network.start + HOUR * np.arange(1, len(hours.queue) + 1)
        parts.append(
            pl.DataFrame(
                {
                    "hour": ends,
                    "queue": hours.queue * float(network.scale),
                    "tonnes": hours.grams * float(network.scale) / TONNE,
                    "busy": hours.busy.astype(float),
                    "done": hours.done * float(network.scale),
                    "oldest_days": hours.oldest / DAY,
                }
            ).select(pl.lit(name).alias("station"), pl.all())
        )
    numbers = dict.fromkeys(("queue", "tonnes", "busy", "done", "oldest_days"), pl.Float64)
    return pl.concat([pl.DataFrame(schema={"station": pl.String, "hour": pl.Int64, **numbers}), *parts])


def _weeks(network: Network, c: Travellers) -> pl.DataFrame:
    """Of delivered items, by the week of their order (from Thursday, as 1970 began)."""
    rows = np.isin(c.carriage, DELIVERED)
    table = pl.DataFrame({"week": c.placed_at[rows] // WEEK * WEEK, "days": (c.delivered_at - c.placed_at)[rows] / DAY})
    quantiles = [pl.col("days").quantile(q / 100).alias(f"q{q}") for q in QUANTILES]
    return table.group_by("week").agg((pl.len() * network.scale).alias("n"), *quantiles).sort("week")
