"""What the program says of itself: one line an event on standard error, JSON for machines, words for people.

A line has names of routes, statuses, times and ids of orders and parcels; never a name, an address, a word that was
typed, a cookie or a key.
"""

import logging
import sys
from collections.abc import Mapping
from typing import Any

import structlog

from tearoad.terms.refusal import BadInput

FORM = "TEAROAD_LOG"  # json or text; where it is not said, nothing is told but what went wrong


def set_up(environment: Mapping[str, str]) -> None:
    """Once per process; lines of the standard library's loggers come out in the same form. BadInput on another form."""
    form = environment.get(FORM, "")
    if form not in ("", "json", "text"):
        raise BadInput(f"{FORM} {form[:20]!r}, expected json or text")
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    for_machines = structlog.processors.JSONRenderer(ensure_ascii=False)
    shown: Any = for_machines if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, shown],
        )
    )
    own = logging.getLogger("tearoad")
    own.handlers, own.propagate = [handler], False
    own.setLevel(logging.INFO if form else logging.WARNING)


def about(**ids: str) -> None:
    """Ids of the things that the request at hand is about, for all its lines from here on: order_id, s10 ..."""
    structlog.contextvars.bind_contextvars(**ids)
