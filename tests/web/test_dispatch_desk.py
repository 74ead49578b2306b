"""The post's page of dispatches: a number and Enter is sorted, a button closes, what was closed has its papers."""

import json
import re
from collections.abc import Iterator

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
from sites import Site, Visitor, a_name, served

from tearoad.boot.demo_people import make_demo_people
from tearoad.boot.road import open_road
from tearoad.cli.bench_scans import handed_over
from tearoad.operations.dispatch_ports import MOST_SORTED, Closing, Settlement, Sorting
from tearoad.operations.scan_receptacles import Verdict
from tearoad.operations.settle_irregularity import Settling
from tearoad.terms.days import DAY
from tearoad.web.words import CATALOGUE

WRONG = "RA473124828CN"  # its check digit
CLOSE = re.compile(
    r'name="lane" value="([^"]*)"><input type="hidden" name="key" value="([^"]*)">'
    r'<input type="hidden" name="place" value="([^"]*)">'
)
BUSIEST = "SELECT lane FROM consignment WHERE office = 'moscow' AND carriage = 3 GROUP BY 1 ORDER BY count(*) DESC, 1"
PARCELS = """
SELECT s10 FROM consignment WHERE office = 'moscow' AND carriage = 3 AND lane = %s ORDER BY weight_grams, s10
"""


@pytest.fixture(scope="module")
def handed(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str, list[str]]]:
    """A road whose parcels were handed over and wait, a lane to Moscow and the numbers that go by it."""
    with served(server_url, a_name(), tmp_path_factory.mktemp("home"), demo=False) as found:
        with open_road(found.database) as road:
            handed_over(road, 120)
            make_demo_people(found.database)
            with road.store.unit() as unit:
                unit.roads.move_clock(road.clock_at() + 10 * DAY)
            asked = road.store.connection.execute
            asked("UPDATE consignment SET due_at = greatest(due_at, now() + interval '9 years')")
            (most,) = asked(BUSIEST).fetchone() or ("",)
            numbers = [row[0] for row in asked(PARCELS, [most]).fetchall()]
            assert len(numbers) > 6
        yield found, most, numbers
        with open_road(found.database) as road:
            assert road.check() == []


@pytest.fixture(scope="module")
def site(handed: tuple[Site, str, list[str]]) -> Site:
    return handed[0]


@pytest.fixture(scope="module")
def operator(site: Site) -> Visitor:
    return Visitor(site.url).demo("operator")


@pytest.fixture(scope="module")
def post(site: Site) -> Visitor:
    return Visitor(site.url).demo("post_worker")


def test_from_a_number_to_what_was_missing(
    handed: tuple[Site, str, list[str]], operator: Visitor, post: Visitor
) -> None:
    _, lane, numbers = handed
    origin, (first, second, third, *_) = lane.split("-")[1], numbers
    page = operator.get("/post/dispatches").text
    assert f'<option value="{origin}">' in page
    assert "No receptacle is open." in page
    station = operator.get(f"/post/dispatches?place={origin}").text
    assert f'name="place" value="{origin}"' in station
    one = operator.post("/post/dispatches/sort", {"place": origin, "number": f" {first.lower()}"})
    assert (one.status, "</code> Sorted" in one.text) == (200, True)
    many = operator.post(
        "/post/dispatches/sort", {"place": origin, "many": f"{second} {third}\r\n{first} {WRONG}"}, HX_Request="true"
    )
    assert "<html" not in many.text
    assert '<section id="open" hx-swap-oob="true">' in many.text
    assert re.findall(r"</span> ([^<]*: \d)</li>", many.text) == [
        "Sorted: 2",
        "There already: 1",
        "Not a valid number: 1",
    ]
    assert f"<code><bdi>{WRONG}</bdi></code>" in many.text.split('id="alarm"')[1]
    ((closing, key, place),) = CLOSE.findall(many.text)
    assert closing == lane
    told = {"lane": lane, "key": key, "place": place}
    done = operator.post("/post/dispatches/close", told)
    assert done.status == 302
    assert operator.post("/post/dispatches/close", told).location == done.location, "the page closes it once"
    whole = operator.get(done.location).text
    assert "The dispatch is closed, and advised." in whole
    (s8,) = set(re.findall(r"<h1>Dispatch <code>(\w{20})</code>", whole))
    for name, begins in {"list.pdf": "%PDF", "labels.pdf": "%PDF", "advice.edi": "UNB+UNOY"}.items():
        assert operator.get(f"/post/dispatches/{s8}/{name}").text.startswith(begins)
    advice = json.loads(operator.get(f"/post/dispatches/{s8}/advice.json").text)
    assert sorted(name for bag in advice["receptacles"] for name in bag["items"]) == sorted([first, second, third])
    for name in ("receipt.json", "no.pdf"):
        assert operator.get(f"/post/dispatches/{s8}/{name}").status == 404
    assert operator.post("/post/dispatches/close", {**told, "key": "another"}).status == 422
    assert f"/post/dispatches/{s8}" in post.get("/post/dispatches").text, "it comes to their office"
    bag = re.findall(rf'<option value="({s8}\w+)">', whole)
    early = post.post(f"/post/dispatches/{s8}/told", {"event": "departed"})
    assert (early.status, "You do not work there." in early.text) == (422, True)
    gone = operator.post(f"/post/dispatches/{s8}/told", {"event": "departed"})
    assert f"Receptacles: {len(bag)}, parcels scanned: 3." in gone.text
    found = post.post(f"/post/dispatches/{s8}/told", {"event": "opened", "which": bag[0], "found": f"{first} {WRONG}"})
    assert found.status == 200
    assert "Not as advised" in found.text
    assert re.findall(r'<th scope="row"><bdi>(\w+)</bdi></th><td>surplus', found.text) == [WRONG]
    assert json.loads(post.get(f"/post/dispatches/{s8}/receipt.json").text)["message"] == "RESDES-like"
    ends = {"receptacle": bag[0], "number": WRONG, "how": "sent_on"}
    assert 'class="settle"' in found.text
    for change in ({"how": "lost"}, {"how": "eaten"}, {"receptacle": "X" * 29}):
        refused = post.post(f"/post/dispatches/{s8}/settled", ends | change)
        assert (refused.status, "It does not end so" in refused.text) == (422, True)
    done = post.post(f"/post/dispatches/{s8}/settled", ends)
    assert (done.status, re.findall(r"<td>sent on: <bdi>([^<]+)</bdi>", done.text) != []) == (200, True)
    assert "That is recorded already." in post.post(f"/post/dispatches/{s8}/settled", ends).text
    again = post.post(f"/post/dispatches/{s8}/settled", ends | {"how": "misread"})
    assert (again.status, "It was settled otherwise already." in again.text) == (422, True)


