"""`twin.simulate` and `twin.compare` as a program calls them: the same seed gives the same answer, bit by bit."""

from dataclasses import replace

import numpy as np
import pytest
from small_road import DEMAND, NETWORK, START, WEEKS, network, on_the_way

from tearoad import twin
from tearoad.boot.rehearsal import scenario
from tearoad.journey.moving import NEVER, Due
from tearoad.terms.days import DAY
from tearoad.twin.measure import Measured
from tearoad.twin.plan import OfficePlan, Published
from tearoad.twin.scenario import Begun, Scenario
from tearoad.twin.single import run

TABLES = ("summary", "hours", "days", "differences", "published")


def same(one: Measured, other: Measured) -> bool:
    return bool(
        dict(one.metrics) == dict(other.metrics)
        and one.hours.lazy().collect().equals(other.hours.lazy().collect())
        and one.days.equals(other.days)
    )


def little(name: str, **changes: object) -> Scenario:
    """A shipped scenario of two weeks."""
    one = scenario(name)
    n = replace(one.network, orders_until=one.network.start + WEEKS, until=one.network.start + WEEKS + 90 * DAY)
    return replace(one, network=n, **changes)


def test_the_same_seed_gives_the_same_and_another_another() -> None:
    one = twin.simulate(NETWORK, DEMAND)
    assert same(one, twin.simulate(NETWORK, DEMAND, seed=1))
    assert not same(one, twin.simulate(NETWORK, DEMAND, seed=2))
    pile = scenario("2013-flood")
    bags = replace(pile.network, scale=5_000)
    assert same(twin.simulate(bags, pile.demand, seed=9), twin.simulate(bags, pile.demand, seed=9))


def test_those_who_are_there_at_the_start_are_copied_and_go_on() -> None:
    start = on_the_way([START + DAY, START + 2 * DAY])
    found = twin.simulate(NETWORK, None, start=start)
    assert found.metrics["items_ordered"] == 2.0
    assert found.metrics["share_delivered"] == 1.0
    assert start.due.tolist() == [Due.ARRIVE] * 2
    assert start.arrived_at.tolist() == [NEVER] * 2
    both = twin.simulate(NETWORK, DEMAND, start=start)
    assert both.metrics["items_ordered"] == twin.simulate(NETWORK, DEMAND).metrics["items_ordered"] + 2
    with pytest.raises(AssertionError):
        twin.simulate(NETWORK, None)


def test_more_lines_change_queues_and_nothing_that_happens_before() -> None:
    narrow = run(
        network(offices={"moscow": OfficePlan(replace(NETWORK.plan("moscow").lines, service=9_000.0))}), DEMAND, seed=4
    )
    wide = run(NETWORK, DEMAND, seed=4)
    for name in ("key", "placed_at", "dispatched_at", "departed_at", "arrived_at", "goods_minor", "inspect"):
        np.testing.assert_array_equal(getattr(narrow.travellers, name), getattr(wide.travellers, name), err_msg=name)
    assert (narrow.travellers.left_office_at > wide.travellers.left_office_at).any()


def test_scenarios_side_by_side_have_common_luck() -> None:
    one, other = little("singles-day"), little("singles-day-routing")
    result = twin.compare({"a": one, "b": other}, reps=3)
    assert [(facts.name, facts.replications) for facts in result.scenarios] == [("a", 3), ("b", 3)]
    for table in (result.summary, result.hours, result.days):
        assert set(table["scenario"]) == {"a", "b"}
    rows = {row["metric"]: row for row in result.differences.iter_rows(named=True)}
    assert rows["items_ordered"]["mean"] == 0.0
    assert rows["amount_of_goods"]["mean"] == 0.0
    assert rows["amount_of_goods"]["verdict"] == "cannot tell apart"
    means = {
        row["scenario"]: row["mean"] for row in result.summary.filter(metric="days_to_door_mean").iter_rows(named=True)
    }
    assert rows["days_to_door_mean"]["mean"] == pytest.approx(means["a"] - means["b"])
    assert result.differences["against"].unique().to_list() == ["b"]
    again = twin.compare({"a": one, "b": other}, reps=3)
    for name in TABLES:
        assert getattr(again, name).equals(getattr(result, name)), name
    assert again.verdict == result.verdict
    assert not twin.compare({"a": one}, reps=3, seed=2).summary.equals(twin.compare({"a": one}, reps=3).summary)


def test_a_scenario_is_as_it_is_alone_whatever_stands_beside_it() -> None:
    one = little("singles-day")
    alone = twin.compare({"a": one}, reps=2).summary
    beside = twin.compare({"b": little("singles-day-routing"), "a": one}, reps=2).summary
    assert beside.filter(scenario="a").equals(alone)


def test_nothing_that_fits_is_an_error_that_says_so() -> None:
    never = Published("days_to_door_mean", -2.0, -1.0, "nowhere", "fit")
    with pytest.raises(ValueError, match="none of 2 replications fits"):
        twin.compare({"a": little("next-day", published=(never,))}, reps=2)
    tested = twin.compare({"a": little("next-day", published=(never._replace(used="test"),))}, reps=2)
    assert tested.published["used"].to_list() == ["test"]


def test_a_scenario_begins_where_others_stand_and_lasts_as_long_as_it_was_meant_to() -> None:
    one = scenario("singles-day")
    old, ends = one.network, {"moscow": (START + 5 * DAY + 60,)}
    live = Begun(on_the_way([START + 6 * DAY]), START + 5 * DAY, START + 5 * DAY, ends, live=True, verdicts={})
    found = one.begun(live)
    n = found.network
    assert (n.start, n.running) == (START + 5 * DAY, ends)
    assert (n.orders_until - n.start, n.until - n.start) == (old.orders_until - old.start, old.until - old.start)
    assert found.demand == one.demand
    file = one.begun(live._replace(live=False, last=START + 9 * DAY))
    assert file.demand is None
    assert (file.network.start, file.network.orders_until) == (START + 5 * DAY, START + 9 * DAY + 1)
    assert file.network.until - file.network.orders_until == old.until - old.orders_until
    assert one.begun(None) is one


def test_figures_of_history_are_not_held_against_other_orders() -> None:
    begun = Begun(on_the_way([START + DAY, START + 2 * DAY]), START, START, {}, live=False, verdicts={})
    one = scenario("next-day")
    assert one.published
    result = twin.compare({"a": one}, reps=2, begun=begun)
    assert len(result.published) == 0
    assert result.summary.filter(metric="items_ordered")["mean"].to_list() == [2.0]
