"""Providers call back: signed words are heard once, everything else is refused by name and changes nothing."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from machines import Machine, Told, key_of
from sites import Site, served, served_with_provider

from tearoad.api.routes import OPERATION, ORDER
from tearoad.wire.webhook import signed

SECRET, OTHER = "whsec_" + "a" * 40, "whsec_" + "b" * 40
DAY = 86_400


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served_with_provider(server_url, "tearoad_test_api_banks", tmp_path_factory.mktemp("home"), SECRET) as found:
        yield found


def ordered(machine: Machine, key: str) -> Any:
    """An order whose card is being asked for."""
    told = machine.post("orders", {**ORDER, "payment": "card"}, Idempotency_Key=key)
    assert told.status == 201, told
    card = {"order": told.document["id"], "method": "card", "bank": "Volga Bank"}
    paid = machine.post("payments", card, Idempotency_Key=key)
    assert paid.document["state"] == "waiting"
    return paid.document


def word(attempt: Any, **changes: object) -> dict[str, object]:
    amount = {"value": f"{attempt['amount']['amount_minor'] / 100:.2f}", "currency": attempt["amount"]["currency"]}
    return {**OPERATION, "id": f"op-{attempt['id']}", "key": attempt["id"], "amount": amount, **changes}


def call_back(
    site: Site, document: object, *, secret: str = SECRET, at: int = 0, provider: str = "roadpay", body: str = ""
) -> Told:
    text = json.dumps(document)
    headers = signed(secret, "op-1", int(time.time()) + at, text)
    return Machine(site).ask("POST", f"providers/{provider}/callbacks", (body or text).encode(), headers)


def state(site: Site, attempt: Any) -> tuple[int, str]:
    with psycopg.connect(site.database) as connection:
        sql = "SELECT state, refusal FROM payment WHERE payment_id = %s"
        row = connection.execute(sql, [attempt["id"]]).fetchone()
    assert row
    return row


def test_a_callback_pays_once(site: Site, machine: Machine) -> None:
    attempt = ordered(machine, "once")
    assert call_back(site, word(attempt)).document == {"heard": "taken"}
    assert call_back(site, word(attempt)).document == {"heard": "seen before"}
    told = machine.get(f"payments/{attempt['order']}").document
    assert [one["state"] for one in told["attempts"]] == ["paid"]
    assert told["state"] == "held"


def test_what_is_not_believed_is_refused_by_name_and_changes_nothing(site: Site, machine: Machine) -> None:
    attempt = ordered(machine, "forged")
    plain = Machine(site).post("providers/roadpay/callbacks", word(attempt))
    refused = [
        (plain, 401, "not signed"),
        (call_back(site, word(attempt), secret=OTHER), 401, "not of this body and our secret"),
        (call_back(site, word(attempt), body=json.dumps(word(attempt, id="op-9"))), 401, "not of this body"),
        (call_back(site, word(attempt), at=-DAY), 401, "too long ago"),
        (call_back(site, word(attempt), at=DAY), 401, "in the future"),
        (call_back(site, word(attempt), provider="nobody"), 404, "no such provider"),
        (call_back(site, word(attempt, key="0" * 32)), 404, "unknown payment"),
        (call_back(site, word(attempt, key="nothing")), 404, "unknown payment"),
        (call_back(site, word(attempt, amount={"value": "-1", "currency": "RUB"})), 422, "more than 0"),
        (call_back(site, {"id": 1}), 422, "not an operation"),
    ]
    for told, status, why in refused:
        assert (told.status, why in told.document["detail"]) == (status, True), (told, why)
    assert state(site, attempt) == (0, "")


def test_an_operation_of_another_payment_is_refused(site: Site, machine: Machine) -> None:
    mine, other = ordered(machine, "mine"), ordered(machine, "other")
    assert call_back(site, word(mine)).status == 200
    told = call_back(site, word(other, id=f"op-{mine['id']}"))
    assert (told.status, told.document["detail"]) == (409, "another's payment")
    assert state(site, other) == (0, "")


def test_another_amount_goes_back_and_the_buyer_is_told(site: Site, machine: Machine) -> None:
    attempt = ordered(machine, "part")
    assert call_back(site, word(attempt, amount={"value": "1.00", "currency": "RUB"})).document == {
        "heard": "the money goes back"
    }
    (told,) = machine.get(f"payments/{attempt['order']}").document["attempts"]
    assert (told["state"], told["refusal"]) == ("refused", "the bank took another amount")


def test_a_second_way_is_taken_while_the_bank_was_not_asked(site: Site, machine: Machine) -> None:
    attempt = ordered(machine, "second")
    wallet = {"order": attempt["order"], "method": "wallet"}
    told = machine.post("payments", wallet, Idempotency_Key="second way")
    assert told.document["state"] == "paid"
    assert call_back(site, word(attempt)).document == {"heard": "the money goes back"}


def test_anybody_may_see_how_busy_banks_are(site: Site) -> None:
    told = Machine(site).get("banks").document["items"]
    assert [one["bank"] for one in told] == sorted(one["bank"] for one in told)
    assert len(told) == 8
    assert not any(one["busy"] for one in told)


def test_a_site_without_a_provider_has_no_callbacks(server_url: str, tmp_path: Path) -> None:
    with served(server_url, "tearoad_test_api_no_banks", tmp_path) as plain:
        machine = Machine(plain, key_of(plain, "buyer"))
        assert ordered(machine, "players")
        assert call_back(plain, OPERATION).status == 404
