"""Who goes to which office, by hand or not, in which order and to how many officers; and who is left where they are."""

from dataclasses import replace

import numpy as np
import pytest
from small_road import FIRST, NETWORK, OFFICES, ROAD, SECOND, START, desk, network, on_the_way, rehearsed

from tearoad.journey.moving import NEVER, Due
from tearoad.journey.stages import Border
from tearoad.kernel.draws import delay, uniform
from tearoad.kernel.stations import FAR, FIFO, PRIORITY
from tearoad.network.calendar import next_open
from tearoad.network.road import ROUND_LEAD
from tearoad.terms.days import DAY, HOUR, MOSCOW
from tearoad.twin.compile import ENTRY, LINES, OFFICERS
from tearoad.twin.plan import LanePlan, OfficePlan, Routing
from tearoad.twin.players import Draw
from tearoad.twin.rehearse import Rehearsed, rehearse

EKB, MOW, OVB, LED = ("yekaterinburg", "moscow", "novosibirsk", "st-petersburg")
SERVICE = {name: office.service for name, office in ROAD.offices.items()}


def at(found: Rehearsed, column: int) -> np.ndarray:
    """bool[v]: visits of this kind that came to their station."""
    return (found.offices.column == column) & (found.came < FAR)


def stations(found: Rehearsed) -> np.ndarray:
    return np.array(found.offices.names)[found.visits.station]


def arrived(found: Rehearsed) -> np.ndarray:
    return found.travellers.arrived_at >= 0


def offices(found: Rehearsed) -> dict[str, int]:
    """How many came to each."""
    counts = np.bincount(found.travellers.office[arrived(found)], minlength=len(OFFICES))
    return dict(zip(OFFICES, counts.tolist(), strict=True))


def test_shares_are_met_and_leave_alone_who_is_for_another_office() -> None:
    plain = rehearsed(NETWORK)
    found = rehearsed(network(routing=Routing((MOW, EKB, LED), (3.0, 1.0, 0.0))))
    before, after = offices(plain), offices(found)
    assert before[OVB] == after[OVB] > 0
    assert after[LED] == 0
    routed = after[MOW] + after[EKB]
    assert routed == before[MOW] + before[EKB] + before[LED] > 500
    assert after[MOW] / routed == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / routed))
    c = found.travellers
    same = arrived(plain) & arrived(found) & (c.office == plain.travellers.office)
    assert (c.arrived_at[arrived(plain)] == plain.travellers.arrived_at[arrived(plain)]).all(), "ways take as long"
    assert same.sum() > 500
    names = stations(found)
    lines = at(found, LINES)
    assert (names[lines] == np.array([f"{name}/lines" for name in OFFICES])[c.office[found.row[lines]]]).all()


@pytest.mark.parametrize("shares", [(), (1.0, 1.0, 1.0, 1.0)])
def test_last_miles_begin_at_the_office_and_work_takes_as_long_as_it_does_there(shares: tuple[float, ...]) -> None:
    found = rehearsed(network(routing=Routing(tuple(OFFICES), shares)))
    c = found.travellers
    table = NETWORK.table
    meant = np.array([OFFICES.index(lane.office) if lane.office else -1 for lane in ROAD.lanes])[c.lane]
    moved = arrived(found) & (c.office != meant)
    assert moved.sum() > 300
    first = (c.left_office_at >= 0) & (c.attempts == 0) & (c.delivered_at >= 0) & (c.office >= 0)
    for name in OFFICES:
        rows = np.flatnonzero(first & (c.office == OFFICES.index(name)))
        seat = ROAD.offices[name].place
        towns = sorted(table.destination_number)
        miles = [ROAD.last_miles[seat, towns[town]] for town in c.destination[rows]]
        half, nine = (np.array([getattr(mile, part) for mile in miles]) for part in ("p50", "p90"))
        comes = c.left_office_at[rows] + delay(uniform(3, c.key[rows], Draw.LAST_MILE), half, nine)
        out = np.maximum(c.left_office_at[rows], next_open(comes, ROAD.closed["RU"], MOSCOW) - ROUND_LEAD)
        assert (c.delivered_at[rows] == out + ROUND_LEAD).all(), name
    took = found.ended - found.begun
    lines = at(found, LINES) & (found.ended < FAR)
    for name in OFFICES:
        own = lines & (stations(found) == f"{name}/lines")
        assert own.sum() > 20
        assert set(took[own].tolist()) == {SERVICE[name]}, name


