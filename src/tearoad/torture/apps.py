"""App processes of the posting service, from the outside: started, killed, stopped; what they had acknowledged."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tearoad.torture.payers import Ack, acks_of
from tearoad.torture.script import Script


@dataclass(frozen=True)
class App:
    """A process, and the file into which it writes what it was told."""

    pid: int
    file: Path

    def acks(self) -> list[Ack]:
        """Until now."""
        return acks_of(self.file)

    def surprises(self) -> list[str]:
        """What its service raised and should not have."""
        said = self.file.with_suffix(".surprises")
        return said.read_text().splitlines() if said.exists() else []

    def until_told(self, more: int, seconds: float) -> int:
        """Wait until so many bytes of verdicts more were written, or for so long; how many were."""
        first, deadline = self._size(), time.monotonic() + seconds
        while self._size() - first < more and time.monotonic() < deadline:
            time.sleep(0.002)
        return self._size() - first

    def kill(self, sign: signal.Signals = signal.SIGKILL) -> None:
        """One that has ended already is no error."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, sign)

    def _size(self) -> int:
        return self.file.stat().st_size if self.file.exists() else 0


@dataclass
class Apps:
    """Makes them; a context manager that ends them all."""

    folder: Path
    made: int = 0
    _process: "subprocess.Popen[str] | None" = field(default=None)

    def __enter__(self) -> "Apps":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tearoad.torture.app"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for us
        )
        return self

    def __exit__(self, *error: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        for file in self.folder.glob("app-*"):
            file.unlink()

    def start(self, url: str, script: Script, began: Mapping[int, int] | None = None) -> App:
        """It pays by the script from where `began` says, until it is killed."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        self.made += 1
        file = self.folder / f"app-{self.made}.acks"
        order = {"url": url, "seed": script.seed, "payers": script.payers, "jumping": script.jumping,
                 "began": began or {}, "acks": str(file)}  # fmt: skip
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        return App(int(process.stdout.readline()), file)
