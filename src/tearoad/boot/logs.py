"""What the program says of itself: one line an event on standard error, JSON for machines, words for people.

A line has names of routes, statuses, times and ids of orders and parcels; never a name, an address, a word that was
typed, a cookie or a key. So where a form of lines is asked for, an error is told by its kind and place: its own words
may hold what somebody typed. At a developer's terminal, where none is asked for, errors are told whole.
"""

import logging
import sys
import traceback
from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from structlog.typing import ExcInfo

from tearoad.terms.refusal import BadInput

FORM = "TEAROAD_LOG"  # json or text; where it is not said, nothing is told but what went wrong
DEEPEST, MOST_CAUSES = 12, 5  # places of an error, the innermost ones, and errors behind it, that are told
WITH_PATHS = ("django.request", "django.security")  # loggers whose words are of an address or a header


def set_up(environment: Mapping[str, str]) -> None:
    """Once per process; lines of every library's loggers come out in the same form. BadInput on another form."""
    form = environment.get(FORM, "")
    if form not in ("", "json", "text"):
        raise BadInput(f"{FORM} {form[:20]!r}, expected json or text")
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_kinds_and_places) if form else structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *([_without_paths] if form else []), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(form)],
        )
    )
    logging.getLogger().handlers = [handler]
    logging.getLogger("django").setLevel(logging.ERROR)  # a page that is not found is no error of ours
    logging.getLogger("tearoad").setLevel(logging.INFO if form else logging.WARNING)


def about(**ids: str) -> None:
    """Ids of the things that the request at hand is about, for all its lines from here on: order_id, s10 ..."""
    structlog.contextvars.bind_contextvars(**ids)


def _renderer(form: str) -> Any:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


def _without_paths(logger: object, method: str, event: Any) -> Any:
    """Django's words of a request that failed name its address; the line of the request itself has the route."""
    record = event["_record"]
    if record.name.startswith(WITH_PATHS):
        event["event"] = record.name
        event["status"] = getattr(record, "status_code", None)
    return event


def _kinds_and_places(exc_info: ExcInfo) -> str:
    """An error and those behind it, as kinds (of a data base with its code) and the innermost places."""
    return "\n".join(_one(error) for error in _chain(exc_info[1]))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(MOST_CAUSES):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _one(error: BaseException) -> str:
    kind, code = type(error), getattr(error, "sqlstate", None)
    frames = list(traceback.walk_tb(error.__traceback__))[-DEEPEST:]
    places = [f"{frame.f_globals.get('__name__')}:{line} {frame.f_code.co_name}" for frame, line in frames]
    return " < ".join([f"{kind.__module__}.{kind.__qualname__}{f' {code}' if code else ''}", *reversed(places)])
