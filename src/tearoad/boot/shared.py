"""One answer for many who ask at once, for a while."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
WORTH = 10  # an answer is kept so many times as long as it took: no more than a tenth of a core goes there


class Shared(Generic[T]):
    """Asks `take` again when its last answer is `least` seconds old, or older where it took long; one thread at a time.

    `clock` is in seconds.
    """

    def __init__(self, take: Callable[[], T], least: float, clock: Callable[[], float]) -> None:
        self._take, self._least, self._clock = take, least, clock
        self._lock = threading.Lock()
        self._kept: tuple[T, float] | None = None

    def __call__(self) -> T:
        """As it is, or was a moment ago; what goes wrong is told to who asks, and tried again by the next."""
        with self._lock:
            began = self._clock()
            if self._kept is None or began >= self._kept[1]:
                found = self._take()
                took = self._clock() - began
                self._kept = found, began + max(self._least, WORTH * took)
            return self._kept[0]
