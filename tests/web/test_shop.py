"""The shop over HTTP: found, chosen, ordered once, followed; what is hostile is shown as it was written, or refused."""

import re
from urllib.parse import quote

import psycopg
import pytest
from browser import LOOKS, a_browser, look_at, needs_browser
from sites import Site, Visitor

from tearoad.boot.living import step
from tearoad.boot.road import open_road
from tearoad.operations.check_out import order_id_of
from tearoad.operations.promise_ports import RenewedRow
from tearoad.terms.days import DAY
from tearoad.web.shop.checkout import EXAMPLE

KEY = re.compile(r'name="key" value="([0-9a-f]{32})"')
TOTAL = re.compile(r'name="total" value="(\d+)"')
WORDS = {"en": ("trainers", "Shop"), "ru": ("кроссовки", "Магазин"), "zh": ("鞋", "商店")}
NINE_OF_TEN = {"en": "9 of 10 come by then", "ru": "9 из 10 приходят", "zh": "十件中有九件"}
NAME = "Анна <script>alert(1)</script> بن 😀"
TO = {"name": NAME, "phone": "+7 900 123-45-67", "address": "ул. Ленина, 5", "postcode": "101000", "identity": EXAMPLE}


def sku_of(site: Site, origin: str) -> str:
    with psycopg.connect(site.database) as connection:
        sql = "SELECT sku FROM product WHERE origin = %s AND price_minor IS NOT NULL ORDER BY sku LIMIT 1"
        row = connection.execute(sql, [origin]).fetchone()
    assert row
    return str(row[0])


def form_of(visitor: Visitor) -> dict[str, str]:
    """The checkout's own fields, with a recipient and a way to pay."""
    page = visitor.get("/checkout").text
    key, total = KEY.search(page), TOTAL.search(page)
    assert key, page
    assert total, page
    return {**TO, "key": key[1], "total": total[1], "payment": "wallet"}


def with_basket(site: Site, role: str = "buyer", pieces: int = 1) -> Visitor:
    visitor = Visitor(site.url).demo(role)
    assert visitor.post("/basket/add", {"sku": sku_of(site, "yiwu"), "pieces": pieces}).status == 302
    return visitor


@pytest.mark.parametrize("language", WORDS)
def test_goods_are_found_in_each_language(demo_site: Site, language: str) -> None:
    word, title = WORDS[language]
    answer = Visitor(demo_site.url).get(f"/shop?lang={language}&q={quote(word)}")
    assert answer.status == 200
    assert f"<h1>{title}</h1>" in answer.text
    models = re.findall(r'href="/shop/([^"]+)"', answer.text)
    assert models
    page = Visitor(demo_site.url).get(f"/shop/{models[0]}?lang={language}")
    assert page.status == 200
    assert page.text.count('action="/basket/add"') >= 1
    assert NINE_OF_TEN[language] in page.text


@pytest.mark.parametrize(
    "query",
    [
        "q=%27%3B+drop+table+product--",
        "q=%00",
        "q=" + "x" * 201,
        "from=-1",
        "from=abc",
        "to=99999999999999",
        "origin=mars",
        "within=5",
        "order=luck",
        "after=AAAA",
        "q=%F0%9F%98%80%D9%86",
        "lang=klingon",
    ],
)
def test_hostile_searches_are_pages(demo_site: Site, query: str) -> None:
    answer = Visitor(demo_site.url).get(f"/shop?{query}")
    assert answer.status == 200
    assert 'id="found"' in answer.text


