"""`campaign bonus` as an operator meets it: planned once, told what each bank gets, and what does not fit."""

import json
from collections.abc import Iterator

import pytest
from commands import fresh, told

BONUS = ("bonus", "eleven", "--percent", "2", "--most", "500.00", "--budget", "1000000.00")
DAYS = ("--from", "2111-11-05", "--until", "2111-11-09")


@pytest.fixture(scope="module")
def url(server_url: str) -> Iterator[str]:
    with fresh(server_url, "tearoad_test_bonus") as found:
        yield found


def said(url: str, *words: str) -> tuple[int, str]:
    return told(url, "campaign", *words)


def test_a_bonus_is_planned_once(url: str) -> None:
    status, line = said(url, *BONUS, *DAYS)
    assert (status, line) == (2, "tearoad: sale 'eleven' is not known; `tearoad campaign plan` makes one")
    assert said(url, "plan", "eleven", "--day", "2111-11-11", "--orders", "20000000")[0] == 0
    status, line = said(url, *BONUS, *DAYS)
    assert status == 2
    assert line.endswith("days would do")
    assert said(url, *BONUS, "--from", "soon", "--until", "2111-11-09")[1].startswith("tearoad: --from 'soon'")
    status, text = said(url, *BONUS, *DAYS, "--buyers", "1000000")
    assert status == 0, text
    first, second, *banks = text.splitlines()
    assert first == "eleven: 2% on top-ups, 500.00 RUB to a buyer, 1 000 000.00 RUB to all"
    assert second.startswith("from 2111-11-05 until 2111-11-09: 1,000,000 buyers are expected, and ")
    assert len(banks) == 8
    assert said(url, *BONUS, *DAYS)[0] == 2


def test_its_document_has_every_bank(url: str) -> None:
    assert said(url, "plan", "twelve", "--day", "2111-12-12", "--orders", "20000")[0] == 0
    words = ("bonus", "twelve", "--percent", "1.25", "--most", "5", "--budget", "100", "--json")
    status, text = said(url, *words, "--from", "2111-12-10", "--until", "2111-12-11")
    assert status == 0, text
    told = json.loads(text)
    assert (told["from"], told["until"], told["rate"]) == ("2111-12-10", "2111-12-11", 125)
    assert (told["most_minor"], told["budget_minor"], told["buyers"]) == (500, 10_000, 20_000)
    assert all(one["at_most"] <= one["limit"] for one in told["banks"])
    assert len(told["starts_a_minute"]) == 24
