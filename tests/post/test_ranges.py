"""Ranges of serials, and when they may be opened again."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.post.ranges import SerialRange, opens_again, runs

DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("last", "opens"),
    [
        (date(2024, 11, 29), date(2026, 11, 29)),
        (date(2024, 2, 29), date(2026, 2, 28)),
        (date(2024, 12, 31), date(2026, 12, 31)),
        (date(2023, 1, 1), date(2025, 1, 1)),
    ],
)
def test_a_range_opens_again_after_24_months(last: date, opens: date) -> None:
    assert opens_again(last) == opens


@pytest.mark.parametrize(("first", "last"), [(-1, 5), (6, 5), (0, 100_000_000)])
def test_serials_have_at_most_eight_digits_and_an_order(first: int, last: int) -> None:
    with pytest.raises(ValueError, match="expected serials"):
        SerialRange("HA", "CN", first, last, DAY)


def test_ranges_overlap_where_a_number_is_in_both() -> None:
    one = SerialRange("HA", "CN", 10, 19, DAY)
    assert one.overlaps(SerialRange("HA", "CN", 19, 30, DAY))
    assert one.overlaps(SerialRange("HA", "CN", 0, 99, DAY))
    assert not one.overlaps(SerialRange("HA", "CN", 20, 30, DAY))
    assert not one.overlaps(SerialRange("HA", "RU", 10, 19, DAY))
    assert str(one) == "HA 00000010-00000019 CN"


@given(st.lists(st.integers(0, 60)))
def test_runs_are_all_the_serials_without_holes(serials: list[int]) -> None:
    found = list(runs(serials))
    assert [serial for first, last in found for serial in range(first, last + 1)] == sorted(set(serials))
    assert all(before[1] + 1 < after[0] for before, after in pairwise(found))
