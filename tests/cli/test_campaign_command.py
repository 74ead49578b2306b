"""`campaign` as an operator meets it: opened, looked at, quickened, closed, and one line for what is wrong."""

from collections.abc import Iterator

import pytest
from commands import fresh, told


@pytest.fixture
def url(server_url: str) -> Iterator[str]:
    with fresh(server_url, "tearoad_test_campaign") as found:
        yield found


def said(url: str, *words: str) -> tuple[int, str]:
    return told(url, "campaign", *words)


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