def test_the_least_loaded_take_the_most_and_nobody_goes_where_nobody_works() -> None:
    slow = {name: OfficePlan(desk(2, 6_000.0 if name == EKB else 3_000.0)) for name in OFFICES}
    quick = tuple(replace(lane, transit_p50=600, transit_p90=900, headway=900) for lane in ROAD.lanes)
    busy = network(offices=slow, road=replace(ROAD, lanes=quick))
    routed = replace(busy, routing=Routing((MOW, EKB, OVB)))
    found, plain = rehearsed(routed, per_day=((START, 400.0),)), rehearsed(busy, per_day=((START, 400.0),))
    assert sum(offices(found).values()) == sum(offices(plain).values())
    after = offices(found)
    assert after[MOW] == pytest.approx(2 * after[EKB], rel=0.1)
    assert after[MOW] == pytest.approx(after[OVB], rel=0.1)
    assert worst_wait(found) < worst_wait(plain) / 2
    for shut in (desk(0, 3_000.0), desk(2, 3_000.0, closed=((START - DAY, routed.until),))):
        found = rehearsed(replace(routed, offices={**slow, MOW: OfficePlan(shut)}))
        assert offices(found)[MOW] == 0
        assert found.travellers.left_office_at.max() > 0
    nowhere = rehearsed(replace(routed, offices=dict.fromkeys(OFFICES, OfficePlan(desk(0, 3_000.0)))))
    assert arrived(nowhere).sum() > 500
    assert nowhere.travellers.left_office_at[arrived(nowhere)].max() == NEVER, "they wait where nobody works"
    far = replace(routed, routing=Routing((MOW, EKB, OVB), report_every=7 * DAY))
    assert worst_wait(rehearsed(far, per_day=((START, 400.0),))) > 2 * worst_wait(found), "old reports mislead"


def worst_wait(found: Rehearsed) -> int:
    rows = at(found, LINES) & (found.begun < FAR)
    return int((found.begun - found.came)[rows].max())


def test_routing_of_some_kinds_leaves_the_others_where_they_were() -> None:
    plain, found = (
        rehearsed(network(routing=routing)) for routing in (None, Routing((MOW, OVB), (0.0, 1.0), kinds=("second",)))
    )
    there = arrived(found)
    first = found.travellers.kind == 0
    assert (found.travellers.office[first] == plain.travellers.office[first]).all()
    was_moscow = plain.travellers.office == OFFICES.index(MOW)
    assert (found.travellers.office[~first & was_moscow & there] == OFFICES.index(OVB)).all()
    assert (~first & was_moscow & there).sum() > 100


@pytest.mark.parametrize("shares", [(), (0.0, 1.0)])
def test_who_was_sent_before_the_start_arrives_where_it_was_sent(shares: tuple[float, ...]) -> None:
    waits = on_the_way([START + hour * HOUR for hour in (2, 2, 2, 40, 60)])
    later = replace(NETWORK, start=START + 10 * HOUR, routing=Routing((MOW, EKB), shares))
    c = rehearse(later, waits, seed=1).travellers
    assert c.office.tolist() == [OFFICES.index(MOW)] * 5
    assert (c.arrived_at == [START + hour * HOUR for hour in (2, 2, 2, 40, 60)]).all()
    assert c.left_office_at.min() == later.start + SERVICE[MOW]


def test_a_share_is_entered_by_hand_and_more_of_those_who_arrive_later() -> None:
    half = START + 20 * DAY
    by_hand = OfficePlan(desk(9, 60.0), desk(9, 60.0), ((START, 0.3), (half, 1.0)))
    found = rehearsed(network(offices={MOW: by_hand}))
    c = found.travellers
    moscow = np.flatnonzero(arrived(found) & (c.office == OFFICES.index(MOW)))
    entered = np.isin(moscow, found.row[at(found, ENTRY)])
    early = c.arrived_at[moscow] < half
    assert entered[~early].all()
    assert (~early).sum() > 50
    assert entered[early].mean() == pytest.approx(0.3, abs=4 * np.sqrt(0.21 / early.sum()))
    assert set(stations(found)[at(found, ENTRY)].tolist()) == {"moscow/entry"}
    both = found.ended[at(found, ENTRY)]
    assert (np.isin(both, found.came[at(found, LINES)])).all(), "the lines come after the entry"
    electronic = rehearsed(network(offices={MOW: OfficePlan(by_hand.lines)}))
    assert not (electronic.offices.column == ENTRY).any()
    assert electronic.travellers.left_office_at[moscow].mean() < c.left_office_at[moscow].mean()


def test_nobody_is_taken_before_one_of_a_higher_priority_who_waits() -> None:
    kinds = (replace(FIRST, priority=1), replace(SECOND, priority=0))
    waits = {}
    for discipline in (PRIORITY, FIFO):
        found = rehearsed(network(kinds=kinds, offices={MOW: OfficePlan(desk(1, 1_500.0, discipline))}))
        rows = (stations(found) == "moscow/lines") & (found.begun < FAR)
        came, begun, first = found.came[rows], found.begun[rows], found.travellers.kind[found.row[rows]] == 1
        waits[discipline] = (begun - came)[first].mean(), (begun - came)[~first].mean()
        if discipline == PRIORITY:
            for moment in begun[~first]:
                assert not ((came[first] < moment) & (begun[first] > moment)).any()
    assert waits[PRIORITY][0] < waits[FIFO][0] / 3
    assert waits[PRIORITY][1] > waits[FIFO][1]


