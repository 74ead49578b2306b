"""Means with their intervals over replications, and when there are enough of them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

# The 97.5 % quantile of Student's t for 1 to 30 degrees of freedom, then at 40, 60, 120 and without end (usual tables).
_T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
_BEYOND = ((30, 2.042), (40, 2.021), (60, 2.000), (120, 1.980), (np.inf, 1.960))


class Interval(NamedTuple):
    """The mean of n numbers and its 95 % t-interval, None where n < 2."""

    mean: float
    low: float | None
    high: float | None
    n: int


def interval(values: Sequence[float]) -> Interval:
    """Of independent replications; at least one."""
    array = np.asarray(values, dtype=float)
    if len(array) < 2:
        return Interval(float(array.mean()), None, None, len(array))
    half = student(len(array) - 1) * float(array.std(ddof=1)) / np.sqrt(len(array))
    mean = float(array.mean())
    return Interval(mean, mean - half, mean + half, len(array))


def student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t; between the rows of the table straight in 1 / freedom."""
    if freedom <= len(_T):
        return _T[freedom - 1]
    inverse = [1 / row for row, _ in reversed(_BEYOND)]
    return float(np.interp(1 / freedom, inverse, [value for _, value in reversed(_BEYOND)]))


def enough(values: Sequence[float], target: float) -> bool:
    """True where half the interval is at most `target` of the mean: Law and Kelton's relative precision, by which the
    error itself is bounded by target / (1 + target)."""
    found = interval(values)
    if found.low is None:
        return False
    return found.mean - found.low <= target / (1 + target) * abs(found.mean)


def told_apart(found: Interval) -> str:
    """What a difference says: more, less, or cannot tell apart."""
    if found.low is None or found.high is None or found.low <= 0 <= found.high:
        return "cannot tell apart"
    return "more" if found.low > 0 else "less"
