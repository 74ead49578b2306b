"""`campaign` as an operator meets it: opened, looked at, quickened, closed, and one line for what is wrong."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tearoad.boot.road import drop_data_base, fresh_data_base

TEAROAD = str(Path(sys.executable).parent / "tearoad")


@pytest.fixture
def url(server_url: str) -> Iterator[str]:
    name = "tearoad_test_campaign"
    drop_data_base(server_url, name)
    yield fresh_data_base(server_url, name)
    drop_data_base(server_url, name)


def said(url: str, *words: str) -> tuple[int, str]:
    environment = {**os.environ, "TEAROAD_DATABASE_URL": url}
    done = subprocess.run([TEAROAD, "campaign", *words], capture_output=True, text=True, env=environment, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def test_from_open_to_close(url: str) -> None:
    assert said(url, "show") == (0, "no campaign is open")
    assert said(url, "close") == (2, "tearoad: no campaign is open")
    assert said(url, "open", "Eleven Eleven", "--a-minute", "60")[0] == 2
    assert said(url, "open", "eleven", "--a-minute", "60")[0] == 0
    assert said(url, "rate", "--a-minute", "120") == (0, "120 orders a minute are let in")
    status, line = said(url, "show")
    assert status == 0
    assert line.startswith("eleven: 120 a minute; number ")
    assert said(url, "open", "twelve", "--a-minute", "60")[1].endswith("one is open, or one of this name was")
    assert said(url, "close") == (0, "eleven is closed")
