"""The coupon of a checkout page, and why one is refused, in each language."""

import re
from collections.abc import Iterator

import psycopg
import pytest
from sites import Site, Visitor

from tearoad.boot.road import open_road
from tearoad.market.coupon import PLATFORM, Coupon
from tearoad.operations.make_coupon import make_coupon
from tearoad.operations.set_limit import set_limit
from tearoad.terms.refusal import Refusal
from tearoad.web.shop.refusals import refusal_words

TO = {"name": "Anna", "phone": "+79001234567", "address": "1", "postcode": "420000", "identity": "500100732259"}
HIDDEN = re.compile(r'<input type="hidden" name="(key|total)" value="([^"]*)"')
SKU = "phone-case-1a"
WORDS = {
    "en": ("Coupon", "there is no such coupon", "you have used this coupon already"),
    "ru": ("Купон", "такого купона нет", "вы уже использовали этот купон"),
    "zh-hans": ("优惠券", "没有此优惠券", "您已用过此优惠券"),
}


@pytest.fixture(scope="module", autouse=True)
def coupon(demo_site: Site) -> Iterator[None]:
    with open_road(demo_site.database) as road:
        for number in range(3):
            code = f"PAGE-{number}"
            make_coupon(road.store, Coupon(code, PLATFORM, 1_000, 0, "RUB", 0, 1, 0, None), None, 10**7, "")
    yield
    with open_road(demo_site.database) as road:
        assert road.check() == []


def sent(visitor: Visitor, coupon: str, pieces: str = "1") -> tuple[int, str, str]:
    """Status, page or path, and the total that the form said."""
    visitor.post("/basket/add", {"sku": SKU, "pieces": pieces})
    form = dict(HIDDEN.findall(visitor.get("/checkout").text))
    done = visitor.post("/checkout", {**TO, **form, "payment": "wallet", "bank": "Ob Bank", "coupon": coupon})
    return done.status, done.text or done.location, form["total"]


@pytest.mark.parametrize(("number", "language"), list(enumerate(WORDS)))
def test_a_coupon_comes_off_once(demo_site: Site, number: int, language: str) -> None:
    visitor = Visitor(demo_site.url, language=language).demo("buyer")
    label, unknown, used = WORDS[language]
    status, page, _ = sent(visitor, "NO-SUCH")
    assert status == 422
    assert f'<label for="coupon">{label}</label>' in page
    assert f'<span class="error" id="coupon-said">{unknown}</span>' in page
    assert 'value="NO-SUCH"' in page
    status, path, seen = sent(visitor, f" page-{number} ")
    assert status == 302, path
    with psycopg.connect(demo_site.database) as connection:
        sql = "SELECT amount_minor, state FROM payment WHERE order_id = %s"
        paid = connection.execute(sql, [re.search(r"W[0-9A-F]{24}", visitor_last(visitor))[0]]).fetchone()  # type: ignore[index]
    assert paid
    assert paid[0] < int(seen)
    assert paid[1] == 1
    status, page, _ = sent(visitor, f"PAGE-{number}")
    assert status == 422
    assert used in page


def visitor_last(visitor: Visitor) -> str:
    """The page of the newest order, which says what the coupon paid."""
    found = re.search(r'href="(/orders/W[0-9A-F]{24})"', visitor.get("/orders").text)
    assert found
    page = visitor.get(found[1]).text
    assert {"en": "Coupon", "ru": "Скидка по купону", "zh-hans": "优惠券抵扣"}[visitor.language] in page
    return found[1]


def test_a_limit_is_told_in_the_basket(demo_site: Site) -> None:
    visitor = Visitor(demo_site.url).demo("buyer")
    with open_road(demo_site.database) as road:
        set_limit(road.store, SKU, 1, None, None)
    try:
        visitor.post("/basket/add", {"sku": SKU, "pieces": "1"})
        visitor.post("/basket/change", {"sku": SKU, "pieces": "2"})
        assert "one buyer may not order so many" in visitor.get("/basket").text
    finally:
        with open_road(demo_site.database) as road:
            set_limit(road.store, SKU, None, None, None)


def test_every_refusal_of_a_coupon_has_words_in_each_language() -> None:
    names = [*(one for one in Refusal if one.of_a_coupon), Refusal.OVER_LIMIT]
    for language in ("ru", "zh", "en"):
        words = [refusal_words(str(one), language) for one in names]
        assert len(set(words)) == len(names) == 7
        assert refusal_words("", language) not in words