def test_pages_follow_each_other_to_the_end(demo_site: Site) -> None:
    visitor, seen, path = Visitor(demo_site.url), [], "/shop?order=price"
    for _ in range(20):
        page = visitor.get(path).text
        seen += re.findall(r'<h2><a href="/shop/([^"]+)"', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        if not found:
            break
        path = "/shop" + found[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 100


def test_what_is_not_there(demo_site: Site) -> None:
    visitor = Visitor(demo_site.url).demo("buyer")
    for path in (
        "/shop/no-such",
        "/shop/%00",
        "/offers/no-such/reasons",
        "/orders/W00",
        "/orders?after=AAAA",
        "/shop/a/b",
    ):
        assert visitor.get(path).status == 404, path
    assert "no parcel of this number" in visitor.get("/track?number=RX000000013CN").text
    assert visitor.get("/track?number=%3Cscript%3E").status == 404


def test_the_basket_is_bounded_and_keeps_its_town(demo_site: Site) -> None:
    visitor = Visitor(demo_site.url)
    sku = sku_of(demo_site, "moscow")
    for pieces in ("5000", "x", "-3", "9" * 400):
        visitor.post("/basket/add", {"sku": sku, "pieces": pieces})
    page = visitor.get("/basket").text
    assert 'value="99"' in page
    assert visitor.post("/basket/add", {"sku": "no-such", "pieces": 1}).location == "/basket?full"
    assert visitor.post("/town", {"town": "kazan", "next": "https://elsewhere.example/"}).location == "/shop"
    assert visitor.post("/town", {"town": "atlantis", "next": "/basket"}).location == "/basket"
    assert '<option value="kazan" selected>' in visitor.get("/basket").text
    visitor.post("/basket/change", {"sku": sku, "pieces": 0})
    assert "The basket is empty" in visitor.get("/basket").text


def test_an_order_is_made_once_and_only_its_buyer_sees_it(demo_site: Site) -> None:
    visitor = with_basket(demo_site)
    form = form_of(visitor)
    made = visitor.post("/checkout", form)
    order = f"/orders/{order_id_of('demo-buyer', form['key'])}"
    assert (made.status, made.location) == (302, f"{order}?thanks")
    assert visitor.post("/checkout", form).location == order  # sent twice
    assert visitor.get("/checkout").location == "/basket"  # the back button finds nothing to pay for
    page = visitor.get(order).text
    assert "<script>alert" not in page
    assert NAME not in page  # masked
    assert order.rpartition("/")[2] in visitor.get("/orders").text
    assert Visitor(demo_site.url).get(order).status == 302
    assert Visitor(demo_site.url).demo("merchant").get(order).status == 404
    assert Visitor(demo_site.url).demo("operator").get(order).status == 200
    with psycopg.connect(demo_site.database) as connection:
        rows = connection.execute("SELECT d::text FROM delivery d").fetchall()
    assert len(rows) == 1
    for secret in ("Анна", "Ленина", "79001234567", EXAMPLE, "101000"):
        assert secret not in rows[0][0]


def test_wrong_fields_are_told_and_nothing_is_ordered(demo_site: Site) -> None:
    visitor = with_basket(demo_site)
    good = form_of(visitor)
    bad = [
        {"identity": "123"},
        {"name": ""},
        {"phone": "x"},
        {"address": "a\0b"},
        {"name": "x" * 501},
        {"payment": "gold"},
        {"payment": "card", "bank": "No Bank"},
        {"total": "x"},
        {"total": "1"},
    ]
    for change in bad:
        answer = visitor.post("/checkout", {**good, **change})
        assert answer.status == 422, change
    assert visitor.post("/checkout", {**good, "key": "short"}).location == "/checkout"
    with psycopg.connect(demo_site.database) as connection:
        sql = "SELECT count(*) FROM orders WHERE order_id = %s"
        assert connection.execute(sql, [order_id_of("demo-buyer", good["key"])]).fetchone() == (0,)
    assert visitor.post("/checkout", good).status == 302


def test_five_megabytes_in_a_field_are_refused(demo_site: Site) -> None:
    visitor = with_basket(demo_site)
    answer = visitor.post("/checkout", {**form_of(visitor), "address": "x" * 5_000_000})
    assert answer.status in (400, 413)


def test_sold_out_meanwhile_is_told(demo_site: Site) -> None:
    visitor = with_basket(demo_site)
    form, sku = form_of(visitor), sku_of(demo_site, "yiwu")
    with psycopg.connect(demo_site.database) as connection:
        (left,) = connection.execute("SELECT on_hand FROM stock WHERE sku = %s", [sku]).fetchone()  # type: ignore[misc]
        connection.execute("UPDATE stock SET on_hand = reserved WHERE sku = %s", [sku])
    answer = visitor.post("/checkout", form)
    assert (answer.status, answer.location) == (302, "/basket")
    assert "there are not so many in stock" in visitor.get("/basket").text
    with psycopg.connect(demo_site.database) as connection:
        connection.execute("UPDATE stock SET on_hand = %s WHERE sku = %s", [left, sku])


def test_a_parcel_is_followed_to_the_door_by_anybody_who_has_its_number(demo_site: Site) -> None:
    visitor = with_basket(demo_site)
    form = form_of(visitor)
    visitor.post("/checkout", form)
    order = order_id_of("demo-buyer", form["key"])
    with open_road(demo_site.database) as road:
        step(road.platform, lambda *span: [], 200 * DAY)
        sql = "SELECT s10 FROM consignment WHERE order_id = %s"
        row = road.store.connection.execute(sql, [order]).fetchone()
        assert road.check() == []
    assert row
    if row[0] is None:  # one in fifty is cancelled before it is sent
        pytest.skip("the luck of this order was to be cancelled")
    page = Visitor(demo_site.url).get(f"/track?number={row[0].lower()}").text
    assert "Posted" in page
    for told in (NAME, "demo-buyer", order, "RUB"):
        assert told not in page
    mine = visitor.get(f"/orders/{order}", HX_Request="true").text
    assert "<html" not in mine
    assert row[0] in mine


def late_order(site: Site, visitor: Visitor) -> tuple[str, str]:
    """An order whose parcel was promised anew, and the number of its parcel."""
    form = form_of(visitor)
    visitor.post("/checkout", form)
    order = order_id_of("demo-buyer", form["key"])
    with open_road(site.database) as road:
        step(road.platform, lambda *span: [], 2 * DAY)
        with road.store.unit() as unit:
            (name,) = unit.journeys.of_orders([order]).consignment_id
            (first,) = unit.promises.open([name]).promised_on.tolist()
            unit.promises.renew([RenewedRow(name, first + 7, 900, "road", unit.roads.clock_at())])
        assert road.check() == []
        step(road.platform, lambda *span: [], 12 * DAY)
        sql = "SELECT s10 FROM consignment WHERE order_id = %s"
        (number,) = road.store.connection.execute(sql, [order]).fetchone() or ("",)
    return order, number


@needs_browser
@pytest.mark.browser
def test_a_late_order_tells_both_days_and_why(demo_site: Site) -> None:
    visitor = with_basket(demo_site)
    basket = visitor.get("/basket?lang=en").text
    assert NINE_OF_TEN["en"] in basket
    assert NINE_OF_TEN["en"] in visitor.get("/checkout").text
    order, number = late_order(demo_site, visitor)
    for page in (
        visitor.get(f"/orders/{order}").text,
        Visitor(demo_site.url).get(f"/track?lang=en&number={number}").text,
    ):
        assert "First promised by" in page
        assert "a delay on the way" in page
        assert "Your protection begins no earlier" in page
    with a_browser() as browser:
        look_at(browser, "late", f"{demo_site.url}/orders/{order}", visitor.cookies, LOOKS)
