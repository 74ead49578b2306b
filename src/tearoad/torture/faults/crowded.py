"""The server has no connection left when the service needs a new one."""

import time
from contextlib import ExitStack

import psycopg

from tearoad.boot.postings import Postings
from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement, judged
from tearoad.torture.luck import Luck
from tearoad.torture.payers import Acks, Payers, calls_told
from tearoad.torture.script import Script

PAYERS, SOME_CALLS, STUCK_SECONDS = 32, 100, 30.0
MORE_THAN_THERE_ARE = 1_000
HANG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> ALL (%s)"


def run(field: Field, luck: Luck) -> Judgement:
    """Others take every connection, ours is ended; a patient service waits until there is one, an impatient one says
    that it is unavailable."""
    script = Script(luck.below(2**31), PAYERS)
    acks = Acks()
    found = Judgement()
    with field.data_base(script) as name:
        url = field.shared.url(name)
        for patience in (30.0, 0.1):
            with (
                Postings(url, patience=patience) as service,
                Payers(script, [service], acks, calls_told(acks.told)) as payers,
            ):
                payers.until_told(SOME_CALLS, STUCK_SECONDS)
                with ExitStack() as crowd:
                    taken = _take_all(crowd, url)
                    own = [one.info.backend_pid for one in taken]
                    taken[0].execute(HANG_UP, [name, own])
                    _take_all(crowd, url)  # the one that this has freed
                    time.sleep(luck.seconds(0.2, 0.5))
                    found.hits += 1
                if patience > 1 and payers.until_told(SOME_CALLS, STUCK_SECONDS) < SOME_CALLS:
                    found.broken.append("the service does not come back when there are connections again")
            found.surprised(payers.surprises)
        found.add(judged(url, script, acks.told))
    return found


def _take_all(crowd: ExitStack, url: str) -> list[psycopg.Connection]:
    taken: list[psycopg.Connection] = []
    for _ in range(MORE_THAN_THERE_ARE):
        try:
            taken.append(crowd.enter_context(psycopg.connect(url, autocommit=True)))
        except psycopg.OperationalError:
            break
    return taken


FAULT = Fault("crowded", run)
