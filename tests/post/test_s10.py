"""Numbers taken apart, and the reasons why a line is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.s10 import DIGIT, ISSUER, numbers
from tearoad.post.s10 import (
    OF_USE,
    UNKNOWN_ISSUER,
    WRONG_DIGIT,
    Number,
    Reason,
    check,
    is_valid,
    parse,
    reason,
    why_not,
)
from tearoad.post.services import Use
from tearoad.wire.s10 import own_tables

GOOD = "RA473124829CN"
NO_NUMBERS = {
    b"": Reason.EMPTY,
    b"   ": Reason.BLANKS_AROUND,
    b" RA473124829CN": Reason.BLANKS_AROUND,
    b"RA473124829CN\t": Reason.BLANKS_AROUND,
    "\u00a0RA473124829CN".encode(): Reason.BLANKS_AROUND,
    b"RA 473 124 829 CN": Reason.BLANKS_WITHIN,
    b"ra473124829cn": Reason.SMALL_LETTERS,
    b"RA473124829Cn": Reason.SMALL_LETTERS,
    b"RA473124829C": Reason.TOO_SHORT,
    b"RA473124829CNN": Reason.TOO_LONG,
    b"A " * 5_000_000 + b"A": Reason.TOO_LONG,
    b"RA473124829C\0": Reason.NUL,
    b"RA473124829C\r": Reason.CONTROL,
    "RA\u200b473124829CN".encode(): Reason.CONTROL,
    "\ufeffRA473124829CN".encode(): Reason.CONTROL,
    b"RA473124829C\xff": Reason.NOT_UTF8,
    b"\xff\xfeR\0A\0": Reason.NOT_UTF8,
    "RА473124829CN".encode(): Reason.OTHER_LETTERS,  # the A is Cyrillic
    "ЕА473124829СN".encode(): Reason.OTHER_LETTERS,
    b"RAO73124829CN": Reason.LAYOUT,  # a letter for a digit
    "RA٤٧٣١٢٤٨٢٩CN".encode(): Reason.OTHER_LETTERS,
    "ＲＡ４７３１２４８２９ＣＮ".encode(): Reason.FULL_WIDTH,
    "RA47312482９CN".encode(): Reason.FULL_WIDTH,
    b"4731248290000": Reason.LAYOUT,
    b"RA-473124829C": Reason.LAYOUT,
}


@pytest.mark.parametrize(("raw", "expected"), NO_NUMBERS.items())
def test_what_is_no_number_says_why(raw: bytes, expected: Reason) -> None:
    assert why_not(raw) is expected


def test_every_reason_is_met() -> None:
    assert set(NO_NUMBERS.values()) == set(Reason)


@pytest.mark.parametrize(
    ("number", "valid", "said"),
    [
        (GOOD, True, ""),
        ("RA473124828CN", False, WRONG_DIGIT),
        ("RA473124829XX", False, UNKNOWN_ISSUER),
        ("JA473124829CN", False, OF_USE[Use.RESERVED]),
        ("FA473124829CN", False, OF_USE[Use.UNASSIGNED]),
        ("OA473124829CN", False, OF_USE[Use.UNASSIGNED] + " (unverified)"),
        ("SA473124828ZZ", False, f"{OF_USE[Use.RESERVED]}; {WRONG_DIGIT}; {UNKNOWN_ISSUER}"),
        ("CZ473124829CN", True, OF_USE[Use.BILATERAL]),
        ("HX473124829CN", True, OF_USE[Use.MULTILATERAL]),
        ("DA473124829RU", True, OF_USE[Use.HOME]),
        ("CZ473124828CN", False, WRONG_DIGIT),
        ("RZ473124829CN", True, OF_USE[Use.BILATERAL] + " (unverified)"),
        ("ra473124829cn", False, Reason.SMALL_LETTERS),
        ("RA\ud800", False, Reason.NOT_UTF8),
    ],
)
def test_one_number_is_judged_with_all_that_is_wrong(number: str, valid: bool, said: str) -> None:
    assert check(number, own_tables()) == (valid, said)


def test_a_reason_for_every_verdict_that_there_can_be() -> None:
    said = {int(one) for one in np.unique(own_tables().services)}
    for verdict in (one | wrong for one in said for wrong in (0, DIGIT, ISSUER, DIGIT | ISSUER)):
        assert is_valid(verdict) or reason(verdict)
    assert not reason(0)


@given(st.integers(0, 99_999_999))
def test_a_number_is_its_parts(serial: int) -> None:
    text = numbers("HA", np.array([serial]), "CN")[0]
    found = parse(text)
    assert isinstance(found, Number)
    assert (found.service, found.serial, found.issuer, str(found)) == ("HA", serial, "CN", text)


@given(st.text(max_size=14))
def test_any_text_has_an_answer(text: str) -> None:
    found = parse(text)
    assert str(found) == text if isinstance(found, Number) else found in Reason
