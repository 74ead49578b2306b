"""Checkout: whole or not at all, once, at the price that was seen, by the same rules as every other order."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from shops import ABROAD, GOODS, LOCAL, served, stocked

from tearoad.boot.desks import Desks
from tearoad.boot.road import OpenRoad
from tearoad.journey.stages import Money
from tearoad.operations.advance import advance
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.operations.check_out import Checkout, Outcome, asked_order, check_out, order_id_of
from tearoad.operations.place_orders import place_orders
from tearoad.operations.play import play
from tearoad.operations.quote_baskets import BasketQuote, quote_baskets
from tearoad.operations.shop_ports import BasketRow, Wanted
from tearoad.terms.days import DAY
from tearoad.terms.refusal import Refusal

SCARCE = next(product.sku for product in GOODS if product.origin == "yekaterinburg")


@pytest.fixture(scope="module")
def opened(server_url: str) -> Iterator[OpenRoad]:
    with stocked(server_url, "tearoad_test_check_out") as road:
        yield road


@pytest.fixture(scope="module")
def desks(opened: OpenRoad) -> Iterator[Desks]:
    with served(opened) as found:
        yield found


def asked(key: str, *lines: tuple[str, int], buyer: str = "anna", **more: object) -> Checkout:
    wanted = tuple(Wanted(*line) for line in lines)
    said = {"destination": "kazan", "payment": "wallet", "currency": "RUB", **more}
    return Checkout(order_id_of(buyer, key), buyer, lines=wanted, **said)  # type: ignore[arg-type]


def ordered(desks: Desks, *orders: Checkout) -> list[Outcome]:
    return check_out(desks.platform(), desks.store, orders)


def quoted(desks: Desks, lines: Sequence[Wanted], destination: str, currency: str) -> BasketQuote:
    with desks.store.unit() as unit:
        return quote_baskets(desks.platform(), unit, [BasketRow("anna", destination, currency, tuple(lines))])[0]


def stock(road: OpenRoad, *skus: str) -> list[tuple[int, int]]:
    sql = "SELECT on_hand, reserved FROM stock WHERE sku = ANY (%s) ORDER BY sku"
    return list(road.store.connection.execute(sql, [list(skus)]).fetchall())


def test_what_is_quoted_is_what_is_to_be_paid(opened: OpenRoad, desks: Desks) -> None:
    lines = [Wanted(ABROAD.sku, 2), Wanted(LOCAL.sku, 1)]
    quote = quoted(desks, lines, "kazan", "RUB")
    assert [parcel.abroad for parcel in quote.parcels] == [True, False]
    assert quote.asks == "inn"
    (found,) = ordered(desks, asked("quoted", *lines, expected_minor=quote.total_minor))
    clock = opened.clock_at()
    assert found == Outcome(found.order_id, {}, quote.total_minor, clock, clock + DAY)
    sql = (
        "SELECT sum(goods_minor + postage_minor + duty_minor + tax_minor), count(*), min(money), "
        "min(promised_on - DATE '1970-01-01') FROM consignment WHERE order_id = %s"
    )
    total, parcels, money, promised = opened.store.connection.execute(sql, [found.order_id]).fetchone()
    assert (total, parcels, money) == (quote.total_minor, 2, Money.NONE)
    assert promised == min(parcel.promised_on for parcel in quote.parcels)


def test_a_basket_of_local_goods_asks_for_no_number(desks: Desks) -> None:
    quote = quoted(desks, [Wanted(LOCAL.sku, 1)], "moscow", "RUB")
    assert quote.asks is None
    assert quote.parcels[0].duty_minor == quote.parcels[0].tax_minor == 0


def test_what_cannot_be_had_is_refused_in_the_quote(opened: OpenRoad, desks: Desks) -> None:
    opened.store.connection.execute("UPDATE stock SET on_hand = reserved + 5 WHERE sku = %s", [SCARCE])
    wanted = [Wanted(SCARCE, 3), Wanted(SCARCE, 3), Wanted(SCARCE, 2), Wanted("a\0b", 1), Wanted(LOCAL.sku, 0)]
    before = stock(opened, SCARCE)
    quote = quoted(desks, wanted, "kazan", "RUB")
    nowhere = quoted(desks, [Wanted(LOCAL.sku, 1)], "atlantis", "RUB")
    unrated = quoted(desks, [Wanted(LOCAL.sku, 1)], "kazan", "XAU")
    nothing = quoted(desks, [Wanted("a\0b", 1)], "kazan", "RUB")
    assert [(line.wanted, line.refusal) for line in quote.refused] == [
        (Wanted("a\0b", 1), Refusal.UNKNOWN_PRODUCT),
        (Wanted(LOCAL.sku, 0), Refusal.BAD_QUANTITY),
        (Wanted(SCARCE, 3), Refusal.OUT_OF_STOCK),
    ]
    assert [line.wanted.quantity for parcel in quote.parcels for line in parcel.lines] == [3, 2]
    assert [line.refusal for line in (*nowhere.refused, *unrated.refused)] == [Refusal.NO_LANE, Refusal.NO_RATE]
    assert nothing.parcels == nowhere.parcels == unrated.parcels == ()
    assert stock(opened, SCARCE) == before


def test_an_order_of_nothing_is_no_order(opened: OpenRoad, desks: Desks) -> None:
    empty, none, less = asked("empty"), asked("none", (LOCAL.sku, 0)), asked("less", (ABROAD.sku, 1), (LOCAL.sku, -1))
    before = stock(opened, ABROAD.sku, LOCAL.sku)
    found = ordered(desks, empty, none, less, asked("much", (LOCAL.sku, 10_001)))
    assert [one.refusals for one in found] == [
        {"": Refusal.BAD_QUANTITY},
        *[{LOCAL.sku: Refusal.BAD_QUANTITY}] * 3,
    ]
    assert stock(opened, ABROAD.sku, LOCAL.sku) == before


def test_it_is_as_an_order_of_a_file(opened: OpenRoad, desks: Desks) -> None:
    """The same goods by the same day to the same town: equal amounts by the other door."""
    found = ordered(desks, asked("web", (ABROAD.sku, 1)))[0]
    by_file = asked_order(asked("file", (ABROAD.sku, 1)), opened.clock_at())
    assert place_orders(opened.platform, [by_file], ASSUMED_WEIGHT_GRAMS) == {}
    columns = "goods_minor, postage_minor, duty_minor, tax_minor, lane, promised_on"
    sql = f"SELECT {columns} FROM consignment WHERE order_id = %s"  # noqa: S608 - the test's own words
    rows = [opened.store.connection.execute(sql, [name]).fetchone() for name in (found.order_id, by_file.order_id)]
    assert rows[0] == rows[1]


def test_one_line_refused_is_all_refused(opened: OpenRoad, desks: Desks) -> None:
    before = stock(opened, ABROAD.sku, LOCAL.sku)
    short = asked("short", (ABROAD.sku, 1), (LOCAL.sku, 5_000))
    unknown = asked("unknown", (LOCAL.sku, 1), ("no-such-thing", 1))
    nowhere = asked("nowhere", (LOCAL.sku, 1), destination="atlantis")
    whole = asked("whole", (LOCAL.sku, 1))
    found = ordered(desks, short, unknown, whole, nowhere)
    assert [one.refusals for one in found] == [
        {LOCAL.sku: Refusal.OUT_OF_STOCK},
        {"no-such-thing": Refusal.UNKNOWN_PRODUCT},
        {},
        {LOCAL.sku: Refusal.NO_LANE},
    ]
    after = stock(opened, ABROAD.sku, LOCAL.sku)
    assert sum(reserved for _, reserved in after) == sum(reserved for _, reserved in before) + 1
    known = opened.store.connection.execute(
        "SELECT count(*) FROM orders WHERE order_id = ANY (%s)", [[one.order_id for one in found]]
    ).fetchone()
    assert known == (1,)


def test_the_price_that_was_seen_holds_or_the_order_does_not(desks: Desks) -> None:
    total = quoted(desks, [Wanted(ABROAD.sku, 1)], "kazan", "RUB").total_minor
    dearer = asked("seen", (ABROAD.sku, 1), expected_minor=total - 1)
    found = ordered(desks, dearer)[0]
    assert (found.refusals, found.total_minor, found.pay_until) == ({"": Refusal.PRICE_CHANGED}, total, None)
    assert ordered(desks, dearer._replace(expected_minor=total))[0].refusals == {}


@pytest.mark.parametrize("buyers", [("vera", "vera"), ("vera", "egor")])
def test_an_order_of_another_buyer_is_another_order(buyers: tuple[str, str]) -> None:
    ids = [order_id_of(name, "key") for name in buyers]
    assert (ids[0] == ids[1]) == (buyers[0] == buyers[1])
    assert order_id_of("vera", "key 2") != ids[0] != order_id_of("verak", "ey")


def test_the_same_again_is_the_same_order_and_another_is_refused(opened: OpenRoad, desks: Desks) -> None:
    one = asked("again", (LOCAL.sku, 2))
    first, twice = ordered(desks, one, one)
    assert first.refusals == twice.refusals == {}
    before = stock(opened, LOCAL.sku)
    advance(opened.platform, opened.clock_at() + 60)  # the clock has gone on
    assert ordered(desks, one)[0].refusals == {}
    assert stock(opened, LOCAL.sku) == before
    other = one._replace(lines=(Wanted(LOCAL.sku, 3),))
    assert ordered(desks, other)[0].refusals == {"": Refusal.OTHER_CONTENT}
    new = asked("both", (LOCAL.sku, 1))
    said = ordered(desks, new, new._replace(payment="cod"))
    assert [row.refusals for row in said] == [{}, {"": Refusal.OTHER_CONTENT}]
    refused = asked("refused", (LOCAL.sku, 5_000))
    assert [row.refusals for row in ordered(desks, refused, refused)] == [{LOCAL.sku: Refusal.OUT_OF_STOCK}] * 2


def test_the_last_units_go_to_whole_orders_in_turn(opened: OpenRoad, desks: Desks) -> None:
    sku = next(product.sku for product in GOODS if product.origin == "moscow" and product.sku != LOCAL.sku)
    opened.store.connection.execute("UPDATE stock SET on_hand = reserved + 5 WHERE sku = %s", [sku])
    orders = [asked(f"last-{number}", (sku, 2), (LOCAL.sku, 1)) for number in range(4)]
    orders.append(asked("last-one", (sku, 1)))
    assert [bool(one.refusals) for one in ordered(desks, *orders)] == [False, False, True, True, False]
    assert stock(opened, sku)[0][0] == stock(opened, sku)[0][1]


def test_many_at_once_sell_what_is_there(opened: OpenRoad, desks: Desks) -> None:
    sku = SCARCE
    opened.store.connection.execute("UPDATE stock SET on_hand = reserved + 7 WHERE sku = %s", [sku])
    orders = [asked(f"crowd-{number}", (sku, 1), buyer=f"b{number}") for number in range(24)]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda one: ordered(desks, one)[0], orders))
    assert sum(not one.refusals for one in found) == 7


def test_everything_adds_up_to_the_end(opened: OpenRoad, desks: Desks) -> None:
    ways = ("card", "wallet", "cod", "cash_code")
    orders = [
        asked(f"end-{number}", (ABROAD.sku, 1), (LOCAL.sku, 1), payment=ways[number % 4], destination="samara")
        for number in range(12)
    ]
    assert all(not one.refusals for one in ordered(desks, *orders))
    assert opened.check() == []
    play(opened.platform, [], ASSUMED_WEIGHT_GRAMS, lambda more: None, opened.clock_at() // DAY * DAY + 150 * DAY)
    assert opened.check() == []
    said = opened.verdicts([one.order_id for one in orders])
    assert len(said) == 24
    assert "under way" not in {verdict for verdict, _ in said.values()}
