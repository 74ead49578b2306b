"""Clocks: moments that leap by days and stand on the edges of calendars, sessions in other time zones, a server whose
own clock is wrong by more than a year. The ledger goes by the moments that it is given."""

import time
from itertools import islice

import psycopg

from tearoad.boot.postings import Postings
from tearoad.torture.books import Books, read_books
from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement, judged
from tearoad.torture.luck import Luck
from tearoad.torture.payers import Acks, Payers
from tearoad.torture.script import DAY, Script
from tearoad.torture.shim import no_shim, shim

PAYERS, SOME_CALLS, SEQUENCE = 32, 300, 40
ZONES = ("Europe/Moscow", "Asia/Shanghai", "America/New_York", "Asia/Kathmandu")
OFF_BY_SECONDS = (-400 * DAY, -DAY, DAY, 400 * DAY)


def run(field: Field, luck: Luck) -> Judgement:
    """Every verdict as scripted, whatever the session's zone; then the same calls, one after another, give the same
    chain of digests on two servers, of which one has a wrong clock where there is a compiler."""
    script = Script(luck.below(2**31), PAYERS, jumping=True)
    acks, found = Acks(), Judgement(hits=1)
    with field.data_base(script) as name:
        services = [Postings(field.shared.url(name, options=f"-c timezone={zone}")) for zone in ZONES]
        try:
            with Payers(script, services, acks) as payers:
                payers.until_told(SOME_CALLS, 10.0)
        finally:
            for service in services:
                service.close()
        found.surprised(payers.surprises)
        found.add(judged(field.shared.url(name), script, acks.told))
    alone = Script(script.seed, 1, jumping=True)
    with field.data_base(alone) as name:
        here = _in_sequence(field.shared.url(name), alone)
    if no_shim() is None:
        wrong = {"LD_PRELOAD": shim(field.ground.files.folder), "TEAROAD_CLOCK_SHIFT": str(luck.pick(OFF_BY_SECONDS))}
        with field.server(alone, environment=wrong) as server:
            assert _is_wrong(server.url()), "the server's clock could not be moved"
            there = _in_sequence(server.url(), alone)
        found.hits += 1
        if here != there:
            found.broken.append("the server's clock is in the books: other digests where it is wrong")
    return found


def _is_wrong(url: str) -> bool:
    with psycopg.connect(url) as connection:
        (now,) = connection.execute("SELECT extract(epoch FROM clock_timestamp())::bigint").fetchone() or (0,)
    return abs(now - time.time()) > DAY / 2


def _in_sequence(url: str, script: Script) -> Books:
    """One batch a call."""
    with Postings(url) as service:
        for call in islice(script.calls(0), SEQUENCE):
            service.ask(call.rows)
    return read_books(url)


FAULT = Fault("clocks", run)
