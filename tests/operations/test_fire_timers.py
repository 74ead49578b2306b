"""Holds expire once, in order, at their own moment, whenever the road's clock gets there."""

import pytest

from tearoad.boot.road import OpenRoad
from tearoad.ledger.chart import Account
from tearoad.ledger.transfer import Kind, Transfer, expiry_id
from tearoad.ledger.verdict import Verdict
from tearoad.operations.advance import advance
from tearoad.operations.fire_timers import fire

START = 1_760_000_000
CLEARING, ESCROW, SELLER = "psp_clearing:RUB", "escrow:RUB", "seller_payable:leaf:RUB"


def transfer(number: int, kind: Kind, amount: int, **more: object) -> Transfer:
    debit, credit = (CLEARING, ESCROW) if kind is Kind.DIRECT else (ESCROW, SELLER)
    row = Transfer(f"{number:032x}", kind, debit, credit, amount, None, START)
    return row._replace(**more)


@pytest.fixture
def funded(road: OpenRoad) -> OpenRoad:
    """100 in escrow, and three holds that expire at different times, set in another order."""
    with road.store.unit() as unit:
        unit.ledger.open([Account(CLEARING, None, None), Account(ESCROW, 0, None), Account(SELLER, None, None)])
        rows = [
            transfer(1, Kind.DIRECT, 100),
            transfer(2, Kind.HOLD, 30, expires_at=START + 300),
            transfer(3, Kind.HOLD, 20, expires_at=START + 100),
            transfer(4, Kind.HOLD, 10, expires_at=START + 200),
        ]
        assert unit.ledger.offer(rows) == [Verdict.DONE] * 4
    return road


def voids(road: OpenRoad) -> list[tuple[object, ...]]:
    sql = (
        "SELECT replace(transfer_id::text, '-', ''), extract(epoch FROM at)::bigint - %s FROM journal "
        "WHERE kind = 3 ORDER BY batch, nr"
    )
    return road.store.connection.execute(sql, [START]).fetchall()


def test_deadlines_that_passed_while_nobody_was_there_fire_once_and_in_order(funded: OpenRoad) -> None:
    advance(funded.platform, START + 1_000)
    expected = [(expiry_id(f"{number:032x}"), after) for number, after in ((3, 100), (4, 200), (2, 300))]
    assert voids(funded) == expected
    advance(funded.platform, START + 2_000)
    assert voids(funded) == expected
    assert [name for name, _, _ in funded.check() if "books" in name] == []


def test_a_hold_stands_until_its_moment_and_not_after(funded: OpenRoad) -> None:
    advance(funded.platform, START + 100)  # what is due at this very moment is not due before it
    assert voids(funded) == []
    advance(funded.platform, START + 101)
    assert [row[1] for row in voids(funded)] == [100]


def test_what_was_posted_or_voided_in_time_does_not_expire(funded: OpenRoad) -> None:
    with funded.store.unit() as unit:
        rows = [
            transfer(5, Kind.POST, 30, hold_id=f"{2:032x}", at=START + 299),
            transfer(6, Kind.VOID, 0, hold_id=f"{3:032x}", at=START + 99),
            transfer(7, Kind.POST, 10, hold_id=f"{4:032x}", at=START + 200),
        ]
        assert unit.ledger.offer(rows) == [Verdict.DONE, Verdict.DONE, Verdict.HOLD_EXPIRED]
        assert fire(funded.platform, unit, START + 1_000) == 3
    assert [row[0] for row in voids(funded)] == [f"{6:032x}", expiry_id(f"{4:032x}")]


def test_batches_of_any_size_come_to_the_same(funded: OpenRoad) -> None:
    with funded.store.unit() as unit:
        assert fire(funded.platform, unit, START + 1_000, most=1) == 3
    assert [row[1] for row in voids(funded)] == [100, 200, 300]


def test_a_hold_that_was_refused_sets_no_timer(funded: OpenRoad) -> None:
    with funded.store.unit() as unit:
        asked = transfer(8, Kind.HOLD, 1_000, expires_at=START + 50)
        assert unit.ledger.offer([asked, transfer(9, Kind.HOLD, 1)]) == [Verdict.NOT_COVERED, Verdict.DONE]
        assert fire(funded.platform, unit, START + 60) == 0
