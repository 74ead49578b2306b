"""Days of a scenario as moments, and steps by days as curves."""

from datetime import date
from typing import Any

from tearoad.network.desk import Curve
from tearoad.terms.days import MOSCOW, day_start
from tearoad.terms.refusal import BadInput


def local(day: date) -> int:
    """The moment at which a day begins in Moscow."""
    return day_start(day) - MOSCOW


def curve(said: float | list[tuple[date, Any]], start: int, place: str) -> Curve:
    """One value from the start on, or steps; `BadInput` where their days do not ascend."""
    if not isinstance(said, list):
        return ((start, said),)
    days = [day for day, _ in said]
    if not said or days != sorted(set(days)):
        told = ", ".join(map(str, days)) or "no day"
        raise BadInput(f"{place}: steps on {told}: expected days that ascend, at least one")
    return tuple((local(day), value) for day, value in said)