@pytest.mark.parametrize(
    ("address", "form", "words"),
    [
        ("sort", {"place": "moscow", "number": "x"}, "You do not work there."),
        ("sort", {"place": "yiwu", "number": " "}, "Give a number."),
        ("sort", {"place": "yiwu", "many": "x " * (MOST_SORTED + 1)}, "At most 1,000 numbers at once."),
        ("close", {"lane": "none", "key": "k"}, "You do not work there."),
        ("close", {"lane": "air-urumqi-novosibirsk", "key": "k"}, "There is nothing to dispatch"),
    ],
)
def test_what_cannot_be_done_is_told(operator: Visitor, address: str, form: dict[str, str], words: str) -> None:
    told = operator.post(f"/post/dispatches/{address}", form)
    assert (told.status, words in told.text) == (422, True)


def test_who_works_at_an_office_of_arrival_sorts_nothing(post: Visitor) -> None:
    page = post.get("/post/dispatches").text
    assert "Nothing is sent abroad from where you work." in page
    assert 'id="station"' not in page
    assert post.post("/post/dispatches/sort", {"place": "yiwu", "number": WRONG}).status == 422
    assert post.get(f"/post/dispatches/{'X' * 20}").status == 404
    assert post.get("/post/dispatches?after=nonsense").status == 404


def test_every_verdict_has_its_words() -> None:
    assert {one.name.lower() for one in Sorting} == set(CATALOGUE["sorting"])
    assert set(CATALOGUE["sorting"]) - set(CATALOGUE["sorting_help"]) == {"sorted", "there"}
    assert {one.name.lower() for one in Closing} | {"not_here"} == set(CATALOGUE["closing"])
    assert {one.name.lower() for one in Verdict} == set(CATALOGUE["receptacle_verdict"])
    assert {one.name.lower() for one in Settling} == set(CATALOGUE["settling"])
    assert {one.value for one in Settlement} == set(CATALOGUE["settlement"])


@needs_browser
@pytest.mark.browser
@pytest.mark.full
def test_a_scanner_types_and_what_waits_grows(handed: tuple[Site, str, list[str]], operator: Visitor) -> None:
    site, lane, numbers = handed
    cookies = {"tearoad_session": operator.cookies["tearoad_session"]}
    address = f"{site.url}/post/dispatches?place={lane.split('-')[1]}"
    with a_browser() as browser:
        opened = page_of_visitor(browser, address, cookies, "en", DESKTOP)
        page = opened.page
        for number in (*numbers[-2:], WRONG):
            page.keyboard.type(number)
            page.keyboard.press("Enter")
        page.wait_for_selector(f"#alarm >> text={WRONG}")
        page.wait_for_selector("#open tbody tr")
        assert page.evaluate("document.activeElement.id") == "number"
        assert_accessible(page)
        keep_picture(page, "dispatches-sorted")
        page.get_by_role("button", name=re.compile("^Close dispatch")).first.click()
        page.wait_for_selector("text=The dispatch is closed, and advised.")
        assert_accessible(page)
        whole = page.url.partition("?")[0]
        page.select_option("#event", "departed")
        page.get_by_role("button", name="Tell").click()
        page.wait_for_selector("text=parcels scanned")
        page.select_option("#event", "opened")
        page.select_option("#which", index=1)
        page.locator("details.more summary").click()
        page.fill("#found", f"{numbers[-1]} {WRONG}")
        page.get_by_role("button", name="Tell").click()
        page.locator(".settle select").first.select_option("found")
        page.get_by_role("button", name="Settle").first.click()
        page.wait_for_selector("text=Recorded.")
        page.wait_for_selector("td:has-text('found: ')")
        assert page.locator(".settle").count() == 1
        assert_accessible(page)
        assert_quiet(opened)
        opened.close()
        look_at(browser, "dispatch", whole, cookies, LOOKS)
        look_at(browser, "dispatches", address, cookies, LOOKS)
