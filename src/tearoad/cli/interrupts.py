"""Ctrl-C and SIGTERM, heard by ourselves."""

import signal
from collections.abc import Callable

SIGNS = (signal.SIGTERM, signal.SIGINT)


def interrupt(number: int, frame: object) -> None:
    """Ends what is being done."""
    raise KeyboardInterrupt


def listen(handler: Callable[[int, object], None] = interrupt) -> None:
    """From now on `handler` hears both, also where a shell started us with SIGINT ignored.

    Polars takes SIGINT when it is imported, and drops one that comes as a query ends; so it is imported before.
    """
    import polars  # noqa: F401 - for what its import does

    for sign in SIGNS:
        signal.signal(sign, handler)