@pytest.mark.parametrize("officers", [1, 3])
def test_officers_look_into_one_parcel_each(officers: int) -> None:
    picky = replace(ROAD, behaviour=replace(ROAD.behaviour, inspection_share=0.1, border_refusal_share=0.2))
    plan = OfficePlan(desk(9, 60.0), officers=desk(officers, 60.0))
    found = rehearsed(network(road=picky, offices={MOW: plan}))
    c = found.travellers
    rows = at(found, OFFICERS) & (found.ended < NETWORK.until)
    who = found.row[rows]
    begun, ended = found.begun[rows], found.ended[rows]
    assert c.inspect[who].all()
    assert (c.left_office_at[who] == ended).all()
    busy = [(begun <= moment).sum() - (ended <= moment).sum() for moment in np.sort(begun)]
    assert max(busy) == officers
    alone = rehearsed(network(road=picky, offices={MOW: replace(plan, officers=None)}))
    assert not (alone.offices.column == OFFICERS).any()
    free = alone.travellers
    assert (free.left_office_at[who] <= c.left_office_at[who]).all()
    assert (
        (ended - begun) == (free.left_office_at - free.looked_at)[who] + free.looked_at[who] - left(alone, who)
    ).all()


def left(found: Rehearsed, who: np.ndarray) -> np.ndarray:
    """When the lines were done with these travellers."""
    lines = at(found, LINES)
    moment = np.full(len(found.travellers), -1)
    moment[found.row[lines]] = found.ended[lines]
    return moment[who]


def test_offices_without_a_plan_work_as_the_live_roads_do() -> None:
    assert rehearsed(NETWORK).travellers.delivered_at.tolist() == [
        *rehearsed(network(offices={name: NETWORK.plan(name) for name in OFFICES})).travellers.delivered_at
    ]
    for name in OFFICES:
        assert NETWORK.plan(name) == OfficePlan(ROAD.offices[name].desk())


def test_lines_that_run_at_the_start_serve_nobody_until_they_end() -> None:
    ends = START + 5 * HOUR
    few = network(offices={MOW: OfficePlan(desk(1, 600.0))}, running={MOW: (ends,)})
    c = rehearse(few, on_the_way([START + HOUR, START + 2 * HOUR]), seed=1).travellers
    assert c.left_office_at.tolist() == [ends + 600, ends + 1_200]


def test_nobody_orders_by_a_closed_lane_but_who_is_on_one_goes_on() -> None:
    shut = frozenset(lane.id for lane in ROAD.lanes if lane.office == MOW)
    found = rehearsed(network(closed_lanes=shut))
    names = np.array([lane.id for lane in ROAD.lanes])
    assert not set(names[found.travellers.lane]) & shut
    assert offices(found)[MOW] == 0
    assert set(names[rehearsed(NETWORK).travellers.lane]) & shut
    old = rehearse(network(closed_lanes=shut), on_the_way([START + DAY]), seed=1).travellers
    assert old.left_office_at.tolist() == [START + DAY + SERVICE[MOW]]


@pytest.mark.parametrize("scale", [1, 4])
def test_a_departure_carries_no_more_than_fits_and_none_leaves_while_closed(scale: int) -> None:
    limit, span = 12_000 * scale, (START + 3 * DAY, START + 9 * DAY)
    names = [lane.id for lane in ROAD.lanes if lane.mode == "air"]
    n = network(lanes={name: LanePlan(limit, (span,)) for name in names}, scale=scale)
    found = rehearsed(n, per_day=((START, 150.0 * scale),))
    c = found.travellers
    by_air = np.isin(c.lane, [number for number, lane in enumerate(ROAD.lanes) if lane.id in names])
    flown = by_air & (c.departed_at >= 0)
    assert flown.sum() > 500
    assert ((c.departed_at[flown] < span[0]) | (c.departed_at[flown] >= span[1])).all()
    assert (c.departed_at[flown] >= c.dispatched_at[flown]).all()
    loads: dict[tuple[int, int], int] = {}
    for lane, moment, grams in zip(c.lane[flown], c.departed_at[flown], c.weight_grams[flown], strict=True):
        assert moment % ROAD.lanes[lane].headway == 0
        loads[lane, moment] = loads.get((lane, moment), 0) + int(grams) * scale
    assert max(loads.values()) <= limit
    assert max(loads.values()) > 0.9 * limit
    free = rehearsed(replace(n, lanes={}), per_day=((START, 150.0 * scale),)).travellers
    assert (free.departed_at[flown] <= c.departed_at[flown]).all()
    assert (free.departed_at[flown] < c.departed_at[flown]).any()


def test_who_is_heavier_than_a_departure_carries_takes_one_alone() -> None:
    handed = {"due": [Due.READY] * 3, "carriage": [0] * 3, "border": [Border.UNDECLARED] * 3}
    c = on_the_way(
        [START + 1, START + 2, START + 3], weight_grams=[500, 5_000, 500], dispatched_at=[NEVER] * 3, **handed
    )
    c = rehearse(network(lanes={"air-yiwu-moscow": LanePlan(3_000)}), c, seed=1).travellers
    first = -(-START // DAY) * DAY
    assert c.departed_at.tolist() == [first, first + DAY, first + 2 * DAY]
