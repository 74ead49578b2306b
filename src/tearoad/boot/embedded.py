"""The embedded PostgreSQL: one per state folder, started by the first who needs it and stopped by that one.

The starter holds `server.lock`; others share the server and hold `server.users`, which the starter waits for before
it stops. Durable settings stay on. A server left over by a killed starter is stopped, then started anew.
"""

import fcntl
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from tearoad.boot.postgres_files import ServerFiles, server_files
from tearoad.terms.refusal import BadInput, Unavailable

NO_SPACE = "No space left on device"
LAST_BYTES = 4_000  # of a log
START_SECONDS, STOP_SECONDS, SHARED_SECONDS = 60, 30, 30
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "max_connections": "50",
    "autovacuum_naptime": "2s",  # tables grow from nothing in seconds: plans need their statistics, updates their room
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@contextmanager
def server(home: Path, programs: Path | None = None, *, exclusive: bool = False) -> Iterator[str]:
    """The URL of the data base `tearoad` of a state folder. `programs` as in `server_files`; `exclusive` refuses to
    share a server that already runs."""
    try:
        home.mkdir(mode=0o711, parents=True, exist_ok=True)  # the server's user passes; every file is private
        lock = (home / "server.lock").open("a+")
        users = (home / "server.users").open("a+")
    except OSError as error:
        raise BadInput(f"{home}: {error.strerror}; TEAROAD_HOME names another folder") from None
    with lock, users:
        deadline = time.monotonic() + START_SECONDS
        while not _locked(lock, fcntl.LOCK_EX):
            if exclusive:
                raise BadInput(f"{home} is in use by another tearoad; two at a time need two TEAROAD_HOMEs")
            fcntl.flock(users, fcntl.LOCK_SH)
            url = _running(home)
            if url:
                yield url
                return
            fcntl.flock(users, fcntl.LOCK_UN)
            if time.monotonic() > deadline:
                raise BadInput(f"{home} is locked by another tearoad whose data base does not answer")
            time.sleep(0.05)
        process, url, log = _started(home, server_files(home, programs))
        try:
            yield url
        except Unavailable as error:
            reason = _reason(log.tail())
            if NO_SPACE in reason and NO_SPACE not in str(error):  # the server died of it before it could tell us
                raise Unavailable(f"the data base has no room: {reason}") from error
            raise
        finally:
            _wait_for_others(users)
            _stop(process)
            (home / "server.json").unlink(missing_ok=True)


