"""Ctrl-C and SIGTERM end what is being done, also where a shell started us with SIGINT ignored."""

import signal
from collections.abc import Callable


def interrupt(number: int, frame: object) -> None:
    """A handler of signals."""
    raise KeyboardInterrupt


def listen(handler: Callable[[int, object], None] = interrupt) -> None:
    """From now on `handler` hears both."""
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, handler)
