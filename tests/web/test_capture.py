"""Declarations that came on paper are captured at the desk: every fault at its field, every reason at once, and what
arrived without data is captured from its list."""

import re
from collections.abc import Iterator
from contextlib import closing
from itertools import count

import pytest
from browser import (
    DESKTOP,
    LOOKS,
    PHONE,
    a_browser,
    assert_accessible,
    keep_picture,
    look_at,
    needs_browser,
    page_of_visitor,
)
from items import number
from sites import Answer, Site, Visitor, a_name, served

from tearoad.boot.desks import desks_of
from tearoad.boot.road import open_road
from tearoad.customs.checks.declared import CATEGORIES
from tearoad.operations.asked_item import MOST_LINES, AskedContent, AskedItem
from tearoad.web.desk.captured import AMOUNTS, GROUPS, OF_LINE, captured, lines_of
from tearoad.web.words import CATALOGUE

serial = count(1)
FAULT = re.compile(r'<span class="error" id="([\w-]+)-fault">')
PAPER = {
    "office": "moscow", "category": "sale", "currency": "eur", "origin": "cn", "destination": "ru",
    "gross_grams": "1288",
    "sender_name": "Yiwu Willow Home", "sender_country": "cn", "recipient_name": "Olga Orlik",
    "recipient_postcode": "367264", "recipient_identity": "891796258371", "order_id": "W0", "lines": "3",
    "description-1": "Vacuum flask, 0.5 l", "hs-1": "961700", "value-1": "900,00", "weight_grams-1": "1047",
}  # fmt: skip


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(server_url, a_name(), tmp_path_factory.mktemp("home"), goods=10) as found:
        yield found
        with open_road(found.database) as road:
            assert road.check() == []


@pytest.fixture(scope="module")
def officer(site: Site) -> Visitor:
    return Visitor(site.url).demo("officer")


@pytest.fixture(scope="module")
def post(site: Site) -> Visitor:
    return Visitor(site.url).demo("post_worker")


def paper(**other: str) -> dict[str, str]:
    """One in order, of which something is owed, with a number that no other test has."""
    return {**PAPER, "s10": number(next(serial)), **{name.replace("__", "-"): text for name, text in other.items()}}


def faults(answer: Answer) -> list[str]:
    assert answer.status == 422
    return FAULT.findall(answer.text)


def scan(site: Site, *numbers: str, office: str = "moscow") -> None:
    desks = desks_of(site.database, site.home)
    with closing(desks.store), closing(desks.items()) as declarations:
        declarations.arrivals.arrive(office, numbers, "petr")


def test_what_is_captured_is_lodged_and_not_cleared_by_who_captured_it(site: Site, officer: Visitor) -> None:
    one = paper()
    told = officer.post("/items/new", one)
    assert (told.status, told.location.startswith("/items/")) == (302, True)
    assert officer.post("/items/new", one).location == told.location, "what is sent twice is one"
    page = officer.get(told.location).text
    assert one["s10"] in page
    assert "assessed, waits for payment" in page
    operator = Visitor(site.url).demo("operator")
    for fact in ("arrived", "paid"):
        assert operator.post(f"{told.location}/reports", {"fact": fact}).status == 302
    dear = officer.post("/items/new", paper(description__1="Lamp with a lithium battery")).location
    for fact in ("arrived", "paid"):
        assert operator.post(f"{dear}/reports", {"fact": fact}).status == 302
    refused = officer.post(f"{dear}/reports", {"fact": "examined"})
    assert (refused.status, "Nobody clears what they entered." in refused.text) == (422, True)


