"""Duty on pages: its sender pays it or hands on a code, by which a buyer sees what is owed, and pays."""

import re
from collections.abc import Iterator
from contextlib import closing
from itertools import count

import psycopg
import pytest
from browser import (
    LOOKS,
    Opened,
    a_browser,
    assert_accessible,
    assert_large_targets,
    assert_no_sideways_scroll,
    assert_quiet,
    keep_picture,
    look_at,
    needs_browser,
    page_of_visitor,
    show,
)
from items import DEAR, LINE, item
from sites import Site, Visitor, a_name, served

from tearoad.api.duty import TRIES
from tearoad.boot.buyers import ACCOUNT
from tearoad.boot.demo_people import demo_name
from tearoad.boot.desks import desks_of
from tearoad.boot.items import party_of
from tearoad.boot.road import open_road
from tearoad.operations.wallet import deposit
from tearoad.terms.refusal import Refusal
from tearoad.web.words import CATALOGUE

CODE = re.compile(r"<code>((?:[A-Z2-7]{4}-){3}[A-Z2-7]{4})</code>")
EXPECTED = re.compile(r'name="expected" value="(\d+)"')
OWED = 971_250  # of DEAR, as the law of the demo's first day has it
SHOWN = "9,712.50"
serial = count(1)


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo whose buyer and merchant have money; in the end every rule holds."""
    with served(server_url, a_name(), tmp_path_factory.mktemp("home")) as found, open_road(found.database) as road:
        with road.store.unit() as unit:
            at, roles = unit.roads.clock_at(), ("merchant", "buyer")
            unit.ledger.post([deposit("test", ACCOUNT + demo_name(role), "RUB", 9 * OWED, at) for role in roles])
        yield found
        assert road.check() == []


@pytest.fixture(scope="module")
def merchant(site: Site) -> Visitor:
    return Visitor(site.url).demo("merchant")


@pytest.fixture(scope="module")
def buyer(site: Site) -> Visitor:
    return Visitor(site.url).demo("buyer")


def lodged(site: Site, **other: object) -> tuple[str, str]:
    """By the demo's merchant: its id and number."""
    with psycopg.connect(site.database) as connection:
        row = connection.execute("SELECT merchant FROM person WHERE name = 'demo-merchant'").fetchone()
    assert row
    desks = desks_of(site.database, site.home)
    with closing(desks.store), closing(desks.items()) as declarations:
        asked = item(next(serial), **(other or DEAR))
        (found,) = declarations.lodge([asked], party_of("", str(row[0])), "demo-merchant")
    assert found.row
    return found.declaration_id, found.row.s10


def code_of(merchant: Visitor, name: str) -> str:
    found = CODE.search(merchant.get(f"/items/{name}").text)
    assert found
    return found[1]


def balance(site: Site, role: str) -> int:
    with psycopg.connect(site.database) as connection:
        sql = "SELECT credits - debits FROM account WHERE account = %s"
        row = connection.execute(sql, [f"wallet:account:{demo_name(role)}:RUB"]).fetchone()
    assert row
    return int(row[0])


def test_a_sender_pays_on_the_page_of_the_declaration(site: Site, merchant: Visitor) -> None:
    (name, _), before = lodged(site), balance(site, "merchant")
    path = f"/items/{name}"
    page = merchant.get(path).text
    assert page.count(SHOWN) == 4, "owed, reckoned, in its own panel owed and taken"
    expected = EXPECTED.search(page)
    assert expected
    assert expected[1] == str(OWED)
    changed = merchant.post(f"{path}/pay", {"expected": "5"})
    assert (changed.status, "The amount has changed." in changed.text, SHOWN in changed.text) == (422, True, True)
    for _ in range(2):
        assert merchant.post(f"{path}/pay", {"expected": OWED}).location == path
    page = merchant.get(path).text
    assert "<b>released</b>" in page
    assert "Pay from the wallet" not in page
    assert CODE.search(page) is None
    assert before - balance(site, "merchant") == OWED


def test_a_buyer_pays_by_the_code(site: Site, merchant: Visitor, buyer: Visitor) -> None:
    (name, number), before = lodged(site), balance(site, "buyer")
    said = {"number": number.lower(), "code": code_of(merchant, name)}
    assert 'href="/duty"' in buyer.get("/wallet").text
    assert buyer.get(f"/items/{name}").status == 403
    page = buyer.post("/duty", said).text
    for word in (number, "Vacuum flask, 0.5 l", SHOWN):
        assert word in page
    for word in ("Orlik", "367264", "891796258371", "Willow"):
        assert word not in page
    for _ in range(2):
        done = buyer.post("/duty/pay", {**said, "expected": OWED})
        assert (done.status, "Paid from the wallet: <b>" in done.text) == (200, True)
    assert before - balance(site, "buyer") == OWED
    assert "It is paid already." in buyer.post("/duty", said).text
    again = merchant.post(f"/items/{name}/pay", {"expected": OWED})
    assert (again.status, "It is paid already." in again.text) == (422, True)


