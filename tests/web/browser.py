"""A real browser for page tests: pages by language, size and theme, and what every page must hold.

A page that `page_of` opened remembers what its console said; `assert_quiet` looks at that.
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

Theme = Literal["light", "dark"]
CHROMIUM = shutil.which("chromium")
LOCALES = {"ru": "ru-RU", "zh": "zh-CN", "en": "en-GB"}
PHONE, DESKTOP = (360, 740), (1280, 800)
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Look = tuple[str, tuple[int, int], Theme]
LOOKS: list[Look] = [("ru", PHONE, "light"), ("zh", DESKTOP, "dark"), ("en", DESKTOP, "light")]
SETTLE_MS = 800  # a map is drawn by then; only pictures wait for it

needs_browser = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no chromium here: apt-get install chromium fonts-noto-cjk"
)


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Chromium without a window. Its loop runs in this thread, where Django would refuse to ask its data base."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playing:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playing.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@dataclass
class Opened:
    """A page in a context of its own, with its cookies; `said` are the console's errors and warnings."""

    page: Page
    said: list[str] = field(default_factory=list)

    def close(self) -> None:
        self.page.context.close()


def page_of(
    browser: Browser, url: str, language: str = "en", size: tuple[int, int] = DESKTOP, theme: Theme = "light"
) -> Opened:
    """The page at `url` for a visitor whose browser asks for `language` (ru, zh, en) and a theme; it stands still."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=LOCALES[language],
        color_scheme=theme,
        reduced_motion="reduce",
    )
    opened = Opened(context.new_page())
    opened.page.on(
        "console",
        lambda message: opened.said.append(message.text) if message.type in ("error", "warning") else None,
    )
    opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
    opened.page.goto(url)
    return opened


def page_of_visitor(
    browser: Browser, url: str, cookies: Mapping[str, str], language: str = "en", size: tuple[int, int] = DESKTOP
) -> Opened:
    """The page at `url` for somebody who signed in elsewhere and has these cookies."""
    parts = urlsplit(url)
    opened = page_of(browser, f"{parts.scheme}://{parts.netloc}/sign-in", language, size)
    opened.page.context.add_cookies([{"name": name, "value": text, "url": url} for name, text in cookies.items()])
    opened.page.goto(url)
    assert opened.page.url == url
    return opened


def show(page: Page, size: tuple[int, int], theme: Theme) -> None:
    """The same page in another window and theme."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")


def look_at(
    browser: Browser,
    name: str,
    url: str,
    cookies: Mapping[str, str],
    looks: Sequence[Look] = LOOKS,
) -> None:
    """What every page must hold, in each of these languages, sizes and themes, for somebody with these cookies."""
    for language, size, theme in looks:
        opened = page_of_visitor(browser, url, cookies, language)
        show(opened.page, size, theme)
        assert_no_sideways_scroll(opened.page)
        assert_accessible(opened.page)
        assert_large_targets(opened.page)
        keep_picture(opened.page, f"{name}-{language}-{'phone' if size == PHONE else 'desk'}-{theme}")
        assert_quiet(opened)
        opened.close()


def keep_picture(page: Page, name: str) -> None:
    """The whole page as FOLDER/name.png, where TEAROAD_PICTURES=FOLDER wants pictures."""
    folder = os.environ.get("TEAROAD_PICTURES")
    if folder:
        page.wait_for_timeout(SETTLE_MS)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def assert_accessible(page: Page) -> None:
    """Axe finds nothing serious or critical."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}}).response["violations"]
    grave = [
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']][:3]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert not grave, "\n".join([page.url, *grave])


def assert_no_sideways_scroll(page: Page) -> None:
    """Nothing makes the page wider than its window, and no box cuts off what it holds; it may scroll within itself."""
    wide = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1], f"{page.url}: {wide[0]} wide in a window of {wide[1]}"
    cut = page.evaluate(
        """() => [...document.querySelectorAll('body *:not(.hidden, .skip)')]
            .filter(one => getComputedStyle(one).overflowX === 'hidden' && one.clientWidth > 1)
            .filter(one => one.scrollWidth > one.clientWidth + 1)
            .map(one => `${one.className}: ${one.scrollWidth} in ${one.clientWidth}`)"""
    )
    assert not cut, f"{page.url}: {cut}"


def assert_large_targets(page: Page) -> None:
    """What is touched is 24 by 24 at least (WCAG 2.2, 2.5.8); links within a sentence may be smaller."""
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')]
            .filter(one => one.getClientRects().length && !one.closest('p, li, td, th, .skip'))
            .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24)
            .map(([html]) => html)"""
    )
    assert not small, f"{page.url}: {small}"


def assert_quiet(opened: Opened) -> None:
    """The console has no error and no warning, a breach of the content security policy among them."""
    assert opened.said == [], opened.page.url
