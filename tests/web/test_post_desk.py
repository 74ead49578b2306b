"""The post's desk: a number and Enter is a scan, many at once are one call, and what is not quiet is looked at once."""

import html
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import uuid4

import numpy as np
import pytest
from browser import (
    DESKTOP,
    LOOKS,
    a_browser,
    assert_accessible,
    assert_quiet,
    keep_picture,
    look_at,
    needs_browser,
    page_of_visitor,
)
from sites import Answer, Site, Visitor, a_name, served

from tearoad.boot.buyers import ACCOUNT
from tearoad.boot.demo_people import demo_name, make_demo_people
from tearoad.boot.desks import desks_of
from tearoad.boot.people import People
from tearoad.boot.road import open_road
from tearoad.boot.scanning import MOST
from tearoad.cli.bench_scans import handed_over
from tearoad.demo.scans import Scanned
from tearoad.journey.scanned import EVENTS
from tearoad.operations.desk_view import Seen
from tearoad.operations.scan_desk import LISTED, REASONS, Wanted, other_events, usual_events
from tearoad.operations.scan_ports import Fate, Scans
from tearoad.terms.days import DAY
from tearoad.web.desk.station_form import SHOWN, Row, carried, numbers_of, reason_of, remembered
from tearoad.web.words import CATALOGUE

MARK = re.compile(r'<span class="mark" aria-hidden="true">.</span> ')
SHOWN_ROW = re.compile(r'<th scope="row"><code><bdi>([^<]*)</bdi></code>.*?</span> ([^<]*)</span>')
WAS = re.compile(r'name="was" value="([^"]*)"')
LISTED_ROW = re.compile(r'<th scope="row">(?:<a href="/parcels/\w+">)?<bdi>([^<]*)</bdi>')
CLAIM = re.compile(r'action="(/post/claims/\w{32})"')
LOOK = re.compile(r'action="(/post/exceptions/\w{32})"')
WRONG = "RA473124828CN"  # its check digit
EVERYBODY = Seen(True, None, None, None)


@pytest.fixture(scope="module")
def handed(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, list[Scanned]]]:
    """Parcels that were handed over, ten days later."""
    with served(server_url, a_name(), tmp_path_factory.mktemp("home"), demo=False) as found:
        with open_road(found.database) as road:
            parcels = handed_over(road, 60)
            make_demo_people(found.database)
            with road.store.unit() as unit:
                unit.roads.move_clock(road.clock_at() + 10 * DAY)
            far = "UPDATE consignment SET due_at = greatest(due_at, now() + interval '9 years')"
            road.store.connection.execute(far)
        yield found, parcels
        with open_road(found.database) as road:
            assert road.check() == []


@pytest.fixture(scope="module")
def site(handed: tuple[Site, list[Scanned]]) -> Site:
    return handed[0]


@pytest.fixture(scope="module")
def parcels(handed: tuple[Site, list[Scanned]]) -> Iterator[str]:
    """Numbers of parcels of Moscow's office, one for each that asks."""
    return iter([one.number for one in handed[1] if one.office == "moscow" and not one.opened])


@pytest.fixture(scope="module")
def post(site: Site) -> Visitor:
    return Visitor(site.url).demo("post_worker")


@pytest.fixture(scope="module")
def operator(site: Site) -> Visitor:
    return Visitor(site.url).demo("operator")


def scan(visitor: Visitor, number: str, event: str = "EMD", **more: object) -> Answer:
    return visitor.post("/post/scan", {"place": "moscow", "event": event, "number": number, **more})


def rows(answer: Answer) -> list[tuple[str, str]]:
    """Number and fate, from the top."""
    return SHOWN_ROW.findall(answer.text)


def listed(visitor: Visitor, query: str = "") -> list[str]:
    return LISTED_ROW.findall(visitor.get(f"/post/exceptions?{query}").text)


def test_a_number_and_enter_is_a_scan(site: Site, post: Visitor, parcels: Iterator[str]) -> None:
    number = next(parcels)
    page = post.get("/post/scan").text
    assert 'name="place" value="moscow"' in page
    assert '<select id="place"' not in page, "one's own place is fixed"
    assert re.search(r'<option value="">[^<]*</option>\s*<optgroup label="Usual here"><option value="EMD">', page)
    told = scan(post, f" {number.lower()}\t")
    assert (told.status, rows(told)) == (200, [(number, "Taken: the parcel moves on")])
    assert re.search(r'<option value="EMD" selected>', told.text), "the event stays"
    again = scan(post, number, was=WAS.findall(told.text))
    assert rows(again) == [(number, "Known already"), (number, "Taken: the parcel moves on")]
    with open_road(site.database) as road:
        sql = "SELECT s.at = r.clock_at, s.place FROM scan s JOIN consignment USING (cell_id, consignment_id), road r "
        found = road.store.connection.execute(sql + "WHERE s10 = %s AND event = 'EMD'", [number]).fetchall()
    assert found == [(True, "moscow")], "as of now, by the road's clock"


