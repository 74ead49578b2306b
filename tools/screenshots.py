"""Writes pictures of the pages to docs/pictures, or to the folder given: in three languages, on a phone and on a desk,
in both themes. They are what the page tests see; so chromium is needed, and a failing test keeps its pictures too.
The control room and a tracked parcel are seen last once more, on a road as busy as `up` shows it after eight weeks.
"""

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tearoad.boot.demo_people import make_demo_people
from tearoad.boot.embedded import server
from tearoad.boot.road import fresh_data_base, open_road
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.operations.play import play
from tearoad.terms.days import DAY
from tearoad.web.live import HOME, URL
from tearoad.web.server import serve

ROOT = Path(__file__).resolve().parents[1]
SEEN_BY = tuple(
    f"tests/web/test_{name}.py"
    for name in ("look", "purchase", "desk", "items_desk", "people", "mail", "post_desk", "duty", "capture")
)
GOODS, WEEKS = 100_000, 8  # of the demo's fourteen months, as `up` has them
LOOKS = (("en-GB", 1280, "light"), ("ru-RU", 360, "light"), ("zh-CN", 1280, "dark"))


def main() -> int:
    """The exit status of the tests."""
    parser = argparse.ArgumentParser(description="Pictures of the pages, as the page tests see them.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "pictures")
    parser.add_argument("--busy-only", action="store_true", help="Only those of the busy road.")
    said = parser.parse_args()
    folder, code = said.folder.resolve(), 0
    folder.mkdir(parents=True, exist_ok=True)
    if not said.busy_only:
        words = ["env", f"TEAROAD_PICTURES={folder}", sys.executable, "-m", "pytest", "-q", "-m", "browser", *SEEN_BY]
        code = subprocess.run(words, cwd=ROOT, check=False).returncode
    busy(folder)
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")
    return code


def busy(folder: Path) -> None:
    """Plays the demo on a data base that ends with this, and looks at the road."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        Path(scratch).chmod(0o711)
        with server(home) as root:
            url = fresh_data_base(root, "tearoad_busy")
            with open_road(url) as road:
                stock_demo(road, GOODS)
                make_demo_people(url)
                orders = demo_orders(road.corridor, GOODS)
                until = (orders[0].placed_at // DAY + 7 * WEEKS) * DAY + DAY // 2
                some = [order for order in orders if order.placed_at < until]
                play(road.platform, some, 300, lambda more: None, until=until)
                sql = "SELECT s10 FROM consignment WHERE lane = 'rail-yiwu-moscow' AND carriage = 4 ORDER BY 1 LIMIT 1"
                (number,) = road.store.connection.execute(sql).fetchone() or ("",)
            said = {URL: url, HOME: str(home)}
            with serve("tearoad.web.live:application", port=_free_port(), environment=said) as site:
                _look(site.url, {"control-room-busy": "/control-room", "track-busy": f"/track?number={number}"}, folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _look(site: str, pages: dict[str, str], folder: Path) -> None:
    with sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=shutil.which("chromium"))
        for locale, width, theme in LOOKS:
            seen = browser.new_context(
                viewport={"width": width, "height": 1040}, locale=locale, color_scheme=theme, reduced_motion="reduce"
            )
            page = seen.new_page()
            for name, path in pages.items():
                page.goto(site + path)
                size = "phone" if width < 600 else "desk"
                page.screenshot(path=folder / f"{name}-{locale[:2]}-{size}-{theme}.png", full_page=width < 600)
        browser.close()


if __name__ == "__main__":
    raise SystemExit(main())
