"""How often one caller may ask: a token bucket each, in this process; with several processes each has its own."""

import math
import threading
from collections import OrderedDict
from typing import NamedTuple

MOST_CALLERS = 10_000  # the one who asked longest ago is forgotten first, and starts with a full bucket


class Rate(NamedTuple):
    """So many requests a second in the long run, so many at once."""

    a_second: float
    at_once: int


class Rates:
    """Safe to be asked by many threads."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, as of which moment
        self._door = threading.Lock()

    def wait(self, caller: str, rate: Rate, moment: float) -> int:
        """0 where one more may be answered at a moment, in seconds of any clock; else after how many whole ones."""
        with self._door:
            left, at = self._left.pop(caller, (float(rate.at_once), moment))
            left = min(rate.at_once, left + (moment - at) * rate.a_second)
            allowed = left >= 1
            self._left[caller] = (left - 1 if allowed else left), moment
            if len(self._left) > MOST_CALLERS:
                self._left.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) / rate.a_second))