def test_with_htmx_the_answer_comes_alone_and_what_is_grave_as_an_alert(post: Visitor, parcels: Iterator[str]) -> None:
    quiet = post.post("/post/scan", {"place": "moscow", "event": "EMD", "number": next(parcels)}, HX_Request="true")
    assert "<html" not in quiet.text
    said, alarm = quiet.text.split('<div id="alarm" role="alert" hx-swap-oob="innerHTML">')
    assert 'class="notice scanned good"' in said
    assert alarm.startswith("</div>"), "nothing to shout about"
    grave = post.post("/post/scan", {"place": "moscow", "event": "EMD", "number": WRONG}, HX_Request="true")
    said, alarm = grave.text.split('<div id="alarm" role="alert" hx-swap-oob="innerHTML">')
    assert "notice" not in said
    assert 'class="notice scanned bad"' in alarm.split("</section>")[0]
    assert "Compare with the label: 13 Latin letters and digits." in alarm
    assert '<section id="scanned" hx-swap-oob="true">' in alarm


def test_many_numbers_are_one_call_whose_counts_add_up(post: Visitor, parcels: Iterator[str]) -> None:
    some = [next(parcels) for _ in range(6)]
    told = post.post("/post/scan", {"place": "moscow", "event": "EMD", "many": "\r\n".join([*some, some[0], WRONG])})
    assert "Numbers: 8" in told.text
    counts = dict(re.findall(r"<li>([^<]*): (\d+)</li>", MARK.sub("", told.text)))
    assert counts == {"Taken: the parcel moves on": "6", "Known already": "1", "Not a valid number": "1"}
    assert rows(told)[0] == (WRONG, "Not a valid number"), "what is to be looked at comes first"
    most = scan(post, " ".join(["x"] * (MOST + 1)))
    assert (most.status, "At most 1,000 numbers at once." in most.text) == (422, True)
    kept = scan(post, next(parcels), was=WAS.findall(told.text) * 4)
    assert len(rows(kept)) == SHOWN


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"event": "XXX"}, "Choose an event."),
        ({"number": " "}, "Give a number."),
        ({"place": "novosibirsk"}, "You do not scan there."),
        ({"event": "EME", "reason": "addressee absent"}, "The reason is not for this event"),
        ({"event": "EME", "other": "x" * 101}, "longer than 100 characters"),
        ({"event": "EME", "other": "a\0b"}, "The reason is not for this event"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_recorded(post: Visitor, more: dict, words: str) -> None:
    told = post.post("/post/scan", {"place": "moscow", "event": "EMD", "number": "RA473124829CN", **more})
    assert (told.status, words in told.text, rows(told)) == (422, True, [])
    if more.get("number") != " ":
        assert 'value="RA473124829CN"' in told.text, "what was typed stands there still"


def test_a_reason_goes_with_the_events_that_have_one(site: Site, post: Visitor, parcels: Iterator[str]) -> None:
    held, absent = next(parcels), next(parcels)
    doubted = rows(scan(post, held, "EME", reason="", other=" "))
    assert doubted == [(held, "Taken: held without a reason")]
    with open_road(site.database) as road, road.store.unit() as unit:
        unit.roads.move_clock(unit.roads.clock_at() + 60)
    scan(post, held, "EME", reason="selected for inspection")
    scan(post, absent, "EMD", reason="selected for inspection")
    with open_road(site.database) as road:
        sql = "SELECT event, reason FROM scan JOIN consignment USING (cell_id, consignment_id) WHERE s10 = ANY (%s)"
        found = road.store.connection.execute(sql, [[held, absent]]).fetchall()
    assert ("EME", "selected for inspection") in found
    assert ("EMD", None) in found


def test_an_operator_chooses_the_place(operator: Visitor) -> None:
    first = operator.get("/post/scan").text
    assert "Choose a place first." in first
    assert 'id="number"' not in first
    page = operator.get("/post/scan?place=yiwu&event=EMC").text
    assert re.search(r'<optgroup label="Usual here"><option value="EMA">', page)
    assert '<option value="EMC" selected>' in page
    assert 'id="number"' not in operator.get("/post/scan?place=atlantis").text


def test_the_list_has_what_concerns_one_s_place_the_longest_waiting_first(
    site: Site, post: Visitor, operator: Visitor, parcels: Iterator[str]
) -> None:
    missent = next(parcels)
    elsewhere = operator.post("/post/scan", {"place": "novosibirsk", "event": "EMD", "number": missent})
    assert rows(elsewhere) == [(missent, "Taken: not its own office")]
    scan(post, "<b>&\u202e")
    assert missent not in listed(post)
    assert missent in listed(operator)
    assert missent in listed(Visitor(site.url).demo("auditor"))
    assert listed(operator, "fate=wrong_office") == [missent]
    assert missent in listed(operator, "fate=nonsense"), "a word that is none of ours counts for nothing"
    page = operator.get("/post/exceptions?fate=wrong_office").text
    link = re.search(r'href="(/parcels/\w{32})"', page)
    assert link
    assert missent in operator.get(link[1]).text
    assert "scan its leaving: EMC or EMK" in page
    assert demo_name("operator") in page
    assert "&lt;B&gt;&amp;" not in page
    assert html.unescape(listed(post)[-1]) == "<b>&\u202e", "as it was told"
    assert operator.get("/post/exceptions?after=AAAA").status == 404


def test_what_was_looked_at_leaves_the_list_once(site: Site, post: Visitor, operator: Visitor) -> None:
    scan(post, "RA473124829CN")
    query = "fate=unknown_parcel"
    assert listed(post, query) == ["RA473124829CN"]
    (path,) = LOOK.findall(post.get(f"/post/exceptions?{query}").text)
    for role in ("officer", "auditor", "merchant"):
        other = Visitor(site.url).demo(role)
        assert other.post(path).status == 403
        assert not LOOK.findall(other.get("/post/exceptions").text)
    done = post.post(path, {"fate": "unknown_parcel"})
    assert done.location == f"/post/exceptions?{query}&done={path.rpartition('/')[2]}"
    assert "It is noted that somebody looked at it." in post.get(done.location).text
    assert listed(post, query) == []
    settled = post.get(f"/post/exceptions?{query}&settled=1").text
    assert LISTED_ROW.findall(settled) == ["RA473124829CN"]
    assert demo_name("post_worker") in settled
    assert not LOOK.findall(settled)
    again = operator.post(path)
    assert again.location.endswith("&before=1")
    assert "Somebody had looked at it before." in operator.get(again.location).text
    with open_road(site.database) as road:
        sql = "SELECT settled_by, settled_at = clock_at FROM scan_aside, road WHERE number = 'RA473124829CN'"
        assert road.store.connection.execute(sql).fetchall() == [(demo_name("post_worker"), True)]
    assert post.post(f"/post/exceptions/{'0' * 32}").status == 404


def test_nobody_settles_what_is_another_place_s(post: Visitor, operator: Visitor) -> None:
    operator.post("/post/scan", {"place": "kazan", "event": "EDG", "number": WRONG})
    shown = operator.get("/post/exceptions?fate=bad_number").text.split("<tr>")
    (path,) = LOOK.findall("".join(row for row in shown if "Kazan" in row))
    assert post.post(path).status == 404
    assert operator.post(path).location.count("before") == 0


def test_pages_follow_each_other_and_show_each_once(site: Site) -> None:
    """By the desk itself: a page of the site has more rows than there are."""
    desks = desks_of(site.database, site.home)
    with closing(desks.store), closing(desks.scanning()) as scanning:
        count, desk = 7, scanning.desk
        told = Scans(
            [f"PAGE{n}" for n in range(count)],
            ["EDG"] * count,
            ["perm"] * count,
            np.full(count, desk.now()),
            [""] * count,
        )
        assert scanning.record(told, "somebody") == [Fate.BAD_NUMBER] * count
        for settled in (False, True):
            found, cursor, more = list[str](), "", True
            while more:
                page = desk.page(["perm"], EVERYBODY, Wanted(settled=settled), cursor, 2)
                found += [one.aside.number for one in page.rows]
                for one in page.rows:
                    with ThreadPoolExecutor(3) as many:
                        told_each = many.map(lambda who: desk.looked_at(one.aside.aside_id, ["perm"], who), "abc")  # noqa: B023
                    assert sum(map(bool, told_each)) == (not settled), "one alone was the first"
                cursor, more = page.cursor, bool(page.cursor)
            assert sorted(found) == sorted(told.number)
        assert desk.page([], EVERYBODY, Wanted(settled=True), "", 2).rows == [], "no place sees nothing"


def test_machines_read_the_same_list(site: Site, post: Visitor) -> None:
    scan(post, "MACHINE")
    key = {"Authorization": f"Bearer {key_of(site, 'post_worker')}"}
    path, found, after = "/api/v1/scans/exceptions?fate=bad%20number&limit=1", list[dict](), ""
    while after is not None:
        page = json.loads(Visitor(site.url).get(f"{path}&after={after}", **key).text)
        found, after = [*found, *page["items"]], page["next"]
    assert [one["number"] for one in found] == [html.unescape(one) for one in listed(post, "fate=bad_number")]
    last = next(one for one in found if one["number"] == "MACHINE")
    assert (last["fate"], last["told_by"], last["settled_at"]) == ("bad number", demo_name("post_worker"), None)
    settled = json.loads(Visitor(site.url).get("/api/v1/scans/exceptions?state=settled", **key).text)["items"]
    assert all(one["settled_by"] for one in settled)
    assert Visitor(site.url).get("/api/v1/scans/exceptions?fate=moved", **key).status == 422


def bought(site: Site, number: str) -> tuple[str, str]:
    """Order and parcel, now of the demo's buyer."""
    with open_road(site.database) as road:
        sql = (
            "UPDATE orders o SET buyer = %s FROM consignment c WHERE c.order_id = o.order_id AND c.s10 = %s "
            "RETURNING o.order_id, replace(c.consignment_id::text, '-', '')"
        )
        row = road.store.connection.execute(sql, [ACCOUNT + demo_name("buyer"), number]).fetchone()
    assert row
    return row[0], row[1]


def test_a_buyer_claims_and_the_post_answers(site: Site, post: Visitor, parcels: Iterator[str]) -> None:
    order, parcel = bought(site, next(parcels))
    buyer = Visitor(site.url).demo("buyer")
    page = buyer.get(f"/orders/{order}").text
    assert "Is something wrong with a parcel?" in page
    assert re.findall(r'name="kind" value="(\w+)"', page) == ["not_arrived"], "nothing came yet"
    form = {"kind": "not_arrived", "after": "0"}
    opened = buyer.post(f"/orders/{order}/parcels/{parcel}/claims", form)
    assert opened.location == f"/orders/{order}?claim=opened#claims"
    assert buyer.post(f"/orders/{order}/parcels/{parcel}/claims", form).location == opened.location, "sent twice"
    other = buyer.post(f"/orders/{order}/parcels/{parcel}/claims", {"kind": "not_arrived", "after": "1"})
    assert other.location.startswith(f"/orders/{order}?claim=claim_open")
    page = buyer.get(f"/orders/{order}?claim=opened").text
    assert "The claim is open." in page
    assert "The post is looking" in page
    assert 'name="kind"' not in page
    assert buyer.post(f"/orders/{order}/parcels/{'0' * 32}/claims", form).status == 404
    assert buyer.post(f"/orders/{order}/parcels/{parcel}/claims", {"kind": "bored"}).status == 404
    (path,) = CLAIM.findall(post.get("/post/claims").text)
    assert Visitor(site.url).demo("buyer").post(path, {"answer": "found"}).status == 403
    assert post.post(path, {"answer": "perhaps"}).status == 404
    assert post.post(path, {"answer": "found"}).location == "/post/claims?told=done"
    assert post.post(path, {"answer": "lost"}).location == "/post/claims?told=claim_closed"
    assert CLAIM.findall(post.get("/post/claims").text) == []
    assert "Found, it goes on" in post.get("/post/claims?settled=1").text
    assert "Found, it goes on" in buyer.get(f"/orders/{order}").text
    assert post.get("/post/claims?after=AAAA").status == 404


def test_a_buyer_takes_a_claim_back_and_may_claim_anew(site: Site, parcels: Iterator[str]) -> None:
    order, parcel = bought(site, next(parcels))
    buyer = Visitor(site.url).demo("buyer")
    buyer.post(f"/orders/{order}/parcels/{parcel}/claims", {"kind": "not_arrived", "after": "0"})
    (path,) = re.findall(r'action="(/orders/[^"]*/withdrawal)"', buyer.get(f"/orders/{order}").text)
    assert buyer.post(path).location == f"/orders/{order}?claim=withdrawn#claims"
    assert "1" in re.findall(r'name="after" value="(\d+)"', buyer.get(f"/orders/{order}").text)


def test_ready_for_collection_is_shown_with_its_day(site: Site, operator: Visitor, parcels: Iterator[str]) -> None:
    number = next(parcels)
    with open_road(site.database) as road:
        (place,) = road.store.connection.execute(
            "SELECT destination FROM consignment WHERE s10 = %s", [number]
        ).fetchone() or ("",)
    told = operator.post("/post/scan", {"place": place, "event": "EDH", "number": number})
    assert rows(told) == [(number, "Taken: the parcel moves on")]
    page = Visitor(site.url).get(f"/track?number={number}").text
    assert "Ready for collection until" in page
    assert "stage-collectable" in page


def key_of(site: Site, role: str) -> str:
    with closing(desks_of(site.database, site.home).store) as store, store.asking() as asking:
        person = asking.execute("SELECT id FROM person WHERE name = %s", [demo_name(role)]).fetchone()
        assert person
        made = People(store).make_key(person[0], "lists", ["scan:read", "parcel:read"], uuid4().hex)
    assert made
    return made.secret


def test_doors_lead_those_to_the_desk_who_work_at_it(site: Site) -> None:
    for role, door in (
        ("post_worker", "/post/scan"), ("operator", "/post/scan"), ("officer", "/post/exceptions"),
        ("auditor", "/post/exceptions"), ("merchant", ""), ("buyer", ""),
    ):  # fmt: skip
        page = Visitor(site.url).demo(role).get("/track").text
        assert re.findall(r'href="(/post/[^"]*)"', page)[:1] == ([door] if door else [])
    buyer = Visitor(site.url).demo("buyer")
    assert buyer.get("/post/scan").status == 403
    assert listed(buyer) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (" ra473124829cn\x1d\r\n", ["RA473124829CN"]),
        ("RA 473 124 829 CN", ["RA473124829CN"]),
        ("RA473124829CN\u3000ra473124815cn", ["RA473124829CN", "RA473124815CN"]),
        ("\u017fa473124829cn", ["\u017fa473124829cn"]),
        (" \n\t", []),
    ],
)
def test_numbers_are_trimmed_and_made_capitals(text: str, numbers: list[str]) -> None:
    assert numbers_of(text) == numbers


