"""How a queue stands to what its office can do: one rule for the map, the tables and their legend."""

from typing import Literal

BUSY_FROM = 0.8  # days of work; assumed, for colour only
FULL = 1.5  # a bar or a gauge is full at so many days of work; assumed, for its size only
Level = Literal["calm", "busy", "over"]


def level_of(days_of_work: float) -> Level:
    """By the days of work that wait."""
    if days_of_work > 1:
        return "over"
    return "busy" if days_of_work >= BUSY_FROM else "calm"
