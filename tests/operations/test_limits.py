"""Limits of pieces: kept in one order, in a batch and by many at once; and nothing is asked where none stands."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from shops import ABROAD, LOCAL, served, stocked

from tearoad.boot.desks import Desks
from tearoad.boot.road import OpenRoad
from tearoad.operations.advance import advance
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.operations.check_out import Checkout, Outcome, asked_order, check_out, order_id_of
from tearoad.operations.end_orders import Ending, end_orders
from tearoad.operations.place_orders import place_orders
from tearoad.operations.quote_baskets import quote_baskets
from tearoad.operations.set_limit import set_limit
from tearoad.operations.shop_ports import BasketRow, Wanted
from tearoad.store.unit_cursor import UnitCursor
from tearoad.terms.days import DAY
from tearoad.terms.refusal import BadInput, Refusal

keys = count()
OVER = {LOCAL.sku: Refusal.OVER_LIMIT}


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    with stocked(server_url, "tearoad_test_limits", 10_000) as road:
        yield road


@pytest.fixture(scope="module")
def desks(road: OpenRoad) -> Iterator[Desks]:
    with served(road) as found:
        yield found


@pytest.fixture(autouse=True)
def lifted(road: OpenRoad) -> Iterator[None]:
    yield
    set_limit(road.store, LOCAL.sku, None, None, None)


def asked(buyer: str, *lines: tuple[str, int], payment: str = "card") -> Checkout:
    wanted = tuple(Wanted(*line) for line in lines)
    return Checkout(order_id_of(buyer, str(next(keys))), buyer, "kazan", payment, "RUB", wanted)


def ordered(desks: Desks, *orders: Checkout) -> list[Outcome]:
    return check_out(desks.platform(), desks.store, orders)


def refusals(desks: Desks, *orders: Checkout) -> list[dict[str, Refusal]]:
    return [one.refusals for one in ordered(desks, *orders)]


def reserved(road: OpenRoad) -> int:
    row = road.store.connection.execute("SELECT reserved FROM stock WHERE sku = %s", [LOCAL.sku]).fetchone()
    assert row
    return int(row[0])


def test_of_one_buyer_and_of_one_order(road: OpenRoad, desks: Desks) -> None:
    set_limit(road.store, LOCAL.sku, 2, 3, None)
    before = reserved(road)
    assert refusals(desks, asked("one", (LOCAL.sku, 3))) == [OVER]
    assert refusals(desks, asked("one", (LOCAL.sku, 1), (LOCAL.sku, 2))) == [OVER]
    assert refusals(desks, asked("one", (LOCAL.sku, 2), (ABROAD.sku, 9))) == [{}]
    assert refusals(desks, asked("one", (LOCAL.sku, 2), (ABROAD.sku, 1))) == [OVER]
    assert refusals(desks, asked("one", (LOCAL.sku, 1)), asked("other", (LOCAL.sku, 2))) == [{}, {}]
    assert refusals(desks, asked("one", (LOCAL.sku, 1))) == [OVER]
    assert reserved(road) == before + 5


def test_in_one_batch_what_is_refused_takes_nothing(road: OpenRoad, desks: Desks) -> None:
    set_limit(road.store, LOCAL.sku, None, 3, None)
    found = refusals(
        desks,
        asked("batch", (LOCAL.sku, 2), ("no-such-thing", 1)),
        asked("batch", (LOCAL.sku, 2)),
        asked("batch", (LOCAL.sku, 2)),
        asked("else", (LOCAL.sku, 3)),
        asked("batch", (LOCAL.sku, 1)),
        asked("batch", (LOCAL.sku, 1)),
    )
    assert found == [{"no-such-thing": Refusal.UNKNOWN_PRODUCT}, {}, OVER, {}, {}, OVER]


def test_stock_and_limit_together(road: OpenRoad, desks: Desks) -> None:
    set_limit(road.store, LOCAL.sku, None, 4, None)
    road.store.connection.execute("UPDATE stock SET on_hand = reserved + 5 WHERE sku = %s", [LOCAL.sku])
    short = {LOCAL.sku: Refusal.OUT_OF_STOCK}
    try:
        orders = [("stock", 3), ("stock", 2), ("shelf", 3), ("shelf", 2), ("shelf", 1)]
        said = refusals(desks, *(asked(buyer, (LOCAL.sku, pieces)) for buyer, pieces in orders))
        assert said == [{}, OVER, short, {}, short]
    finally:
        road.store.connection.execute("UPDATE stock SET on_hand = 10000 WHERE sku = %s", [LOCAL.sku])


def test_many_at_once_never_have_more_together(road: OpenRoad, desks: Desks) -> None:
    set_limit(road.store, LOCAL.sku, None, 5, None)
    orders = [asked("crowd", (LOCAL.sku, 1), (ABROAD.sku, 1)) for _ in range(16)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda one: ordered(desks, one)[0], orders))
    assert sum(not one.refusals for one in found) == 5


def test_what_is_cancelled_or_runs_out_is_given_back(road: OpenRoad, desks: Desks) -> None:
    set_limit(road.store, LOCAL.sku, None, 2, None)
    one = asked("back", (LOCAL.sku, 2))
    assert refusals(desks, one, asked("back", (LOCAL.sku, 1))) == [{}, OVER]
    assert end_orders(road.platform, road.store, [Ending(one.order_id, "back")]) == [None]
    assert refusals(desks, asked("back", (LOCAL.sku, 2)), asked("back", (LOCAL.sku, 1))) == [{}, OVER]
    advance(road.platform, road.clock_at() + DAY + 1)
    assert refusals(desks, asked("back", (LOCAL.sku, 2)), asked("back", (LOCAL.sku, 1))) == [{}, OVER]


def test_it_stands_for_its_time_and_only_what_was_ordered_then_counts(road: OpenRoad, desks: Desks) -> None:
    assert refusals(desks, asked("time", (LOCAL.sku, 5))) == [{}]
    advance(road.platform, road.clock_at() + 60)
    end = road.clock_at() + 600
    limit = set_limit(road.store, LOCAL.sku, None, 1, end)
    assert limit
    assert refusals(desks, asked("time", (LOCAL.sku, 1)), asked("time", (LOCAL.sku, 1))) == [{}, OVER]
    advance(road.platform, road.clock_at() + 60)
    raised = set_limit(road.store, LOCAL.sku, None, 2, end)
    assert raised == limit._replace(most_per_buyer=2)
    assert refusals(desks, asked("time", (LOCAL.sku, 1)), asked("time", (LOCAL.sku, 1))) == [{}, OVER]
    advance(road.platform, end)
    assert refusals(desks, asked("time", (LOCAL.sku, 9))) == [{}]
    anew = set_limit(road.store, LOCAL.sku, None, 1, None)
    assert anew
    assert anew.since == end


def test_orders_of_files_and_quotes_know_it_too(road: OpenRoad, desks: Desks) -> None:
    set_limit(road.store, LOCAL.sku, 3, 4, None)
    orders = [asked("file", (LOCAL.sku, 2), (LOCAL.sku, 2), (LOCAL.sku, 1), payment="cod") for _ in range(2)]
    placed = [asked_order(one, road.clock_at() + 1) for one in orders]
    assert place_orders(road.platform, placed, ASSUMED_WEIGHT_GRAMS) == {}
    sql = "SELECT verdict FROM order_line WHERE order_id = %s ORDER BY line"
    said = [[row[0] for row in road.store.connection.execute(sql, [one.order_id])] for one in orders]
    over = str(Refusal.OVER_LIMIT)
    assert said == [["accepted", over, "accepted"], [over, over, "accepted"]]
    with desks.store.unit() as unit:
        row = BasketRow("anna", "kazan", "RUB", (Wanted(LOCAL.sku, 4), Wanted(ABROAD.sku, 1)))
        (quote,) = quote_baskets(desks.platform(), unit, [row])
    assert [line.refusal for line in quote.refused] == [Refusal.OVER_LIMIT]


def test_without_a_limit_or_a_coupon_nothing_more_is_asked(
    road: OpenRoad, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    flushed = UnitCursor.execute

    def told(cursor: UnitCursor, query: str, *more: object, **named: object) -> UnitCursor:
        said.append(query)
        return flushed(cursor, query, *more, **named)

    monkeypatch.setattr(UnitCursor, "execute", told)
    assert refusals(desks, asked("plain", (LOCAL.sku, 1))) == [{}]
    assert len([one for one in said if "product_limit" in one]) == 1, "with the product"
    asked_more = ("coupon_use", "FROM coupon", "credits - debits", "ledger_post", "AS w(buyer")
    assert not [one for one in said if any(word in one for word in asked_more)]


@pytest.mark.parametrize(
    ("sku", "order", "buyer", "until", "why"),
    [
        ("no-such-thing", 1, 1, None, "is not known"),
        ("a\0b", 1, 1, None, "is not known"),
        (LOCAL.sku, 0, None, None, "0 pieces"),
        (LOCAL.sku, None, 10**9, None, "pieces, expected"),
        (LOCAL.sku, None, 1, 5, "would end before it begins"),
    ],
)
def test_what_is_no_limit(
    road: OpenRoad, sku: str, order: int | None, buyer: int | None, until: int | None, why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        set_limit(road.store, sku, order, buyer, until)
