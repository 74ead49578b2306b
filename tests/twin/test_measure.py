"""What a rehearsal says, by hand for five travellers; and what comes in comes out, on every shipped scenario."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from small_road import LANES, NETWORK, ROAD, START, desk, network, on_the_way, rehearsed

from tearoad.boot.rehearsal import scenario
from tearoad.journey.moving import NEVER, Due
from tearoad.journey.stages import Carriage, Money
from tearoad.kernel.stations import FAR
from tearoad.network.desk import Shift
from tearoad.terms.days import DAY, HOUR
from tearoad.twin.measure import Measured, measured, unit_of
from tearoad.twin.network import Network
from tearoad.twin.plan import LanePlan, OfficePlan
from tearoad.twin.rehearse import Rehearsed, rehearse
from tearoad.twin.single import run
from tearoad.wire.scenario_files import scenario_names

LINES = desk(1, float(HOUR))
TINY = network(offices={"moscow": OfficePlan(LINES)}, until=START + 60 * DAY, patience_days=0.1)
KINDS = [kind.name for kind in TINY.kinds]


def table(said: Measured, station: str) -> pl.DataFrame:
    return said.hours.lazy().collect().filter(pl.col("station") == station)


def five() -> Rehearsed:
    """Three come in the first hour, one of them heavy; one comes when nobody waits; the fifth was lost on the way."""
    arrivals = [START + 600, START + 600, START + 1_200, START + 10 * HOUR, START + 50 * DAY]
    c = on_the_way(arrivals, kind=[0, 1, 1, 0, 1], weight_grams=[500, 500, 4_000, 500, 500])
    c.due[4] = Due.LOST
    return rehearse(TINY, c, seed=1)


def test_five_travellers_by_hand() -> None:
    found = five()
    c, said = found.travellers, measured(TINY, found)
    m = said.metrics
    assert c.left_office_at.tolist() == [START + 600 + HOUR * n for n in (1, 2)] + [START + 600 + 3 * HOUR] + [
        START + 11 * HOUR,
        NEVER,
    ]
    assert (m["items_ordered"], m["share_delivered"], m["share_lost"]) == (5.0, 0.8, 0.2)
    assert (m["share_sent_back"], m["share_cancelled"], m["share_opened_by_officers"]) == (0.0, 0.0, 0.0)
    days = ((c.delivered_at - START) / DAY)[:4]
    assert (c.carriage[:4] >= Carriage.DELIVERED).all()
    assert m["days_to_door_mean"] == pytest.approx(sum(days) / 4)
    assert m["days_to_door_p50"] == pytest.approx((sorted(days)[1] + sorted(days)[2]) / 2)
    assert m["days_to_door_p10"] == pytest.approx(sorted(days)[0] + 0.3 * (sorted(days)[1] - sorted(days)[0]))
    assert m[f"days_to_door_mean:{KINDS[0]}"] == pytest.approx((days[0] + days[3]) / 2)
    assert m[f"days_to_door_mean:{KINDS[1]}"] == pytest.approx((days[1] + days[2]) / 2)
    assert m["amount_of_goods"] == 5_000.0
    assert m["amount_of_duty"] == 150.0
    assert m["amount_paid_out"] == 1_000.0 * (c.money == Money.RELEASED).sum()
    assert m["amount_refunded"] == 1_230.0
    assert m["amount_waiting_peak"] == 5 * 1_230.0


def test_a_queue_of_five_by_hand() -> None:
    said = measured(TINY, five())
    office, lines = table(said, "moscow"), table(said, "moscow/lines")
    assert office["hour"].to_list()[:12] == [START + HOUR * n for n in range(1, 13)]
    assert office["queue"].to_list()[:12] == [3, 2, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0]
    assert lines["queue"].to_list()[:12] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert lines["busy"].to_list()[:12] == [1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0]
    assert office["done"].to_list()[:12] == [0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    np.testing.assert_allclose(office["tonnes"][:4], [0.005, 0.0045, 0.004, 0.0])
    oldest = np.array([3_000, 6_600, 9_600, 0]) / DAY
    np.testing.assert_allclose(office["oldest_days"][:4], oldest)
    np.testing.assert_allclose(lines["oldest_days"][:3], [3_000 / DAY, 6_000 / DAY, 0])
    m = said.metrics
    assert (m["items_waiting_peak:moscow"], m["tonnes_waiting_peak:moscow"]) == (3.0, 0.005)
    assert m["days_oldest_peak:moscow"] == pytest.approx(9_600 / DAY)
    assert m["breaks_after:moscow"] == 2 / 24, "more than 0.1 days at the end of the third hour"
    assert m["utilisation:moscow/lines"] == pytest.approx(4 / (60 * 24))
    assert "items_waiting_peak:yekaterinburg" not in m
    assert not any(name.startswith("breaks_after:y") for name in m)


def test_weeks_by_hand() -> None:
    found = five()
    weeks = measured(TINY, found).days
    assert weeks["week"].to_list() == [START // (7 * DAY) * 7 * DAY]
    assert weeks["n"].to_list() == [4]
    days = ((found.travellers.delivered_at - START) / DAY)[:4]
    assert weeks["q10"][0] == days.min()
    assert weeks["q90"][0] == days.max()


def test_a_bag_counts_as_many_times_as_it_stands_for() -> None:
    one = measured(TINY, five()).metrics
    bags = replace(TINY, scale=10, offices={"moscow": OfficePlan(desk(1, HOUR / 10))})
    c = on_the_way([START + 600, START + 600, START + 1_200, START + 10 * HOUR], weight_grams=[500, 500, 4_000, 500])
    m = measured(bags, rehearse(bags, c, seed=1)).metrics
    for name, factor in (("items_waiting_peak:moscow", 10), ("tonnes_waiting_peak:moscow", 10)):
        assert m[name] == pytest.approx(factor * one[name]), name
    assert (m["items_ordered"], m["amount_of_goods"], m["amount_waiting_peak"]) == (40.0, 40_000.0, 40 * 1_230.0)
    assert m["days_oldest_peak:moscow"] == one["days_oldest_peak:moscow"]
    assert m["utilisation:moscow/lines"] == one["utilisation:moscow/lines"]


def test_moments_say_what_waits_then_and_what_was_done_in_the_week_before() -> None:
    n = replace(TINY, moments=(START + 8 * DAY, START + 9 * DAY))
    at = [START + DAY + HOUR // 2, START + 2 * DAY, START + 8 * DAY - 60, START + 9 * DAY - 60]
    placed = [START, START + 2 * DAY, START + 2 * DAY, START + 2 * DAY]
    found = rehearse(n, on_the_way(at, weight_grams=[500, 500, 500, 7_000], placed_at=placed), seed=1)
    m = measured(n, found).metrics
    assert m["tonnes_waiting:moscow@2026-01-19"] == pytest.approx(0.0005)
    assert m["tonnes_waiting:moscow@2026-01-20"] == pytest.approx(0.007)
    assert m["items_done_a_day:moscow@2026-01-19"] == pytest.approx(2 / 7), "the first was done an hour and more before"
    assert m["items_done_a_day:moscow@2026-01-20"] == pytest.approx(2 / 7)
    days = (found.travellers.delivered_at - found.travellers.placed_at) / DAY
    assert m["days_to_door_p50@2026-01-19"] == pytest.approx(sorted(days[1:])[1]), "of those who ordered in the week"
    assert "days_to_door_p50@2026-01-11" not in m


def test_lanes_whose_departures_are_limited_are_stations() -> None:
    n = network(lanes={"air-yiwu-moscow": LanePlan(closed=((START, START + 5 * DAY),))}, patience_days=2.0)
    found = rehearsed(n)
    said, c = measured(n, found), found.travellers
    own = c.lane == LANES["air-yiwu-moscow"]
    waited = table(said, "air-yiwu-moscow")
    end = START + 4 * DAY
    assert (
        waited.filter(pl.col("hour") == end)["queue"].item()
        == ((c.dispatched_at[own] <= end) & (c.dispatched_at[own] > 0)).sum()
        > 5
    )
    assert said.metrics["breaks_after:air-yiwu-moscow"] >= 2.0
    assert said.metrics["days_oldest_peak:air-yiwu-moscow"] > 2.0
    assert "items_waiting_peak:rail-yiwu-moscow" not in said.metrics


def test_time_served_of_time_staffed() -> None:
    by_day = replace(LINES, servers=((START, 2),), shifts=(Shift(8 * HOUR, 20 * HOUR, 1.0),))
    n = network(offices={"moscow": OfficePlan(by_day)}, until=START + 10 * DAY)
    c = on_the_way([START + 9 * HOUR + minute * 60 for minute in range(8)])
    m = measured(n, rehearse(n, c, seed=1)).metrics
    assert m["utilisation:moscow/lines"] == pytest.approx(8 * HOUR / (10 * 12 * HOUR * 2), rel=0.01)


def test_nobody_at_all_is_measured() -> None:
    m = measured(NETWORK, rehearsed(NETWORK, per_day=((START, 0.0),))).metrics
    assert (m["items_ordered"], m["share_delivered"], m["amount_waiting_peak"]) == (0.0, 0.0, 0.0)
    assert "days_to_door_mean" not in m


def test_units_go_by_the_first_word() -> None:
    assert [unit_of(name, "RUB") for name in ("items_ordered", "days_to_door_mean:x", "share_lost")] == [
        "items",
        "days",
        "share",
    ]
    assert [unit_of(name, "RUB") for name in ("tonnes_waiting:x@1", "utilisation:x/lines", "breaks_after:x")] == [
        "t",
        "share",
        "days",
    ]
    assert unit_of("amount_refunded", "RUB") == "RUB"


def small(name: str) -> tuple[Network, Rehearsed, Measured]:
    """A shipped scenario with few items, each of which stands for more."""
    one = scenario(name)
    items = 250_000 if "2013" in name else 17_000
    network = replace(one.network, scale=one.network.scale * max(items // 4_000, 1))
    found = run(network, one.demand, seed=5)
    return network, found, measured(network, found)


@pytest.mark.parametrize("name", list(scenario_names()))
def test_what_comes_in_comes_out_or_is_still_there(name: str) -> None:
    network, found, said = small(name)
    c, m = found.travellers, said.metrics
    ended = sum(m[f"share_{how}"] for how in ("delivered", "lost", "sent_back", "cancelled")) * len(c)
    under_way = (c.due != Due.NOTHING) & (c.delivered_at == NEVER)
    assert round(ended) + under_way.sum() == len(c) > 1_500
    assert m["items_ordered"] == len(c) * network.scale
    assert 0 < m["share_delivered"] <= 1
    assert ((c.settled_at == NEVER) | (c.settled_at >= c.placed_at)).all()
    for sooner, later in (
        ("placed_at", "dispatched_at"),
        ("dispatched_at", "arrived_at"),
        ("arrived_at", "left_office_at"),
    ):
        there = (getattr(c, sooner) >= 0) & (getattr(c, later) >= 0)
        assert (getattr(c, sooner)[there] <= getattr(c, later)[there]).all(), later
    for station in set(np.array(found.offices.names)[found.visits.station].tolist()) - {"way", "way on"}:
        rows = np.array(found.offices.names)[found.visits.station] == station
        hours = table(said, station.removesuffix("/border"))
        ends = hours["hour"].to_numpy()
        came, begun, gone = (np.sort(moments[rows]) for moments in (found.came, found.begun, found.ended))
        inside = np.searchsorted(came, ends, side="right") - np.searchsorted(gone, ends, side="right")
        np.testing.assert_array_equal(hours["queue"].to_numpy() / network.scale + hours["busy"].to_numpy(), inside)
        done = np.searchsorted(gone, ends, side="right")
        np.testing.assert_array_equal(hours["done"].to_numpy() / network.scale, np.diff(done, prepend=0))
        _little(found, rows, ends, hours, network.scale)
        assert (begun <= gone).all()


def _little(found: Rehearsed, rows: np.ndarray, ends: np.ndarray, hours: pl.DataFrame, scale: int) -> None:
    """Mean number waiting is arrivals an hour times hours waited, as far as full hours can tell."""
    came, until = found.came[rows], np.minimum(found.begun[rows], ends[-1])
    waited = np.maximum(until - came, 0)[came < ends[-1]].sum()
    seen = hours["queue"].sum() / scale * HOUR
    assert abs(seen - waited) <= HOUR * (4 * np.sqrt(len(came)) + 4) + 0.01 * waited, "trains come in lumps"


def test_utilisation_is_work_done_of_work_that_could_be() -> None:
    found = rehearsed(NETWORK)
    said = measured(NETWORK, found)
    for name in ("moscow", "yekaterinburg"):
        rows = np.array([station == f"{name}/lines" for station in found.offices.names])[found.visits.station]
        rows &= found.ended < FAR
        work = (np.minimum(found.ended, NETWORK.until) - np.minimum(found.begun, NETWORK.until))[rows].sum()
        staffed = ROAD.offices[name].lines * (NETWORK.until - NETWORK.start)
        seen = said.metrics[f"utilisation:{name}/lines"] * staffed
        assert abs(seen - work) <= HOUR * (2 * np.sqrt(rows.sum()) + 2), "as far as full hours can tell"
        assert work > 100 * HOUR
