"""Machines fill the wallet of their owner: once for each key, by a bank that calls back; nobody sees another's."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from machines import Machine, Told, key_of
from sites import Site, served, served_with_provider

from tearoad.api.routes import OPERATION
from tearoad.boot.bank_notice import open_bank_notice
from tearoad.boot.bonuses import Wish, open_bonuses
from tearoad.demo.orders import FIRST
from tearoad.wire.webhook import signed

SECRET = "whsec_" + "a" * 40
ASKED = {"amount_minor": 250_000, "bank": "Volga Bank"}


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served_with_provider(server_url, "tearoad_test_api_wallet", tmp_path_factory.mktemp("home"), SECRET) as found:
        yield found


def call_back(site: Site, key: str, value: str = "2500.00") -> Told:
    document = {**OPERATION, "id": f"op-{key}", "key": key, "amount": {"value": value, "currency": "RUB"}}
    text = json.dumps(document)
    headers = signed(SECRET, "op-1", int(time.time()), text)
    return Machine(site).ask("POST", "providers/roadpay/callbacks", text.encode(), headers)


def balance(machine: Machine) -> int:
    return int(machine.get("wallet").document["balance"]["amount_minor"])


def test_a_wallet_is_filled_when_the_bank_calls_back(site: Site, machine: Machine) -> None:
    before = balance(machine)
    told = machine.post("top-ups", ASKED, Idempotency_Key="once")
    assert (told.status, told.document["state"]) == (201, "waiting")
    assert told.document["amount"] == {"amount_minor": 250_000, "currency": "RUB"}
    assert machine.post("top-ups", ASKED, Idempotency_Key="once").document == told.document
    path = told.headers["location"].removeprefix("/api/v1/")
    assert machine.get(path).document == told.document
    assert call_back(site, told.document["id"]).document == {"heard": "taken"}
    assert call_back(site, told.document["id"]).document == {"heard": "seen before"}
    assert machine.get(path).document["state"] == "paid"
    assert balance(machine) == before + 250_000
    assert machine.get("wallet").document["top_ups"][0]["id"] == told.document["id"]


def test_another_amount_goes_back(site: Site, machine: Machine) -> None:
    before = balance(machine)
    key = machine.post("top-ups", ASKED, Idempotency_Key="part").document["id"]
    assert call_back(site, key, "1.00").document == {"heard": "the money goes back"}
    told = machine.get(f"top-ups/{key}").document
    assert (told["state"], told["refusal"]) == ("refused", "the bank took another amount")
    assert balance(machine) == before


@pytest.mark.parametrize(
    ("asked", "key", "status", "why"),
    [
        (ASKED, "", 400, "Idempotency-Key"),
        ({**ASKED, "bank": "No Bank"}, "a", 422, "a card is of a bank"),
        ({**ASKED, "amount_minor": 0}, "b", 422, "/amount_minor"),
        ({**ASKED, "amount_minor": 1.5}, "c", 422, "/amount_minor"),
        ({**ASKED, "to": "anna"}, "d", 422, "to"),
        ({**ASKED, "amount_minor": 250_001}, "once more", 422, "another top-up"),
    ],
)
def test_what_is_no_top_up_is_refused(machine: Machine, asked: object, key: str, status: int, why: str) -> None:
    machine.post("top-ups", ASKED, Idempotency_Key="once more")
    told = machine.post("top-ups", asked, **({"Idempotency_Key": key} if key else {}))
    assert (told.status, why in json.dumps(told.document)) == (status, True), told


def test_an_amount_that_the_bank_does_not_take_is_kept_as_refused(machine: Machine) -> None:
    told = machine.post("top-ups", {**ASKED, "amount_minor": 10**10}, Idempotency_Key="much").document
    assert (told["state"], told["refusal"]) == ("refused", "not an amount that the bank takes")


def test_nobody_sees_another_s(site: Site, machine: Machine) -> None:
    key = machine.post("top-ups", ASKED, Idempotency_Key="mine").document["id"]
    assert machine.get(f"top-ups/{'0' * 32}").status == machine.get("top-ups/nothing").status == 404
    merchant, operator = (Machine(site, key_of(site, role)) for role in ("merchant", "operator"))
    assert merchant.get(f"top-ups/{key}").status == 404
    assert merchant.get("wallet").document["top_ups"] == []
    assert operator.get(f"top-ups/{key}").status == operator.get("wallet").status == 403
    assert operator.post("top-ups", ASKED, Idempotency_Key="mine").status == 403
    assert Machine(site).get("wallet").status == 401


def test_the_hour_is_told_and_stays(site: Site, machine: Machine) -> None:
    assert machine.get("wallet").document["bonus"] is None
    first = FIRST + timedelta(days=5)
    with open_bank_notice(site.database) as notice:
        notice.clock = lambda: 0.0
        notice.plan("eleven", first + timedelta(days=6), 10_000)
    with open_bonuses(site.database) as bonuses:
        bonuses.plan(Wish("eleven", "2.5", "500.00", "10000.00", first, first + timedelta(days=3)))
    bonus = machine.get("wallet").document["bonus"]
    assert bonus == machine.get("wallet").document["bonus"]
    assert (bonus["sale"], bonus["percent"], bonus["counts"], bonus["over"]) == ("eleven", 2.5, False, False)
    assert bonus["most"] == {"amount_minor": 50_000, "currency": "RUB"}
    assert f"{first:%Y-%m-%d}T" <= bonus["begins"] < bonus["ends"] < f"{first + timedelta(days=4):%Y-%m-%d}T"


def test_where_players_are_heard_for_the_banks_it_waits_too(server_url: str, tmp_path: Path) -> None:
    with served(server_url, "tearoad_test_api_wallet_players", tmp_path) as plain:
        machine = Machine(plain, key_of(plain, "buyer"))
        assert machine.post("top-ups", ASKED, Idempotency_Key="one").document["state"] == "waiting"
