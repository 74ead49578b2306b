"""How long things last when some have not ended yet: the product-limit estimate (Kaplan and Meier 1958)."""

from typing import NamedTuple

import numpy as np

CLOSE = 1e-9  # products of shares are rounded


class Curve(NamedTuple):
    """Durations int64[k] at which something ended, ascending; float64[k]: the share that lasts longer than each, and
    its standard error (Greenwood 1926)."""

    at: np.ndarray
    left: np.ndarray
    error: np.ndarray


def curve(duration: np.ndarray, ended: np.ndarray) -> Curve:
    """From int64[n] durations, those of bool[n] `ended`, and others that were still going on then."""
    at, ends = np.unique(duration[ended], return_counts=True)
    at_risk = len(duration) - np.searchsorted(np.sort(duration), at, side="left")
    left = np.cumprod(1 - ends / at_risk)
    after = np.maximum(at_risk - ends, 1)  # where nothing is left the error is zero whatever is taken
    return Curve(at, left, left * np.sqrt(np.cumsum(ends / (at_risk * after))))


def quantile(of: Curve, level: float) -> int | None:
    """The least duration by which such a share has ended; None where it has not yet."""
    return _first(of, of.left <= 1 - level + CLOSE)


def bounds(of: Curve, level: float, deviations: float) -> tuple[int | None, int | None]:
    """Between which durations that quantile lies, so many standard errors around (Brookmeyer and Crowley 1982); None
    where there is no end."""
    return (
        _first(of, of.left - deviations * of.error <= 1 - level + CLOSE),
        _first(of, of.left + deviations * of.error < 1 - level - CLOSE),
    )


def _first(of: Curve, true: np.ndarray) -> int | None:
    return int(of.at[true.argmax()]) if true.any() else None
