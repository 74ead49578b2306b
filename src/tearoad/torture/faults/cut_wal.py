"""Power loss: the server is killed and its log ends at some byte, as if what came after had never reached the disk. It
recovers to a state that has every batch acknowledged before that byte, or it refuses to start; never silently wrong."""

import os
from threading import Event, Thread

import psycopg

from tearoad.boot.postings import Postings
from tearoad.boot.torture_ground import Cluster, DidNotStart
from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement, judged
from tearoad.torture.luck import Luck
from tearoad.torture.payers import GOES_HOME_SECONDS, Acks, Payers
from tearoad.torture.script import Script

PAYERS, SOME_CALLS, SAMPLE_SECONDS = 48, 400, 0.01
SEGMENT_BYTES, PAGE_BYTES = 16 << 20, 8192
FLUSHED = "SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint"


def run(field: Field, luck: Luck) -> Judgement:
    """In half of the rounds a checkpoint falls into the load, so that some cuts leave a log without the checkpoint
    that the data folder speaks of: then it must refuse."""
    script = Script(luck.below(2**31), PAYERS)
    acks, found = Acks(), Judgement()
    with field.server(script, {"autovacuum": "off"}) as server:
        with (
            Postings(server.url(), patience=0.1) as service,
            _Samples(server.url(), acks) as samples,
            Payers(script, [service], acks) as payers,
        ):
            payers.until_told(SOME_CALLS, 10.0)
            if luck.chance(50):
                with psycopg.connect(server.url(), autocommit=True) as connection:
                    connection.execute("CHECKPOINT")
                payers.until_told(SOME_CALLS // 4, 10.0)
            payers.until(lambda: len(samples.taken) > 1, 10.0)
            server.kill()
            payers.finish(GOES_HOME_SECONDS)
        found.surprised(payers.surprises)
        flushes = [flushed for _, flushed in samples.taken]
        at = luck.below(len(flushes) - 1)
        end = flushes[at] + luck.below(max(1, flushes[at + 1] - flushes[at]))
        end = max(end, flushes[0] + PAGE_BYTES)  # the accounts were there before
        zeros = luck.chance(50)
        cut_log(server, end, zeros=zeros)
        readable = end if zeros else end - end % PAGE_BYTES  # the log is read by whole pages
        durable = max((told for told, flushed in samples.taken if flushed <= readable), default=0)
        found.hits += 1
        try:
            server.start()
        except DidNotStart:
            found.refused += 1
            return found
        found.add(judged(server.url(), script, acks.told[:durable], sent=acks.told))
    return found


class _Samples:
    """Every few milliseconds: how many verdicts had been told, and then, how far the log was on the disk. What had been
    told before lies before that byte."""

    def __init__(self, url: str, acks: Acks) -> None:
        self.url, self.acks = url, acks
        self.taken: list[tuple[int, int]] = []
        self._ending = Event()
        self._thread = Thread(target=self._run, name="samples", daemon=True)

    def __enter__(self) -> "_Samples":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            with psycopg.connect(self.url, autocommit=True) as connection:
                while not self._ending.wait(SAMPLE_SECONDS):
                    told = len(self.acks.told)
                    (flushed,) = connection.execute(FLUSHED).fetchone() or (0,)
                    self.taken.append((told, flushed))
        except psycopg.OperationalError:
            return  # the server was killed


def cut_log(server: Cluster, end: int, *, zeros: bool) -> None:
    """The segment with this byte ends there, or has nothing but zeros from there on; later segments are gone."""
    folder = server.folder / "pg_wal"
    number, offset = divmod(end, SEGMENT_BYTES)
    last = f"{1:08X}{number >> 8:08X}{number & 0xFF:08X}"
    for segment in folder.glob("0*"):
        if segment.name > last:
            segment.unlink()
    with (folder / last).open("r+b") as file:
        file.truncate(offset)
        if zeros:
            file.truncate(SEGMENT_BYTES)
        os.fsync(file.fileno())


FAULT = Fault("cut-log", run)
