"""The ledger as a service: every caller is answered once and for all, whatever becomes of the connection."""

import asyncio
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from databases import a_name, migrated_data_base
from psycopg import sql

from tearoad.boot import postings
from tearoad.boot.embedded import server
from tearoad.boot.gather import Closed
from tearoad.boot.postings import Postings
from tearoad.boot.road import drop_data_base
from tearoad.ledger.chart import Account
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.ledger.verdict import Verdict
from tearoad.store.ledger import MOST_TRANSFERS, PostgresLedger
from tearoad.terms.refusal import BadInput, Unavailable

AT = 1_760_000_000
PSP, ESCROW = "psp_clearing:RUB", "escrow:RUB"
DONE, LINKED, OTHER_CONTENT = Verdict.DONE, Verdict.LINKED, Verdict.OTHER_CONTENT
SECONDS = 30
CELLS = count(1)


@pytest.fixture(scope="module")
def url(server_url: str) -> Iterator[str]:
    name = a_name()
    url = migrated_data_base(server_url, name)
    yield url
    drop_data_base(server_url, name)


@pytest.fixture
def admin(server_url: str) -> Iterator[psycopg.Connection]:
    """To another data base of the server."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def cell(url: str) -> int:
    """One with two accounts and no money."""
    cell = next(CELLS)
    with psycopg.connect(url, autocommit=True) as connection:
        PostgresLedger(connection.cursor(), cell, {}, set()).open([Account(PSP, None, None), Account(ESCROW, 0, None)])
    return cell


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(50) as threads:
        yield threads


def shown(url: str, option: str) -> str:
    """What a new connection is told of a setting."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_setting(%s)", [option]).fetchone()
    return row[0] if row else ""


def pay(number: int, amount: int = 1, group: str | None = None) -> Transfer:
    return Transfer(f"{number + 1:032x}", Kind.DIRECT, PSP, ESCROW, amount, None, AT, group)


def paid(url: str, cell: int) -> tuple[int, int]:
    """What the escrow has, and how many transfers there are."""
    with psycopg.connect(url) as connection:
        balance = "SELECT credits - debits FROM account WHERE cell_id = %s AND account = %s"
        rows = "SELECT count(*) FROM transfer WHERE cell_id = %s AND verdict = 0"
        found = [connection.execute(balance, [cell, ESCROW]).fetchone(), connection.execute(rows, [cell]).fetchone()]
    return found[0][0], found[1][0]


