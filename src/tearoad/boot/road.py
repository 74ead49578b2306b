"""An open road: settings become a migrated data base, a corridor, a lawbook and a platform to run them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import psycopg
from psycopg import sql

from tearoad.boot.chart import own_chart
from tearoad.boot.embedded import server
from tearoad.boot.law import own_law
from tearoad.boot.settings import Settings
from tearoad.network.choose import lane_table
from tearoad.network.road import Road
from tearoad.operations.mail_ways import MailWays, ways_of
from tearoad.operations.platform import Platform
from tearoad.operations.report_view import RoadReport
from tearoad.store.check import broken_rules, digest
from tearoad.store.database import NO_URL, PostgresStore, connected, opened
from tearoad.store.report import line_verdicts, road_report
from tearoad.store.schema import migrate
from tearoad.terms.refusal import BadInput
from tearoad.twin.players import SimulatedRoad
from tearoad.wire.corridor import Corridor as Corridor  # the doors know the type from here
from tearoad.wire.corridor import read_corridor
from tearoad.wire.exchange import FILE, read_exchange
from tearoad.wire.receptacle import own_layout
from tearoad.wire.shipped import corridor_folder

CORRIDOR = "china-russia"
TERRITORY = "RU"
SEED = 20131111


@dataclass(frozen=True)
class OpenRoad:
    """What the doors work with; `url` is the data base's."""

    platform: Platform
    corridor: Corridor
    store: PostgresStore
    url: str

    @property
    def name(self) -> str:
        """What the server calls the data base."""
        return self.store.connection.info.dbname

    def check(self) -> list[tuple[str, int, list[str]]]:
        """Broken rules: name, how many rows, the first of them."""
        with self.store.connection.cursor() as cursor:
            return list(broken_rules(cursor))

    def digest(self) -> str:
        """One line per business table."""
        with self.store.connection.cursor() as cursor:
            return digest(cursor)

    def report(self) -> RoadReport:
        """Everything that the data base knows."""
        with self.store.connection.cursor() as cursor:
            return road_report(cursor)

    def verdicts(self, order_ids: Iterable[str]) -> dict[tuple[str, int], tuple[str, int]]:
        """Of each stored line what became of it, and its value."""
        with self.store.connection.cursor() as cursor:
            return line_verdicts(cursor, order_ids)

    def clock_at(self) -> int:
        """The road clock, seconds since 1970."""
        with self.store.unit() as unit:
            return unit.roads.state().clock_at


@cache
def own_corridor() -> Corridor:
    """The road that ships, read once."""
    return read_corridor(corridor_folder(CORRIDOR))


def own_mail_ways(road: Road) -> MailWays:
    """The ways of its mail, by the offices of exchange that ship with it."""
    return ways_of(road, read_exchange(corridor_folder(CORRIDOR) / FILE, road.places), own_layout())


@contextmanager
def data_base(settings: Settings, *, exclusive: bool = False) -> Iterator[str]:
    """The URL of the user's own server, or of the embedded one for as long as the block lasts."""
    if settings.database_url:
        try:
            psycopg.conninfo.conninfo_to_dict(settings.database_url)
        except psycopg.ProgrammingError:  # its words may hold a password
            raise BadInput(NO_URL) from None
        yield settings.database_url
    else:
        with server(settings.home, exclusive=exclusive) as url:
            yield url


@contextmanager
def open_road(url: str) -> Iterator[OpenRoad]:
    """Migrated, with the road laid but no orders; `BadInput` where the server is too old or the schema too new."""
    corridor = own_corridor()
    migrate(url)
    with opened(url, own_chart()) as store:
        seed = store.lay(CORRIDOR, SEED).seed
        table = lane_table(corridor.road)
        players = SimulatedRoad(corridor.road, table, seed)
        platform = Platform(
            corridor.road,
            table,
            corridor.rates,
            own_law(),
            TERRITORY,
            store,
            players,
            channels=corridor.channels,
            mail_ways=own_mail_ways(corridor.road),
        )
        yield OpenRoad(platform, corridor, store, url)


def fresh_data_base(url: str, name: str) -> str:
    """The URL of a new empty data base beside the one of `url`."""
    with connected(url) as connection:
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.errors.DuplicateDatabase:
            raise BadInput(f"there is a data base {name} already") from None
        except psycopg.errors.InsufficientPrivilege:
            raise BadInput(f"{connection.info.user} may not make data bases on this server") from None
    return with_name(url, name)


def with_name(url: str, name: str) -> str:
    """The same server, another data base."""
    return psycopg.conninfo.make_conninfo(url, dbname=name)


def drop_data_base(url: str, name: str) -> None:
    """Ends its connections and removes it."""
    with connected(url) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
