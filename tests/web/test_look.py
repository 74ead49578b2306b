"""The look: what pages hold in three languages, in both themes, on a phone and on a desk; the start page; errors."""

import html
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import psycopg
import pytest
from browser import (
    DESKTOP,
    LOOKS,
    PHONE,
    Theme,
    a_browser,
    assert_accessible,
    assert_large_targets,
    assert_no_sideways_scroll,
    assert_quiet,
    keep_picture,
    needs_browser,
    page_of,
    show,
)
from playwright.sync_api import Browser
from sites import Site, Visitor, a_name, play_some, served

from tearoad.boot.road import drop_data_base
from tearoad.web.words import CATALOGUE, LANGUAGES

CODES = {"ru": "ru", "zh": "zh-hans", "en": "en"}
PAGES = {"start": "/", "control-room": "/control-room", "not-found": "/nothing", "sign-in": "/sign-in"}
SIGHTS: list[tuple[tuple[int, int], Theme]] = [
    (PHONE, "dark"),
    (PHONE, "light"),
    (DESKTOP, "light"),
    (DESKTOP, "dark"),
]


@pytest.fixture(scope="module")
def site(demo_site: Site) -> Site:
    """A demo whose road has parcels on it."""
    play_some(demo_site, 120)
    return demo_site


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[Browser]:
    with a_browser() as started:
        yield started


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_accessible_narrow_and_quiet(browser: Browser, site: Site, language: str, page: str) -> None:
    opened = page_of(browser, site.url + PAGES[page], language)
    for at, (size, theme) in enumerate(SIGHTS):
        show(opened.page, size, theme)
        assert_no_sideways_scroll(opened.page)
        if at % 2 == LANGUAGES.index(language) % 2:  # axe is slow: a language is judged on a phone and on a desk
            assert_accessible(opened.page)
            assert_large_targets(opened.page)
            keep_picture(opened.page, f"{page}-{language}-{'phone' if size == PHONE else 'desk'}-{theme}")
    expected = 1 if page == "not-found" else 0  # the console tells of the 404 itself
    del opened.said[:expected]
    assert_quiet(opened)
    opened.close()


@pytest.fixture(scope="module")
def number(site: Site) -> str:
    """Of a parcel on a railway."""
    sql = "SELECT s10 FROM consignment WHERE carriage = 4 AND lane LIKE 'rail-%' ORDER BY dispatched_at LIMIT 1"
    with psycopg.connect(site.database) as connection:
        row = connection.execute(sql).fetchone()
    assert row
    return str(row[0])


@needs_browser
@pytest.mark.browser
def test_a_parcels_own_map(browser: Browser, site: Site, number: str) -> None:
    for language, size, theme in LOOKS:
        opened = page_of(browser, f"{site.url}/track?number={number}", language, size, theme)
        assert_no_sideways_scroll(opened.page)
        assert_accessible(opened.page)
        keep_picture(opened.page, f"track-{language}-{'phone' if size == PHONE else 'desk'}-{theme}")
        marks = [opened.page.locator(f".way {mark}").count() for mark in ("rect, path.way-stop", ".way-parcel")]
        assert (marks[0] >= 2, marks[1]) == (True, 1), "border and office are marked, and where it is"
        assert opened.page.locator(".way-line.ahead").count() == 1
        here = opened.page.locator(".stops .stop-here")
        assert here.count() == 1
        assert CATALOGUE["way"]["between"][language] in here.inner_text()
        opened.page.wait_for_function("() => document.querySelector('.way .land').getBBox().width > 0")
        assert_quiet(opened)
        opened.close()


@needs_browser
@pytest.mark.browser
def test_the_start_page_keeps_its_numbers_fresh_by_itself(browser: Browser, site: Site) -> None:
    opened = page_of(browser, site.url + "/", "ru")
    opened.page.evaluate(
        "() => document.querySelectorAll('.steps b, .road time').forEach(one => one.textContent = '§')"
    )
    opened.page.wait_for_function("() => !document.body.innerText.includes('§')", timeout=15_000)
    assert opened.page.locator(".steps b").first.inner_text() != "§"
    assert opened.page.locator(".road time").inner_text() != "§"
    assert opened.page.locator(".road").count() == 1
    assert opened.page.locator(".steps").count() == 1
    assert_quiet(opened)
    opened.close()


