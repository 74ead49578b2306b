"""A bit that turns over on the disk, and a page of which only one half was written. Reads fail loudly, or the log heals
it; nothing is read that was not written."""

from pathlib import Path

import psycopg

from tearoad.boot.postings import Postings
from tearoad.boot.torture_ground import Cluster, DidNotStart
from tearoad.torture.books import read_books
from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement, judged
from tearoad.torture.luck import Luck
from tearoad.torture.payers import GOES_HOME_SECONDS, Acks, Payers
from tearoad.torture.script import Script

PAYERS, SOME_CALLS, PAGE_BYTES = 32, 300, 8192
TABLES = ("transfer", "account", "journal_batch", "transfer_pkey")
BY_KEY = "SELECT count(*) FROM (SELECT transfer_id FROM transfer ORDER BY cell_id, transfer_id OFFSET 0) all_keys"
LOUD = (psycopg.errors.DataCorrupted, psycopg.errors.IndexCorrupted)


def run(field: Field, luck: Luck) -> Judgement:
    """A clean stop and a turned bit, or a kill under load and a torn page."""
    script = Script(luck.below(2**31), PAYERS)
    acks, found = Acks(), Judgement(hits=1)
    torn = luck.chance(50)
    with field.server(script) as server:
        with Postings(server.url(), patience=0.1) as service, Payers(script, [service], acks) as payers:
            payers.until_told(SOME_CALLS, 10.0)
            file = _file(server, luck.pick(TABLES))
            if torn:
                payers.until_told(SOME_CALLS // 4, 10.0)
                server.kill()
                payers.finish(GOES_HOME_SECONDS)
        found.surprised(payers.surprises)
        server.stop()
        spoil(file, luck, torn=torn)
        try:
            server.start()
            _read_all(server.url())
        except DidNotStart:
            found.refused += 1
        except LOUD:
            found.loud += 1
        else:
            if not torn:
                found.broken.append(f"a turned bit of {file.name} was read without a word")
            found.add(judged(server.url(), script, acks.told))
    return found


def _file(server: Cluster, table: str) -> Path:
    """After a checkpoint, so that there is something in it."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute("SELECT pg_relation_filepath(%s)", [table]).fetchone()
    assert row is not None
    return server.folder / str(row[0])


def spoil(file: Path, luck: Luck, *, torn: bool) -> None:
    """One bit of a page other than an index's first; or the second half of one page, as it was before it was used."""
    pages = file.stat().st_size // PAGE_BYTES
    first = 1 if pages > 1 else 0
    page = first + luck.below(pages - first)
    with file.open("r+b") as data:
        if torn:
            data.seek(page * PAGE_BYTES + PAGE_BYTES // 2)
            data.write(bytes(PAGE_BYTES // 2))
            return
        at = page * PAGE_BYTES + luck.below(PAGE_BYTES)
        data.seek(at)
        (byte,) = data.read(1)
        data.seek(at)
        data.write(bytes([byte ^ 1 << luck.below(8)]))


def _read_all(url: str) -> None:
    """Every row, and every key by its index."""
    read_books(url)
    with psycopg.connect(url) as connection:
        connection.execute("SET enable_seqscan = off")
        connection.execute("SET enable_sort = off")
        connection.execute(BY_KEY)


FAULT = Fault("bad-page", run)
