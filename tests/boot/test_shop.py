"""The shop finds goods in three languages and tells what checkout will charge, on the newest server and the oldest."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from databases import a_name, migrated_data_base
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.boot.chart import own_chart
from tearoad.boot.road import OpenRoad, drop_data_base, open_road, own_corridor
from tearoad.boot.shop import Shop
from tearoad.cli.demo_commands import stock_demo
from tearoad.operations.admit_products import admit_products
from tearoad.operations.asked import AskedLine, orders_of
from tearoad.operations.place_orders import place_orders
from tearoad.operations.ports import Product, Shelf
from tearoad.operations.shop_view import Found, Offer, SearchPage, Wish
from tearoad.store.pool import PooledStore
from tearoad.terms.days import day_start
from tearoad.terms.refusal import BadInput, Refusal

NOW = day_start(date(2026, 3, 2)) + 9 * 3_600
KAZAN = Wish(destination="kazan", size=60)


def product(sku: str, **said: object) -> Product:
    plain = Product(
        sku, "cn-merchant-01", "yiwu", f"Вещь {sku}", f"东西{sku}", f"Thing {sku}", "392690", True, 300, False, 50_000,
        "RUB",
    )  # fmt: skip
    return plain._replace(**said)


ODD = [
    product("gold", title_ru="Слиток-сувенир", price_minor=40_000_000, weight_grams=45_000),
    product("yuan", title_en="Samovar", title_ru="Самовар", title_zh="俄式茶炊", price_minor=10_000, currency="CNY"),
    product("lost", title_en="Lost thing", origin="nowhere"),
    product("free", title_en="Priceless thing", price_minor=None, currency=None),
    product("none", title_en="Thing sold out", title_ru="Распродано"),
    product("huge", price_minor=10**11, weight_grams=10),
    product("short", title_ru="Пиала", price_minor=90_000),
    product("long", title_ru="Пиала фарфоровая расписная большая с крышкой для зелёного чая"),
    product("yo", title_ru="Ёлка зелёная", title_zh="𠮷野家杯", title_en="It's a 1.5 l <b>mug</b>"),
]


@contextmanager
def opened(server_url: str) -> Iterator[tuple[OpenRoad, Shop]]:
    name = a_name()
    url = migrated_data_base(server_url, name)
    store = PooledStore(url, own_chart(), 2)
    try:
        with open_road(url) as road:
            stock_demo(road, 1_000)
            shelves = [Shelf(one.sku, 0 if one.sku == "none" else 500, 500, False) for one in ODD]
            admit_products(road.platform, ODD, shelves)
            with road.store.unit() as unit:
                unit.roads.move_clock(NOW)
            yield road, Shop(store, lambda: road.platform)
    finally:
        store.close()
        drop_data_base(server_url, name)


@pytest.fixture(scope="module")
def market(server_url: str) -> Iterator[tuple[OpenRoad, Shop]]:
    with opened(server_url) as found:
        yield found


@pytest.fixture(scope="module")
def oldest(server_15_url: str) -> Iterator[tuple[OpenRoad, Shop]]:
    with opened(server_15_url) as found:
        yield found


@pytest.fixture(params=["market", "oldest"])
def shop(request: pytest.FixtureRequest) -> Shop:
    return request.getfixturevalue(request.param)[1]


def models(page: SearchPage) -> set[str]:
    return {found.model for found in page.models}


def found(shop: Shop, text: str, **more: object) -> set[str]:
    return models(shop.search(replace(KAZAN, text=text, **more)))


def walked(shop: Shop, wish: Wish) -> list[Found]:
    """All pages of a list, one after another."""
    pages = [shop.search(wish)]
    while pages[-1].next_cursor:
        pages.append(shop.search(replace(wish, cursor=pages[-1].next_cursor)))
        assert pages[-1].count == pages[0].count
    assert all(len(page.models) == wish.size for page in pages[:-1])
    return [one for page in pages for one in page.models]


def test_words_are_found_in_three_languages(shop: Shop) -> None:
    sneakers = {f"sneakers-{n}" for n in range(1, 6)}
    for text in ("кроссовки", "Кроссовка", "КРОССОВКАМИ", "кросс", "运动鞋", "动鞋", "trainers", "trainer", "кроссовк"):
        assert found(shop, text) == sneakers, text
    assert found(shop, "белые кроссовки") == found(shop, "白色 运动鞋") == {"sneakers-2"}
    assert found(shop, "кроссовки чайник") == set()
    assert found(shop, "футболка m") == found(shop, "t-shirt M") == {"t-shirt-2"}
    assert found(shop, "纯棉") == found(shop, "T恤") == {f"t-shirt-{n}" for n in range(1, 6)}


def test_odd_titles_are_found(shop: Shop) -> None:
    for text in ("елка", "Ёлки", "зелёные", "野家", "𠮷野", "杯", "1.5", "it's mugs"):
        assert "yo" in found(shop, text), text
    assert found(shop, "для") == found(shop, "the") == set()
    assert found(shop, "самовар для") == {"yuan"}


def test_what_a_title_is_about_comes_first(shop: Shop) -> None:
    assert [one.model for one in shop.search(replace(KAZAN, text="пиала")).models] == ["short", "long"]
    assert [one.model for one in shop.search(replace(KAZAN, text="пиала", order="price")).models] == ["long", "short"]


def test_only_what_has_a_price_and_a_way_is_shown(shop: Shop) -> None:
    whole = {one.model for one in walked(shop, replace(KAZAN, size=50))}
    assert len(whole) == 100 + len(ODD) - 2
    assert not whole & {"free", "lost"}
    assert found(shop, "thing") == {"gold", "huge", "none", "short", "long"}
    assert shop.product("free", "kazan") is None


@pytest.mark.parametrize("order", ["relevance", "price", "date"])
@pytest.mark.parametrize("text", ["", "де", "red"])
def test_a_walk_by_cursors_sees_everything_once(shop: Shop, order: str, text: str) -> None:
    wish = replace(KAZAN, text=text, order=order)
    apart, whole = walked(shop, replace(wish, size=7)), walked(shop, wish)
    assert apart == whole
    assert len({one.model for one in apart}) == len(apart) == shop.search(wish).count
    keys = {"price": [one.goods_minor for one in apart], "date": [one.promised_on for one in apart]}.get(order, [])
    if order == "price":
        shown = {one.model: shop.product(one.model, "kazan") for one in apart}
        keys = [min(offer.goods_minor or 10**11 for offer in page.offers) for page in shown.values() if page]
    assert keys == sorted(keys)


def test_prices_are_those_of_the_cheapest_offer(shop: Shop) -> None:
    low, high = 50_000, 120_000
    inside = found(shop, "", price_from_minor=low, price_to_minor=high)
    expected = set()
    for one in walked(shop, KAZAN):
        page = shop.product(one.model, "kazan")
        assert page
        if low <= min(offer.goods_minor or 10**11 for offer in page.offers) <= high:
            expected.add(one.model)
    assert inside == expected
    assert 5 < len(inside) < 90
    assert found(shop, "самовар", price_from_minor=100_000) == {"yuan"}  # 100 yuan are more than 1,000 rubles
    assert found(shop, "самовар", price_to_minor=100_000) == set()


def test_origins_and_merchants(shop: Shop) -> None:
    local, abroad = shop.search(replace(KAZAN, origin="local")), shop.search(replace(KAZAN, origin="abroad"))
    assert 0 < local.count < 100
    assert all(one.local and one.origins == ("RU",) for one in local.models)
    assert all(one.origins == ("CN",) and not one.local for one in abroad.models)
    assert models(abroad) == models(shop.search(replace(KAZAN, origin="CN")))
    one = shop.search(replace(KAZAN, origin="local", text="")).models[0]
    page = shop.product(one.model, "kazan")
    assert page
    merchant = page.offers[0].merchant
    theirs = shop.search(replace(KAZAN, merchant=merchant))
    assert one.model in models(theirs)
    for own in theirs.models:
        offers = shop.product(own.model, "kazan")
        assert offers
        assert own.offers == sum(offer.merchant == merchant for offer in offers.offers)


def test_what_comes_in_time(shop: Shop) -> None:
    whole = {one.model: one for one in walked(shop, KAZAN)}
    days = sorted({one.promised_on for one in whole.values()})
    assert len(days) > 2
    for day in (days[0], days[1]):
        expected = {name for name, one in whole.items() if one.promised_on <= day}
        assert found(shop, "", by=day) == expected
    assert found(shop, "", by=days[0] - timedelta(days=1)) == set()
    first = walked(shop, replace(KAZAN, order="date"))
    assert first[0].local
    assert not first[-1].local
    quick = {one.model for one in first if one.promised_on <= days[0]}
    assert all(whole[name].local for name in quick)


def test_a_list_says_what_the_page_says(shop: Shop) -> None:
    for one in shop.search(replace(KAZAN, currency="CNY")).models:
        page = shop.product(one.model, "kazan", "CNY")
        assert page
        sold = [offer for offer in page.offers if offer.landed_minor is not None]
        assert one.offers == len(page.offers)
        assert one.landed_minor == (min(offer.landed_minor for offer in sold) if sold else None)
        assert one.promised_on == min(offer.promised_on for offer in page.offers)
        assert one.in_stock == any(offer.cheapest for offer in page.offers)
        assert one.sku == page.offers[0].sku
        assert [offer.cheapest for offer in page.offers] == [one.in_stock] + [False] * (len(page.offers) - 1)
        assert sum(offer.fastest for offer in page.offers) == one.in_stock


def test_what_cannot_be_bought_says_why(shop: Shop) -> None:
    huge, lost, none = (shop.product(name, "kazan", quantity=2) for name in ("huge", "lost", "none"))
    assert huge
    assert lost
    assert none
    assert (huge.offers[0].refusal, lost.offers[0].refusal) == (Refusal.TOO_LARGE, Refusal.NO_LANE)
    assert huge.offers[0].landed_minor is lost.offers[0].landed_minor is lost.offers[0].promised_on is None
    assert none.offers[0].refusal is None
    assert (none.offers[0].units_left, none.offers[0].plenty, none.offers[0].cheapest) == (0, False, False)
    sold_out = next(one for one in shop.search(replace(KAZAN, text="распродано")).models)
    assert not sold_out.in_stock
    assert sold_out.landed_minor is not None


def test_the_goods_are_described(shop: Shop) -> None:
    page = shop.product("sneakers-2", "vladivostok", quantity=3)
    assert page
    assert page.titles == {"ru": "Кроссовки, белые", "zh": "运动鞋，白色", "en": "Trainers, white"}
    assert (page.hs6, page.destination, page.quantity) == ("640411", "vladivostok", 3)
    assert "sports footwear" in str(page.hs6_description).lower()
    assert page.size_cm
    assert datetime.fromtimestamp(page.clock_at, UTC) == datetime(2026, 3, 2, 9, tzinfo=UTC)
    one = page.offers[0]
    assert (one.country, one.origin_names) == ("CN", own_corridor().road.places[one.origin].names)
    assert one.mode in one.lane
    assert 5 < one.days_p50 < one.days_p90 < 60
    assert shop.product("no such model", "kazan") is None


def test_reasons_tell_of_the_duty(shop: Shop) -> None:
    page = shop.product("gold", "kazan")
    assert page
    assert page.offers[0].duty_minor > 0
    for language, word in (("ru", "пошлин"), ("zh", "税"), ("en", "dut")):
        assert word in " ".join(shop.reasons("gold", "kazan", 1, language) or ())
    local = next(one for one in shop.search(replace(KAZAN, origin="local")).models)
    assert shop.reasons(local.sku, "kazan", 1, "en") == ()
    assert shop.reasons("no such thing", "kazan", 1, "en") is None
    assert shop.reasons("free", "kazan", 1, "en") is None


def test_checkout_charges_what_the_shop_says(market: tuple[OpenRoad, Shop]) -> None:
    road, shop = market
    wanted = [("kazan", "gold", 1, "RUB"), ("kazan", "yuan", 3, "RUB"), ("moscow", "yuan", 1, "CNY")]
    for at, town in enumerate(("moscow", "vladivostok", "kazan")):
        wanted += [(town, one.sku, at + 1, "RUB") for one in shop.search(replace(KAZAN, destination=town)).models]
    wanted = [row for row in wanted if row[1] not in ("huge", "none")]
    lines = [
        AskedLine(at, f"S{at}", 1, f"buyer-{at}", sku, count, NOW, town, "card", currency, None, "", None, "", None, "",
                  True)
        for at, (town, sku, count, currency) in enumerate(wanted)
    ]  # fmt: skip
    assert place_orders(road.platform, orders_of(lines), 300) == {}
    sql = (
        "SELECT order_id, goods_minor, postage_minor, duty_minor, tax_minor, fee_minor, promised_on, lane, "
        "merchant, origin FROM consignment WHERE order_id LIKE 'S%'"
    )
    charged = {row[0]: row[1:] for row in road.store.connection.execute(sql).fetchall()}
    assert len(charged) == len(wanted)
    for at, (town, sku, count, currency) in enumerate(wanted):
        (offer,) = (o for o in offers_named(shop, sku, town, currency, count) if o.sku == sku)
        said = (offer.goods_minor, offer.postage_minor, offer.duty_minor, offer.tax_minor, offer.fee_minor)
        assert charged[f"S{at}"] == (*said, offer.promised_on, offer.lane, offer.merchant, offer.origin), sku
        assert offer.landed_minor == sum(charged[f"S{at}"][:4])
    assert any(row[2] > 0 for row in charged.values())


def offers_named(shop: Shop, sku: str, town: str, currency: str, count: int) -> tuple[Offer, ...]:
    page = shop.product(sku.rstrip("abc") if sku[-2].isdigit() else sku, town, currency, count)
    assert page
    return page.offers


@settings(max_examples=60)
@given(st.text(max_size=200) | st.text("аб茶a'\"\\&|!():*<->\0 \u202e🫖", max_size=40))
def test_hostile_text_finds_something_or_nothing(market: tuple[OpenRoad, Shop], text: str) -> None:
    for order in ("relevance", "price"):
        page = market[1].search(replace(KAZAN, text=text, order=order))
        assert page.count == len(page.models) or page.next_cursor


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "x" * 201}, {"destination": "atlantis"}, {"language": "de"}, {"currency": "XXX"}, {"order": "rank"},
        {"size": 0}, {"size": 61}, {"origin": "FR"}, {"price_from_minor": -1}, {"price_to_minor": 10**12},
        {"merchant": "a\0"}, {"merchant": "\ud800"}, {"cursor": "forged"},
    ],
)  # fmt: skip
def test_bad_wishes_are_refused_in_a_line(market: tuple[OpenRoad, Shop], wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput, match=r"^[^\n]*expected[^\n]*$"):
        market[1].search(replace(KAZAN, **wrong))


def test_a_cursor_is_good_for_its_list_alone(market: tuple[OpenRoad, Shop]) -> None:
    shop = market[1]
    cursor = shop.search(replace(KAZAN, size=5)).next_cursor
    assert len(shop.search(replace(KAZAN, size=9, cursor=cursor)).models) == 9
    for other in ({"text": "a"}, {"order": "price"}, {"destination": "moscow"}, {"merchant": "x"}):
        with pytest.raises(BadInput):
            shop.search(replace(KAZAN, cursor=cursor, **other))


@pytest.mark.parametrize("wrong", [("atlantis", "RUB", 1), ("kazan", "XXX", 1), ("kazan", "RUB", 0)])
def test_bad_questions_of_a_page_are_refused(market: tuple[OpenRoad, Shop], wrong: tuple[str, str, int]) -> None:
    with pytest.raises(BadInput):
        market[1].product("yuan", *wrong)
    assert market[1].product("a\0b", "kazan") is market[1].reasons("\ud800", "kazan", 1, "en") is None
    with pytest.raises(BadInput):
        market[1].reasons("yuan", "kazan", 1, "de")


def test_what_can_be_chosen(market: tuple[OpenRoad, Shop]) -> None:
    shop = market[1]
    assert shop.currencies[0] == "RUB"
    assert {"CNY", "EUR"} <= set(shop.currencies)
    assert shop.origins == ("CN", "RU")
    towns = {one.id: one for one in shop.destinations}
    assert len(towns) == 21
    assert towns["kazan"].names == {"ru": "Казань", "zh": "喀山", "en": "Kazan"}
