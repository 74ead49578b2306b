"""A purchase by a newcomer in a real browser: from the start page to the delivered parcel, in each language, with a
phone and on a desk. With TEAROAD_PICTURES=FOLDER every page is kept there as a picture."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser import DESKTOP, assert_accessible, assert_large_targets
from sites import Site

from tearoad.boot.living import step
from tearoad.boot.road import open_road
from tearoad.terms.days import DAY

CHROMIUM = shutil.which("chromium")
WORD = {"ru": "рюкзак", "zh": "背包", "en": "backpack"}
CODE = {"ru": "ru", "zh": "zh-hans", "en": "en"}
NAME = {"ru": "Анна Иванова", "zh": "李小龙", "en": "Anna Smith"}
# An order's key is drawn by luck, and its luck on the road by its key: here both are the same every time.
KEYS = {("ru", 1280): "5" * 32, ("zh", 390): "6" * 32, ("en", 1280): "7" * 32, ("ru", 360): "8" * 32}
ENDS = ("delivered", "confirmed", "auto_confirmed")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium fonts-noto-cjk")
@pytest.mark.parametrize(
    ("language", "width", "height", "scheme"),
    [
        pytest.param("ru", 1280, 800, "light", marks=pytest.mark.full),
        ("zh", 390, 844, "dark"),
        pytest.param("en", 1280, 800, "dark", marks=pytest.mark.full),
        pytest.param("ru", 360, 740, "light", marks=pytest.mark.full),
    ],
)
def test_from_the_start_page_to_the_door(demo_site: Site, language: str, width: int, height: int, scheme: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play_wright:
        browser = play_wright.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        seen = _camera(page, f"{language}-{width}-{scheme}", width)
        page.goto(f"{demo_site.url}/lang/{CODE[language]}?next=/")
        seen("start")
        page.locator("form:has(input[value=buyer]) button").click()
        page.wait_for_url("**/shop")
        page.fill("#q", WORD[language])
        page.locator("form.search button").click()
        page.wait_for_url("**/shop?*q=*")
        seen("found")
        page.locator(".card h2 a").first.click()
        page.wait_for_url("**/shop/*")
        page.locator(".more summary").first.click()
        seen("product")
        page.locator('form[action="/basket/add"] button').first.click()
        page.wait_for_url("**/basket")
        seen("basket")
        page.locator('a[href="/checkout"]').click()
        page.wait_for_url("**/checkout")
        for field, text in (
            ("name", NAME[language]),
            ("phone", "+7 900 123 45 67"),
            ("address", "1"),
            ("postcode", "1"),
        ):
            page.fill(f"#{field}", text)
        if page.locator("#identity").count():
            page.fill("#identity", "500100732259")
        page.check("#pay-wallet")
        page.eval_on_selector("input[name=key]", f"field => field.value = '{KEYS[language, width]}'")
        seen("checkout")
        page.locator('form[action="/checkout"] button').click()
        page.wait_for_url("**/orders/*")
        seen("ordered")
        order = page.url.rpartition("/")[2].partition("?")[0]
        page.go_back()  # the back button after payment, and the form sent again
        page.goto(f"{demo_site.url}/orders")
        assert page.locator(f'a[href="/orders/{order}"]').count() == 1
        _to_the_end(demo_site)
        page.goto(f"{demo_site.url}/orders/{order}")
        stage = page.locator(".parcel .stage").first.get_attribute("class") or ""
        assert any(f"stage-{end}" in stage for end in ENDS), stage
        assert page.locator(".events li").count() >= 3
        seen("delivered")
        browser.close()
    assert said == []


def _camera(page: Any, name: str, width: int) -> Callable[[str], None]:
    """Looks at a page: nothing stands out sideways; and keeps a picture where pictures are wanted."""
    folder = os.environ.get("TEAROAD_PICTURES")

    def seen(what: str) -> None:
        page.wait_for_load_state("networkidle")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, what
        if width < DESKTOP[0]:  # axe is slow; the two phones are of both themes
            assert_accessible(page)
            assert_large_targets(page)
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}-{what}.png", full_page=True)

    return seen


def _to_the_end(site: Site) -> None:
    """The road's clock goes on until every parcel has come."""
    with open_road(site.database) as road:
        step(road.platform, lambda *span: [], 90 * DAY)
        assert road.check() == []
