"""What providers say is read whole or refused in one line."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.operations.bank_ports import Asks, CallRow
from tearoad.operations.hear_provider import Done
from tearoad.terms.money import EXPONENTS, LARGEST_MINOR
from tearoad.terms.refusal import BadInput
from tearoad.wire.banks.documents import amount_of, asked, minor_of, operation_of, said

RIGHT = {
    "id": "op-1",
    "key": "0" * 32,
    "kind": "charge",
    "status": "succeeded",
    "amount": {"value": "12.34", "currency": "RUB"},
    "at": "2026-11-11T00:00:01+03:00",
}


def document(**changes: object) -> bytes:
    return json.dumps({**RIGHT, **changes}).encode()


def test_an_operation_is_said_and_heard() -> None:
    word = said("roadpay", operation_of(document()))
    assert word == ("roadpay", "0" * 32, Done.PAID, "op-1", 1_234, "RUB", 1_794_344_401)
    assert said("roadpay", operation_of(document(status="pending"))) is None
    no = said("roadpay", operation_of(document(status="canceled")))
    assert no
    assert (no.done, no.operation) == (Done.REFUSED, "")


@given(st.integers(1, LARGEST_MINOR), st.sampled_from(sorted(EXPONENTS)))
def test_amounts_come_back_as_they_were_said(minor: int, currency: str) -> None:
    assert minor_of(amount_of(minor, currency)) == minor


def test_a_call_says_what_is_asked() -> None:
    call = CallRow("a" * 32, Asks.REFUND, "b" * 32, "Ob Bank", "card", 105, "RUB", "op-1")
    assert json.loads(asked(call)) == {
        "amount": {"value": "1.05", "currency": "RUB"}, "bank": "Ob Bank", "method": "card", "charge": "op-1",
    }  # fmt: skip


def money(value: str, currency: str = "RUB") -> dict[str, str]:
    return {"value": value, "currency": currency}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"amount": money("0.00")}, "more than 0"),
        ({"amount": money("-1.00")}, "more than 0"),
        ({"amount": money("1.005")}, "not an amount of RUB"),
        ({"amount": money("NaN")}, "not an amount of RUB"),
        ({"amount": money("1e30")}, "not an amount of RUB"),
        ({"amount": money("many")}, "not a decimal number"),
        ({"amount": money("1.00", "XXX")}, "currency 'XXX'"),
        ({"amount": 12.34}, "not an operation"),
        ({"at": "yesterday"}, "ISO 8601"),
        ({"at": "2026-11-11T00:00:01"}, "with its zone"),
        ({"at": "1926-11-11T00:00:01+00:00"}, "this century"),
        ({"id": ""}, "1 to 64"),
        ({"id": "x" * 65}, "1 to 64"),
        ({"id": "op\n1"}, "1 to 64"),
        ({"kind": "gift"}, "not an operation"),
        ({"status": "maybe"}, "not an operation"),
        ({"reason": "x" * 20_000}, "expected at most"),
    ],
)
def test_what_is_none_is_refused_in_one_line(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(BadInput, match=why) as told:
        operation_of(document(**changes))
    assert "\n" not in str(told.value)


@given(st.binary(max_size=300))
def test_any_bytes_are_an_operation_or_refused(body: bytes) -> None:
    with pytest.raises(BadInput):
        operation_of(body)
