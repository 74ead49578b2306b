"""While a campaign is open an order needs a ticket whose turn has come; nobody can make one, lend one or keep one."""

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from machines import Machine, key_of
from sites import Site

from tearoad.api.routes import ORDER


def problem(told: Any, status: int) -> Any:
    assert told.status == status, told
    assert told.headers["content-type"] == "application/problem+json"
    return told.document


@pytest.fixture
def sale(site: Site) -> Iterator[str]:
    """Open, at 60 a minute, until the test ends."""
    name = f"sale-{time.monotonic_ns()}"
    with psycopg.connect(site.database, autocommit=True) as connection:
        connection.execute("INSERT INTO campaign VALUES (1, %s, 60, now(), 0, 1, false)", [name])
        time.sleep(1.1)  # for so long a site may not have heard of it
        yield name
        connection.execute("UPDATE campaign SET closed = true")
    time.sleep(1.1)


def ordered(machine: Machine, key: str, **headers: str) -> Any:
    return machine.post("orders", ORDER, Idempotency_Key=key, **headers)


def test_an_order_waits_for_its_turn(machine: Machine, site: Site, sale: str) -> None:
    assert "take one by POST" in problem(ordered(machine, "none"), 403)["detail"]
    with psycopg.connect(site.database, autocommit=True) as connection:
        connection.execute("UPDATE campaign SET next_number = 4 WHERE name = %s", [sale])
    made = machine.post("tickets", {})
    assert made.status == 201, made
    ticket = made.document["ticket"]
    assert made.document["number"] > made.document["serving"]
    early = ordered(machine, "early", Ticket=ticket)
    assert problem(early, 429)
    assert 1 <= int(early.headers["retry-after"]) <= 5
    end = time.monotonic() + 20
    while ordered(machine, "turn", Ticket=ticket).status != 201:
        assert time.monotonic() < end
        time.sleep(0.2)
    told = machine.get(f"tickets/{ticket}").document
    assert told["serving"] >= told["number"] == made.document["number"]


def test_a_ticket_opens_for_its_owner_alone(machine: Machine, site: Site, sale: str) -> None:
    ticket = machine.post("tickets", {}).document["ticket"]
    for forged in ("x", ticket[:-2] + "xx", ticket + "0", ""):
        assert problem(ordered(machine, "forged", Ticket=forged), 403)
    assert problem(ordered(machine, "long", Ticket="x" * 401), 400)
    with psycopg.connect(site.database, autocommit=True) as connection:
        connection.execute("UPDATE campaign SET name = name || '-next' WHERE NOT closed")
    time.sleep(1.1)
    assert "another campaign" in problem(ordered(machine, "yesterday", Ticket=ticket), 403)["detail"]
    problem(machine.get(f"tickets/{ticket}"), 404)
    problem(Machine(site, key_of(site, "merchant")).post("tickets", {}), 403)
    problem(Machine(site).post("tickets", {}), 401)


def test_an_answer_that_was_lost_is_told_again_without_a_ticket(machine: Machine, site: Site) -> None:
    problem(machine.post("tickets", {}), 404)
    order = ordered(machine, "before the sale")
    assert order.status == 201, order
    with psycopg.connect(site.database, autocommit=True) as connection:
        connection.execute("INSERT INTO campaign VALUES (1, 'lost', 60, now(), 0, 1, false)")
        try:
            time.sleep(1.1)
            again = ordered(machine, "before the sale")
            assert (again.status, again.document["id"]) == (201, order.document["id"])
        finally:
            connection.execute("UPDATE campaign SET closed = true")
    time.sleep(1.1)
