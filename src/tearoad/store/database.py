"""Units of work on PostgreSQL: one transaction each, over every room's tables of one cell."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

import psycopg
from psycopg import Connection, Cursor

from tearoad.ledger.chart import currency_of, guarded
from tearoad.ledger.transfer import Transfer
from tearoad.operations.ports import RoadState
from tearoad.store.columns import insert, transposed
from tearoad.store.journeys import PostgresJourneys
from tearoad.store.market import PostgresMarket
from tearoad.store.orders import PostgresOrders
from tearoad.terms.refusal import BadInput, Unavailable

CELL = 1
NO_URL = "the data base's URL cannot be read, expected postgresql://USER@HOST:PORT/NAME"
MOST_TRANSFERS = 5_000  # in one call of the ledger's function
# Nested loops over unnest are right for batches against large tables; the planner guesses otherwise, and a plan that
# was kept from when a table was small scans the whole table later.
PLANS = (
    "SET LOCAL enable_hashjoin = off",
    "SET LOCAL enable_mergejoin = off",
    "SET LOCAL enable_seqscan = off",
    "SET LOCAL plan_cache_mode = force_custom_plan",
)
ACCOUNT = {"account": "text", "currency": "text", "guarded": "flag"}
_POST = (
    "SELECT ledger_post(%s::smallint, %s::uuid[], %s::smallint[], %s::text[], %s::text[], "
    "%s::bigint[], %s::uuid[], %s::bigint[])"
)


class PostgresRoads:
    """Implements the port `Roads` within one transaction."""

    def __init__(self, cursor: Cursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def state(self) -> RoadState:
        sql = "SELECT name, seed, extract(epoch FROM clock_at)::bigint FROM road WHERE cell_id = %s FOR UPDATE"
        row = self.cursor.execute(sql, [self.cell]).fetchone()
        assert row is not None, "the road was laid when the data base was opened"
        return RoadState(*row)

    def move_clock(self, at: int) -> None:
        sql = "UPDATE road SET clock_at = greatest(clock_at, to_timestamp(%s)) WHERE cell_id = %s"
        self.cursor.execute(sql, [at, self.cell])


class PostgresLedger:
    """Implements the port `Ledger` within one transaction; `accounts` are those known to exist."""

    def __init__(self, cursor: Cursor, cell: int, accounts: set[str]) -> None:
        self.cursor, self.cell, self.accounts = cursor, cell, accounts

    def post(self, transfers: Iterable[Transfer]) -> None:
        rows = iter(transfers)
        while batch := list(islice(rows, MOST_TRANSFERS)):
            self._open({row.debit for row in batch} | {row.credit for row in batch})
            answer = self.cursor.execute(_POST, [self.cell, *transposed(batch, len(Transfer._fields))]).fetchone()
            assert answer is not None
            bad = [(row, said) for row, said in zip(batch, answer[0], strict=True) if said != "done"]
            assert not bad, f"the ledger refused {len(bad)} of {len(batch)} transfers, the first: {bad[0]}"

    def _open(self, names: set[str]) -> None:
        new = sorted(names - self.accounts)
        if new:
            rows = [(name, currency_of(name), guarded(name)) for name in new]
            sql = insert("account", {**ACCOUNT, **_ZEROS}, "ON CONFLICT DO NOTHING")
            self.cursor.execute(sql, [self.cell, *transposed([(*row, 0, 0, 0, 0) for row in rows], 7)])
            self.accounts |= names


_ZEROS = dict.fromkeys(("debits", "credits", "debits_pending", "credits_pending"), "amount")


class PostgresUnit:
    """Implements the port `Unit`."""

    def __init__(self, cursor: Cursor, cell: int, accounts: set[str]) -> None:
        self.roads = PostgresRoads(cursor, cell)
        self.market = PostgresMarket(cursor, cell)
        self.orders = PostgresOrders(cursor, cell)
        self.journeys = PostgresJourneys(cursor, cell)
        self.ledger = PostgresLedger(cursor, cell, accounts)


class PostgresStore:
    """Implements the port `Store` over one connection; `close` it, or use `opened`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.accounts: set[str] = set()

    @contextmanager
    def unit(self) -> Iterator[PostgresUnit]:
        """Commits when the block ends; `Unavailable` where the server went away or had no room."""
        accounts = set(self.accounts)
        try:
            with self.connection.transaction(), self.connection.cursor(binary=False) as cursor:
                for setting in PLANS:
                    cursor.execute(setting)
                yield PostgresUnit(cursor, CELL, accounts)
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise gone(error) from error
        self.accounts = accounts

    def lay(self, name: str, seed: int) -> RoadState:
        """The road of this data base, laid now where there was none; its clock starts in 1970."""
        sql = (
            "INSERT INTO road (cell_id, name, seed, clock_at) VALUES (%s, %s, %s, to_timestamp(0)) "
            "ON CONFLICT DO NOTHING"
        )
        with self.unit() as unit:
            unit.roads.cursor.execute(sql, [CELL, name, seed])
            return unit.roads.state()


@contextmanager
def opened(url: str) -> Iterator[PostgresStore]:
    """A store on a migrated data base."""
    with connected(url) as connection:
        yield PostgresStore(connection)


def gone(error: Exception) -> Unavailable:
    """The one line for a server that answered until now; Django's errors carry the driver's as their cause."""
    full = isinstance(error, psycopg.errors.DiskFull) or isinstance(error.__cause__, psycopg.errors.DiskFull)
    return Unavailable(f"the data base {'has no room' if full else 'went away'}: {str(error).splitlines()[0]}")


def connected(url: str) -> Connection:
    """A connection without a transaction; `BadInput` for what is no URL, `Unavailable` where nobody answers."""
    try:
        return psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError as error:
        raise Unavailable(f"the data base does not answer: {str(error).splitlines()[0]}") from None
    except psycopg.ProgrammingError:  # its words may hold a password
        raise BadInput(NO_URL) from None
