"""SIGSTOP: a process stands still in the middle of whatever it did, and goes on later."""

import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress

import psycopg

from tearoad.boot.postings import Postings
from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement, judged
from tearoad.torture.luck import Luck
from tearoad.torture.payers import Acks, Payers
from tearoad.torture.script import Script

PAYERS, PAUSES, SOME_CALLS = 48, 4, 100
SHORT_SECONDS, LONG_SECONDS, STUCK_SECONDS = 0.4, 30.0, 30.0
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


def run(field: Field, luck: Luck) -> Judgement:
    """The service's own process in the server, or the server as a whole, stands still; afterwards all goes on."""
    script = Script(luck.below(2**31), PAYERS)
    acks = Acks()
    found = Judgement()
    with field.data_base(script) as name:
        url = field.shared.url(name)
        with Postings(url) as service, Payers(script, [service], acks) as payers:
            for number in range(PAUSES):
                payers.until_told(SOME_CALLS, STUCK_SECONDS)
                whole = field.shared.processes()
                length = luck.seconds(0.1, LONG_SECONDS if field.long and luck.chance(5) else SHORT_SECONDS)
                stand_still(whole if number % 2 else _backends(url, name), length)
                found.hits += 1
                if payers.until_told(SOME_CALLS, STUCK_SECONDS) < SOME_CALLS:
                    found.broken.append(f"stuck after a pause of {length:.1f} s")
        found.surprised(payers.surprises)
        found.add(judged(url, script, acks.told))
    return found


def stand_still(pids: Sequence[int], seconds: float) -> None:
    """All of them; they go on whatever happens to us meanwhile."""
    try:
        _signal(pids, signal.SIGSTOP)
        time.sleep(seconds)
    finally:
        _signal(pids, signal.SIGCONT)


def _signal(pids: Sequence[int], sign: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, sign)


def _backends(url: str, name: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [pid for (pid,) in connection.execute(BACKENDS, [name])]


FAULT = Fault("pauses", run)
