"""Numbers that were scanned at an office come by the machines' door: one verdict for each, and the list of those that
came without data."""

from collections import Counter
from itertools import count
from typing import Any

import psycopg
import pytest
from items import DEAR, ITEM, number
from machines import Machine, Told, key_of
from sites import Site, play_some

serial = count(70_000)


pytestmark = pytest.mark.usefixtures("whole")


def declared(machine: Machine, **other: Any) -> str:
    """The number of one that was just lodged."""
    s10 = number(next(serial))
    told = machine.post("declarations", {"id": s10, "s10": s10, **ITEM, **DEAR, **other})
    assert told.document["verdict"] == "lodged", told
    return s10


def scanned(machine: Machine, *numbers: str, **more: str) -> Told:
    return machine.post("declarations/arrivals", {"numbers": numbers, **more})


def test_each_number_has_its_verdict_and_they_add_up(site: Site, post: Machine, operator: Machine) -> None:
    play_some(site, 30)
    with psycopg.connect(site.database) as connection:
        row = connection.execute("SELECT min(s10) FROM consignment").fetchone()
    assert row
    assert row[0]
    here, elsewhere = declared(post), declared(operator, office="novosibirsk")
    numbers = [here, elsewhere, number(next(serial)), row[0], here[:-1], here, here.lower(), "", "\0"]
    told = scanned(post, *numbers)
    said = ["arrived", "elsewhere", "undeclared", "own_scans", "bad_number", "already", *["bad_number"] * 3]
    assert (told.status, [one["verdict"] for one in told.document["numbers"]]) == (200, said)
    assert [one["s10"] for one in told.document["numbers"]] == numbers
    assert {name: count for name, count in told.document["counts"].items() if count} == Counter(said)
    assert sum(told.document["counts"].values()) == len(numbers)
    again = scanned(post, *numbers).document
    assert [one["verdict"] for one in again["numbers"]] == ["already", *said[1:]]
    found = post.get(f"declarations/lodged/{again['numbers'][0]['declaration']}").document
    assert (found["standing"]["arrived"], found["history"][-1]["fact"]) == (True, "arrived")
    assert (found["history"][-1]["who"], found["history"][-1]["role"]) == ("demo-post_worker", "system")


def test_what_came_without_data_has_arrived_once_it_is_declared(post: Machine) -> None:
    s10 = number(next(serial))
    assert scanned(post, s10).document["counts"]["undeclared"] == 1
    told = post.post("declarations", {"id": s10, "s10": s10, **ITEM}).document
    found = post.get(f"declarations/lodged/{told['declaration']}").document
    assert found["standing"]["arrived"]
    assert scanned(post, s10).document["numbers"] == [
        {"s10": s10, "verdict": "already", "declaration": told["declaration"]}
    ]


def test_a_thousand_are_scanned_at_once(post: Machine) -> None:
    many = [number(20_000 + n) for n in range(1_000)]
    for _ in range(2):
        assert scanned(post, *many).document["counts"]["undeclared"] == 1_000
    assert scanned(post, *many, number(21_001)).status == 422
    assert scanned(post).document["numbers"] == []


def test_who_scans_where(site: Site, post: Machine, operator: Machine) -> None:
    officer, merchant = (Machine(site, key_of(site, role)) for role in ("officer", "merchant"))
    s10 = declared(operator)
    assert scanned(officer, s10).document["counts"]["arrived"] == 1
    assert scanned(operator, s10, office="moscow").document["counts"]["already"] == 1
    for who, more in (
        (post, {"office": "novosibirsk"}),
        (operator, {}),
        (merchant, {}),
        (merchant, {"office": "moscow"}),
    ):
        told = scanned(who, s10, **more)
        assert (told.status, [fault["pointer"] for fault in told.document["errors"]]) == (422, ["/office"])
    for role in ("buyer", "auditor", "bank_liaison"):
        assert scanned(Machine(site, key_of(site, role)), s10).status == 403
    assert scanned(Machine(site), s10).status == 401


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({}, ""), ({"numbers": [1]}, "/numbers/0"), ({"numbers": ["x" * 65]}, "/numbers/0"),
     ({"numbers": "x"}, "/numbers"), ({"numbers": [], "colour": "red"}, ""),
     ({"numbers": [], "office": "a\0"}, "/office")],
)  # fmt: skip
def test_what_is_malformed_is_pointed_at(post: Machine, body: dict[str, Any], pointer: str) -> None:
    told = post.post("declarations/arrivals", body)
    assert (told.status, [fault["pointer"] for fault in told.document["errors"]]) == (422, [pointer])
