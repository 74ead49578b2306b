"""What is told of errors: where lines are asked for, kinds and places and no words; else all of it."""

import json
import subprocess
import sys

import pytest

TOLD = """
import logging, os
import psycopg, structlog
from tearoad.boot.logs import about, set_up

set_up(os.environ)

def broken():
    try:
        raise psycopg.errors.UniqueViolation("Key (name)=(Anna Petrova) already exists")
    except psycopg.Error as error:
        raise ValueError("Anna Petrova") from error

with structlog.contextvars.bound_contextvars(request_id="r1"):
    about(order_id="o1")
    try:
        broken()
    except ValueError as error:
        extra = {"status_code": 500}
        logging.getLogger("django.request").error("%s: %s", "Broken", "/Anna", exc_info=True, extra=extra)
        structlog.get_logger("tearoad.tests").error("own", exc_info=True)
    logging.getLogger("django.request").warning("%s: %s", "Not Found", "/Anna")
    logging.getLogger("psycopg.pool").warning("connection lost")
    structlog.get_logger("tearoad.tests").info("quiet")
"""


def said(form: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", TOLD],
        env={"TEAROAD_LOG": form},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
    return done.stderr


def test_lines_for_machines_have_kinds_and_places() -> None:
    lines = [json.loads(line) for line in said("json").splitlines()]
    assert [line["event"] for line in lines] == ["django.request", "own", "connection lost", "quiet"]
    assert all((line["request_id"], line["order_id"]) == ("r1", "o1") for line in lines)
    assert (lines[0]["status"], lines[0]["level"]) == (500, "error")
    for line in lines[:2]:
        first, cause = line["exception"].split("\n")
        assert first.startswith("builtins.ValueError < __main__:")
        assert " broken < __main__:" in first
        assert cause.startswith("psycopg.errors.UniqueViolation 23505 < __main__:")


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_line_has_what_somebody_typed(form: str) -> None:
    assert "django.request" in said(form)
    assert "Anna" not in said(form)


def test_at_a_terminal_errors_are_told_whole_and_nothing_else() -> None:
    text = said("")
    assert text.count("ValueError: Anna Petrova") == 2
    assert "Traceback" in text
    assert "quiet" not in text
    assert "Not Found" not in text