def test_the_page_carries_its_rows_and_takes_no_others() -> None:
    row = Row("RA473124829CN", "EMD", 1_794_000_000, Fate.TWO_PLACES)
    assert remembered([carried(row)]) == [row]
    assert (
        remembered(["", "moved", "moved EMD x RA", "moved EMD 1 ", "none EMD 1 RA", f"moved EMD {'9' * 20} RA"]) == []
    )
    assert reason_of({"reason": "refused by addressee", "other": " dog "}, "EMH") == "dog"
    assert reason_of({"reason": "refused by addressee"}, "EMI") == ""


def test_every_fate_event_and_reason_has_its_words(site: Site) -> None:
    assert set(CATALOGUE["fate"]) == {fate.name.lower() for fate in Fate}
    assert set(CATALOGUE["fate_help"]) == {fate.name.lower() for fate in LISTED}
    assert set(CATALOGUE["reason"]) == {reason for some in REASONS.values() for reason in some}
    assert set(EVENTS) <= set(CATALOGUE["event"])
    with open_road(site.database) as opened:
        road = opened.platform.road
    assert all(usual_events(road, office.place) for office in road.offices.values())
    assert usual_events(road, "atlantis") == ()
    assert set(usual_events(road, "moscow")) | set(other_events(usual_events(road, "moscow"))) == set(EVENTS)


