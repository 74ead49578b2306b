"""Check digits, verdicts and lines against the published examples and a plain reckoning."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.s10 import (
    DIGIT,
    FORM,
    LENGTH,
    check_digits,
    issued,
    lines,
    numbers,
    valid,
    verdicts,
    verdicts_of_lines,
)

LUCK = np.random.default_rng(20171017)
TABLES = [LUCK.integers(0, 256, (26, 26)).astype(np.uint8) & np.uint8(~(FORM | DIGIT) & 255) for _ in range(2)]
CHARACTERS = st.sampled_from([*map(chr, range(256)), *"AZ09" * 30])
A_LINE = st.one_of(
    st.text(CHARACTERS, max_size=15).map(lambda text: text.encode("latin-1")),
    st.from_regex("[A-Z]{2}[0-9]{9}[A-Z]{2}", fullmatch=True).map(str.encode),
    st.builds(lambda serial: numbers("RA", np.array([serial]), "CN")[0].encode(), st.integers(0, 99_999_999)),
)


def oracle(serial: int) -> int:
    rest = (
        11
        - sum(int(digit) * weight for digit, weight in zip(f"{serial:08d}", (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    )
    return {10: 0, 11: 5}.get(rest, rest)


@given(st.lists(st.integers(0, 99_999_999), min_size=1))
def test_check_digits_are_the_plain_reckoning(serials: list[int]) -> None:
    assert check_digits(np.array(serials)).tolist() == [oracle(serial) for serial in serials]


def test_published_examples() -> None:
    assert numbers("RA", np.array([47_312_482]), "CN") == ["RA473124829CN"]
    assert check_digits(np.array([12_345_678])).tolist() == [5]
    assert valid("RA473124829CN")


@pytest.mark.parametrize(
    "number", ["RA473124828CN", "ra473124829CN", "RA47312482CN", "", "RA473124829CN ", "RA٤٧312482٩CN"]
)
def test_what_is_not_an_identifier(number: str) -> None:
    assert not valid(number)


def plain(line: bytes) -> int:
    found = re.fullmatch(rb"([A-Z])([A-Z])([0-9]{8})([0-9])([A-Z])([A-Z])", line)
    if not found:
        return FORM
    one, two, three, four = (ord(found[at]) - 65 for at in (1, 2, 5, 6))
    wrong = DIGIT if oracle(int(found[3])) != int(found[4]) else 0
    return int(TABLES[0][one, two]) | int(TABLES[1][three, four]) | wrong


@given(st.lists(A_LINE, max_size=30))
def test_verdicts_are_the_plain_reckoning(some: list[bytes]) -> None:
    whole = [line for line in some if len(line) == LENGTH]
    rows = np.frombuffer(b"".join(whole), dtype=np.uint8).reshape(-1, LENGTH)
    assert verdicts(rows, *TABLES).tolist() == [plain(line) for line in whole]


@given(st.lists(A_LINE.filter(lambda line: b"\n" not in line), max_size=30), st.booleans(), st.booleans())
def test_lines_are_cut_and_judged_alike(some: list[bytes], returns: bool, ended: bool) -> None:
    end = b"\r\n" if returns else b"\n"
    raw = end.join(some) + (end if ended and some else b"")
    expected = [line.removesuffix(b"\r") for line in raw.split(b"\n")]
    if raw:
        expected[-1] = raw.split(b"\n")[-1]
    if not expected[-1]:
        expected.pop()
    flat = np.frombuffer(raw, dtype=np.uint8)
    starts, ends = lines(flat)
    assert [raw[start:stop] for start, stop in zip(starts, ends, strict=True)] == expected
    found = verdicts_of_lines(flat, starts, ends, *TABLES)
    assert found.tolist() == [plain(line) for line in expected]


@given(st.lists(st.integers(0, 99_999_999), max_size=20), st.from_regex("[A-Z]{4}", fullmatch=True))
def test_what_is_issued_is_right(serials: list[int], letters: str) -> None:
    rows = issued(letters[:2], np.array(serials, dtype=np.int64), letters[2:])
    assert rows.shape == (len(serials), LENGTH)
    expected = [f"{letters[:2]}{serial:08d}{oracle(serial)}{letters[2:]}" for serial in serials]
    assert [bytes(row).decode() for row in rows] == expected == numbers(letters[:2], np.array(serials), letters[2:])
    assert all(map(valid, expected))
