"""Claims on a road with orders: each once, its money waits, and what the post answers follows at once."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from tearoad.boot.road import OpenRoad, drop_data_base, fresh_data_base, open_road
from tearoad.cli.bench_scans import handed_over
from tearoad.demo.scans import Scanned
from tearoad.journey.moving import Due
from tearoad.journey.stages import Carriage, Money
from tearoad.operations.advance import advance
from tearoad.operations.claim_parcels import Claimed, Opening, Report, open_claims, report_claims
from tearoad.operations.claim_ports import POST, ClaimRow, claim_id_of
from tearoad.operations.desk_view import Seen
from tearoad.operations.end_orders import Ending, end_orders
from tearoad.post.claims import Answer, Fact, Kind, State
from tearoad.terms.days import DAY
from tearoad.terms.refusal import Refusal
from tearoad.wire.claims import own_terms

ALL = Seen(everything=True, buyer=None, merchant=None, office=None)
NOBODY = Seen(everything=False, buyer="account:nobody", merchant=None, office=None)
serial = count()


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    name = "tearoad_test_claims"
    drop_data_base(server_url, name)
    with open_road(fresh_data_base(server_url, name)) as opened:
        yield opened
        assert opened.check() == []
    drop_data_base(server_url, name)


@pytest.fixture(scope="module")
def parcels(road: OpenRoad) -> Iterator[Scanned]:
    """From abroad, paid, on their way, one for each that asks; they do not move by themselves for some time."""
    found = handed_over(road, 60)
    road.store.connection.execute("UPDATE consignment SET due_at = due_at + interval '9 years'")
    sql = "SELECT s10 FROM consignment WHERE money = %s"
    paid = {number for (number,) in road.store.connection.execute(sql, [Money.HELD]).fetchall()}
    return iter([one for one in found if one.office and not one.opened and one.number in paid])


@pytest.fixture
def parcel(parcels: Iterator[Scanned]) -> Scanned:
    return next(parcels)


def of(road: OpenRoad, parcel: Scanned, name: str) -> Any:
    sql = f"SELECT {name} FROM consignment WHERE s10 = %s"  # noqa: S608 - this module's own names
    (found,) = road.store.connection.execute(sql, [parcel.number]).fetchone() or (None,)
    return found


def name_of(road: OpenRoad, parcel: Scanned) -> str:
    return of(road, parcel, "replace(consignment_id::text, '-', '')")


def opening(road: OpenRoad, parcel: Scanned, kind: Kind = Kind.NOT_ARRIVED, key: str = "", seen: Seen = ALL) -> Opening:
    name = name_of(road, parcel)
    return Opening(claim_id_of(name, kind, key or str(next(serial))), name, kind, "anna", seen)


def opened(road: OpenRoad, *asked: Opening) -> list[Claimed]:
    return open_claims(road.platform, road.store, own_terms(), asked)


def reported(road: OpenRoad, row: ClaimRow, fact: Fact, answer: Answer = Answer.NONE, who: str = "petr") -> Claimed:
    seen = ALL if fact is not Fact.WITHDRAWN else ALL._replace(everything=False, merchant="m")
    return report_claims(road.platform, road.store, [Report(row.claim_id, fact, who, seen, answer)])[0]


def row_of(found: Claimed) -> ClaimRow:
    assert found.row, found.refusal
    return found.row


def arrive(road: OpenRoad, parcel: Scanned) -> None:
    """Delivered now, by the road's own steps, to be confirmed by the clock."""
    at = road.clock_at()
    sql = (
        "UPDATE consignment SET carriage = %s, attempts = 2, border = CASE border WHEN 0 THEN 0 ELSE 6 END, due = %s, "
        "due_at = to_timestamp(%s) WHERE s10 = %s"
    )
    road.store.connection.execute(sql, [Carriage.OUT_FOR_DELIVERY, Due.ATTEMPT, at, parcel.number])
    advance(road.platform, at + 1)
    assert of(road, parcel, "carriage") == Carriage.DELIVERED


def test_a_claim_is_opened_once_and_its_money_waits(road: OpenRoad, parcel: Scanned) -> None:
    asked = opening(road, parcel, key="k")
    first, again, other = opened(road, asked, asked, opening(road, parcel))
    row = row_of(first)
    assert (row.state, row.answer, row.opened_at) == (State.OPEN, Answer.NONE, road.clock_at())
    assert again == Claimed(row, known=True)
    assert other == Claimed(None, Refusal.CLAIM_OPEN)
    assert opened(road, asked) == [Claimed(row, known=True)]
    assert of(road, parcel, "claimed")
    assert road.check() == []


def test_whose_parcel_it_is_not_they_do_not_hear_of_it(road: OpenRoad, parcel: Scanned) -> None:
    assert opened(road, opening(road, parcel, seen=NOBODY))[0].refusal is Refusal.UNKNOWN_PARCEL
    gone = opening(road, parcel)._replace(consignment_id="0" * 32)
    assert opened(road, gone)[0].refusal is Refusal.UNKNOWN_PARCEL
    row = row_of(opened(road, opening(road, parcel))[0])
    told = Report(row.claim_id, Fact.ANSWERED, "petr", NOBODY, Answer.LOST)
    assert report_claims(road.platform, road.store, [told])[0].refusal is Refusal.UNKNOWN_CLAIM
    mine = Seen(everything=False, buyer=None, merchant=None, office=of(road, parcel, "office"))
    assert row_of(report_claims(road.platform, road.store, [told._replace(seen=mine, answer=Answer.FOUND)])[0])


