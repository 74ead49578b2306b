"""`tearoad offices`: how offices stand, one is closed and opened again, and what cannot be is one line."""

import json

import pytest
from commands import called

from tearoad.boot.road import OpenRoad
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.operations.play import play
from tearoad.terms.days import DAY

COUNT = 400


@pytest.fixture
def url(road: OpenRoad) -> str:
    stock_demo(road, COUNT)
    orders = demo_orders(road.corridor, COUNT)[:80]
    play(road.platform, orders, COUNT, lambda more: None, until=(orders[-1].placed_at // DAY + 1) * DAY)
    return road.url


def test_an_office_is_closed_and_opened_again(road: OpenRoad, url: str) -> None:
    said = called("offices", "--database-url", url)
    assert said.returncode == 0
    assert said.stdout.splitlines()[0].split() == [
        "office", "lines", "a", "day", "waits", "oldest", "held", "comes", "floor",
    ]  # fmt: skip
    assert "moscow             3/3    180" in said.stdout
    close = ("offices", "close", "moscow", "--until", "2026-01-20", "--reason", "embargo", "--database-url", url)
    assert called(*close).stdout.startswith("moscow: closed (20")
    assert called(*close[:3], *close[3:], "--json").returncode == 0
    found = json.loads(called("offices", "--json", "--database-url", url).stdout)
    moscow = found["offices"][0]
    assert (found["policy"], moscow["id"], moscow["lines"], moscow["capacity_today"]) == ("cost", "moscow", 0, 0)
    assert moscow["closures"][0]["reason"] == "embargo"
    assert moscow["opens_at"] == moscow["closures"][0]["until"] == "2026-01-19T21:00:00Z"
    assert moscow["given_away"] == sum(one["given_here"] for one in found["offices"]) > 0
    assert "closed 20" in called("offices", "--database-url", url).stdout
    opened = called("offices", "open", "moscow", "--database-url", url)
    assert (opened.returncode, opened.stdout.startswith("moscow: open; ")) == (0, True)
    again = called("offices", "open", "moscow", "--json", "--database-url", url)
    assert (again.returncode, json.loads(again.stdout)["refusal"]) == (1, "it is not closed")
    assert road.check() == []


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("close", "kazan", "--until", "2099-01-01", "--reason", "x"), 1, "kazan: no such office"),
        (("close", "moscow", "--until", "1999-01-01", "--reason", "x"), 1, "moscow: it ends before it begins"),
        (("close", "moscow", "--until", "soon", "--reason", "x"), 2, "--until 'soon': expected a day, YYYY-MM-DD"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(road: OpenRoad, words: tuple[str, ...], status: int, said: str) -> None:
    with road.store.unit() as unit:
        unit.roads.move_clock(1_760_000_000)
    done = called("offices", *words, "--database-url", road.url)
    assert done.returncode == status
    assert said in (done.stdout + done.stderr)
    assert (done.stdout + done.stderr).count("\n") == 1
