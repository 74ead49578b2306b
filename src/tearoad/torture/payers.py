"""Payers: coroutines that follow their scripts over a posting service and write down every verdict they are told."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path
from threading import Event, Thread
from typing import Protocol

from tearoad.ledger.transfer import Transfer
from tearoad.ledger.verdict import Verdict
from tearoad.terms.refusal import Unavailable
from tearoad.torture.script import Script

Ack = tuple[int, int, tuple[Verdict, ...]]
"""Payer, the number of the call in their script, the verdict of each row."""


GOES_HOME_SECONDS = 15.0  # whoever asks an impatient service whose server is gone


class Service(Protocol):
    """`boot.postings.Postings`, or something that stands for it."""

    def wait(self, asked: tuple[Transfer, ...]) -> Awaitable[list[Verdict]]: ...


class Acks:
    """Verdicts in the order in which they were told, in memory or, where this process may be killed, in a file: a line
    once given to the kernel outlives its writer."""

    def __init__(self, file: Path | None = None) -> None:
        self.told: list[Ack] = []
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if file else None

    def add(self, payer: int, number: int, verdicts: Iterable[Verdict]) -> None:
        ack = (payer, number, tuple(verdicts))
        if self._file is not None:
            os.write(self._file, f"{payer} {number} {','.join(str(int(one)) for one in ack[2])}\n".encode())
        self.told.append(ack)


def acks_of(file: Path) -> list[Ack]:
    """What a process wrote until it was killed; a line that was not finished is nothing that anybody was told."""
    found: list[Ack] = []
    text = file.read_text(encoding="ascii") if file.exists() else ""
    for line in text.splitlines(keepends=True):
        if line.endswith("\n"):
            payer, number, verdicts = line.split()
            found.append((int(payer), int(number), tuple(Verdict(int(one)) for one in verdicts.split(","))))
    return found


def calls_told(acks: Iterable[Ack]) -> dict[int, int]:
    """How many calls of each payer were answered, from the first on without a gap."""
    told: dict[int, int] = {}
    for payer, number, _ in acks:
        told[payer] = max(told.get(payer, 0), number + 1)
    return told


class Payers:
    """All payers of a script at once, in a thread of their own, each at the service that `services` gives in turn.

    `began` says how many calls of each payer are behind them, `until` after how many they go home by themselves.
    Whoever hears that the service is unavailable goes home too; anything else that it raises is put into `surprises`:
    nobody may be told that.
    """

    def __init__(
        self,
        script: Script,
        services: Iterable[Service],
        acks: Acks,
        began: Mapping[int, int] | None = None,
        until: Mapping[int, int] | None = None,
    ) -> None:
        self.script, self.services, self.acks = script, list(services), acks
        self.began, self.last = began or {}, until or {}
        self.surprises: list[str] = []
        self.sent_home = 0
        self._stopping = Event()
        self._thread = Thread(target=lambda: asyncio.run(self._all()), name="payers", daemon=True)

    def __enter__(self) -> "Payers":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def finish(self, seconds: float | None = None) -> None:
        """Wait until everybody has gone home by themselves, or for so long."""
        self._thread.join(seconds)

    def stop(self) -> None:
        """Everybody waits for their answer, as long as the service is patient, and goes home."""
        self._stopping.set()
        self._thread.join()

    def until_told(self, verdicts: int, seconds: float) -> int:
        """Wait until so many more calls have been answered, or for so long; how many have been since."""
        first = len(self.acks.told)
        self.until(lambda: len(self.acks.told) - first >= verdicts, seconds)
        return len(self.acks.told) - first

    def until(self, reached: Callable[[], bool], seconds: float) -> None:
        """Wait until it is so, or for so long, or until everybody has gone home."""
        deadline = time.monotonic() + seconds
        while not reached() and time.monotonic() < deadline and self._thread.is_alive():
            time.sleep(0.002)

    async def _all(self) -> None:
        at = [self.services[payer % len(self.services)] for payer in range(self.script.payers)]
        await asyncio.gather(*(self._pay(payer, service) for payer, service in enumerate(at)))

    async def _pay(self, payer: int, service: Service) -> None:
        first = self.began.get(payer, 0)
        for number, call in enumerate(islice(self.script.calls(payer), first, self.last.get(payer)), first):
            if self._stopping.is_set():
                return
            try:
                verdicts = await service.wait(call.rows)
            except Unavailable:
                self.sent_home += 1
                return
            except Exception as error:  # it is counted, by its name
                self.surprises.append(f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")
                return
            self.acks.add(payer, number, verdicts)
