"""The picture of the road that many screens share."""

import threading
import time

from tearoad.api.provider import desks
from tearoad.operations.control_room_view import ControlRoom

FRESH_SECONDS = 1.0  # many screens poll at once; they share one picture of this age at most


class _Picture:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.room: ControlRoom | None = None
        self.taken = 0.0

    def fresh(self) -> ControlRoom:
        with self.lock:
            now = time.monotonic()
            if self.room is None or now - self.taken >= FRESH_SECONDS:
                self.room = desks().control_room()
                self.taken = now
            return self.room


_picture = _Picture()


def control_room() -> ControlRoom:
    """The road as it is, at most FRESH_SECONDS old; taken by one thread at a time."""
    return _picture.fresh()
