"""The page of an order says what its payment waits for, and another way can be tried, by its buyer alone."""

import re

import psycopg
import pytest
from sites import Site, Visitor

from tearoad.boot.living import step
from tearoad.boot.road import open_road

TO = {"name": "Anna", "phone": "+79001234567", "address": "1", "postcode": "420000", "identity": "500100732259"}
HIDDEN = re.compile(r'<input type="hidden" name="(key|total)" value="([^"]*)"')
KEY = re.compile(r'name="key" value="([0-9a-f]{32})"')


def ordered(visitor: Visitor, way: str) -> str:
    """The path of a new order."""
    visitor.post("/basket/add", {"sku": "phone-case-1a", "pieces": "1"})
    form = dict(HIDDEN.findall(visitor.get("/checkout").text))
    done = visitor.post("/checkout", {**TO, **form, "payment": way, "bank": "Ob Bank"})
    assert done.status == 302, done.text
    return done.location.partition("?")[0]


def answered(site: Site, order: str, refusal: str) -> None:
    """As the bank would: it refuses."""
    with psycopg.connect(site.database, autocommit=True) as connection:
        change = "UPDATE payment SET state = 2, refusal = %s, answered_at = at WHERE order_id = %s AND state = 0"
        assert connection.execute(change, [refusal, order.rpartition("/")[2]]).rowcount == 1


def test_a_bank_is_waited_for_and_after_its_no_the_wallet_pays(demo_site: Site) -> None:
    visitor = Visitor(demo_site.url).demo("buyer")
    order = ordered(visitor, "card")
    page = visitor.get(order).text
    assert "The bank is deciding" in page
    assert "Ob Bank" in page
    assert "kept for you until" in page
    part = visitor.get(f"{order}?pay=waiting", HX_Request="true")
    assert "hx-refresh" not in part.headers
    answered(demo_site, order, "refused by the bank")
    assert visitor.get(f"{order}?pay=waiting", HX_Request="true").headers["hx-refresh"] == "true"
    page = visitor.get(order).text
    assert "the bank refused" in page
    again = {"key": KEY.search(page)[1], "payment": "wallet"}  # type: ignore[index]
    assert visitor.post(f"{order}/pay", again).location == order
    assert visitor.post(f"{order}/pay", again).location == order, "sent twice"
    page = visitor.get(order).text
    assert "kept for you until" not in page
    assert "stage-paid" in page


def test_a_code_is_shown_for_the_counter(demo_site: Site) -> None:
    visitor = Visitor(demo_site.url).demo("buyer")
    assert re.search(r"Say the code at a counter.*<code>\d{10}</code>", visitor.get(ordered(visitor, "cash_code")).text)


@pytest.mark.parametrize("form", [{}, {"payment": "gold"}, {"payment": "card", "bank": "No Bank"}, {"key": "short"}])
def test_what_is_no_way_to_pay_is_not_found(demo_site: Site, form: dict[str, str]) -> None:
    visitor = Visitor(demo_site.url).demo("buyer")
    order = ordered(visitor, "card")
    answered(demo_site, order, "refused by the bank")
    said = {"key": "0" * 32, "payment": "wallet", **form} if form else {}
    assert visitor.post(f"{order}/pay", said).status == 404


def test_nobody_pays_cancels_or_confirms_for_another(demo_site: Site) -> None:
    order = ordered(Visitor(demo_site.url).demo("buyer"), "card")
    merchant = Visitor(demo_site.url).demo("merchant")
    for path in (f"{order}/pay", f"{order}/cancel", f"{order}/confirm/{'0' * 32}"):
        assert merchant.post(path, {"key": "0" * 32, "payment": "wallet"}).status in (403, 404)


def test_an_order_is_cancelled_and_a_parcel_confirmed(demo_site: Site) -> None:
    visitor = Visitor(demo_site.url).demo("buyer")
    order = ordered(visitor, "wallet")
    assert "Cancel the order" in visitor.get(order).text
    assert visitor.post(f"{order}/cancel").location == order
    page = visitor.get(order).text
    assert "stage-cancelled" in page
    assert "Cancel the order" not in page
    for _ in range(4):
        orders = [ordered(visitor, "wallet") for _ in range(4)]
        for _ in range(40):
            with open_road(demo_site.database) as road:
                step(road.platform, lambda *span: [], 43_200)
            pages = {name: visitor.get(name).text for name in orders}
            found = [re.search(rf'action="({name}/confirm/[0-9a-f]+)"', text) for name, text in pages.items()]
            if any(found):
                break
        if any(found):
            break
    path = next(one for one in found if one)[1]
    assert visitor.post(path).status == 302
    assert "stage-confirmed" in visitor.get(path.partition("/confirm")[0]).text