@needs_browser
@pytest.mark.browser
def test_the_menu_of_a_phone_opens_by_the_keyboard_and_the_theme_is_kept(browser: Browser, site: Site) -> None:
    opened = page_of(browser, site.url + "/shop", "en", PHONE)
    page = opened.page
    assert page.get_by_role("link", name="Control room").count() == 0
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    keep_picture(page, "menu-en-phone-light")
    assert_accessible(page)
    page.get_by_role("link", name="Control room").click()
    page.wait_for_url("**/control-room")
    light = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    page.wait_for_url("**/control-room")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") != light
    assert page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"
    opened.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_start_page_tells_the_road_and_its_numbers(site: Site, language: str) -> None:
    answer = Visitor(site.url, language=CODES[language]).get("/")
    assert answer.status == 200
    assert f'<html lang="{CODES[language]}"' in answer.text
    assert CATALOGUE["start"]["promise_border"][language] in html.unescape(answer.text)
    assert CATALOGUE["mode"]["rail"][language] in answer.text
    assert {"ru": "Москва", "zh": "莫斯科", "en": "Moscow"}[language] in answer.text
    numbers = re.findall(r"<b>([^<]+)</b>", answer.text[answer.text.index('class="steps"') :])[:7]
    counted = [int(re.sub(r"\D", "", number)) for number in numbers]
    room = Visitor(site.url).get("/control-room").text.partition('class="counts"')[2].partition("</section>")[0]
    stages = [int(count) for count in re.findall(r"<dd>(\d+)</dd>", room)]
    assert counted[0] == sum(stages) >= sum(counted[2:]) >= 100
    assert "demo/sign-in" in answer.text


def test_who_polls_gets_the_moving_parts_alone(site: Site) -> None:
    part = Visitor(site.url).get("/?lang=ru", HX_Request="true").text
    assert "<html" not in part
    assert part.count('hx-swap-oob="true"') == 1
    assert CATALOGUE["step"]["escrow"]["ru"] in part


def test_a_road_that_is_no_demo_offers_no_doors(real_site: Site) -> None:
    text = Visitor(real_site.url).get("/").text
    assert "demo/sign-in" not in text
    assert 'href="/control-room"' not in text
    assert 'href="/shop"' in text


def test_the_choice_of_theme_and_language_leads_back_within_the_site_only(site: Site) -> None:
    visitor = Visitor(site.url)
    assert visitor.post("/theme", {"theme": "dark", "next": "/shop?q=tea"}).location == "/shop?q=tea"
    assert 'data-theme="dark"' in visitor.get("/").text
    assert visitor.post("/theme", {"theme": "pink", "next": "https://elsewhere.example/"}).location == "/"
    assert 'data-theme="dark"' in visitor.get("/").text
    assert visitor.get("/lang/ru?next=//elsewhere.example/").location == "/"
    assert visitor.get("/lang/ru?next=/track?lang=en").location == "/track"
    assert 'lang="ru"' in visitor.get("/track").text
    visitor.post("/theme", {"theme": "auto"})
    assert "data-theme" not in visitor.get("/").text
    visitor.cookies["theme"] = "pink"
    assert "data-theme" not in visitor.get("/").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_speak_the_visitors_language(site: Site, language: str) -> None:
    visitor = Visitor(site.url, language=CODES[language])
    missing = visitor.get("/nothing")
    assert (missing.status, CATALOGUE["not_found"]["title"][language] in missing.text) == (404, True)
    denied = visitor.demo("buyer").get("/control-room")
    assert (denied.status, CATALOGUE["denied"]["title"][language] in denied.text) == (403, True)


@pytest.mark.full
def test_without_its_data_base_an_error_says_when_to_come_again(
    server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    name = a_name()
    with served(server_url, name, tmp_path_factory.mktemp("home"), demo=False) as site:
        visitor = Visitor(site.url, language="ru")
        assert visitor.get("/").status == 200
        drop_data_base(server_url, name)
        visitor.cookies["tearoad_session"] = "a" * 32
        answer = visitor.get("/nothing")
        assert answer.status == 503, "the menu of a page that is not there would name who is signed in"
        assert CATALOGUE["busy"]["title"]["ru"] in answer.text
        assert int(answer.headers["retry-after"]) > 0
        assert "/sign-in" not in answer.text


def test_a_request_that_is_not_understood_is_answered_in_all_languages(site: Site) -> None:
    connection = HTTPConnection(urlsplit(site.url).netloc, timeout=10)
    connection.request("GET", "/", headers={"Host": "elsewhere.example"})
    response = connection.getresponse()
    text = html.unescape(response.read().decode())
    connection.close()
    assert response.status == 400
    assert "default-src 'self'" in (response.headers["Content-Security-Policy"] or "")
    assert all(said in text for said in CATALOGUE["bad_request"]["title"].values())
    assert "elsewhere" not in text
