"""The site as its server starts it: what every page needs is read ahead, and never twice."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from sites import Site, Visitor

from tearoad.boot.desks import desks_of
from tearoad.web.live import HOME, URL

CALLERS = 4
WARMED = """
import gc, threading
from tearoad.api.provider import desks
from tearoad.boot import desks as joined
from tearoad.web.live import WARMING, application
application()
for thread in threading.enumerate():
    if thread.name == WARMING:
        thread.join()
joined.applied_law = None  # from here on the law cannot be read
try:
    desks().platform()
    print("read", gc.get_freeze_count() > 100_000)
except Exception as error:
    print(type(error).__name__, gc.get_freeze_count() > 100_000)
"""


def warmed(url: str, home: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, URL: url, HOME: str(home)}
    words = [sys.executable, "-c", WARMED]
    return subprocess.run(words, capture_output=True, text=True, env=environment, check=False)


def test_what_a_search_needs_is_there_before_the_first(real_site: Site) -> None:
    done = warmed(real_site.database, real_site.home)
    assert done.stdout.split() == ["read", "True"], done.stderr


def test_without_a_data_base_the_site_comes_up_all_the_same(tmp_path: Path) -> None:
    done = warmed("postgresql://nobody@127.0.0.1:1/nothing", tmp_path)
    assert done.stdout.split() == ["Unavailable", "True"], done.stderr
    assert "Traceback" not in done.stderr


def test_who_comes_together_shares_one_desk(real_site: Site) -> None:
    desks, together = desks_of(real_site.database, real_site.home), Barrier(CALLERS)

    def ask(_: int) -> int:
        together.wait()
        return id(desks.buyers())

    with ThreadPoolExecutor(CALLERS) as callers:
        assert len(set(callers.map(ask, range(CALLERS)))) == 1
    desks.buyers().close()
    desks.store.close()


def test_the_menu_of_a_page_stands_there_twice_alike(real_site: Site) -> None:
    menus = re.findall(r'<div class="links">(.*?</nav>)\s*</div>', Visitor(real_site.url).get("/track").text, re.S)
    assert len(menus) == 2
    assert menus[0] == menus[1]
    assert 'href="/shop"' in menus[0]
    assert 'href="/sign-in?next=/track"' in menus[0]
