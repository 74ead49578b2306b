"""Ctrl-C and SIGTERM end what is being done, also where a shell started us with SIGINT ignored."""

import signal
from collections.abc import Callable
from types import FrameType

SWALLOWS = "_raw_object_cache_notify"  # llvmlite's, called from C while a kernel is compiled: what it raises is lost
AGAIN_AFTER = 0.1  # seconds


def interrupt(number: int, frame: FrameType | None) -> None:
    """A handler of signals. Where what is raised would be lost, it comes again."""
    if _is_lost(frame):
        signal.signal(signal.SIGALRM, interrupt)
        signal.setitimer(signal.ITIMER_REAL, AGAIN_AFTER)
        return
    raise KeyboardInterrupt


def listen(handler: Callable[[int, FrameType | None], None] = interrupt) -> None:
    """From now on `handler` hears both."""
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, handler)


def _is_lost(frame: FrameType | None) -> bool:
    while frame:
        if frame.f_code.co_name == SWALLOWS:
            return True
        frame = frame.f_back
    return False
