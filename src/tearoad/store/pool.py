"""Units of work for many threads: each takes a connection of a pool for as long as it lasts."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import Connection, Cursor
from psycopg_pool import ConnectionPool, PoolTimeout

from tearoad.ledger.chart import Chart
from tearoad.store.database import LOST, PostgresStore, PostgresUnit, gone, refuse_forgetful
from tearoad.terms.refusal import Unavailable

WAIT_SECONDS = 5.0  # for a connection that is free
LOCK_WAIT = "SET lock_timeout = '10s'"  # a page waits no longer for somebody else's transaction


class PooledStore:
    """Implements the port `Store`; connections are opened when they are first wanted. `close` it."""

    def __init__(self, url: str, chart: Chart, most: int) -> None:
        self.chart = chart
        self.accounts: set[str] = set()  # that are known to be open
        self.pool = ConnectionPool(
            url,
            min_size=0,
            max_size=most,
            open=False,
            timeout=WAIT_SECONDS,
            configure=_ready,
            check=ConnectionPool.check_connection,
        )
        self.pool.open()

    def close(self) -> None:
        """Ends its connections."""
        self.pool.close()

    @contextmanager
    def unit(self) -> Iterator[PostgresUnit]:
        """Commits when the block ends; `Unavailable` where no connection is free, or the server went away."""
        with self._connection() as connection:
            store = PostgresStore(connection, self.chart)
            store.accounts = self.accounts
            with store.unit() as unit:
                yield unit
            self.accounts = self.accounts | store.accounts

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        """A cursor that sees one snapshot and cannot write; `Unavailable` as for a unit."""
        with self._connection() as connection, connection.transaction(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield cursor

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        try:
            with self.pool.connection() as connection:
                yield connection
        except PoolTimeout as error:
            raise Unavailable(f"the data base does not answer: {error}") from None
        except LOST as error:
            raise gone(error) from error


def _ready(connection: Connection) -> None:
    connection.autocommit = True
    refuse_forgetful(connection)
    connection.execute(LOCK_WAIT)
