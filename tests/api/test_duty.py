"""Machines pay the duty of declarations from their wallets: senders their own, others by the code that senders tell."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from items import DEAR, ITEM, number
from machines import Machine, Told, key_of
from sites import Site

from tearoad.api.duty import TRIES
from tearoad.boot.buyers import ACCOUNT
from tearoad.boot.demo_people import demo_name
from tearoad.boot.road import open_road
from tearoad.operations.wallet import deposit

serial = count(7_000)
OWED = 971_250  # of DEAR, as the law of the demo's first day has it
PURSE = 10 * OWED
NOT_THERE = "there is no such declaration"


@pytest.fixture(scope="module")
def merchant(site: Site) -> Machine:
    return Machine(site, key_of(site, "merchant"))


@pytest.fixture(scope="module", autouse=True)
def whole(site: Site) -> Iterator[None]:
    """The demo's merchant and buyer have money; in the end every rule holds."""
    with open_road(site.database) as road:
        with road.store.unit() as unit:
            at = unit.roads.clock_at()
            roles = ("merchant", "buyer")
            unit.ledger.post([deposit("test", ACCOUNT + demo_name(role), "RUB", PURSE, at) for role in roles])
        yield
        assert road.check() == []


def lodged(merchant: Machine, **other: Any) -> str:
    """The address of the payment of a new one."""
    one = next(serial)
    told = merchant.post("declarations", {"id": f"d{one}", "s10": number(one), **ITEM, **other})
    assert told.status == 201, told
    return f"declarations/lodged/{told.document['declaration']}/payment"


def balance(machine: Machine) -> int:
    return int(machine.get("wallet").document["balance"]["amount_minor"])


def problem(told: Told) -> tuple[int, str]:
    return told.status, told.document["detail"]


def test_a_sender_pays_once(merchant: Machine) -> None:
    path, before = lodged(merchant, **DEAR), balance(merchant)
    shown = merchant.get(path).document
    assert shown["owed"] == shown["amount"] == {"amount_minor": OWED, "currency": "RUB"}
    assert shown["refusal"] is None
    wrong = merchant.post(path, {"expected_minor": OWED - 1})
    assert (wrong.status, wrong.document["errors"][0]["pointer"]) == (422, "/expected_minor")
    paid = merchant.post(path, {"expected_minor": OWED})
    assert (paid.status, paid.document["state"], paid.document["paid"]) == (200, "released", shown["amount"])
    assert merchant.post(path, {}).document == paid.document, "asked again it is as it was"
    assert before - balance(merchant) == OWED
    standing = merchant.get(path.removesuffix("/payment")).document
    assert standing["standing"]["paid"]
    assert [event["fact"] for event in standing["history"][-2:]] == ["paid", "passed"]
    shown = merchant.get(path).document
    assert (shown["refusal"], shown["code"], shown["amount"]) == ("already paid", None, None)


def test_who_is_told_the_code_pays(site: Site, merchant: Machine, machine: Machine) -> None:
    path, before = lodged(merchant, **DEAR), balance(machine)
    code = merchant.get(path).document["code"]
    assert machine.get(path).status == 403, "a buyer reads no declarations"
    officer = Machine(site, key_of(site, "officer"))
    assert problem(officer.get(path)) == (404, NOT_THERE), "nobody but the sender is told the code"
    for body in ({}, {"code": "AAAA-AAAA-AAAA-AAAA"}, {"code": code[:-1]}):
        assert problem(machine.post(path, body)) == (404, NOT_THERE)
    assert machine.post(path, {"code": code}).document["state"] == "released"
    assert before - balance(machine) == OWED
    assert problem(merchant.post(path, {})) == (409, "already paid")


def test_what_cannot_be_paid_is_named(site: Site, merchant: Machine) -> None:
    assert problem(merchant.post(lodged(merchant), {})) == (409, "nothing is owed")
    dearest = lodged(merchant, lines=[{**ITEM["lines"][0], "value_minor": 900_000}])
    assert problem(merchant.post(dearest, {})) == (409, "not enough money")
    withdrawn = lodged(merchant, **DEAR)
    assert merchant.post(withdrawn.replace("/payment", "/reports"), {"fact": "withdrawn"}).status == 200
    assert problem(merchant.post(withdrawn, {})) == (409, "not to be paid as it stands")
    assert problem(merchant.post(f"declarations/lodged/{'0' * 32}/payment", {})) == (404, NOT_THERE)
    assert problem(merchant.post("declarations/lodged/none/payment", {})) == (404, NOT_THERE)
    for role, status in (("operator", 403), ("officer", 403), ("auditor", 403)):
        assert Machine(site, key_of(site, role)).post(dearest, {}).status == status
    assert Machine(site).post(dearest, {}).status == 401
    keyed = Machine(site, key_of(site, "merchant", ["item:change", "wallet:create"]))
    assert keyed.post(dearest, {}).status == 403


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"code": "x" * 41}, "/code"),
        ({"code": "a\0b"}, "/code"),
        ({"code": 7}, "/code"),
        ({"expected_minor": 0}, "/expected_minor"),
        ({"expected_minor": 10**12}, "/expected_minor"),
        ({"wallet": "x"}, ""),
    ],
)
def test_what_is_malformed_is_pointed_at(merchant: Machine, body: dict[str, Any], pointer: str) -> None:
    told = merchant.post(f"declarations/lodged/{'0' * 32}/payment", body)
    assert (told.status, [fault["pointer"] for fault in told.document["errors"]]) == (422, [pointer])


def test_codes_are_not_tried_for_ever(site: Site, merchant: Machine) -> None:
    """By the merchant, who needs none; last of all here, since each try counts."""
    path = f"declarations/lodged/{'0' * 32}/payment"
    statuses = [merchant.post(path, {"code": "A" * 16}).status for _ in range(TRIES.at_once + 2)]
    assert statuses[: TRIES.at_once] == [404] * TRIES.at_once
    told = merchant.post(path, {"code": "A" * 16})
    assert told.status == 429
    assert int(told.headers["retry-after"]) > 0
    assert merchant.post(path, {}).status == 404, "without a code nothing is tried"
