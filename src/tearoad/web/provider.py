"""Where the page gets its picture of the road: one function, set by whoever starts the site."""

import threading
import time
from collections.abc import Callable

from tearoad.operations.control_room_view import ControlRoom

FRESH_SECONDS = 1.0  # many screens poll at once; they share one picture of this age at most


class _Source:
    def __init__(self, fn: Callable[[], ControlRoom]) -> None:
        self.fn = fn
        self.lock = threading.Lock()
        self.room: ControlRoom | None = None
        self.taken = 0.0

    def picture(self) -> ControlRoom:
        with self.lock:
            now = time.monotonic()
            if self.room is None or now - self.taken >= FRESH_SECONDS:
                self.room = self.fn()
                self.taken = now
            return self.room


_source: _Source | None = None


def set_provider(fn: Callable[[], ControlRoom]) -> None:
    """From now on the page shows what `fn` gives; it is called by one thread at a time, once a second at most."""
    global _source
    _source = _Source(fn)


def control_room() -> ControlRoom:
    """The road as it is, at most FRESH_SECONDS old; LookupError where no provider was set."""
    if _source is None:
        raise LookupError("no provider of the control room was set")
    return _source.picture()
