"""Columns of days and moments by ISO 8601, read at once: seconds by one clock, and which cells are days alone."""

from typing import NamedTuple

import numpy as np
import polars as pl

from tearoad.terms.days import DAY, HOUR
from tearoad.terms.refusal import bad_cell

FORM = r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?: ?(?:Z|z|[+-]\d{2}(?::?\d{2})?))?)?$"
ZONE = r"[T ].*?(Z|z|[+-]\d{2}(?::?\d{2})?)$"
EXPECTED = "a day, YYYY-MM-DD, or a moment by ISO 8601"
NO_ZONE = np.iinfo(np.int64).min
LONGEST = 60  # characters of a cell that are shown


class Moments(NamedTuple):
    """int64[n] `seconds` since 1970 as the cell has them, or by UTC where it has a zone; bool[n] `there`: the cell is
    not empty; int64[n] `zone`, seconds east of UTC, NO_ZONE where the cell has none."""

    seconds: np.ndarray
    there: np.ndarray
    zone: np.ndarray

    def by(self, clock: int) -> np.ndarray:
        """int64[n]: seconds since 1970 by a clock so many seconds east of UTC; what has no zone is by it already."""
        return self.seconds + np.where(self.zone == NO_ZONE, 0, clock)


def moments_of(file: str, column: pl.Series) -> Moments:
    """`BadInput` names the first cell that is neither empty nor a day or moment."""
    text = column.cast(pl.String).str.strip_chars().replace("", None)
    there = text.is_not_null().to_numpy()
    day = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    hour, minute, second = (
        text.str.slice(at, 2).replace("", None).cast(pl.Int64, strict=False).fill_null(0) for at in (11, 14, 17)
    )
    zone = text.str.extract(ZONE, 1)
    apart = _seconds_of(zone)
    good = text.str.contains(FORM) & day.is_not_null() & (hour < 24) & (minute < 60) & (second < 60)
    good &= (apart.abs() <= 15 * HOUR).fill_null(value=True)
    wrong = there & ~good.fill_null(value=False).to_numpy()
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise bad_cell(file, row + 1, column.name, str(text[row])[:LONGEST], EXPECTED)
    days = day.cast(pl.Int32).cast(pl.Int64).fill_null(0).to_numpy()
    clock = (hour * HOUR + minute * 60 + second).fill_null(0).to_numpy()
    east = apart.fill_null(NO_ZONE).to_numpy()
    return Moments(days * DAY + clock - np.where(east == NO_ZONE, 0, east), there, east)


def commonest_zone(moments: Moments) -> int:
    """Seconds east of UTC of most cells that have a zone, the least of those that are as common; 0 where none has."""
    zones, counts = np.unique(moments.zone[moments.zone != NO_ZONE], return_counts=True)
    return int(zones[counts.argmax()]) if len(zones) else 0


def _seconds_of(zone: pl.Series) -> pl.Series:
    """Int64, null where there is no zone."""
    digits = zone.str.replace_all("[^0-9]", "")
    hours = digits.str.slice(0, 2).cast(pl.Int64, strict=False)
    minutes = digits.str.slice(2, 2).cast(pl.Int64, strict=False).fill_null(0)
    sign = pl.select(pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)).to_series()
    east = sign * (hours * HOUR + minutes * 60)
    return pl.select(pl.when(zone.str.to_uppercase() == "Z").then(0).otherwise(east)).to_series()