def test_what_is_lost_is_refunded_by_the_road_s_own_way(road: OpenRoad, parcel: Scanned) -> None:
    row = row_of(opened(road, opening(road, parcel))[0])
    done = row_of(reported(road, row, Fact.ANSWERED, Answer.LOST))
    assert (done.state, done.answer, done.answered_by) == (State.SETTLED, Answer.LOST, "petr")
    assert [of(road, parcel, name) for name in ("carriage", "money", "claimed", "due")] == [
        Carriage.LOST,
        Money.REFUNDED,
        False,
        Due.NOTHING,
    ]
    assert reported(road, row, Fact.ANSWERED, Answer.LOST) == Claimed(done, known=True)
    assert reported(road, row, Fact.ANSWERED, Answer.FOUND).refusal is Refusal.CLAIM_CLOSED
    assert opened(road, opening(road, parcel))[0].refusal is Refusal.JOURNEY_ENDED
    assert road.check() == []


def test_a_purchase_is_not_confirmed_while_a_claim_is_open(road: OpenRoad, parcel: Scanned) -> None:
    arrive(road, parcel)
    row = row_of(opened(road, opening(road, parcel, Kind.NOT_ARRIVED))[0])
    ending = Ending(of(road, parcel, "order_id"), None, name_of(road, parcel))
    assert end_orders(road.platform, road.store, [ending]) == [Refusal.CLAIM_OPEN]
    advance(road.platform, road.clock_at() + road.platform.road.behaviour.auto_confirm + DAY)
    assert of(road, parcel, "carriage") == Carriage.DELIVERED
    assert reported(road, row, Fact.ANSWERED, Answer.LOST).refusal is Refusal.NOT_ON_ITS_WAY
    assert row_of(reported(road, row, Fact.ANSWERED, Answer.REJECTED)).state is State.SETTLED
    advance(road.platform, road.clock_at() + 2 * DAY)
    assert of(road, parcel, "carriage") == Carriage.AUTO_CONFIRMED
    assert of(road, parcel, "money") == Money.RELEASED


def test_damage_keeps_the_money_until_it_is_settled_or_its_time_is_over(
    road: OpenRoad, parcels: Iterator[Scanned]
) -> None:
    first, other = next(parcels), next(parcels)
    assert opened(road, opening(road, first, Kind.DAMAGED))[0].refusal is Refusal.NOT_DELIVERED
    arrive(road, first)
    arrive(road, other)
    rows = [row_of(one) for one in opened(road, *[opening(road, one, Kind.DAMAGED) for one in (first, other)])]
    for row in rows:
        assert reported(road, row, Fact.SETTLED).refusal is Refusal.CLAIM_CLOSED, "nothing was answered"
        assert row_of(reported(road, row, Fact.ANSWERED, Answer.DAMAGED)).state is State.ANSWERED
    assert row_of(reported(road, rows[0], Fact.SETTLED)).state is State.SETTLED
    assert [of(road, one, "claimed") for one in (first, other)] == [False, True]
    assert road.check() == []
    advance(road.platform, road.clock_at() + own_terms()[0].settle_days * DAY + DAY)
    assert of(road, other, "claimed") is False
    assert reported(road, rows[1], Fact.SETTLED).known


def test_who_opened_it_takes_it_back(road: OpenRoad, parcel: Scanned) -> None:
    row = row_of(opened(road, opening(road, parcel))[0])
    mine = Seen(everything=False, buyer=None, merchant=of(road, parcel, "merchant"), office=None)
    told = Report(row.claim_id, Fact.WITHDRAWN, "anna", mine)
    assert report_claims(road.platform, road.store, [told._replace(who="boris")])[0].refusal is Refusal.UNKNOWN_CLAIM
    done = row_of(report_claims(road.platform, road.store, [told])[0])
    assert (done.state, done.answer) == (State.SETTLED, Answer.WITHDRAWN)
    assert row_of(opened(road, opening(road, parcel))[0]).state is State.OPEN, "and claims anew"


def test_what_the_post_does_not_answer_in_time_it_admits(road: OpenRoad, parcel: Scanned) -> None:
    row = row_of(opened(road, opening(road, parcel))[0])
    advance(road.platform, row.answer_by + 1)
    with road.store.unit() as unit:
        done = unit.claims.some([row.claim_id])[row.claim_id]
    assert (done.state, done.answer, done.answered_by, done.answered_at) == (
        State.SETTLED,
        Answer.LOST,
        POST,
        row.answer_by,
    )
    assert of(road, parcel, "money") == Money.REFUNDED


def test_after_half_a_year_it_is_too_late(road: OpenRoad, parcel: Scanned) -> None:
    road.store.connection.execute(
        "UPDATE consignment SET dispatched_at = %s::timestamptz - interval '6 months' WHERE s10 = %s",
        [road.store.connection.execute("SELECT clock_at FROM road").fetchone()[0], parcel.number],  # type: ignore[index]
    )
    assert opened(road, opening(road, parcel))[0].refusal is Refusal.CLAIM_TOO_LATE
