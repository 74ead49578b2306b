"""Ledgers under one contract: in memory, and on two PostgreSQLs, where every ledger has a cell of its own.

Modules beside the tests are imported by name.
"""

from collections.abc import Callable, Iterator
from itertools import count

import psycopg
import pytest
from databases import migrated_data_base
from ledgers import InMemory, OnPostgres

from tearoad.boot.road import drop_data_base

NewLedger = Callable[[], InMemory | OnPostgres]


def cells(server_url: str, name: str) -> Iterator[NewLedger]:
    """Empty ledgers of one migrated data base."""
    url = migrated_data_base(server_url, name)
    numbers = count(1)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")  # what is tested here is what it answers, not the disk
        yield lambda: OnPostgres(connection, next(numbers))
    drop_data_base(server_url, name)


@pytest.fixture(scope="session")
def on_postgresql(server_url: str) -> Iterator[NewLedger]:
    yield from cells(server_url, "tearoad_test_contract")


@pytest.fixture(scope="session")
def on_postgresql_15(server_15_url: str) -> Iterator[NewLedger]:
    yield from cells(server_15_url, "tearoad_test_contract")


@pytest.fixture
def in_memory() -> NewLedger:
    return InMemory


@pytest.fixture(params=["in_memory", "on_postgresql", "on_postgresql_15"])
def new_ledger(request: pytest.FixtureRequest) -> NewLedger:
    """Each call makes an empty ledger; the test runs on every kind."""
    return request.getfixturevalue(request.param)