@needs_browser
@pytest.mark.browser
def test_a_scanner_types_and_the_row_appears(site: Site, post: Visitor, parcels: Iterator[str]) -> None:
    cookies = {"tearoad_session": post.cookies["tearoad_session"]}
    first, second, third = (next(parcels) for _ in range(3))
    with a_browser() as browser:
        opened = page_of_visitor(browser, f"{site.url}/post/scan", cookies, "en", DESKTOP)
        page = opened.page
        assert not page.locator("#reason").is_visible()
        page.select_option("#event", "EMD")
        page.locator("h1").click()
        for number in (first.lower(), second, WRONG):  # as fast as a scanner is, whatever is still under way
            page.keyboard.type(number)
            page.keyboard.press("Enter")
        page.wait_for_selector(f"#scanned >> text={WRONG}")
        assert sorted(page.locator("#scanned th code").all_inner_texts()) == sorted([first, second, WRONG])
        assert page.evaluate("document.activeElement.id") == "number"
        assert page.input_value("#number") == ""
        assert page.locator("#alarm").get_by_text("Not a valid number").is_visible()
        assert_accessible(page)
        keep_picture(page, "station-alarm")
        opened.page.route("**/post/scan", lambda route: route.abort())
        page.keyboard.type(third)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"[data-kept] >> text={third}")
        opened.page.unroute("**/post/scan")
        opened.said.clear()  # that there was no answer
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#scanned >> text={third}")
        assert not page.locator("[data-kept]").is_visible()
        page.select_option("#event", "EME")
        assert page.locator("#reason").is_visible()
        assert_accessible(page)
        assert_quiet(opened)
        opened.close()


