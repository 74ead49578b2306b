"""Data bases of tests: those that are migrated are copies of one that was migrated once, in a tenth of the time."""

from functools import cache
from uuid import uuid4

import psycopg
from psycopg import sql

from tearoad.boot.road import drop_data_base, fresh_data_base, with_name
from tearoad.store.schema import migrate

_templates: list[tuple[str, str]] = []


def a_name() -> str:
    """Of a data base, one that no other test has."""
    return f"tearoad_test_{uuid4().hex[:12]}"


def migrated_data_base(server_url: str, name: str) -> str:
    """The URL of a new one, of this version and empty."""
    words = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(words.format(sql.Identifier(name), sql.Identifier(_template(server_url))))
    return with_name(server_url, name)


def drop_templates(server_url: str) -> None:
    """When the last copy of this server's is made."""
    for url, name in _templates:
        if url == server_url:
            drop_data_base(url, name)


@cache
def _template(server_url: str) -> str:
    name = a_name()
    migrate(fresh_data_base(server_url, name))
    _templates.append((server_url, name))
    return name