def test_one_answer_to_a_wrong_number_and_a_wrong_code(site: Site, merchant: Visitor, buyer: Visitor) -> None:
    name, number = lodged(site)
    code = code_of(merchant, name)
    wrong = [
        {"number": number, "code": "AAAA-AAAA-AAAA-AAAA"},
        {"number": "HA000009999CN", "code": code},
        {"number": number, "code": ""},
        {"number": "\0", "code": "\0"},
        {"number": "x" * 50, "code": "x" * 50},
        {},
    ]
    for path in ("/duty", "/duty/pay"):
        for said in wrong:
            told = buyer.post(path, said)
            assert (told.status, "There is no such number with such a code." in told.text) == (422, True)
    poor = lodged(site, lines=[{**LINE, "value_minor": 9_000_000}])
    told = buyer.post("/duty/pay", {"number": poor[1], "code": code_of(merchant, poor[0]), "expected": "1"})
    assert (told.status, "The amount has changed." in told.text) == (422, True)
    expected = EXPECTED.search(told.text)
    assert expected
    told = buyer.post("/duty/pay", {"number": poor[1], "code": code_of(merchant, poor[0]), "expected": expected[1]})
    assert (told.status, "There is not enough money in the wallet." in told.text) == (422, True)


def test_nobody_else_pays_or_sees_the_code(site: Site, merchant: Visitor) -> None:
    name, _ = lodged(site)
    for role in ("officer", "operator", "auditor"):
        visitor = Visitor(site.url).demo(role)
        assert CODE.search(visitor.get(f"/items/{name}").text) is None
        assert visitor.post(f"/items/{name}/pay", {"expected": OWED}).status == 403
        assert visitor.get("/duty").status == 403
    assert Visitor(site.url).demo("buyer").post(f"/items/{name}/pay", {"expected": OWED}).status == 404
    assert merchant.post(f"/items/{'0' * 32}/pay", {}).status == 404
    assert Visitor(site.url).get("/duty").location.startswith("/sign-in")


def test_an_operator_is_not_offered_to_say_that_a_parcel_of_the_road_is_paid(site: Site) -> None:
    name, _ = lodged(site)
    path, operator = f"/items/{name}", Visitor(site.url).demo("operator")
    assert 'name="fact" value="paid"' in operator.get(path).text
    with psycopg.connect(site.database) as connection:
        of_parcel = "UPDATE item_declaration SET consignment_id = %s WHERE declaration_id = %s"
        connection.execute(of_parcel, ["f" * 32, name])
    assert 'name="fact" value="paid"' not in operator.get(path).text
    told = operator.post(f"{path}/reports", {"fact": "paid"})
    assert (told.status, "This is not yours to report." in told.text) == (422, True)


def test_every_refusal_has_its_words() -> None:
    refusals = (Refusal.PAID_BY_ESCROW, Refusal.NOT_PAYABLE, Refusal.NOTHING_OWED, Refusal.ALREADY_PAID,
                Refusal.NO_RATE, Refusal.TOO_LARGE, Refusal.PRICE_CHANGED, Refusal.NOT_COVERED)  # fmt: skip
    assert set(CATALOGUE["duty_refusal"]) == {one.name.lower() for one in refusals} | {"unknown_code", "too_often"}


@pytest.mark.full
@needs_browser
@pytest.mark.browser
def test_the_pages_are_accessible_in_each_language(site: Site, merchant: Visitor, buyer: Visitor) -> None:
    """The buyer's by number and code; the last look pays."""
    name, number = lodged(site)
    code, session = code_of(merchant, name), "tearoad_session"
    of_merchant, of_buyer = ({session: visitor.cookies[session]} for visitor in (merchant, buyer))
    with a_browser() as browser:
        look_at(browser, "duty-of-sender", f"{site.url}/items/{name}", of_merchant, LOOKS[:1])
        for language, size, theme in LOOKS:
            opened = page_of_visitor(browser, f"{site.url}/duty", of_buyer, language)
            show(opened.page, size, theme)
            opened.page.fill("#number", number)
            opened.page.fill("#code", code)
            opened.page.press("#code", "Enter")
            opened.page.wait_for_selector("input[name=expected]", state="attached")
            held_by(opened, f"duty-{language}")
            opened.close()
        opened = page_of_visitor(browser, f"{site.url}/duty", of_buyer)
        opened.page.fill("#number", number)
        opened.page.fill("#code", code)
        opened.page.press("#code", "Enter")
        opened.page.click("text=Pay from the wallet")
        opened.page.wait_for_selector(".notice.good")
        held_by(opened, "duty-paid")
        opened.close()


def held_by(opened: Opened, name: str) -> None:
    """What every page must hold, of one that a form has led to."""
    assert_no_sideways_scroll(opened.page)
    assert_accessible(opened.page)
    assert_large_targets(opened.page)
    keep_picture(opened.page, name)
    assert_quiet(opened)


def test_codes_are_not_tried_for_ever(site: Site) -> None:
    """Last of all here, since each try of the buyer's counts."""
    buyer = Visitor(site.url).demo("buyer")
    told = [buyer.post("/duty", {"number": "x", "code": "y"}) for _ in range(TRIES.at_once + 2)][-1]
    assert (told.status, "Too many tries." in told.text) == (429, True)
    assert int(told.headers["retry-after"]) > 0