def one_moved(site: Site) -> list[str]:
    with open_road(site.database) as road:
        sql = "SELECT consignment_id FROM office_assignment WHERE office_before <> office_after LIMIT 1"
        return [row[0].hex for row in road.store.connection.execute(sql).fetchall()]


def test_an_office_is_closed_after_a_question_and_opened_again(site: Site, operator: Visitor, post: Visitor) -> None:
    page = post.get("/post/offices").text
    assert "All offices take mail in." in page
    assert "/close" not in page
    path, office = "/post/offices/close", {"office": "novosibirsk"}
    assert post.post(path, {**office, "until": "2099-01-01", "reason": "x"}).status == 403
    wish = {**office, "until": "2026-06-01", "reason": "embargo <b>"}
    asked = operator.post(path, wish)
    assert "No buyer pays more" in asked.text
    assert "All offices take mail in." in operator.get("/post/offices").text, "nothing is done yet"
    done = operator.post(path, {**wish, "sure": "1"})
    assert (done.status, done.location.startswith("/post/offices?done=closed&counts=")) == (302, True)
    told = operator.get(done.location).text
    assert "Closed. " in told
    assert "embargo &lt;b&gt;" in told
    (moved,) = one_moved(site)
    assert "the office is closed" in operator.get(f"/parcels/{moved}").text, "why is told on its page"
    assert "So it was before." in operator.get(operator.post(path, {**wish, "sure": "1"}).location).text
    for bad, words in {"soon": "A day is needed", "1999-01-01": "It ends before it begins."}.items():
        refused = operator.post(path, {**wish, "until": bad, "sure": "1"})
        assert (refused.status, words in refused.text) == (422, True)
    assert operator.post(path, {**wish, "office": "atlantis"}).status == 404
    opened = operator.post("/post/offices/open", office)
    assert "Open. " in operator.get(opened.location).text
    assert "It is not closed." in operator.post("/post/offices/open", office).text
    assert operator.get("/post/offices?done=closed&counts=x").status == 200


