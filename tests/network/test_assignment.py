"""Offices are given by cost, region or backlog, and another where one takes no mail: against plain loops."""

import numpy as np
import pytest

from tearoad.boot.road import own_corridor
from tearoad.network.assignment import (
    STAYS,
    Before,
    Offices,
    OnTheWay,
    Options,
    lanes_for,
    pick,
    policy_on,
    redirected,
    taken_in,
    transfer_table,
)
from tearoad.network.choose import FAR, NO_OFFICE, cheapest, lane_table
from tearoad.network.desk import Spans
from tearoad.network.road import Lane, Policy
from tearoad.terms.days import DAY

ROAD = own_corridor().road
TABLE = lane_table(ROAD)
NAMES = sorted(ROAD.offices)
START = 20_400 * DAY
REGIONS = {name: NAMES[number % 3] for number, name in enumerate(sorted(TABLE.destination_number))}
BY = {"cost": Policy(0, "cost", {}), "backlog": Policy(0, "backlog", {}), "region": Policy(0, "region", REGIONS)}
CLOSED = {"moscow": ((START, START + 9 * DAY),), "yekaterinburg": ((START + 4 * DAY, START + 30 * DAY),)}


def offices(closed: dict[str, Spans]) -> Offices:
    closures = tuple(closed.get(name, ()) for name in NAMES)
    return Offices(np.array([40, 3, 9, 20]), np.array([3.0, 2.0, 0.5, 1.0]), closures)


def parcels(count: int = 300) -> Before:
    """By the cheapest lane abroad from each origin to each town."""
    luck = np.random.default_rng(3)
    origin = luck.choice([TABLE.origin_number[lane.origin] for lane in ROAD.lanes if lane.office], size=count)
    destination = luck.integers(len(TABLE.destination_number), size=count)
    weight = luck.choice([120, 900, 4_000, 20_000], size=count)
    lane, _ = cheapest(TABLE, origin, destination, weight)
    ready = START + luck.integers(0, 20 * DAY, size=count)
    rows = (lane >= 0) & (TABLE.office[lane] != NO_OFFICE)
    return Before(lane[rows], destination[rows], weight[rows], ready[rows])


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("closed", [{}, CLOSED])
def test_lanes_are_those_of_a_plain_search(by: str, closed: dict[str, Spans]) -> None:
    some = parcels()
    known = offices(closed)
    found, shut = lanes_for(TABLE, BY[by], some, known)
    loads = dict(zip(NAMES, known.load.tolist(), strict=True))
    plain = []
    for row in range(len(some.lane)):
        one = tuple(int(column[row]) for column in some)
        lane, own_closed, office = searched(BY[by], one, closed, loads, known)
        plain.append(lane)
        assert shut[row] == own_closed
        if by == "backlog" and office:
            loads[office] += 1
    assert found.tolist() == plain
    assert (found != some.lane).any() == (by != "cost" or bool(closed))


def searched(
    policy: Policy, one: tuple[int, int, int, int], closed: dict[str, Spans], loads: dict[str, int], known: Offices
) -> tuple[int, bool, str]:
    """The lane of one parcel, whether its own office is closed, and the office by which loads count."""
    mine, destination, weight, ready = one
    town = {number: name for name, number in TABLE.destination_number.items()}[destination]

    def comes(lane: Lane) -> int:
        return -(-ready // lane.headway) * lane.headway + lane.transit_p50

    def opens(lane: Lane) -> int:
        at = comes(lane)
        for begin, end in sorted(closed.get(lane.office or "", ())):
            at = end if begin <= at < end else at
        return at

    def price(lane: Lane) -> int:
        door = ROAD.last_miles[ROAD.end_of(lane), town].price_minor
        return lane.price_base_minor + (lane.price_per_kg_minor * weight + 500) // 1000 + door

    own = ROAD.lanes[mine]
    own_closed = opens(own) > comes(own)
    others = [
        lane for lane in ROAD.lanes
        if lane.office and lane.origin == own.origin and (ROAD.end_of(lane), town) in ROAD.last_miles
        and opens(lane) == comes(lane) and (not own_closed or comes(lane) < opens(own))
    ]  # fmt: skip
    alike = [lane for lane in others if lane.mode == own.mode]
    others = alike or (others if own_closed else [])
    if policy.by == "cost" and not own_closed:
        others = []
    office = ""
    if policy.by == "region":
        others = [lane for lane in others if lane.office == REGIONS[town]] or others
    elif policy.by == "backlog" and others:
        pace = dict(zip(NAMES, known.pace.tolist(), strict=True))
        led_to = {lane.office for lane in others}
        office = min((name for name in NAMES if name in led_to), key=lambda name: loads[name] / pace[name])
        others = [lane for lane in others if lane.office == office]
    best = min(others, key=price, default=own)
    return ROAD.lanes.index(best), own_closed, office


def test_who_is_on_the_way_is_sent_on_only_where_that_is_sooner() -> None:
    transfers = transfer_table(TABLE, ROAD.transfers)
    moscow, kazan = TABLE.office_number["moscow"], TABLE.destination_number["kazan"]
    coming = START + np.array([0, 6, 8]) * DAY  # moscow takes mail in again on the ninth day
    closed = offices({"moscow": ((START, START + 9 * DAY),)})
    on_the_way = OnTheWay(np.full(3, moscow), np.full(3, kazan), coming, np.full(3, START + 9 * DAY))
    found, longer = redirected(TABLE, BY["cost"], transfers, on_the_way, closed)
    assert named(found) == ["st-petersburg", "st-petersburg", ""]
    assert longer.tolist() == [2 * DAY, 2 * DAY, 0]
    nowhere, _ = redirected(TABLE, BY["cost"], transfer_table(TABLE, {}), on_the_way, closed)
    assert (nowhere == STAYS).all()
    both = offices({"moscow": ((START, START + 9 * DAY),), "st-petersburg": ((START, START + 7 * DAY),)})
    other, _ = redirected(TABLE, BY["cost"], transfers, on_the_way, both)
    assert [NAMES[number] if number != STAYS else "" for number in other.tolist()] == [
        "yekaterinburg",
        "st-petersburg",
        "",
    ]
    by_load, _ = redirected(TABLE, BY["backlog"], transfers, on_the_way, closed)
    assert NAMES[by_load[0]] == "novosibirsk"
    assert NAMES[redirected(TABLE, BY["region"], transfers, on_the_way, closed)[0][0]] in NAMES


def named(offices_: np.ndarray) -> list[str]:
    return [NAMES[number] if number != STAYS else "" for number in offices_.tolist()]


def test_a_policy_holds_from_its_day_and_mail_is_taken_in_after_closures_that_overlap() -> None:
    policies = (Policy(10, "region", REGIONS), Policy(20, "backlog", {}))
    assert [policy_on(policies, at).by for at in (0, 10, 19, 20, 99)] == [
        "cost",
        "region",
        "region",
        "backlog",
        "backlog",
    ]
    spans = ((30, 40), (0, 10), (5, 20), (20, 25))
    assert taken_in(spans, np.array([-1, 0, 9, 19, 24, 25, 30, 40])).tolist() == [-1, 25, 25, 25, 25, 25, 40, 40]


def test_nothing_admitted_is_nothing_taken() -> None:
    none = Options(np.zeros((2, 3), dtype=bool), np.full((2, 3), FAR), np.array([0, 1, 2]))
    for policy in BY.values():
        assert pick(policy, none, np.full(2, NO_OFFICE), offices({})).tolist() == [STAYS, STAYS]
