"""Parcels of the road whose merchants lodged their declarations: hand-over, arrival and the officers' word go by the
declaration, and every rule of the road holds in between."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from items import BATTERY, DEAR, ITEM, NAMELESS, served_items
from msgspec import convert
from shops import ABROAD, fill, served, stocked

from tearoad.boot.desks import Desks
from tearoad.boot.items import Declarations, party_of
from tearoad.boot.road import OpenRoad
from tearoad.customs.clearance import Fact, Role, State, Verdict
from tearoad.journey.moving import Due
from tearoad.journey.stages import Border, Carriage, Money
from tearoad.ledger.chart import What, account
from tearoad.operations.advance import advance
from tearoad.operations.asked_item import AskedItem
from tearoad.operations.check_out import Checkout, check_out, order_id_of
from tearoad.operations.desk_view import Seen
from tearoad.operations.end_orders import Ending, end_orders
from tearoad.operations.item_ports import ItemRow
from tearoad.operations.lodge_items import Lodged
from tearoad.operations.report_items import REPORTED, Said, Standpoint
from tearoad.operations.settle_payment import Attempt
from tearoad.operations.shop_ports import Wanted
from tearoad.payments.attempt import payment_id_of
from tearoad.store.check_items import PARCELS_FOLLOW
from tearoad.terms.days import DAY, HOUR, MOSCOW
from tearoad.terms.refusal import Refusal

ALL = Seen(True, None, None, None)
PARTY = party_of("anna", ABROAD.merchant)
PAPERS = {"lines": [*ITEM["lines"] * 21], "gross_grams": 25_000}
WHO = {Role.SENDER: "anna", Role.SYSTEM: "road", Role.OFFICER: "olga"}
keys = count()


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    with stocked(server_url, "tearoad_test_parcel_declarations") as road:
        road.store.connection.execute("UPDATE stock SET made_to_order = TRUE")
        fill(road, "boris", 10**9, "test")
        yield road
        assert road.check() == []


@pytest.fixture(scope="module")
def desks(road: OpenRoad) -> Iterator[Desks]:
    with served(road) as found:
        yield found


@pytest.fixture(scope="module")
def desk(road: OpenRoad, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Declarations]:
    with served_items(road, tmp_path_factory.mktemp("home")) as found:
        yield found


def parcel(road: OpenRoad, desks: Desks, payment: str = "wallet") -> str:
    """A parcel that was ordered just now, and waits for its merchant and for nobody else."""
    name = order_id_of("boris", str(next(keys)))
    attempt = Attempt(payment_id_of(name, "order"), name, "boris", "wallet", "") if payment == "wallet" else None
    asked = Checkout(name, "boris", "kazan", payment, "RUB", (Wanted(ABROAD.sku, 1),), attempt=attempt)
    (found,) = check_out(desks.platform(), desks.store, [asked])
    assert not found.refusals
    sql = "UPDATE consignment SET due = %s WHERE order_id = %s RETURNING replace(consignment_id::text, '-', '')"
    row = road.store.connection.execute(sql, [Due.READY, name]).fetchone()
    assert row
    return str(row[0])


def column(road: OpenRoad, consignment: str, name: str) -> Any:
    sql = f"SELECT {name} FROM consignment WHERE consignment_id = %s"  # noqa: S608 - this module's own names
    (found,) = road.store.connection.execute(sql, [consignment]).fetchone() or (None,)
    return found


def lodge(desk: Declarations, road: OpenRoad, consignment: str, **other: Any) -> Lodged:
    key, party = other.pop("id", f"p{next(keys)}"), other.pop("party", PARTY)
    office = column(road, consignment, "office") or "moscow"
    asked = convert({**ITEM, "id": key, "office": office, "consignment": consignment, **other}, AskedItem)
    return desk.lodge([asked], party, "anna")[0]


def lodged(desk: Declarations, road: OpenRoad, consignment: str, **other: Any) -> ItemRow:
    found = lodge(desk, road, consignment, **other)
    assert found.row, found.refusal
    return found.row


def now(desk: Declarations, row: ItemRow) -> ItemRow:
    found = desk.item(ALL, row.declaration_id)
    assert found
    return found.row


def facts_of(desk: Declarations, row: ItemRow) -> list[str]:
    found = desk.item(ALL, row.declaration_id)
    assert found
    return [done.event.fact.name for done in found.case.done]


def report(desk: Declarations, row: ItemRow, fact: Fact, role: Role = Role.OFFICER, *why: str) -> object:
    return desk.report(Said(row.declaration_id, fact, WHO[role], (Standpoint(role, ALL),), why)).refusal


def go_on(road: OpenRoad, consignment: str, carriage: Carriage, due: Due | None = None) -> None:
    """Hour by hour until the parcel is there, and where it is said waits for this."""
    for _ in range(40 * 24):
        if column(road, consignment, "carriage") == carriage and due in (None, column(road, consignment, "due")):
            return
        advance(road.platform, road.clock_at() + HOUR)
    raise AssertionError(f"never {carriage.name}")


def border_has(road: OpenRoad) -> int:
    """Duty and tax that were posted, in kopecks."""
    names = [account(what, "RUB", "RU") for what in (What.DUTY_PAYABLE, What.TAX_PAYABLE)]
    with road.store.unit() as unit:
        return sum(unit.ledger.balances(names, alone=False).values())


def asked_in_rubles(road: OpenRoad, row: ItemRow) -> int:
    assert row.total_minor is not None
    day = np.array([(row.lodged_at + MOSCOW) // DAY])
    return int(road.platform.rates.convert(np.array([row.total_minor]), row.currency, "RUB", day)[0])


@pytest.mark.parametrize("payment", ["wallet", "cod"])
def test_a_green_one_is_paid_by_escrow_and_released_when_it_is_handed_over(
    road: OpenRoad, desks: Desks, desk: Declarations, payment: str
) -> None:
    name, before = parcel(road, desks, payment), border_has(road)
    row = lodged(desk, road, name, **DEAR)
    assert (row.state, row.s10) == (State.ASSESSED, column(road, name, "s10"))
    go_on(road, name, Carriage.DISPATCHED)
    assert facts_of(desk, row) == ["LODGED", "VALIDATED", "ASSESSED", "PAID", "PASSED"]
    assert (column(road, name, "border"), column(road, name, "s10")) == (Border.RELEASED, row.s10)
    asked = asked_in_rubles(road, row)
    assert column(road, name, "assessed_minor") == asked > 0
    assert border_has(road) - before == asked
    go_on(road, name, Carriage.AT_OFFICE)
    assert now(desk, row).arrived
    go_on(road, name, Carriage.DELIVERED)


def test_a_rejected_one_waits_until_it_is_lodged_again(road: OpenRoad, desks: Desks, desk: Declarations) -> None:
    name = parcel(road, desks)
    row = lodged(desk, road, name, id="again", **NAMELESS)
    assert row.state is State.REJECTED
    advance(road.platform, road.clock_at() + 10 * DAY)
    assert column(road, name, "carriage") == Carriage.NONE
    assert lodged(desk, road, name, id="again", correction=True).state is State.RELEASED
    go_on(road, name, Carriage.DISPATCHED)
    assert column(road, name, "border") == Border.RELEASED


def test_its_buyer_may_still_cancel_what_was_declared(road: OpenRoad, desks: Desks, desk: Declarations) -> None:
    name = parcel(road, desks)
    row = lodged(desk, road, name, **DEAR)
    assert end_orders(road.platform, road.store, [Ending(column(road, name, "order_id"), "boris")]) == [None]
    assert column(road, name, "carriage") == Carriage.CANCELLED
    assert now(desk, row).state is State.WITHDRAWN


def test_a_lost_parcel_is_settled_whatever_is_said_of_it_later(
    road: OpenRoad, desks: Desks, desk: Declarations
) -> None:
    name, before = parcel(road, desks), border_has(road)
    row = lodged(desk, road, name, **PAPERS)
    go_on(road, name, Carriage.IN_TRANSIT)
    road.store.connection.execute("UPDATE consignment SET due = %s WHERE consignment_id = %s", [Due.LOST, name])
    go_on(road, name, Carriage.LOST)
    assert report(desk, row, Fact.ANSWERED, Role.SENDER) is None
    assert report(desk, row, Fact.RELEASED) is None
    assert (column(road, name, "border"), column(road, name, "money")) == (Border.SELECTED, Money.REFUNDED)
    assert border_has(road) == before


def test_what_officers_want_to_see_waits_for_their_word(road: OpenRoad, desks: Desks, desk: Declarations) -> None:
    name, before = parcel(road, desks), border_has(road)
    row = lodged(desk, road, name, **BATTERY)
    assert row.state is State.FOR_SCAN
    go_on(road, name, Carriage.AT_OFFICE, Due.NOTHING)
    assert report(desk, row, Fact.WITHDRAWN, Role.SENDER) is Refusal.HANDED_OVER
    assert report(desk, row, Fact.ARRIVED, Role.SYSTEM) is Verdict.NOT_THEIRS
    assert now(desk, row).arrived
    advance(road.platform, road.clock_at() + 20 * DAY)
    assert (column(road, name, "carriage"), column(road, name, "border")) == (Carriage.AT_OFFICE, Border.SELECTED)
    assert report(desk, row, Fact.HELD, Role.OFFICER, "X") is None
    assert column(road, name, "border") == Border.HELD
    assert report(desk, row, Fact.HOLD_LIFTED) is None
    assert (column(road, name, "border"), column(road, name, "due")) == (Border.RELEASED, Due.OUT)
    assert report(desk, row, Fact.HOLD_LIFTED) is None  # the same again
    assert border_has(road) - before == column(road, name, "assessed_minor") == 0
    go_on(road, name, Carriage.DELIVERED)


def test_what_the_border_refuses_goes_back_with_its_money(road: OpenRoad, desks: Desks, desk: Declarations) -> None:
    name, before = parcel(road, desks), border_has(road)
    row = lodged(desk, road, name, **{**BATTERY, "lines": [{**BATTERY["lines"][0], "value_minor": 90_000}]})
    go_on(road, name, Carriage.AT_OFFICE, Due.NOTHING)
    assert report(desk, row, Fact.EXAMINED) is None
    assert report(desk, row, Fact.REFUSED, Role.OFFICER, "X") is None
    assert column(road, name, "border") == Border.REFUSED
    assert (column(road, name, "carriage"), column(road, name, "money")) == (Carriage.RETURNED, Money.REFUNDED)
    assert border_has(road) == before


def test_papers_release_it_while_it_is_on_its_way(road: OpenRoad, desks: Desks, desk: Declarations) -> None:
    name, before = parcel(road, desks), border_has(road)
    row = lodged(desk, road, name, **PAPERS)
    assert row.state is State.FOR_DOCUMENTS
    go_on(road, name, Carriage.IN_TRANSIT)
    assert report(desk, row, Fact.ANSWERED, Role.SENDER) is None
    assert report(desk, row, Fact.RELEASED) is None
    assert (column(road, name, "border"), column(road, name, "carriage")) == (Border.RELEASED, Carriage.IN_TRANSIT)
    assert border_has(road) - before == column(road, name, "assessed_minor") > 0
    go_on(road, name, Carriage.OUT_FOR_DELIVERY)
    assert now(desk, row).arrived


def test_a_parcel_is_declared_by_its_merchant_once_for_its_office_and_in_time(
    road: OpenRoad, desks: Desks, desk: Declarations
) -> None:
    name = parcel(road, desks)
    other = "moscow" if column(road, name, "office") != "moscow" else "yekaterinburg"
    assert lodge(desk, road, name, party=party_of("eva", "somebody")).refusal is Refusal.UNKNOWN_PARCEL
    assert lodge(desk, road, "f" * 32).refusal is Refusal.UNKNOWN_PARCEL
    assert lodge(desk, road, name, office=other).refusal is Refusal.ANOTHER_OFFICE
    row = lodged(desk, road, name)
    assert lodge(desk, road, name).refusal is Refusal.NUMBER_TAKEN
    assert report(desk, row, Fact.ARRIVED, Role.SYSTEM) is Verdict.NOT_THEIRS  # not before the road scans it
    go_on(road, name, Carriage.DISPATCHED)
    assert lodge(desk, road, name).refusal is Refusal.HANDED_OVER


def test_what_was_withdrawn_before_the_hand_over_the_road_declares(
    road: OpenRoad, desks: Desks, desk: Declarations
) -> None:
    name = parcel(road, desks)
    row = lodged(desk, road, name, **PAPERS)
    assert report(desk, row, Fact.WITHDRAWN, Role.SENDER) is None
    go_on(road, name, Carriage.DISPATCHED)
    assert column(road, name, "border") in (Border.SELECTED, Border.RELEASED)
    assert facts_of(desk, row)[-1] == "WITHDRAWN"


CONTENTS: list[dict[str, Any]] = [{}, DEAR, BATTERY, PAPERS, NAMELESS]
STEP = st.one_of(
    st.tuples(st.just("hours"), st.sampled_from([1, 7, 24, 48])),
    st.tuples(st.just("cancel"), st.integers(0, 2)),
    st.tuples(st.just("again"), st.integers(0, 2), st.sampled_from(CONTENTS)),
    st.tuples(st.just("report"), st.integers(0, 2), st.sampled_from(REPORTED), st.sampled_from(list(Role))),
)


@settings(max_examples=12)
@given(contents=st.lists(st.sampled_from(CONTENTS), min_size=1, max_size=3), steps=st.lists(STEP, max_size=25))
def test_whatever_is_reported_and_when_every_rule_holds(
    road: OpenRoad, desks: Desks, desk: Declarations, contents: list[dict[str, Any]], steps: list[tuple[Any, ...]]
) -> None:
    names = [parcel(road, desks, "cod" if n == 1 else "wallet") for n in range(len(contents))]
    rows = [lodged(desk, road, name, id=name, **one) for name, one in zip(names, contents, strict=True)]
    for word, *what in steps:
        if word == "hours":
            advance(road.platform, road.clock_at() + what[0] * HOUR)
            continue
        n = what[0] % len(names)
        if word == "cancel":
            end_orders(road.platform, road.store, [Ending(column(road, names[n], "order_id"), "boris")])
        elif word == "again":
            lodge(desk, road, names[n], id=names[n], correction=True, **what[1])
        else:
            report(desk, rows[n], what[1], what[2], "X")
    assert road.check() == []


def test_a_parcel_that_left_its_declaration_fails_the_check(road: OpenRoad, desks: Desks, desk: Declarations) -> None:
    name = parcel(road, desks)
    lodged(desk, road, name, **PAPERS)
    go_on(road, name, Carriage.DISPATCHED)
    change = "UPDATE consignment SET border = %s WHERE consignment_id = %s"
    road.store.connection.execute(change, [Border.HELD, name])
    assert PARCELS_FOLLOW in [rule for rule, _, _ in road.check()]
    road.store.connection.execute(change, [Border.SELECTED, name])
    assert road.check() == []
