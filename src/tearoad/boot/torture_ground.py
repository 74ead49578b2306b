"""Servers that may be broken: copies of one data folder that was made and migrated once, each with a fixed port.

Durable settings stay on unless a caller turns them off by name. All lies below one state folder and goes with it.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tearoad.boot.chart import own_chart
from tearoad.boot.embedded import OPTIONS, Log, server
from tearoad.boot.postgres_files import ServerFiles, server_files
from tearoad.ledger.chart import by_chart
from tearoad.store.check import broken_rules
from tearoad.store.database import CELL, connected
from tearoad.store.ledger import PostgresLedger
from tearoad.store.schema import migrate

DATA_BASE = "tearoad"
SEGMENT_BYTES = 16 << 20  # a file of the write-ahead log
START_SECONDS, STOP_SECONDS = 60.0, 30.0
LIMITED = [
    "/bin/sh",
    "-c",
    'ulimit -S -f "$0" && exec "$@"',
]  # in blocks of 512 bytes; a limit of one's own needs no rights
LEDGER_SQL = Path(__file__).parents[1] / "store" / "sql" / "ledger.sql"


def free_port() -> int:
    """Of the loopback, free at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class DidNotStart(Exception):
    """The server refused its data folder; the message is the end of what it said."""


@dataclass
class Cluster:
    """One data folder and, between `start` and `stop` or `kill`, its server. A context manager stops it."""

    folder: Path
    files: ServerFiles
    password: str
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def log(self) -> Path:
        """What the server said; it lies beside the data folder."""
        return self.folder.with_suffix(".log")

    def url(self, data_base: str = DATA_BASE, *, port: int | None = None, **more: str) -> str:
        """libpq's URL; `port` of a proxy instead of the server's own; `more` are libpq's words."""
        return psycopg.conninfo.make_conninfo(
            f"postgresql://tearoad:{self.password}@127.0.0.1:{port or self.port}/{data_base}", **more
        )

    def start(
        self,
        settings: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        largest_file_bytes: int | None = None,
    ) -> None:
        """Until it answers; `DidNotStart` where it refuses. The remains of a killed server get time to end. No file may
        be written beyond `largest_file_bytes`."""
        deadline = time.monotonic() + START_SECONDS
        log = Log(self.log)
        limit = [] if largest_file_bytes is None else [*LIMITED, str(largest_file_bytes // 512)]
        while not self._came_up(limit, settings or {}, environment or {}, deadline):
            said = log.tail().decode(errors="replace")
            self.stop()
            if "shared memory" not in said or time.monotonic() > deadline:
                raise DidNotStart(said)
            time.sleep(0.1)

    def _came_up(
        self, limit: list[str], settings: Mapping[str, str], environment: Mapping[str, str], deadline: float
    ) -> bool:
        words = [*limit, str(self.files.bin / "postgres"), "-D", str(self.folder), "-c", f"port={self.port}"]
        for name, value in {**OPTIONS, **settings}.items():
            words += ["-c", f"{name}={value}"]
        user = self.files.user
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,  # Ctrl-C is for us, who then stop it
                cwd=self.files.folder,
                env={"LC_ALL": "C", "PATH": os.defpath, **environment},
                **who,  # type: ignore[call-overload]
            )
        while self.process.poll() is None and time.monotonic() < deadline:
            with suppress(psycopg.OperationalError), psycopg.connect(self.url(), connect_timeout=3) as connection:
                connection.execute("SELECT 1")
                return True
            time.sleep(0.02)
        return False

    def log_offset(self) -> int:
        """How many bytes the current file of the write-ahead log had at the last checkpoint; of a stopped server."""
        words = [str(self.files.bin / "pg_controldata"), "-D", str(self.folder)]
        said = subprocess.run(words, check=True, capture_output=True, text=True, env={"LC_ALL": "C"}).stdout
        (place,) = (line.split()[-1] for line in said.splitlines() if line.startswith("Latest checkpoint location:"))
        return int(place.partition("/")[2], 16) % SEGMENT_BYTES

    def processes(self) -> list[int]:
        """The server's own process first, then its children."""
        assert self.process is not None
        own = self.process.pid
        with suppress(OSError):
            children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
            return [own, *map(int, children)]
        return [own]

    def kill(self) -> None:
        """SIGKILL to the server's own process, as a crash: its children end by themselves when they notice."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.process = None

    def stop(self) -> None:
        """Whatever its state; a stopped (SIGSTOP) server is continued first."""
        if self.process is None:
            return
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self.process.poll() is not None:
                break
            self.process.send_signal(sign)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
        self.process = None

    def remove(self) -> None:
        """The folder too."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.log.unlink(missing_ok=True)


@dataclass
class Ground:
    """Where clusters are copied from and to; `folder` is the server's, `home` is private to us."""

    home: Path
    files: ServerFiles
    password: str
    made: int = 0

    @contextmanager
    def cluster(self, folder: Path | None = None) -> Iterator[Cluster]:
        """A fresh copy, not yet started; removed at the end."""
        self.made += 1
        one = Cluster((folder or self.files.folder) / f"copy-{os.getpid()}-{self.made}", self.files, self.password)
        try:
            subprocess.run(["cp", "-a", str(self.files.cluster), str(one.folder)], check=True, capture_output=True)
            yield one
        finally:
            one.remove()


@contextmanager
def torture_ground(home: Path) -> Iterator[Ground]:
    """Made anew in an empty state folder; what it took on the disk is given back."""
    try:
        with server(home, exclusive=True) as url:
            migrate(url)
            with connected(url) as connection:
                # Copies begin in the middle of a file of the log: near its end a start makes another, and a limit that
                # is near its beginning leaves no room for anything else.
                connection.execute("SELECT pg_switch_wal()")
                connection.execute(
                    "SELECT pg_logical_emit_message(false, 'room', repeat('-', %s))", [SEGMENT_BYTES // 4]
                )
        yield Ground(home, server_files(home), (home / "password").read_text())
    finally:
        with suppress(OSError):
            shutil.rmtree(server_files(home).folder)
        shutil.rmtree(home, ignore_errors=True)


def open_accounts(url: str, names: Iterable[str]) -> None:
    """By the chart that ships."""
    chart = own_chart()
    with connected(url) as connection, connection.cursor() as cursor:
        PostgresLedger(cursor, CELL, chart, set()).open(by_chart(chart, name) for name in names)


def rules_broken(url: str) -> list[str]:
    """What `check` says of a data base, a line for each broken rule."""
    with connected(url) as connection, connection.cursor() as cursor:
        return [f"{name}: {count} rows, {'; '.join(rows)}" for name, count, rows in broken_rules(cursor)]