@pytest.mark.full
@needs_browser
@pytest.mark.browser
def test_the_pages_are_accessible_in_each_language(
    site: Site, post: Visitor, operator: Visitor, parcels: Iterator[str]
) -> None:
    scan(post, f"{WRONG} RA473124829CN")
    order, parcel = bought(site, next(parcels))
    buyer = Visitor(site.url).demo("buyer")
    mine = {"tearoad_session": buyer.cookies["tearoad_session"]}
    with a_browser() as browser:
        look_at(browser, "claim-to-open", f"{site.url}/orders/{order}", mine, LOOKS)
        buyer.post(f"/orders/{order}/parcels/{parcel}/claims", {"kind": "not_arrived", "after": "0"})
        look_at(browser, "claim-opened", f"{site.url}/orders/{order}?claim=opened", mine, LOOKS)
    cookies = {"tearoad_session": operator.cookies["tearoad_session"]}
    with a_browser() as browser:
        pages = {"station": "/post/scan?place=moscow&event=EMH", "exceptions": "/post/exceptions"}
        for name, path in {**pages, "claims": "/post/claims", "settled-claims": "/post/claims?settled=1"}.items():
            look_at(browser, name, site.url + path, cookies, LOOKS)
        operator.post(
            "/post/offices/close", {"office": "moscow", "until": "2026-06-01", "reason": "embargo", "sure": "1"}
        )
        look_at(browser, "offices", f"{site.url}/post/offices?done=closed&counts=9+4+12", cookies, LOOKS)
        look_at(browser, "looked-at", f"{site.url}/post/exceptions?settled=1", cookies, LOOKS[:1])
