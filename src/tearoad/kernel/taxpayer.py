"""The two check digits of a Russian taxpayer's number of twelve digits (INN of a person)."""

import numpy as np

_TENS = 10 ** np.arange(9, -1, -1, dtype=np.int64)
_FIRST = np.array([7, 2, 4, 10, 3, 5, 9, 4, 6, 8], dtype=np.int64)
_SECOND = np.array([3, 7, 2, 4, 10, 3, 5, 9, 4, 6], dtype=np.int64)
_OF_FIRST = 8  # the weight of the first check digit in the second


def with_check_digits(tens: np.ndarray) -> np.ndarray:
    """int64[n]: whole numbers, of the first ten digits int64[n]; each check digit is a weighted sum modulo 11, of that
    the last digit."""
    digits = tens[:, None] // _TENS[None, :] % 10
    first = digits @ _FIRST % 11 % 10
    second = (digits @ _SECOND + first * _OF_FIRST) % 11 % 10
    return np.asarray(tens * 100 + first * 10 + second)


def taxpayer_checked(numbers: np.ndarray) -> np.ndarray:
    """bool[n] for numbers int64[n] below 10**12."""
    return np.asarray(with_check_digits(numbers // 100) == numbers)
