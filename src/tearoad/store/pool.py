"""Units of work for many threads: each takes a connection of a pool for as long as it lasts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from psycopg import Connection, Cursor
from psycopg_pool import ConnectionPool, PoolTimeout

from tearoad.ledger.chart import Chart
from tearoad.store.database import (
    CELL,
    LOST,
    PLAN_ALL_BATCHES,
    PLAN_FREELY,
    PostgresStore,
    PostgresUnit,
    gone,
    refuse_forgetful,
)
from tearoad.store.unit_cursor import UnitCursor
from tearoad.terms.refusal import Unavailable

WAIT_SECONDS = 5.0  # for a connection that is free
FRESH_SECONDS = 1.0
LOCK_WAIT = "SET lock_timeout = '10s'"  # a page waits no longer for somebody else's transaction


class PooledStore:
    """Implements the port `Store`; connections are opened when they are first wanted. `close` it.

    By `clock`, in seconds, a connection that was used a moment ago is taken to be alive; without one each is asked.
    """

    def __init__(self, url: str, chart: Chart, most: int, clock: Callable[[], float] = lambda: float("inf")) -> None:
        self.chart, self._clock = chart, clock
        self._used: WeakKeyDictionary[Connection, float] = WeakKeyDictionary()
        self.accounts: set[str] = set()  # that are known to be open
        self.pool = ConnectionPool(
            url,
            min_size=0,
            max_size=most,
            open=False,
            timeout=WAIT_SECONDS,
            configure=_ready,
            check=self._check,
        )
        self.pool.open()

    def close(self) -> None:
        """Ends its connections."""
        self.pool.close()

    @contextmanager
    def unit(self) -> Iterator[PostgresUnit]:
        """Commits when the block ends; `Unavailable` where no connection is free, or the server went away."""
        with self._connection() as connection:
            store = PostgresStore(connection, self.chart, planned=True)
            store.accounts = self.accounts
            with store.unit() as unit:
                yield unit
            self.accounts = self.accounts | store.accounts

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        """A cursor that sees one snapshot and cannot write; `Unavailable` as for a unit."""
        with (
            self._connection() as connection,
            connection.pipeline(),
            connection.transaction(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(PLAN_FREELY)
            yield cursor

    @contextmanager
    def asking(self) -> Iterator[Cursor]:
        """A cursor for one question, which sees what is committed when it is asked; `Unavailable` as for a unit."""
        with self._connection() as connection, connection.cursor() as cursor:
            yield cursor

    @contextmanager
    def glance(self) -> Iterator[PostgresUnit]:
        """A unit for what needs no transaction: all that is written stands by itself, and each question sees what is
        committed when it is asked."""
        with self._connection() as connection, connection.pipeline(), UnitCursor(connection) as cursor:
            yield PostgresUnit(cursor, CELL, self.chart, set(self.accounts))
            cursor.flush()

    def _check(self, connection: Connection) -> None:
        if not self._clock() - self._used.get(connection, 0.0) < FRESH_SECONDS:
            ConnectionPool.check_connection(connection)

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        try:
            with self.pool.connection() as connection:
                yield connection
                self._used[connection] = self._clock()
        except PoolTimeout as error:
            raise Unavailable(f"the data base does not answer: {error}") from None
        except LOST as error:
            raise gone(error) from error


def _ready(connection: Connection) -> None:
    connection.autocommit = True
    refuse_forgetful(connection)
    connection.execute(LOCK_WAIT)
    connection.execute(PLAN_ALL_BATCHES)
