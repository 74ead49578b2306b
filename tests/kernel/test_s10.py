"""Check digits against the published examples and a plain reckoning."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.kernel.s10 import check_digits, numbers, valid


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
