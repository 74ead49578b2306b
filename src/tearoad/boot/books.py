"""The books of a data base, for the doors: statements, balances, the chain's head, the closing of a period."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import Cursor

from tearoad.boot.chart import own_chart
from tearoad.boot.road import OpenRoad
from tearoad.ledger.verdict import LAST_MOMENT
from tearoad.operations.statement_view import AccountState, Entry, Head, Period, Statement
from tearoad.store import check_ledger, statements
from tearoad.store.database import CELL, PostgresStore, gone, opened
from tearoad.store.schema import migrate
from tearoad.terms.refusal import BadInput
from tearoad.wire.statements import expect_statement_file, write_statement

ALWAYS = Period(0, LAST_MOMENT)


@dataclass(frozen=True)
class OpenBooks:
    """One cell's books; every answer is of one moment of the data base."""

    store: PostgresStore

    def statement(self, account: str, period: Period, first: int) -> tuple[Statement, list[Entry]]:
        """An account over a period with its `first` entries; `BadInput` where there is no such account."""
        with self._picture() as cursor:
            found = _statement(cursor, account, period)
            chunks = statements.entries(cursor.connection, CELL, account, period, found.opening.balance)
            return found, next(chunks, [])[:first]

    def write_statement(
        self, path: Path, account: str, period: Period, told: Callable[[Statement, int], None]
    ) -> Statement:
        """All entries into a file, CSV or Parquet by its name; `told` how many more are done."""
        expect_statement_file(path)
        with self._picture() as cursor:
            found = _statement(cursor, account, period)

            def chunks() -> Iterator[list[Entry]]:
                for chunk in statements.entries(cursor.connection, CELL, account, period, found.opening.balance):
                    yield chunk
                    told(found, len(chunk))

            write_statement(path, found.currency, chunks())
        return found

    def accounts(self, prefix: str) -> list[AccountState]:
        """Those whose names begin so, as they are now."""
        with self._picture() as cursor:
            return statements.accounts(cursor, CELL, prefix)

    def balances(self, before: int | None) -> list[AccountState]:
        """Every account now, or every one that had moved before a moment, by the journal."""
        with self._picture() as cursor:
            if before is None:
                return statements.accounts(cursor, CELL, "")
            return statements.balances(cursor, CELL, before)

    def closed_before(self) -> int | None:
        """Nothing may be dated before this moment any more; None where no period was closed."""
        with self._picture() as cursor:
            return statements.closed_before(cursor, CELL)

    def clock_at(self) -> int | None:
        """The road's clock, None where there is no road."""
        with self._picture() as cursor:
            return statements.clock_at(cursor, CELL)

    def close_before(self, at: int) -> bool:
        """Whether the period is closed: the road's clock must have come to its end."""
        with self.store.unit() as unit:
            if unit.roads.state().clock_at < at:
                return False
            unit.ledger.close_before(at)
        return True

    @contextmanager
    def _picture(self) -> Iterator[Cursor]:
        connection = self.store.connection
        try:
            with connection.transaction(), connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SET LOCAL work_mem = '64MB'")
                yield cursor
        except psycopg.OperationalError as error:
            raise gone(error) from error


@contextmanager
def open_books(url: str) -> Iterator[OpenBooks]:
    """Of a data base that is brought to this version."""
    migrate(url)
    with opened(url, own_chart()) as store:
        yield OpenBooks(store)


def head_of(road: OpenRoad) -> Head | None:
    """The last link of the journal's chain; None where nothing was ever written."""
    with road.store.connection.cursor() as cursor:
        return check_ledger.head(cursor, CELL)


def keeps(road: OpenRoad, kept: Head) -> bool:
    """Whether the chain still has a link that was kept elsewhere."""
    with road.store.connection.cursor() as cursor:
        return check_ledger.has_link(cursor, CELL, kept)


def _statement(cursor: Cursor, account: str, period: Period) -> Statement:
    found = statements.statement(cursor, CELL, account, period)
    if found is None:
        raise BadInput(f"there is no account {account!r}; `ledger accounts` has them all")
    return found
