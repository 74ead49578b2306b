"""Serves a WSGI application on this machine only, by granian in a child process.

The child holds a pipe from its parent and stops when that closes, so no server outlives who started it.
Raises CannotServe where the address is not ours to take or the application does not come up.
"""

import http.client
import ipaddress
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tearoad.terms.refusal import BadInput

START_SECONDS = 30.0
STOP_SECONDS = 10.0
THREADS_OF = "TEAROAD_THREADS"  # of each process: so many requests are answered at once
# Measured on 2 cores: pages are answered quickest by few, for each works on its own; orders by many, for those who wait
# are served together.
ALONE, AMONG_OTHERS, MOST_THREADS = 4, 32, 256
# Set for the child; a data base URL never stands on a command line.
URL = "TEAROAD_SERVED_DATABASE"
HOME = "TEAROAD_SERVED_HOME"  # the state folder, which has the secret
APART = "TEAROAD_SERVED_APART"  # set where notices and webhooks have a process of their own (`web.apart`)


class CannotServe(Exception):
    """The server did not start; the message is one line that says why."""


@dataclass(frozen=True)
class Running:
    """A server that answers at `url`; `stop` it, or use it as a context."""

    url: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """Ends the server and its worker; returns when both are gone. A second call does nothing."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def serve(
    target: str,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    environment: Mapping[str, str] | None = None,
    processes: int = 1,
) -> Running:
    """Start `target` ('module:function', no arguments, gives a WSGI application) and wait until it answers.

    `environment` is added to this process's own for the child, which answers by so many `processes`. CannotServe on an
    address that is not a loopback one, a port in use, or an application that does not come up within START_SECONDS;
    BadInput on a number of threads that is none.
    """
    _refuse_foreign(host)
    refuse_taken(host, port)
    threads = _threads(processes)
    process = subprocess.Popen(
        [sys.executable, "-m", "tearoad.web.server", target, host, str(port), str(processes), str(threads)],
        stdin=subprocess.PIPE,
        stdout=2,  # granian logs to standard output, which belongs to the caller's own answer
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )
    shown = f"[{host}]" if ":" in host else host
    running = Running(f"http://{shown}:{port}", process)
    deadline = time.monotonic() + START_SECONDS
    while not _answers(host, port):
        if process.poll() is not None or time.monotonic() > deadline:
            running.stop()
            raise CannotServe(f"the server did not come up at {running.url}")
        time.sleep(0.05)
    return running


def _refuse_foreign(host: str) -> None:
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise CannotServe(f"{host} is not a loopback address; the server listens on this machine only")


def refuse_taken(host: str, port: int) -> None:
    """CannotServe where the address is in use: asked before long work, and again when the server starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As the server itself will: a port that merely cools down after a restart is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotServe(f"port {port} of {host} cannot be taken: {error.strerror}") from None


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop_with_parent() -> None:
    while os.read(0, 4096):  # not sys.stdin: the worker is a fork, and would wait for the lock this thread holds
        pass
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _apart(processes: int) -> Iterator[None]:
    """Where several answer, a process of its own does what need not be done at once; one that has a state folder."""
    if processes == 1 or HOME not in os.environ:
        yield
        return
    os.environ[APART] = "1"
    with subprocess.Popen([sys.executable, "-m", "tearoad.web.apart"]) as other:
        try:
            yield
        finally:
            other.terminate()


def _threads(processes: int) -> int:
    said = os.environ.get(THREADS_OF, "")
    if not said:
        return ALONE if processes == 1 else AMONG_OTHERS
    if not (said.isdecimal() and 1 <= int(said[:4]) <= MOST_THREADS):
        raise BadInput(f"{THREADS_OF} {said[:20]!r}, expected a whole number from 1 to {MOST_THREADS}")
    return int(said)


def _main(target: str, host: str, port: str, processes: str, threads: str) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    threading.Thread(target=_stop_with_parent, daemon=True).start()
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())  # was measured
    with _apart(int(processes)):
        Server(
            target,
            address=host,
            port=int(port),
            interface=Interfaces.WSGI,
            workers=int(processes),
            blocking_threads=int(threads),
            websockets=False,
            factory=True,
            log_level=LogLevels.warning,
            workers_kill_timeout=5,
        ).serve()


if __name__ == "__main__":
    _main(*sys.argv[1:])