class Log:
    """What a server says from its start on; earlier runs wrote into the same file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.start = file.stat().st_size if file.exists() else 0

    def tail(self) -> bytes:
        """The last lines, which are about what happens now."""
        with self.file.open("rb") as lines:
            lines.seek(max(self.start, self.file.stat().st_size - LAST_BYTES))
            return lines.read()


def _started(home: Path, files: ServerFiles) -> tuple[subprocess.Popen[bytes], str, Log]:
    password = _password(home)
    if not files.cluster.exists():
        _initdb(files, password)
    made_by = (files.cluster / "PG_VERSION").read_text().strip()
    if made_by != str(files.major):
        raise BadInput(
            f"{files.cluster} was made by PostgreSQL {made_by}, here is {files.major}; "
            "play into a new TEAROAD_HOME, or name a server of your own by TEAROAD_DATABASE_URL"
        )
    _end_leftover(files)
    port = _free_port()
    log = Log(files.folder / "postgres.log")
    words = [str(files.bin / "postgres"), "-D", str(files.cluster), "-c", f"port={port}"]
    for name, value in OPTIONS.items():
        words += ["-c", f"{name}={value}"]
    with log.file.open("ab") as said:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True, **_as(files)
        )
    try:
        _wait_until_it_answers(process, _url(port, password, "postgres"), log)
        _create_database(_url(port, password, "postgres"))
        _write_private(home / "server.json", json.dumps({"pid": process.pid, "port": port}))
    except psycopg.OperationalError as error:
        _stop(process)
        raise BadInput(f"the data base did not start: {str(error).splitlines()[0]} ({log.file})") from None
    except BaseException:
        _stop(process)
        raise
    return process, _url(port, password, "tearoad"), log


def _initdb(files: ServerFiles, password: str) -> None:
    unfinished = files.folder / f"cluster.{os.getpid()}"
    shutil.rmtree(unfinished, ignore_errors=True)
    secret = files.folder / f"secret.{os.getpid()}"
    _write_private(secret, password)
    if files.user:
        os.chown(secret, files.user.pw_uid, files.user.pw_gid)
    words = [str(files.bin / "initdb"), "-D", str(unfinished), "--username=tearoad", f"--pwfile={secret}"]
    words += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
    words += ["--locale-provider=builtin"] if files.major >= 17 else []
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False, **_as(files))
    secret.unlink()
    if done.returncode:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise BadInput(f"the data base could not be made in {files.folder}: {_reason(done.stderr)}")
    unfinished.rename(files.cluster)


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str, log: Log) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        ended, said = process.poll() is not None, _reason(log.tail())
        if ended or NO_SPACE in said:
            raise BadInput(f"the data base did not start: {said} ({log.file})")
        if time.monotonic() > deadline:
            raise BadInput(f"the data base did not answer within {START_SECONDS} s: {said} ({log.file})")
        time.sleep(0.02)


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def _create_database(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'tearoad'").fetchone():
            connection.execute("CREATE DATABASE tearoad")


def _running(home: Path) -> str | None:
    try:
        port = int(json.loads((home / "server.json").read_text())["port"])
        url = _url(port, (home / "password").read_text(), "tearoad")
    except (OSError, ValueError, KeyError):
        return None
    return url if _answers(url) else None


def _end_leftover(files: ServerFiles) -> None:
    """Stop a server whose starter was killed; a pid file of a process that is gone is PostgreSQL's own to judge."""
    pid_file = files.cluster / "postmaster.pid"
    deadline = time.monotonic() + STOP_SECONDS
    signalled = False
    while pid_file.exists():
        try:
            pid = int(pid_file.read_text().split()[0])
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            ours = str(files.cluster) in Path(f"/proc/{pid}/cmdline").read_text()
        except (OSError, ValueError, IndexError):
            return
        if state == "Z" or not ours:  # dead but not reaped, or the number belongs to somebody else by now
            pid_file.unlink(missing_ok=True)
            return
        if not signalled:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            signalled = True
        if time.monotonic() > deadline:
            raise BadInput(f"the data base of a killed tearoad, process {pid}, does not stop")
        time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, last
        if process.poll() is not None:
            return
        process.send_signal(sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)


def _wait_for_others(users: Any) -> None:
    deadline = time.monotonic() + SHARED_SECONDS
    while not _locked(users, fcntl.LOCK_EX) and time.monotonic() < deadline:
        time.sleep(0.05)


def _locked(file: Any, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _as(files: ServerFiles) -> dict[str, Any]:
    who = {"user": files.user.pw_uid, "group": files.user.pw_gid, "extra_groups": []} if files.user else {}
    return {"cwd": files.folder, "env": {"LC_ALL": "C", "PATH": os.defpath}, **who}


def _password(home: Path) -> str:
    file = home / "password"
    if not file.exists():
        _write_private(file, secrets.token_urlsafe(24))
    return file.read_text()


def _write_private(file: Path, text: str) -> None:
    unfinished = file.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.replace(file)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _url(port: int, password: str, database: str) -> str:
    return f"postgresql://tearoad:{password}@127.0.0.1:{port}/{database}"


def _reason(said: bytes) -> str:
    """The last complaint in what a program of PostgreSQL printed, of a full disk before others, or its last line."""
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    complaints = [line for line in lines if re.search(r"error:|ERROR:|FATAL:|PANIC:", line)]
    full = [line for line in complaints if NO_SPACE in line]
    return (full or complaints or lines or ["no reason was given"])[-1]
