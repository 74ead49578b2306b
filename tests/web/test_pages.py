"""The control room over HTTP and in a real browser, on a road that is under way."""

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from databases import migrated_data_base
from playwright.sync_api import Route
from sites import free_port

from tearoad.boot.demo_people import make_demo_people
from tearoad.boot.road import drop_data_base, open_road
from tearoad.boot.timetable import own_road
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.operations.play import play
from tearoad.terms.days import DAY
from tearoad.terms.refusal import BadInput
from tearoad.web.live import URL
from tearoad.web.server import THREADS_OF, CannotServe, Running, serve
from tearoad.web.views import FRAGMENTS

CHROMIUM = shutil.which("chromium")
LANGUAGES = {"ru": "ru", "zh": "zh-hans", "en": "en"}
MOSCOW = {"ru": "Москва", "zh": "莫斯科", "en": "Moscow"}


@pytest.fixture(scope="module")
def site(server_url: str) -> Iterator[Running]:
    """A served demo with parcels on their way."""
    name = "tearoad_test_web"
    drop_data_base(server_url, name)
    url = migrated_data_base(server_url, name)
    with open_road(url) as road:
        stock_demo(road, 3_000)
        make_demo_people(url)
        orders = demo_orders(road.corridor, 3_000)[:400]
        play(road.platform, orders, 300, lambda more: None, until=(orders[-1].placed_at // DAY + 1) * DAY)
    with serve("tearoad.web.live:application", port=free_port(), environment={URL: url}) as running:
        yield running
    drop_data_base(server_url, name)


def get(site: Running, path: str) -> tuple[int, str, dict[str, str]]:
    try:
        with urllib.request.urlopen(site.url + path, timeout=10) as answer:  # noqa: S310 - loopback
            return (
                answer.status,
                answer.read().decode(),
                {name.lower(): value for name, value in answer.headers.items()},
            )
    except urllib.error.HTTPError as error:
        return error.code, "", {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_three_languages(site: Running, language: str) -> None:
    status, page, headers = get(site, f"/control-room?lang={language}")
    assert status == 200
    assert f'lang="{LANGUAGES[language]}"' in page.lower()
    assert MOSCOW[language] in page
    flows = page[page.index('class="flows"') :]
    assert flows[: flows.index("</table>")].count('<th scope="row">') == sum(
        1 for one in own_road().lanes if one.office
    )
    assert page.count('class="leg mode-') > 20, "the map is there without a script"
    assert (
        "default-src 'self'" in headers["content-security-policy"]
        or "default-src 'none'" in headers["content-security-policy"]
    )


def test_the_state_and_what_is_not_there(site: Running) -> None:
    status, body, _ = get(site, "/state.json")
    assert status == 200
    assert set(json.loads(body)["fragments"]) == set(FRAGMENTS)
    assert get(site, "/healthz")[:2] == (200, "ok")
    assert get(site, "/lang/klingon")[0] == 404
    assert get(site, "/nothing")[0] == 404


def test_a_taken_port_and_a_foreign_address_are_refused(site: Running) -> None:
    port = int(site.url.rpartition(":")[2])
    with pytest.raises(CannotServe, match=f"port {port}"):
        serve("tearoad.web.live:application", port=port)
    with pytest.raises(CannotServe, match="this machine only"):
        serve("tearoad.web.live:application", host="0.0.0.0")  # noqa: S104 - it must be refused


@pytest.mark.parametrize("said", ["many", "0", "257", "-1", "1.5"])
def test_a_number_of_threads_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv(THREADS_OF, said)
    with pytest.raises(BadInput, match=f"{THREADS_OF} '{said}', expected a whole number from 1 to 256"):
        serve("tearoad.web.live:application", port=free_port())


def _changed(route: Route) -> None:
    """What the server says, with another clock and a map that is drawn anew."""
    said = route.fetch().json()
    said["fragments"]["clock"] = "§"
    said["fragments"]["map"] += "<!-- anew -->"
    route.fulfill(json=said)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium fonts-noto-cjk")
@pytest.mark.parametrize(("language", "width", "height"), [("ru", 1280, 800), ("zh", 390, 844)])
def test_the_page_in_a_browser(site: Running, language: str, width: int, height: int) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play_wright:
        browser = play_wright.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page(viewport={"width": width, "height": height})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{site.url}/control-room?lang={language}")
        page.locator("#office-moscow").focus()
        page.route("**/state.json*", _changed)
        page.wait_for_function("() => document.body.innerText.includes('§')")
        tip = page.locator("#tip").inner_text()
        held = page.evaluate("() => document.activeElement.id")
        page.keyboard.press("Escape")
        hidden = page.locator("#tip").is_hidden()
        page.locator("#leg-rail-irkutsk-krasnoyarsk").dispatch_event("pointerover")
        told = page.locator("#tip").inner_text().splitlines()
        drawn = "() => document.querySelector('.land').getBBox().width"
        page.wait_for_function(f"({drawn})() > 0")  # from a file of its own, which a fresh page asks for again
        land = page.evaluate(drawn)
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        browser.close()
    assert said == []
    assert tip.startswith(MOSCOW[language])
    assert (held, hidden) == ("office-moscow", True), "what has the focus keeps it when the page is fresh"
    assert len(told) > 1, "a leg, and the lanes on it"
    assert land > width / 2
    assert wide <= width
