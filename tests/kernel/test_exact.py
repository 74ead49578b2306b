"""A product divided is what Python's whole numbers of any size say, up to the bound, and unknown beyond it."""

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tearoad.kernel.exact import TOO_LARGE, UNKNOWN, floored, rounded


def any_size(bits: int) -> st.SearchStrategy[int]:
    """As many small numbers as large ones, and those beside a power of two."""
    sizes = st.integers(0, bits - 1).flatmap(lambda bit: st.integers(2**bit, 2 ** (bit + 1) - 1))
    beside = st.builds(lambda bit, more: 2**bit + more, st.integers(1, bits - 1), st.integers(-1, 1))
    return st.one_of(sizes, beside).filter(lambda number: number < 2**bits)


@settings(max_examples=2_000)
@given(any_size(63), any_size(63), any_size(62))
@example(8845596363614983, 1178718293725906298, 2329547006561728835)  # so estimates were two too low
@example(3, 1, 2)
def test_products_of_any_size(a: int, num: int, den: int) -> None:
    wanted = a * num // den
    assume(not TOO_LARGE - 2 <= wanted <= TOO_LARGE + 2)
    assert floored(a, num, den) == (wanted if wanted < TOO_LARGE else UNKNOWN)
    assert rounded(a, num, den) == ((2 * a * num + den) // (2 * den) if wanted < TOO_LARGE else UNKNOWN)


@settings(max_examples=2_000)
@given(any_size(62), st.integers(TOO_LARGE - 2**20, TOO_LARGE - 1), st.integers(-2, 2))
def test_quotients_near_the_bound_and_beside_whole_ones(den: int, quotient: int, beside: int) -> None:
    a = max(den // 2**11, 1)  # both factors below 2**63
    num = quotient * den // a + beside
    assume(0 <= num < 2**63 and 0 <= a * num // den < TOO_LARGE - 2)
    assert floored(a, num, den) == a * num // den
    assert rounded(a, num, den) == (2 * a * num + den) // (2 * den)


@given(st.integers(0, 2**40), st.integers(1, 2**20))
def test_a_half_goes_up(whole: int, half: int) -> None:
    assert rounded(2 * whole + 1, half, 2 * half) == whole + 1
    assert rounded(whole, half, half) == whole
    assert floored(2 * whole + 1, half, 2 * half) == whole


@pytest.mark.parametrize("den", [1, 3, 2**31 - 1, 2**61, 2**62 - 1])
def test_nothing_of_anything_is_nothing(den: int) -> None:
    assert (floored(0, 2**62, den), rounded(2**62, 0, den)) == (0, 0)
