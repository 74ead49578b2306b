"""Commands of ours in processes of their own, ended with the one that started them."""

import base64
import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

STOP_SECONDS, LOOK_SECONDS, PAUSE_SECONDS = 20.0, 0.2, 1.0


@contextmanager
def running(
    words: Sequence[str], environment: Mapping[str, str], *, quiet: bool = True
) -> "Iterator[subprocess.Popen[bytes]]":
    """A command, ended afterwards; what it says goes to standard error, or nowhere."""
    whole = [sys.executable, "-m", "tearoad", *words]
    said = subprocess.DEVNULL if quiet else 2
    with subprocess.Popen(
        whole, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env={**os.environ, **environment},
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def kept_running(words: Sequence[str], environment: Mapping[str, str], say: Callable[[str], None]) -> Iterator[None]:
    """A command that is started again when it ends by itself."""
    ending = threading.Event()

    def keep() -> None:
        while not ending.is_set():
            with running(words, environment, quiet=False) as process:
                while process.poll() is None and not ending.wait(LOOK_SECONDS):
                    pass
            if not ending.is_set():
                say(f"{' '.join(words)} ended by itself and is started again")
                ending.wait(PAUSE_SECONDS)

    thread = threading.Thread(target=keep, name=words[0])
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def secret_file(folder: Path) -> Path:
    """The file of the secret that a provider and we share, made where there is none."""
    file = folder / "provider.secret"
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as new:
            new.write("whsec_" + base64.b64encode(secrets.token_bytes(32)).decode())
    return file


def free_port() -> int:
    """Of this machine, a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
