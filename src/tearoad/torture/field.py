"""Where a fault happens: fresh data bases on a server that everybody shares, or a server of one's own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import psycopg
from psycopg import sql

from tearoad.boot.torture_ground import DATA_BASE, Cluster, Ground, open_accounts
from tearoad.torture.apps import Apps
from tearoad.torture.judge import Judgement
from tearoad.torture.luck import Luck
from tearoad.torture.script import Script


@dataclass
class Field:
    """A context manager; the shared server and the maker of app processes start when they are first asked for. `long`
    allows pauses of half a minute and what takes rights or a compiler."""

    ground: Ground
    long: bool = False
    _stack: ExitStack = field(default_factory=ExitStack)
    _shared: Cluster | None = None
    _apps: Apps | None = None
    _made: int = 0

    def __enter__(self) -> "Field":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def shared(self) -> Cluster:
        """The server for faults that leave its files alone."""
        if self._shared is None:
            self._shared = self._stack.enter_context(self.ground.cluster())
        if self._shared.process is None or self._shared.process.poll() is not None:
            self._shared.start()
        return self._shared

    @property
    def apps(self) -> Apps:
        """Makes app processes in milliseconds."""
        if self._apps is None:
            self._apps = self._stack.enter_context(Apps(self.ground.home))
        return self._apps

    @contextmanager
    def data_base(self, script: Script) -> Iterator[str]:
        """The name of a fresh one on the shared server, with the script's accounts; removed at the end."""
        self._made += 1
        name = f"field_{self._made}"
        words = (sql.Identifier(name), sql.Identifier(DATA_BASE))
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*words))
        try:
            open_accounts(self.shared.url(name), script.accounts())
            yield name
        finally:
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(words[0]))

    @contextmanager
    def server(
        self,
        script: Script,
        settings: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Iterator[Cluster]:
        """A server of one's own, started, with the script's accounts; it is stopped and removed at the end."""
        with self.ground.cluster(folder) as cluster:
            cluster.start(settings, environment)
            open_accounts(cluster.url(), script.accounts())
            yield cluster

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.shared.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


def possible() -> str | None:
    """No reason to skip."""
    return None


@dataclass(frozen=True)
class Fault:
    """`run` is one round. `skipped` says why there can be none here, `long` faults are for `tearoad torture` alone."""

    name: str
    run: Callable[[Field, Luck], Judgement]
    skipped: Callable[[], str | None] = possible
    long: bool = False
