"""Units of work on PostgreSQL: one transaction each, over every room's tables of one cell."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import Connection, Cursor

from tearoad.ledger.chart import Chart
from tearoad.operations.ports import RoadState
from tearoad.store.asides import PostgresAsides
from tearoad.store.banks import PostgresBanks
from tearoad.store.baskets import PostgresBaskets
from tearoad.store.claims import PostgresClaims
from tearoad.store.coupons import PostgresCoupons, PostgresLimits
from tearoad.store.deliveries import PostgresDeliveries
from tearoad.store.dispatches import PostgresDispatches
from tearoad.store.duties import PostgresDuties
from tearoad.store.events import PostgresEvents
from tearoad.store.items import PostgresItems
from tearoad.store.journeys import PostgresJourneys
from tearoad.store.ledger import PostgresLedger
from tearoad.store.market import PostgresMarket
from tearoad.store.offices import PostgresOffices
from tearoad.store.orders import PostgresOrders
from tearoad.store.papers import PostgresPapers
from tearoad.store.payments import PostgresPayments
from tearoad.store.promises import PostgresPromises
from tearoad.store.reconcile import PostgresReconciling
from tearoad.store.timers import PostgresTimers
from tearoad.store.top_ups import PostgresTopUps
from tearoad.store.tracks import PostgresTracks
from tearoad.store.undeclared import PostgresUndeclared
from tearoad.store.unit_cursor import UnitCursor
from tearoad.terms.refusal import BadInput, Unavailable

# That a pipeline ends with its server is told once, by the error that ended it.
logging.getLogger("psycopg").addFilter(lambda record: "error ignored" not in record.getMessage())
CELL = 1
CLOCK = 20131112  # with a cell: the lock of who moves its clock, shared by who wants it to stand
NO_URL = "the data base's URL cannot be read, expected postgresql://USER@HOST:PORT/NAME"
# The last is what a server says that panics, or cannot write or read a file: nobody knows what it has kept.
LOST = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
# Nested loops over unnest are right for batches against large tables, whatever the planner guesses; so a plan may be
# kept, and scans no whole table later.
PLANS = """
SELECT set_config('enable_hashjoin', {0}, {1}), set_config('enable_mergejoin', {0}, {1}),
       set_config('enable_seqscan', {0}, {1}), set_config('plan_cache_mode', {2}, {1})
"""
PLAN_BATCHES = PLANS.format("'off'", "true", "'force_generic_plan'")  # until the transaction ends
PLAN_ALL_BATCHES = PLANS.format("'off'", "false", "'force_generic_plan'")  # on this connection
PLAN_FREELY = PLANS.format("'on'", "true", "'auto'")


class PostgresRoads:
    """Implements the port `Roads` within one transaction."""

    def __init__(self, cursor: Cursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def state(self) -> RoadState:
        self.cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CLOCK, self.cell])
        sql = "SELECT name, seed, extract(epoch FROM clock_at)::bigint FROM road WHERE cell_id = %s FOR UPDATE"
        row = self.cursor.execute(sql, [self.cell]).fetchone()
        assert row is not None, "the road was laid when the data base was opened"
        return RoadState(*row)

    def clock_at(self) -> int:
        sql = "SELECT extract(epoch FROM clock_at)::bigint FROM road WHERE cell_id = %s"
        row = self.cursor.execute(sql, [self.cell]).fetchone()
        assert row is not None, "the road was laid when the data base was opened"
        return int(row[0])

    def clock_held(self) -> int:
        return self.clock_to_hold()()

    def clock_to_hold(self) -> Callable[[], int]:
        # Not a lock of the row: of those, new ones that share would pass by who waits for it alone.
        asked = self.cursor.connection.cursor().execute("SELECT clock_held(%s::smallint)", [self.cell])

        def clock() -> int:
            row = asked.fetchone()
            assert row is not None, "a function answers"
            return int(row[0])

        return clock

    def move_clock(self, at: int) -> None:
        sql = "UPDATE road SET clock_at = greatest(clock_at, to_timestamp(%s)) WHERE cell_id = %s"
        self.cursor.execute(sql, [at, self.cell])


class PostgresUnit:
    """Implements the ports `Unit`, `ShopUnit`, `ItemUnit`, `ScanUnit` and `AsideUnit`."""

    def __init__(self, cursor: UnitCursor, cell: int, chart: Chart, accounts: set[str]) -> None:
        self.roads = PostgresRoads(cursor, cell)
        self.market = PostgresMarket(cursor, cell)
        self.orders = PostgresOrders(cursor, cell)
        self.journeys = PostgresJourneys(cursor, cell)
        self.ledger = PostgresLedger(cursor, cell, chart, accounts)
        self.timers = PostgresTimers(cursor, cell)
        self.deliveries = PostgresDeliveries(cursor, cell)
        self.events = PostgresEvents(cursor, cell, self.deliveries.added)
        self.payments = PostgresPayments(cursor, cell)
        self.banks = PostgresBanks(cursor, cell)
        self.top_ups = PostgresTopUps(cursor, cell)
        self.baskets = PostgresBaskets(cursor, cell)
        self.reconciling = PostgresReconciling(cursor, cell)
        self.coupons = PostgresCoupons(cursor, cell)
        self.limits = PostgresLimits(cursor, cell)
        self.items = PostgresItems(cursor, cell)
        self.papers = PostgresPapers(cursor, cell)
        self.duties = PostgresDuties(cursor, cell)
        self.undeclared = PostgresUndeclared(cursor, cell)
        self.tracks = PostgresTracks(cursor, cell)
        self.offices = PostgresOffices(cursor, cell)
        self.asides = PostgresAsides(cursor, cell)
        self.claims = PostgresClaims(cursor, cell)
        self.dispatches = PostgresDispatches(cursor, cell)
        self.promises = PostgresPromises(cursor, cell)


class PostgresStore:
    """Implements the port `Store` over one connection; `close` it, or use `opened`. A `planned` connection plans all
    statements as suits batches."""

    def __init__(self, connection: Connection, chart: Chart, *, planned: bool = False) -> None:
        self.connection, self.chart, self.planned = connection, chart, planned
        self.accounts: set[str] = set()

    @contextmanager
    def unit(self) -> Iterator[PostgresUnit]:
        """Commits when the block ends; `Unavailable` where the server went away or had no room."""
        accounts = set(self.accounts)
        try:
            # In a pipeline nobody waits for an answer that is not looked at.
            with (
                self.connection.pipeline(),
                self.connection.transaction(),
                UnitCursor(self.connection) as cursor,
            ):
                if not self.planned:
                    cursor.execute(PLAN_BATCHES)
                yield PostgresUnit(cursor, CELL, self.chart, accounts)
                cursor.flush()
        except LOST as error:
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
def opened(url: str, chart: Chart) -> Iterator[PostgresStore]:
    """A store on a migrated data base; `BadInput` where the server may forget what it committed."""
    with connected(url) as connection:
        refuse_forgetful(connection)
        yield PostgresStore(connection, chart)


def refuse_forgetful(connection: Connection) -> None:
    """Money is handled only where a commit survives the loss of power, and, from here on, where reads after the lock of
    the ledger see all that was committed."""
    connection.execute("SET default_transaction_isolation = 'read committed'")
    sql = "SELECT name FROM pg_settings WHERE name = ANY (%s) AND setting = 'off' ORDER BY name LIMIT 1"
    row = connection.execute(sql, [list(DURABLE)]).fetchone()
    if row:
        raise BadInput(f"the data base may lose money that it says it has: {row[0]} is off, expected on")


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
