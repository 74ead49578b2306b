"""A server that may forget what it committed is refused, at the start and when the service comes back to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from tearoad.boot.postings import Postings
from tearoad.terms.refusal import BadInput
from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement, judged
from tearoad.torture.luck import Luck
from tearoad.torture.script import Script

SETTINGS = ("fsync", "full_page_writes", "synchronous_commit")
HANG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


def run(field: Field, luck: Luck) -> Judgement:
    """Each setting once."""
    return refused(field, luck, Postings)


def refused(field: Field, luck: Luck, opened: Callable[[str], Postings]) -> Judgement:
    """The same with another service."""
    script = Script(luck.below(2**31), 1)
    found = Judgement()
    with field.data_base(script) as name:
        url = field.shared.url(name)
        call = next(script.calls(0))
        for setting in SETTINGS:
            with opened(url) as service, _off(field.shared.url("postgres"), setting):
                found.hits += 1
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute(HANG_UP, [name])
                for words, post in (
                    ("at the start", lambda: opened(url).__exit__()),
                    ("when it comes back", lambda: service.ask(call.rows)),
                ):
                    try:
                        post()
                    except BadInput:
                        continue
                    found.broken.append(f"{setting} off was accepted {words}")
        found.add(judged(url, script, []))
    return found


@contextmanager
def _off(url: str, setting: str) -> Iterator[None]:
    """For every session of the server, until the end of the block."""
    name = sql.Identifier(setting)
    with psycopg.connect(url, autocommit=True) as connection:
        try:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(name))
            _reload(connection, setting, "off")
            yield
        finally:
            connection.execute(sql.SQL("ALTER SYSTEM RESET {}").format(name))
            _reload(connection, setting, "on")


def _reload(connection: psycopg.Connection, setting: str, value: str) -> None:
    connection.execute("SELECT pg_reload_conf()")
    for _ in range(500):
        if connection.execute("SELECT current_setting(%s), pg_sleep(0.01)", [setting]).fetchone() == (value, ""):
            return
    raise AssertionError(f"{setting} does not become {value}")


FAULT = Fault("forgetful", run)
