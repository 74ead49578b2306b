"""Columns of the demo's tables."""

import numpy as np
import polars as pl


def words(array: np.ndarray) -> pl.Series:
    """Of NumPy's strings. By way of a list: over such an array Polars goes in a loop that drops a Ctrl-C."""
    return pl.Series(array.tolist(), dtype=pl.String)