def test_every_fault_stands_at_its_field(officer: Visitor) -> None:
    wrong = paper(
        s10="", gross_grams="0", postage="x", currency="ZZZ", recipient_name="x" * 201, value__1="",
        weight_grams__1="1.5", quantity__2="-1",
    )  # fmt: skip
    told = officer.post("/items/new", wrong)
    expected = {
        "s10", "gross_grams", "currency", "recipient_name", "value-1", "weight_grams-1", "quantity-2", "value-2",
        "weight_grams-2",
    }  # fmt: skip
    assert set(faults(told)) == expected
    assert 'value="Olga Orlik"' not in told.text
    assert 'value="367264"' in told.text, "what was typed stands there still"
    assert 'aria-describedby="s10-fault"' in told.text
    assert set(faults(officer.post("/items/new", {}))) == {"s10", "currency", "description-1"}
    assert faults(officer.post("/items/new", paper(office="novosibirsk"))) == ["office"]
    assert faults(officer.post("/items/new", paper(postage="x"))) == ["postage"]
    assert faults(officer.post("/items/new", paper(invoice="a\0b"))) == ["invoice"]
    assert faults(officer.post("/items/new", {**paper(), "s10": "9" * 65})) == ["s10"], "too long for an id"
    for amount in ("1e999999", "NaN", "-1", "0,001", "9" * 15, "1.2.3"):
        assert faults(officer.post("/items/new", paper(value__1=amount))) == ["value-1"]


def test_what_is_rejected_says_every_reason_and_is_corrected_in_the_form(officer: Visitor) -> None:
    one = paper(recipient_name="", recipient_identity="", description__1="")
    told = officer.post("/items/new", one)
    assert told.status == 422
    for code in ("C01", "I01", "P01"):
        assert f"<code>{code}" in told.text
    assert 'name="correction" value="1" checked' in told.text
    assert f'value="{one["s10"]}"' in told.text
    good = {**PAPER, "s10": one["s10"]}
    assert faults(officer.post("/items/new", good)) == ["id"], "another content needs to be meant"
    done = officer.post("/items/new", {**good, "correction": "1"})
    assert done.status == 302
    page = officer.get(done.location).text
    assert page.count("Lodged</th>") == 2
    assert "<b>assessed, waits for payment</b>" in page


def test_where_the_number_was_the_mistake_it_is_corrected_too(officer: Visitor) -> None:
    told = officer.post("/items/new", paper(s10="HA000000000CN"))
    assert "<code>N0" in told.text
    assert 'id="id" name="id" value="HA000000000CN"' in told.text
    one = paper(id="HA000000000CN", correction="1")
    page = officer.get(officer.post("/items/new", one).location).text
    assert one["s10"] in page
    assert page.count("Lodged</th>") == 2


def test_a_correction_that_is_too_late_is_refused_in_words(site: Site, officer: Visitor) -> None:
    one = paper()
    path = officer.post("/items/new", one).location
    assert Visitor(site.url).demo("operator").post(f"{path}/reports", {"fact": "arrived"}).status == 302
    late = officer.post("/items/new", {**one, "order_id": "W9", "correction": "1"})
    assert (late.status, "The item is at the office already." in late.text) == (422, True)


def test_a_number_stands_on_one_declaration(officer: Visitor, post: Visitor) -> None:
    one = paper()
    assert officer.post("/items/new", one).status == 302
    assert faults(post.post("/items/new", one)) == ["s10"]
    assert post.post("/items/new", {**one, "s10": number(next(serial)), "id": "paper 7"}).status == 302


def test_more_lines_come_without_script_and_keep_what_was_typed(officer: Visitor) -> None:
    told = officer.post("/items/new", {**paper(), "more": "1"})
    assert told.status == 200
    assert 'id="value-6"' in told.text
    assert 'id="value-7"' not in told.text
    assert 'value="900,00"' in told.text
    many = paper(
        lines="10",
        gross_grams="2400",
        **{f"{name}__10": PAPER[f"{name}-1"] for name in ("description", "hs", "value", "weight_grams")},
    )
    path = officer.post("/items/new", many).location
    assert officer.get(path).text.count("Vacuum flask") == 2
    last = officer.get(f"/items/new?lines={MOST_LINES}").text
    assert f'id="value-{MOST_LINES}"' in last
    assert 'name="more"' not in last


@pytest.mark.parametrize(
    ("said", "lines"), [("", 3), ("10", 10), ("0", 1), ("999", MOST_LINES), ("-1", 3), ("9999", 3)]
)
def test_lines_are_bounded(said: str, lines: int) -> None:
    assert lines_of({"lines": said}) == lines


