"""Deadlocks with a stranger, serialization failures, statements that are cancelled, connections that are ended."""

import time
from contextlib import suppress
from threading import Event, Thread

import psycopg

from tearoad.boot.postings import Postings
from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement, judged
from tearoad.torture.luck import Luck
from tearoad.torture.payers import Acks, Payers
from tearoad.torture.script import ESCROW, Script

PAYERS, SOME_CALLS, STUCK_SECONDS, ANNOYED_SECONDS = 32, 200, 30.0, 1.0
ODDS = """
CREATE FUNCTION torture_conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF random() < 0.2 THEN RAISE EXCEPTION 'injected' USING ERRCODE = '40001'; END IF; RETURN NULL;
END $$;
CREATE TRIGGER torture_conflict AFTER INSERT ON transfer FOR EACH STATEMENT EXECUTE FUNCTION torture_conflict();
"""
NO_ODDS = "DROP TRIGGER torture_conflict ON transfer; DROP FUNCTION torture_conflict"
OTHERS = "SELECT {}(pid) FROM pg_stat_activity WHERE datname = %s AND query LIKE '%%ledger_post%%' AND pid <> %s"
QUICK = "-c deadlock_timeout=20ms"  # so the service is mostly the one that is told of a deadlock
SLOW = "-c deadlock_timeout=200ms"  # whoever waits looks once; where it was too early, the other one's look comes later


def run(field: Field, luck: Luck) -> Judgement:
    """The service tries the batch again each time; nobody hears of it."""
    script = Script(luck.below(2**31), PAYERS)
    acks = Acks()
    found = Judgement()
    with field.data_base(script) as name:
        url = field.shared.url(name)
        stranger = _Stranger(field.shared.url(name, options=SLOW), name, luck)
        with (
            Postings(field.shared.url(name, options=QUICK)) as service,
            psycopg.connect(url, autocommit=True) as connection,
            Payers(script, [service], acks) as payers,
        ):
            payers.until_told(SOME_CALLS, STUCK_SECONDS)
            connection.execute(ODDS)
            with stranger:
                time.sleep(ANNOYED_SECONDS)
            connection.execute(NO_ODDS)
            found.hits += stranger.hits
            if payers.until_told(SOME_CALLS, STUCK_SECONDS) < SOME_CALLS:
                found.broken.append("stuck after conflicts")
        found.surprised(payers.surprises)
        found.add(judged(url, script, acks.told))
    return found


class _Stranger:
    """Another program on the same data base that takes locks in the other order, and ends what it finds."""

    def __init__(self, url: str, name: str, luck: Luck) -> None:
        self.url, self.name, self.luck, self.hits = url, name, luck, 0
        self._ending = Event()
        self._thread = Thread(target=self._run, name="stranger", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *error: object) -> None:
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            while not self._ending.wait(self.luck.seconds(0.005, 0.05)):
                self.hits += 1
                with suppress(psycopg.errors.DeadlockDetected):
                    self.luck.pick((self._lock, self._lock, self._cancel, self._end))(connection)

    def _lock(self, connection: psycopg.Connection) -> None:
        with connection.transaction():
            connection.execute("SELECT 1 FROM account WHERE account = %s FOR UPDATE", [ESCROW])
            time.sleep(self.luck.seconds(0.001, 0.02))
            connection.execute("SELECT pg_advisory_xact_lock(20131111, 1)")

    def _cancel(self, connection: psycopg.Connection) -> None:
        connection.execute(OTHERS.format("pg_cancel_backend"), [self.name, connection.info.backend_pid])

    def _end(self, connection: psycopg.Connection) -> None:
        connection.execute(OTHERS.format("pg_terminate_backend"), [self.name, connection.info.backend_pid])


FAULT = Fault("conflicts", run)
