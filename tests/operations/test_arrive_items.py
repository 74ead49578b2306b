"""Parcels that are scanned at an office: each number has one verdict, and what came without data arrives when it is
declared."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from items import DEAR, NAMELESS, declared_road, item, number, served_items
from msgspec.structs import replace

from tearoad.boot.items import Declarations, party_of
from tearoad.boot.road import OpenRoad
from tearoad.customs.clearance import Fact, Role, State, Verdict
from tearoad.kernel.s10 import valid
from tearoad.operations.arrive_items import Arrival, Scanned
from tearoad.operations.asked_item import AskedItem
from tearoad.operations.desk_view import Seen
from tearoad.operations.item_ports import ItemRow
from tearoad.operations.lodge_items import Lodged
from tearoad.operations.lodging_place import lodging_role, misplaced, offices_to_lodge_at, offices_to_scan_at
from tearoad.operations.report_items import Said, Standpoint
from tearoad.terms.refusal import BadInput

serial = count(1)
ALL = Seen(everything=True, buyer=None, merchant=None, office=None)
MOSCOW = Seen(everything=False, buyer=None, merchant=None, office="moscow")
PARTY = party_of("anna", None)


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    with declared_road(server_url, "tearoad_test_arrivals") as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(road: OpenRoad, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Declarations]:
    with served_items(road, tmp_path_factory.mktemp("home")) as found:
        yield found


def new(**other: Any) -> AskedItem:
    return item(next(serial), **other)


def lodged(desk: Declarations, asked: AskedItem, who: str = "anna", role: Role = Role.SENDER) -> Lodged:
    return desk.lodge([asked], PARTY, who, role)[0]


def standing(desk: Declarations, found: Lodged | Scanned) -> ItemRow:
    view = desk.item(ALL, found.declaration_id)
    assert view
    return view.row


def arrivals(desk: Declarations, *numbers: str, office: str = "moscow", who: str = "petr") -> list[Arrival]:
    return [one.arrival for one in desk.arrivals.arrive(office, numbers, who)]


def waiting(desk: Declarations, seen: Seen = ALL) -> list[tuple[str, str]]:
    found, cursor = list[tuple[str, str]](), ""
    while True:
        page, cursor = desk.arrivals.undeclared(seen, cursor, 3)
        found += [(row.s10, row.office) for row in page]
        if not cursor:
            return found


def test_what_is_declared_arrives_once(desk: Declarations) -> None:
    one = new(**DEAR)
    found = lodged(desk, one)
    assert arrivals(desk, one.s10) == [Arrival.ARRIVED]
    assert arrivals(desk, one.s10, one.s10) == [Arrival.ALREADY] * 2
    row = standing(desk, found)
    assert (row.arrived, row.state) == (True, State.ASSESSED)
    view = desk.item(ALL, found.declaration_id)
    assert view
    last = view.case.done[-1].event
    assert (last.fact, last.who, last.role) == (Fact.ARRIVED, "petr", Role.SYSTEM)


def test_within_one_batch_it_is_as_if_they_came_one_after_the_other(desk: Declarations) -> None:
    one, strange = new(), number(next(serial))
    lodged(desk, one)
    said = [one.s10, strange, one.s10, "x", strange]
    expected = ["arrived", "undeclared", "already", "bad_number", "undeclared"]
    assert arrivals(desk, *said) == expected


def test_what_is_declared_for_another_office_stays_as_it_was(desk: Declarations) -> None:
    one = new(office="yekaterinburg")
    found = lodged(desk, one)
    assert arrivals(desk, one.s10) == [Arrival.ELSEWHERE]
    assert not standing(desk, found).arrived
    assert one.s10 not in dict(waiting(desk))


def test_what_came_without_data_arrives_when_it_is_declared(desk: Declarations) -> None:
    one = new(**DEAR)
    for _ in range(2):
        assert arrivals(desk, one.s10) == [Arrival.UNDECLARED]
        assert waiting(desk, MOSCOW).count((one.s10, "moscow")) == 1
    found = lodged(desk, one)
    assert found.row
    assert found.row.arrived
    assert found.row == standing(desk, found)._replace(plain=found.row.plain)
    assert one.s10 not in dict(waiting(desk))
    assert arrivals(desk, one.s10) == [Arrival.ALREADY]
    again = lodged(desk, one)
    assert (again.known, again.row and again.row.events) == (True, found.row.events)


def test_what_is_rejected_waits_until_it_is_corrected(desk: Declarations) -> None:
    one = new(**NAMELESS)
    assert arrivals(desk, one.s10) == [Arrival.UNDECLARED]
    assert lodged(desk, one).row
    assert one.s10 in dict(waiting(desk))
    assert arrivals(desk, one.s10) == [Arrival.UNDECLARED]
    good = replace(item(1, **DEAR), id=one.id, s10=one.s10, correction=True)
    assert standing(desk, lodged(desk, good)).arrived
    assert one.s10 not in dict(waiting(desk))


def test_declared_for_another_office_it_leaves_the_list_and_has_not_arrived(desk: Declarations) -> None:
    one = new(office="yekaterinburg", **DEAR)
    assert arrivals(desk, one.s10) == [Arrival.UNDECLARED]
    found = lodged(desk, one)
    assert not standing(desk, found).arrived
    assert one.s10 not in dict(waiting(desk))
    point = Standpoint(Role.SENDER, ALL)
    assert desk.report(Said(found.declaration_id, Fact.WITHDRAWN, "anna", (point,))).refusal is None
    assert arrivals(desk, one.s10) == [Arrival.UNDECLARED], "nobody declares it any more"
    assert one.s10 in dict(waiting(desk))


def test_each_office_has_a_list_of_its_own(desk: Declarations) -> None:
    one = new()
    for office in ("moscow", "yekaterinburg"):
        assert arrivals(desk, one.s10, office=office) == [Arrival.UNDECLARED]
    assert (one.s10, "yekaterinburg") not in waiting(desk, MOSCOW)
    assert {office for s10, office in waiting(desk) if s10 == one.s10} == {"moscow", "yekaterinburg"}
    assert waiting(desk, Seen(everything=False, buyer="anna", merchant="lantern", office=None)) == []
    assert standing(desk, lodged(desk, one)).arrived
    assert one.s10 not in dict(waiting(desk))


def test_a_parcel_of_the_road_has_its_own_scans(road: OpenRoad, desk: Declarations) -> None:
    found = lodged(desk, new())
    with road.store.unit() as unit:
        unit.items.correct([standing(desk, found)._replace(consignment_id="0" * 31 + "1")])
    assert found.row
    assert arrivals(desk, found.row.s10) == [Arrival.OWN_SCANS]
    assert not standing(desk, found).arrived


def test_scanned_and_lodged_beside_each_other_it_has_arrived_or_waits_for_nobody(desk: Declarations) -> None:
    some = [new() for _ in range(12)]
    with ThreadPoolExecutor(6) as pool:
        scans = [pool.submit(arrivals, desk, *(one.s10 for one in some)) for _ in range(2)]
        lodgings = [pool.submit(lodged, desk, one) for one in some]
        told = [scan.result() for scan in scans]
        rows = [standing(desk, lodging.result()) for lodging in lodgings]
    assert all(row.arrived for row in rows)
    assert {arrival for some_told in told for arrival in some_told} <= {"arrived", "already", "undeclared"}
    assert not {row.s10 for row in rows} & set(dict(waiting(desk)))


KNOWN = [number(900_000 + n) for n in range(6)]
ANY = st.sampled_from([*KNOWN, *(number(910_000 + n) for n in range(4))]) | st.text(max_size=14)


@pytest.fixture(scope="module")
def declared(desk: Declarations) -> None:
    for at, s10 in enumerate(KNOWN):
        office = "moscow" if at % 2 else "yekaterinburg"
        lodged(desk, replace(new(**DEAR), s10=s10, office=office))


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY, max_size=12))
@pytest.mark.usefixtures("declared")
def test_every_number_has_one_verdict_and_the_same_again_changes_nothing(
    desk: Declarations, numbers: list[str]
) -> None:
    first = desk.arrivals.arrive("moscow", numbers, "petr")
    assert [one.s10 for one in first] == numbers
    assert sum(Counter(one.arrival for one in first).values()) == len(numbers)
    for one in first:
        assert (one.arrival is Arrival.BAD_NUMBER) == (not valid(one.s10))
        assert bool(one.declaration_id) == (one.arrival in (Arrival.ARRIVED, Arrival.ALREADY))
    before = waiting(desk), [standing(desk, one) for one in first if one.declaration_id]
    again = desk.arrivals.arrive("moscow", numbers, "olga")
    as_it_was = [one._replace(arrival=Arrival.ALREADY) if one.arrival is Arrival.ARRIVED else one for one in first]
    assert again == as_it_was
    assert (waiting(desk), [standing(desk, one) for one in again if one.declaration_id]) == before


def test_an_officer_does_not_clear_what_they_captured(desk: Declarations) -> None:
    """Entered as an officer, and so said in its history."""
    found = lodged(desk, new(**DEAR), "olga", Role.OFFICER)
    view = desk.item(ALL, found.declaration_id)
    assert view
    assert (view.case.done[0].event.who, view.case.done[0].event.role) == ("olga", Role.OFFICER)
    paid = Said(found.declaration_id, Fact.REASSESSED, "olga", (Standpoint(Role.OFFICER, ALL),), ("R",))
    assert desk.report(paid).refusal is Verdict.OWN_ENTRY


def test_a_number_of_24_months_ago_is_another_item(road: OpenRoad, desk: Declarations) -> None:
    asked = new()
    old = lodged(desk, asked)
    sql = "UPDATE item_declaration SET lodged_at = lodged_at - interval '24 months' WHERE declaration_id = %s"
    road.store.connection.execute(sql, [old.declaration_id])
    assert arrivals(desk, asked.s10) == [Arrival.UNDECLARED]
    young = lodged(desk, item(next(serial), s10=asked.s10))
    assert [standing(desk, one).arrived for one in (old, young)] == [False, True]
    assert arrivals(desk, asked.s10) == [Arrival.ALREADY]


def test_a_cursor_that_was_not_ours_is_bad_input(desk: Declarations) -> None:
    with pytest.raises(BadInput):
        desk.arrivals.undeclared(ALL, "AAAA", 3)


@pytest.mark.parametrize(
    ("own", "lodges", "scans"),
    [
        (ALL, ["kazan", "moscow"], ["kazan", "moscow"]),
        (MOSCOW, ["moscow"], ["moscow"]),
        (Seen(everything=False, buyer="anna", merchant="lantern", office=None), ["kazan", "moscow"], []),
        (Seen(everything=False, buyer="anna", merchant=None, office=None), [], []),
        (Seen(everything=False, buyer=None, merchant=None, office="gone"), [], []),
    ],
)
def test_who_lodges_and_scans_where(own: Seen, lodges: list[str], scans: list[str]) -> None:
    offices = {"moscow", "kazan"}
    assert (offices_to_lodge_at(own, offices), offices_to_scan_at(own, offices)) == (lodges, scans)


def test_what_is_misplaced_is_named() -> None:
    assert misplaced(item(1), ["moscow"]) is None
    assert misplaced(item(1), []) == ("office", "'moscow', expected one of no office")
    assert (misplaced(replace(item(1), consignment="0" * 32), ["moscow"]) or ("",))[0] == "s10"


@pytest.mark.parametrize(
    ("roles", "role"),
    [(["officer"], Role.OFFICER), (["officer", "post_worker"], Role.SENDER), (["merchant"], Role.SENDER)],
)
def test_in_which_role_one_lodges(roles: list[str], role: Role) -> None:
    assert lodging_role(roles) is role