def test_what_arrived_without_data_is_captured_from_its_list(site: Site, post: Visitor) -> None:
    here, elsewhere = number(next(serial)), number(next(serial))
    scan(site, here)
    scan(site, elsewhere, office="novosibirsk")
    page = post.get("/items/undeclared").text
    assert elsewhere not in page
    link = f"/items/new?s10={here}&amp;office=moscow"
    assert link in page
    form = post.get(link.replace("&amp;", "&")).text
    assert f'value="{here}"' in form
    done = post.post("/items/new", {**PAPER, "s10": here})
    assert done.status == 302
    assert ">Arrived</th>" in post.get(done.location).text
    assert here not in post.get("/items/undeclared").text
    assert elsewhere in Visitor(site.url).demo("operator").get("/items/undeclared").text
    assert post.get("/items/undeclared?after=AAAA").status == 404


def test_the_list_goes_on(site: Site, post: Visitor) -> None:
    numbers = {number(5_000 + n) for n in range(60)}
    scan(site, *numbers)
    found, path = set[str](), "/items/undeclared"
    while path:
        page = post.get(path).text
        found |= set(re.findall(r'<th scope="row"><a [^>]+>(\w+)</a></th>', page))
        more = re.search(r'rel="next" href="([^"]+)"', page)
        path = f"/items/undeclared{more[1]}" if more else ""
    assert numbers <= found


def test_who_may_capture_and_who_sees_the_list(site: Site) -> None:
    for role, captures, lists in (
        ("officer", True, True), ("post_worker", True, True), ("operator", True, True), ("merchant", True, False),
        ("auditor", False, True),
    ):  # fmt: skip
        visitor = Visitor(site.url).demo(role)
        page = visitor.get("/items").text
        assert ('href="/items/new"' in page, 'href="/items/undeclared"' in page) == (captures, lists)
        assert (visitor.get("/items/new").status == 200) is captures
        assert "/items/new?s10=" not in visitor.get("/items/undeclared").text or captures
    assert Visitor(site.url).demo("buyer").get("/items/new").status == 403


def test_the_form_has_every_field_of_what_is_lodged() -> None:
    """But for those that no paper has."""
    fields = {AMOUNTS.get(name, name) for some in GROUPS.values() for name in some}
    without = {"lines", "subject", "seller_registered", "sender_id", "consignee_id", "consignment", "correction"}
    assert fields == set(AskedItem.__struct_fields__) - without
    assert {AMOUNTS.get(name, name) for name in OF_LINE} == set(AskedContent.__struct_fields__)
    assert set(CATALOGUE["capture_category"]) == {*CATEGORIES, "none"}


def test_every_fault_has_its_words() -> None:
    typed = paper(s10="", currency="", value__1="", quantity__1="x", postage="x", invoice="x" * 201)
    codes = set(captured(typed).faults.values()) | set(
        captured({**typed, "currency": "EUR", "lines": "1"}).faults.values()
    )
    codes |= set(captured({}).faults.values())
    assert codes | {"bad_office", "other_content", "number_taken"} == set(CATALOGUE["capture_fault"])


@pytest.mark.full
@needs_browser
@pytest.mark.browser
def test_the_form_is_accessible_in_each_language(site: Site, officer: Visitor) -> None:
    scan(site, number(next(serial)))
    cookies = {"tearoad_session": officer.cookies["tearoad_session"]}
    with a_browser() as browser:
        for name, path in {"capture": "/items/new", "undeclared": "/items/undeclared"}.items():
            look_at(browser, name, site.url + path, cookies, LOOKS)
        opened = page_of_visitor(browser, f"{site.url}/items/new?s10={number(next(serial))}", cookies, "en", DESKTOP)
        opened.page.fill("#gross_grams", "much")
        opened.page.click("button[type=submit]:not([name])")
        opened.page.wait_for_selector("#gross_grams-fault")
        assert_accessible(opened.page)
        keep_picture(opened.page, "capture-faults")
        for field, text in PAPER.items():
            if field not in ("lines", "office", "category", "recipient_identity", "description-1"):
                opened.page.fill(f"#{field}", text)
        opened.page.click("button[type=submit]:not([name])")
        opened.page.wait_for_selector("text=C01")
        opened.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert_accessible(opened.page)
        keep_picture(opened.page, "capture-rejected")
        opened.close()