@contextmanager
def locked(url: str, cell: int) -> Iterator[None]:
    """Nobody can post meanwhile: what is asked waits, and is one batch when this ends."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(20131111, %s)", [cell])
        yield


def one_batch(
    url: str, cell: int, service: Postings, pool: ThreadPoolExecutor, calls: Sequence[Sequence[Transfer]]
) -> list[list[Verdict]]:
    """The answers to calls that wait together, in this order."""
    waiting = service._gather._waiting
    with locked(url, cell):
        first = pool.submit(service.ask, [pay(10**6)])
        until(lambda: first.running() and not waiting)
        asked = []
        for rows in calls:
            asked.append(pool.submit(service.ask, rows))
            until(lambda: len(waiting) == len(asked))
    assert first.result(SECONDS) == [DONE]
    return [one.result(SECONDS) for one in asked]


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.002)


def kill(admin: psycopg.Connection, url: str) -> int:
    """Ends every connection to the data base; how many there were."""
    killing = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
    row = admin.execute(killing, [psycopg.conninfo.conninfo_to_dict(url)["dbname"]]).fetchone()
    return row[0] if row else 0


def connections(admin: psycopg.Connection, url: str) -> int:
    counting = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    row = admin.execute(counting, [psycopg.conninfo.conninfo_to_dict(url)["dbname"]]).fetchone()
    return row[0] if row else 0


def alter(admin: psycopg.Connection, url: str, words: str) -> None:
    name = sql.Identifier(str(psycopg.conninfo.conninfo_to_dict(url)["dbname"]))
    admin.execute(sql.SQL("ALTER DATABASE {} " + words).format(name))


def test_threads_and_coroutines_get_their_own_verdicts(url: str, cell: int, pool: ThreadPoolExecutor) -> None:
    async def waiting(service: Postings, first: int) -> list[list[Verdict]]:
        return list(await asyncio.gather(*(service.wait([pay(first + n)]) for n in range(50))))

    with Postings(url, cell) as service:
        loops = [pool.submit(asyncio.run, waiting(service, 100 * n)) for n in range(5)]
        threads = [pool.submit(service.ask, [pay(100 * n + 50), pay(100 * n + 51, 0), pay(100 * n)]) for n in range(5)]
        assert [loop.result(SECONDS) for loop in loops] == [[[DONE]] * 50] * 5
        assert [one.result(SECONDS) for one in threads] == [[DONE, Verdict.NOT_POSITIVE, DONE]] * 5
        assert service.ask([]) == []
    assert paid(url, cell) == (255, 255)


def test_killed_connections_lose_and_double_nothing(
    url: str, cell: int, admin: psycopg.Connection, pool: ThreadPoolExecutor
) -> None:
    stop = threading.Event()

    def killing() -> int:
        killed = 0
        while killed < 5 and not stop.wait(0.05):
            killed += kill(admin, url)
        stop.set()
        return killed

    def calling(first: int) -> int:
        count = 0
        while not stop.is_set():
            assert service.ask([pay(first + count)]) == [DONE]
            count += 1
        return count

    with Postings(url, cell) as service:
        killer = pool.submit(killing)
        callers = [pool.submit(calling, 10_000 * number) for number in range(10)]
        try:
            counts = [caller.result(SECONDS) for caller in callers]
        finally:
            stop.set()
        assert killer.result(SECONDS) >= 5
        assert paid(url, cell) == (sum(counts), sum(counts))
        assert service.ask([pay(0)]) == [DONE]
    assert paid(url, cell) == (sum(counts), sum(counts))


def test_a_data_base_that_is_away_for_a_while_is_waited_for(
    url: str, cell: int, admin: psycopg.Connection, pool: ThreadPoolExecutor
) -> None:
    with Postings(url, cell) as service:
        alter(admin, url, "ALLOW_CONNECTIONS false")
        try:
            kill(admin, url)
            asked = [pool.submit(service.ask, [pay(n)]) for n in range(20)]
            time.sleep(0.3)
            assert not any(one.done() for one in asked)
        finally:
            alter(admin, url, "ALLOW_CONNECTIONS true")
        assert [one.result(SECONDS) for one in asked] == [[DONE]] * 20
    assert paid(url, cell) == (20, 20)


def test_after_its_patience_it_says_that_nobody_answers(
    url: str, cell: int, admin: psycopg.Connection, pool: ThreadPoolExecutor
) -> None:
    with Postings(url, cell, patience=0.2) as service:
        alter(admin, url, "ALLOW_CONNECTIONS false")
        try:
            kill(admin, url)
            for asked in [pool.submit(service.ask, [pay(n)]) for n in range(5)]:
                with pytest.raises(Unavailable):
                    asked.result(SECONDS)
            with pytest.raises(Unavailable):
                Postings(url, cell)
        finally:
            alter(admin, url, "ALLOW_CONNECTIONS true")
        assert [service.ask([pay(n)]) for n in range(5)] == [[DONE]] * 5
    assert paid(url, cell) == (5, 5)


def test_a_server_that_may_forget_a_commit_is_refused_at_once_and_later(
    url: str, cell: int, admin: psycopg.Connection
) -> None:
    with Postings(url, cell) as service:
        alter(admin, url, "SET synchronous_commit = off")
        try:
            with pytest.raises(BadInput, match="synchronous_commit is off"):
                Postings(url, cell)
            kill(admin, url)
            with pytest.raises(BadInput, match="synchronous_commit is off"):
                service.ask([pay(1)])
            until(lambda: connections(admin, url) == 0)  # nor is one left behind
        finally:
            alter(admin, url, "RESET synchronous_commit")
        assert service.ask([pay(1)]) == [DONE]
    assert paid(url, cell) == (1, 1)


def test_a_server_that_does_not_write_through_is_refused() -> None:
    with tempfile.TemporaryDirectory(prefix="tearoad-tests-") as folder:
        Path(folder).chmod(0o711)
        with server(Path(folder) / "home") as url, psycopg.connect(url, autocommit=True) as owner:
            for option in ("fsync", "full_page_writes"):
                Postings(url).close()
                owner.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(option)))
                owner.execute("SELECT pg_reload_conf()")
                until(lambda option=option: shown(url, option) == "off")
                with pytest.raises(BadInput, match=f"{option} is off"):
                    Postings(url)
                owner.execute(sql.SQL("ALTER SYSTEM RESET {}").format(sql.Identifier(option)))
                owner.execute("SELECT pg_reload_conf()")
                until(lambda option=option: shown(url, option) == "on")


@pytest.mark.parametrize("error", postings.AGAIN)
def test_what_the_server_takes_back_is_sent_again(
    url: str, cell: int, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    offered, fails = postings.offered, iter([True, True, True, False])

    def failing(*words: object) -> list[Verdict]:
        if next(fails, True):
            raise error("taken back")
        return offered(*words)

    with Postings(url, cell, patience=0.1) as service:
        pid = service._free[0].info.backend_pid
        monkeypatch.setattr(postings, "offered", failing)
        assert service.ask([pay(1)]) == [DONE]
        with pytest.raises(Unavailable, match="too busy: taken back"):
            service.ask([pay(2)])
        monkeypatch.undo()
        assert service.ask([pay(2)]) == [DONE]
        assert service._free[0].info.backend_pid == pid  # the connection was well
    assert paid(url, cell) == (2, 2)


def test_a_bad_row_harms_nobody_else(url: str, cell: int, pool: ThreadPoolExecutor) -> None:
    bad = [pay(20)._replace(amount_minor=0.5), pay(21)._replace(at=None), pay(22)._replace(debit="\ud800")]
    with Postings(url, cell) as service:
        said = one_batch(url, cell, service, pool, [[pay(1)], bad, [pay(2), pay(3)], [pay(4, -1)]])
    assert said[1] == [Verdict.NOT_WHOLE, Verdict.NO_MOMENT, Verdict.NO_ACCOUNT]
    assert [said[0], *said[2:]] == [[DONE], [DONE, DONE], [Verdict.NOT_POSITIVE]]


def test_a_group_of_two_callers_is_judged_for_each_by_itself(url: str, cell: int, pool: ThreadPoolExecutor) -> None:
    group = f"{7:032x}"
    mine, other = [pay(1, 5, group), pay(2, 5, group)], [pay(1, 6, group), pay(3, 5, group)]
    with Postings(url, cell) as service:
        said = one_batch(url, cell, service, pool, [mine, [pay(9)], mine, other, mine])
    assert said == [[DONE, DONE], [DONE], [DONE, DONE], [OTHER_CONTENT, LINKED], [DONE, DONE]]
    assert paid(url, cell)[0] == 12


def test_many_rows_are_several_batches_and_too_many_are_refused(
    url: str, cell: int, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered, sizes = postings.offered, Counter()

    def counting(connection: psycopg.Connection, cell: int, rows: list[Transfer]) -> list[Verdict]:
        sizes[len(rows)] += 1
        return offered(connection, cell, rows)

    monkeypatch.setattr(postings, "offered", counting)
    calls = [[pay(1000 * call + n) for n in range(size)] for call, size in enumerate([900, 900, 500, 1])]
    monkeypatch.setattr(postings, "MOST_TRANSFERS", 1000)
    with Postings(url, cell) as service:
        assert one_batch(url, cell, service, pool, calls) == [[DONE] * len(rows) for rows in calls]
        with pytest.raises(BadInput, match="1001 transfers in one call, expected 1000 at most"):
            service.ask([pay(n) for n in range(1001)])
    assert sizes == {1: 1, 900: 2, 501: 1}
    assert MOST_TRANSFERS == 5000


def test_close_posts_what_waits(url: str, cell: int, pool: ThreadPoolExecutor) -> None:
    service = Postings(url, cell)
    with locked(url, cell):
        asked = [pool.submit(service.ask, [pay(0)])]
        until(lambda: asked[0].running() and not service._gather._waiting)
        asked += [pool.submit(service.ask, [pay(n)]) for n in range(1, 10)]
        until(lambda: len(service._gather._waiting) == 9)
        closing = pool.submit(service.close)
    closing.result(SECONDS)
    assert [one.result(SECONDS) for one in asked] == [[DONE]] * 10
    with pytest.raises(Closed):
        service.ask([pay(11)])
    assert paid(url, cell) == (10, 10)
