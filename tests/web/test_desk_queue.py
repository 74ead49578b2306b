"""An officer works through what waits: by channel and office, by the terms of the law, and by keys alone."""

import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from browser import a_browser, assert_quiet, needs_browser, page_of_visitor
from items import BATTERY, DEAR, OF_MANY_LINES, item
from playwright.sync_api import Page
from sites import Site, Visitor, a_name, served

from tearoad.boot.demo_people import make_demo_people
from tearoad.boot.desks import desks_of
from tearoad.boot.item_queue import ItemQueue
from tearoad.boot.items import party_of
from tearoad.boot.road import open_road
from tearoad.customs.risk.finding import FOUND, NOTHING_FOUND
from tearoad.operations.advance import advance
from tearoad.operations.desk_view import Seen
from tearoad.operations.item_queue import QUEUES, Wanted
from tearoad.terms.days import DAY
from tearoad.web.desk.queue import span
from tearoad.web.words import CATALOGUE

ROW = re.compile(r'<th scope="row"><a href="/items/([0-9a-f]{32})([^"]*)">')
SCANS = 4


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Some wait for the scanner, at two offices, one for payment, one for papers; and one is released."""
    home = tmp_path_factory.mktemp("home")
    with served(server_url, a_name(), home) as found:
        make_demo_people(found.database)
        desks = desks_of(found.database, home)
        lodged = [item(at, **BATTERY) for at in range(1, SCANS + 1)]
        lodged += [item(11, **DEAR), item(12, **OF_MANY_LINES), item(13), item(14, office="yekaterinburg", **BATTERY)]
        with closing(desks.store), closing(desks.items()) as declarations:
            declarations.lodge(lodged, party_of("somebody", None), "somebody")
        yield found


def listed(visitor: Visitor, query: str = "") -> list[str]:
    return [name for name, _ in ROW.findall(visitor.get(f"/items?{query}").text)]


def test_a_queue_is_what_waits_for_one_thing(site: Site) -> None:
    officer, auditor = (Visitor(site.url).demo(role) for role in ("officer", "auditor"))
    counts = {name: len(listed(officer, f"queue={name}")) for name in QUEUES}
    assert counts == {**dict.fromkeys(QUEUES, 0), "scanner": SCANS, "payment": 1, "papers": 1}
    assert len(listed(officer, "waiting=1")) == SCANS + 2
    assert len(listed(officer, "queue=nonsense")) == SCANS + 3, "a word that is none of ours counts for nothing"
    assert len(listed(auditor, "queue=scanner")) == SCANS + 1
    assert len(listed(auditor, "queue=scanner&office=yekaterinburg")) == 1
    assert len(listed(auditor, "office=yekaterinburg")) == 1
    assert len(listed(officer, "office=yekaterinburg")) == SCANS + 3, "an officer has one office"
    assert listed(officer, "queue=scanner&oldest=1") == listed(officer, "queue=scanner")[::-1]
    assert 'name="office"' in auditor.get("/items").text
    assert 'name="office"' not in officer.get("/items").text


def test_pages_follow_each_other_in_either_order(site: Site) -> None:
    """By the desk itself: a page of the site has more rows than there are."""
    desks = desks_of(site.database, site.home)
    with closing(desks.store), closing(desks.items()) as declarations:
        for wanted, all_of_it in (("", SCANS + 4), ("scanner", SCANS + 1)):
            for oldest in (False, True):
                found = paged(declarations.queue, Wanted(wanted, oldest=oldest))
                assert found == sorted(found, reverse=not oldest)
                assert len(set(found)) == len(found) == all_of_it


def paged(queue: ItemQueue, wanted: Wanted) -> list[tuple[int, str]]:
    found, cursor, more = [], "", True
    while more:
        page = queue.page(Seen(True, None, None, None), wanted, cursor, 2)
        found += [(one.row.lodged_at, one.row.declaration_id) for one in page.queued]
        cursor, more = page.cursor, bool(page.cursor)
    return found


def test_after_a_report_the_next_one_comes(site: Site) -> None:
    officer, operator = (Visitor(site.url).demo(role) for role in ("officer", "operator"))
    query = "queue=scanner&oldest=1"
    first, second, *_ = names = listed(officer, query)
    for name in names:
        assert operator.post(f"/items/{name}/reports", {"fact": "arrived"}).location == f"/items/{name}"
    told = officer.post(f"/items/{first}/reports", {"fact": "held", "why": "W1", "from": query})
    assert told.location == f"/items/{second}?{query}&done={first}"
    page = officer.get(told.location).text
    assert f'href="/items/{first}?queue=scanner&amp;oldest=1"' in page, "the way back"
    assert f'href="/items/{names[2]}?queue=scanner&amp;oldest=1" rel="next"' in page
    refused = officer.post(f"/items/{second}/reports", {"fact": "held", "note": "<b>", "from": query})
    assert (refused.status, "Give a reason." in refused.text) == (422, True)
    assert 'value="&lt;b&gt;"' in refused.text, "what was said is there to be said better"
    assert re.search(r'value="held" [^>]*checked', refused.text)
    assert f'name="from" value="{query.replace("&", "&amp;")}"' in refused.text
    last = officer.post(f"/items/{names[-1]}/reports", {"fact": "examined", "why": FOUND, "from": query})
    assert last.location == f"/items/{second}?{query}&done={names[-1]}", "from its end it begins anew"
    alone = officer.post(f"/items/{first}/reports", {"fact": "answered_on_hold", "from": "queue=decision&office=x"})
    assert alone.location == f"/items/{names[-1]}?queue=decision&done={first}"
    lifted = officer.post(f"/items/{names[-1]}/reports", {"fact": "released", "from": "queue=opening"})
    assert lifted.location == "/items?queue=opening", "nothing waits there"


@needs_browser
@pytest.mark.browser
def test_keys_alone_do_the_work(site: Site) -> None:
    officer = Visitor(site.url).demo("officer")
    names = listed(officer, "queue=scanner")
    assert len(names) >= 2
    cookies = {"tearoad_session": officer.cookies["tearoad_session"]}
    with a_browser() as browser:
        opened = page_of_visitor(browser, f"{site.url}/items", cookies)
        page = opened.page
        press(page, "/")
        page.keyboard.type("the sc")  # a select goes to what begins with that
        assert page.evaluate("document.activeElement.value") == "scanner"
        press(page, "Tab", "Tab", "Tab", "Enter")
        page.wait_for_url("**/items?queue=scanner")
        press(page, "j", "j", "k", "Enter")
        page.wait_for_url(f"**/items/{names[0]}?queue=scanner")
        at = page.locator("input[name=fact]").evaluate_all("all => all.map(one => one.value)").index("examined")
        press(page, str(at + 1))
        assert page.evaluate("document.activeElement.value") == "examined"
        press(page, "/")
        page.keyboard.type("found=0 1jk")
        press(page, "Enter")
        page.wait_for_url(f"**/items/{names[1]}?queue=scanner&done={names[0]}")
        assert "found=0 1jk" in officer.get(f"/items/{names[0]}").text
        press(page, "?")
        assert page.locator("[data-keys]").evaluate("one => one.open")
        page.locator("[data-keys-on]").focus()
        press(page, "Space", "u")
        assert page.url.endswith(f"done={names[0]}"), "they are off"
        page.locator("[data-keys-on]").focus()
        press(page, "Space", "u")
        page.wait_for_url("**/items?queue=scanner")
        assert_quiet(opened)
        opened.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_what_is_overdue_is_said_in_words(site: Site) -> None:
    officer = Visitor(site.url).demo("officer")
    path = "/items?queue=payment"
    assert ("left:" in officer.get(path).text, "overdue by" in officer.get(path).text) == (True, False)
    with open_road(site.database) as road:
        advance(road.platform, road.clock_at() + 40 * DAY)
    told = officer.get(path).text
    assert ("left:" in told, "overdue by" in told) == (False, True)
    assert "<td>40 d</td>" in told


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 min"), (59, "0 min"), (3_660, "1 h 1 min"), (DAY, "1 d"), (DAY + 7_260, "1 d 2 h")]
)
def test_a_span_has_two_units_at_most(seconds: int, words: str) -> None:
    assert span(seconds, "en") == words


def test_every_queue_and_finding_has_its_words() -> None:
    assert set(CATALOGUE["item_queue"]) == set(QUEUES)
    assert set(CATALOGUE["item_finding"]) == {code[-1] for code in (FOUND, NOTHING_FOUND)}
