"""Check digits of taxpayers' numbers, against python-stdnum."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ru import inn

from tearoad.kernel.taxpayer import taxpayer_checked, with_check_digits


@given(st.lists(st.integers(0, 10**12 - 1), min_size=1, max_size=20))
def test_as_the_library_says(numbers: list[int]) -> None:
    assert taxpayer_checked(np.array(numbers)).tolist() == [inn.is_valid(f"{one:012d}") for one in numbers]


@given(st.lists(st.integers(0, 10**10 - 1), min_size=1, max_size=20))
def test_what_is_made_is_valid(tens: list[int]) -> None:
    made = with_check_digits(np.array(tens))
    assert (made // 100).tolist() == tens
    assert all(inn.is_valid(f"{one:012d}") for one in made.tolist())
