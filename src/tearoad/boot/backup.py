"""A backup of a road: one file with its whole data base as of one moment, and what proves that it came back whole.

The file is a tar of `manifest.json` and `road.dump` (pg_dump's custom format), and of the key files where they were
asked for. Without them whoever finds the file reads no personal data, and whoever restores it needs the keys from
elsewhere.
"""

import hashlib
import io
import json
import os
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

import psycopg

from tearoad.boot.books import head_of
from tearoad.boot.keys import FOLDER, KEY_ID, settle
from tearoad.boot.postgres_files import program
from tearoad.boot.road import OpenRoad
from tearoad.boot.site import SECRET
from tearoad.store.database import LOST, connected, gone
from tearoad.store.schema import behind, known, newer
from tearoad.terms.refusal import BadInput, Unavailable

FORM = 1  # of the file; it goes up when an older Tearoad could not read it
MANIFEST, DUMP = "manifest.json", "road.dump"
SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


def expect_road(url: str) -> None:
    """BadInput where there is no road to back up, or one of an older Tearoad: to open it would change it first."""
    with connected(url) as connection:
        laid = connection.execute("SELECT to_regclass('road')").fetchone() != (None,)
        older = behind(connection) and not newer(connection)
    if not laid:
        raise BadInput("the data base has no road, and there is nothing to back up")
    if older:
        raise BadInput("the data base is of an older Tearoad, and this one would change it: back it up with that one")


def back_up(road: OpenRoad, home: Path, file: Path, *, with_keys: bool, force: bool = False) -> dict[str, Any]:
    """Writes the file, for its owner's eyes alone, and gives its manifest. The road may live meanwhile: all is of one
    snapshot. BadInput where the file is there already; interrupted, it leaves no file of that name."""
    if file.exists() and not force:
        raise BadInput(f"{file} is there already; --force replaces it")
    keys = _keys(home)
    new = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with _private(new) as whole, tempfile.TemporaryFile(dir=file.parent) as dump:
            parts = {DUMP: dump, **(keys if with_keys else {})}
            manifest = _dumped(road, dump)
            manifest["keys"] = {name: _digest(key) for name, key in keys.items()}
            manifest["sha256"] = {name: _digest(part) for name, part in parts.items()}
            with tarfile.open(fileobj=whole, mode="w") as archive:
                _add(archive, MANIFEST, io.BytesIO(json.dumps(manifest, indent=1).encode()))
                for name, part in parts.items():
                    _add(archive, name, part)
            whole.flush()
            os.fsync(whole.fileno())
        new.replace(file)
        settle(file.parent)
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror or error}") from None
    finally:
        new.unlink(missing_ok=True)
    return manifest


def call(
    name: str, words: list[str], url: str | None, *, stdin: IO[bytes] | None = None, stdout: IO[bytes] | None = None
) -> None:
    """One of PostgreSQL's own programs, on the data base at `url` where there is one; `Unavailable` with its complaint
    where it fails."""
    parts = psycopg.conninfo.conninfo_to_dict(url or "")
    secret = {"PGPASSWORD": str(parts["password"])} if parts.get("password") else {}
    target = ["--dbname", psycopg.conninfo.make_conninfo(url, password=None)] if url else []
    done = subprocess.run(
        [str(program(name)), *words, *target],
        env={**os.environ, **secret, "LC_ALL": "C"},
        stdin=stdin or subprocess.DEVNULL,
        stdout=stdout or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        complaints = [line for line in said if re.search("error:|ERROR:|FATAL:", line)]  # there may be warnings before
        raise Unavailable(f"{name} failed: {[*complaints, *said, done.returncode][0]}")


def _dumped(road: OpenRoad, dump: IO[bytes]) -> dict[str, Any]:
    connection = road.store.connection
    try:
        with connection.transaction():
            connection.execute(SNAPSHOT)
            row = connection.execute("SELECT pg_export_snapshot()").fetchone()
            assert row is not None
            call("pg_dump", ["--format=custom", f"--snapshot={row[0]}"], road.url, stdout=dump)
            head = head_of(road)
            return {
                "form": FORM,
                "tearoad": version("tearoad"),
                "server": connection.info.server_version // 10_000,
                "migrations": known(),
                "clock_at": _clock(connection),
                "digest": road.digest(),
                "head": {"batch": head.batch, "digest": head.digest} if head else None,
            }
    except LOST as error:
        raise gone(error) from error


def _clock(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT extract(epoch FROM clock_at)::bigint FROM road").fetchone()
    return int(row[0]) if row else 0


def _keys(home: Path) -> Mapping[str, IO[bytes]]:
    try:
        files = sorted(path for path in (home / FOLDER).glob("*") if KEY_ID.fullmatch(path.name))
        files += [home / SECRET] if (home / SECRET).exists() else []
        return {path.relative_to(home).as_posix(): io.BytesIO(path.read_bytes()) for path in files}
    except OSError as error:
        raise BadInput(f"{error.filename or home}: {error.strerror or error}") from None


def _digest(part: IO[bytes]) -> str:
    part.seek(0)
    found = hashlib.file_digest(part, "sha256").hexdigest()  # type: ignore[arg-type]
    part.seek(0)
    return found


def _add(archive: tarfile.TarFile, name: str, part: IO[bytes]) -> None:
    said = tarfile.TarInfo(name)
    said.mode = 0o600
    said.size = part.seek(0, os.SEEK_END)
    part.seek(0)
    archive.addfile(said, part)


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor has no path
        yield file
