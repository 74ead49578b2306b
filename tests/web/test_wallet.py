"""The page of the wallet: what is in it, the buyer's hour, and the form that fills it, once."""

import re
from datetime import date, timedelta

import pytest
from sites import Site, Visitor

from tearoad.boot.bank_notice import open_bank_notice
from tearoad.boot.bonuses import Wish, open_bonuses
from tearoad.boot.buyers import ACCOUNT
from tearoad.boot.demo_people import demo_name
from tearoad.boot.road import open_road
from tearoad.operations.advance import advance
from tearoad.payments.bonus import slot_of
from tearoad.terms.days import DAY, MOSCOW

KEY = re.compile(r'name="key" value="([0-9a-f]{32})"')
BALANCE = re.compile(r'<p class="price" role="status">[^<]*?([\d,]+\.\d\d)</p>')


def filling(visitor: Visitor, amount: str, bank: str = "Ob Bank") -> dict[str, str]:
    """A form as the page has it."""
    key = KEY.search(visitor.get("/wallet").text)
    assert key
    return {"key": key[1], "amount": amount, "bank": bank}


def balance(visitor: Visitor) -> float:
    found = BALANCE.search(visitor.get("/wallet").text)
    assert found
    return float(found[1].replace(",", ""))


def test_a_wallet_is_filled_once_for_each_form(demo_site: Site) -> None:
    visitor = Visitor(demo_site.url).demo("buyer")
    before, form = balance(visitor), filling(visitor, "1500.50")
    assert 'href="/wallet"' in visitor.get("/shop").text
    for _ in range(2):
        assert visitor.post("/wallet/fill", form).location == "/wallet"
    page = visitor.get("/wallet").text
    assert page.count("the bank is deciding") == 1
    assert 'hx-trigger="every 5s"' in page
    part = visitor.get("/wallet", HX_Request="true").text
    assert part.lstrip().startswith("<section")
    assert "<form" not in part
    with open_road(demo_site.database) as road:
        advance(road.platform, road.clock_at() + DAY)
    page = visitor.get("/wallet").text
    assert "the bank is deciding" not in page
    assert "hx-get" not in page[page.index("<main") :]
    assert balance(visitor) in (before, before + 1500.5), "the bank said no or yes"
    assert ("it did not go through: the bank refused" in page) == (balance(visitor) == before)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"amount": "0"}, 422),
        ({"amount": "-5"}, 422),
        ({"amount": "a lot"}, 422),
        ({"amount": "1.005"}, 422),
        ({"amount": "9" * 40}, 422),
        ({"bank": "No Bank"}, 404),
        ({"key": "short"}, 404),
        ({"key": ""}, 404),
    ],
)
def test_what_is_no_top_up_fills_nothing(demo_site: Site, change: dict[str, str], status: int) -> None:
    visitor = Visitor(demo_site.url).demo("buyer")
    answer = visitor.post("/wallet/fill", {**filling(visitor, "100"), **change})
    assert answer.status == status
    if status == 422:
        assert "Enter an amount above zero" in answer.text
        assert '<option value="Ob Bank" selected>' in answer.text


def test_a_form_that_was_sent_is_not_another_top_up(demo_site: Site) -> None:
    visitor = Visitor(demo_site.url).demo("buyer")
    form = filling(visitor, "100")
    assert visitor.post("/wallet/fill", form).status == 302
    assert visitor.post("/wallet/fill", {**form, "amount": "200"}).status == 404


def test_only_buyers_and_merchants_have_wallets(demo_site: Site) -> None:
    """Each account its own: duty is paid from it."""
    merchant = Visitor(demo_site.url).demo("merchant")
    assert balance(merchant) == 0
    assert merchant.post("/wallet/fill", filling(merchant, "100")).location == "/wallet"
    for role in ("operator", "auditor"):
        visitor = Visitor(demo_site.url).demo(role)
        assert visitor.get("/wallet").status == 403
        assert 'href="/wallet"' not in visitor.get("/shop").text
    assert Visitor(demo_site.url).get("/wallet").location.startswith("/sign-in")


def test_the_hour_is_shown_in_three_languages_and_passes(demo_site: Site) -> None:
    with open_road(demo_site.database) as road:
        first = date(1970, 1, 1) + timedelta(days=road.clock_at() // DAY + 2)
    with open_bank_notice(demo_site.database) as notice:
        notice.clock = lambda: 0.0
        notice.plan("eleven", first + timedelta(days=2), 10_000)
    with open_bonuses(demo_site.database) as bonuses:
        bonus = bonuses.plan(Wish("eleven", "2.5", "500.00", "10000.00", first, first)).bonus
    slot = slot_of(bonus, ACCOUNT + demo_name("buyer"))
    clocks = [f"{(at + MOSCOW) % DAY // 3_600:02d}:{at % 3_600 // 60:02d}" for at in slot]
    said = {"en": "Every buyer has an hour", "ru": "У каждого покупателя свой час", "zh": "每位买家都有各自的时段"}
    for language, words in said.items():
        visitor = Visitor(demo_site.url, language=language).demo("buyer")
        page = visitor.get("/wallet").text
        assert "-".join(clocks) in page
        assert words in page
        assert ("2,5%" if language == "ru" else "2.5%") in page
    visitor = Visitor(demo_site.url).demo("buyer")
    with open_road(demo_site.database) as road:
        advance(road.platform, slot.begins)
    assert "It is your hour now" in visitor.get("/wallet").text
    assert visitor.post("/wallet/fill", filling(visitor, "1000")).status == 302
    assert "25.00" in visitor.get("/wallet").text
    with open_road(demo_site.database) as road:
        advance(road.platform, slot.ends)
    assert "its hour is past" in visitor.get("/wallet").text
