"""The proxy cuts where it says that it cuts: what reaches the server, and what its caller hears."""

import socket
import struct
import time
from collections.abc import Callable
from threading import Thread

import psycopg
import pytest

from tearoad.boot.postings import Postings
from tearoad.ledger.verdict import Verdict
from tearoad.terms.refusal import Unavailable
from tearoad.torture.books import read_books
from tearoad.torture.faults.cut_connection import plan
from tearoad.torture.field import Field
from tearoad.torture.luck import Luck
from tearoad.torture.proxy import ANSWERED_ALL, Cut, Plan, Proxy, cuts_of, split
from tearoad.torture.script import Script

SCRIPT = Script(5, 1)
NOT_COMMITTED = {Cut.BEFORE, Cut.AFTER_PARSE, Cut.HALF_SENT, Cut.BEFORE_SYNC}


def message(letter: bytes, body: bytes) -> bytes:
    return letter + struct.pack(">i", 4 + len(body)) + body


BIND = message(b"B", b"\0_pg3_0\0rest")
SYNC = message(b"S", b"")


def once(cut: Cut) -> Plan:
    """Cut at the first call where this is possible."""
    left = [cut]

    def drawn(possible: frozenset[Cut]) -> Cut | None:
        return left.pop() if left and cut in possible else None

    return drawn


def test_messages_are_split_where_they_end() -> None:
    stream = BIND + SYNC
    assert split(stream) == ([(b"B", BIND), (b"S", SYNC)], b"")
    for at in range(len(stream)):
        whole, rest = split(stream[:at])
        assert b"".join(one for _, one in whole) + rest == stream[:at]
        assert len(whole) == (1 if at >= len(BIND) else 0)


def test_only_prepared_calls_may_be_cut() -> None:
    assert cuts_of([(b"B", BIND), (b"S", SYNC)]) == frozenset(Cut) - {Cut.AFTER_PARSE}
    assert cuts_of([(b"P", message(b"P", b"_pg3_0\0SELECT 1\0\0\0")), (b"S", SYNC)]) == {Cut.BEFORE, Cut.AFTER_PARSE}
    assert (
        cuts_of([(b"P", message(b"P", b"\0SELECT 1\0\0\0")), (b"B", message(b"B", b"\0\0rest")), (b"S", SYNC)]) == set()
    )
    assert cuts_of([(b"Q", message(b"Q", b"BEGIN\0"))]) == set()


@pytest.mark.parametrize("cut", Cut, ids=lambda cut: cut.name)
def test_a_cut_is_where_it_says(field: Field, cut: Cut) -> None:
    """An impatient caller hears nothing; the books have the row where the server got its Sync. Asked again, it is done
    once."""
    call = next(SCRIPT.calls(0))
    with field.data_base(SCRIPT) as name, Proxy(field.shared.port, once(cut)) as proxy:
        with Postings(field.shared.url(name, port=proxy.port), patience=-1.0) as service, pytest.raises(Unavailable):
            service.ask(call.rows)
        deadline = time.monotonic() + 5
        while not proxy.cuts and time.monotonic() < deadline:  # it may still be listening to the server
            time.sleep(0.01)
        assert proxy.cuts == {cut: 1}
        assert proxy.committed == (cut in ANSWERED_ALL)
        time.sleep(0.2)  # what was sent might be done by now
        if cut is not Cut.SENT:
            there = {row.id for row in read_books(field.shared.url(name)).rows}
            assert there == (set() if cut in NOT_COMMITTED else {row.transfer_id for row in call.rows})
        with Postings(field.shared.url(name, port=proxy.port)) as service:
            assert service.ask(call.rows) == [Verdict.DONE]
        assert len(read_books(field.shared.url(name)).rows) == len(call.rows)


@pytest.mark.parametrize("cut", Cut, ids=lambda cut: cut.name)
def test_a_patient_service_tells_its_caller_nothing_of_it(field: Field, cut: Cut) -> None:
    call = next(SCRIPT.calls(0))
    with (
        field.data_base(SCRIPT) as name,
        Proxy(field.shared.port, once(cut)) as proxy,
        Postings(field.shared.url(name, port=proxy.port)) as service,
    ):
        assert service.ask(call.rows) == [Verdict.DONE]
    assert proxy.cuts == {cut: 1}


def test_what_is_not_cut_passes_as_it_is(field: Field) -> None:
    with field.data_base(SCRIPT) as name, Proxy(field.shared.port, lambda possible: None) as proxy:
        with psycopg.connect(field.shared.url(name, port=proxy.port)) as connection:
            long = connection.execute("SELECT repeat('x', 300000), %s::text", ["y" * 300_000]).fetchone()
            assert long == ("x" * 300_000, "y" * 300_000)
        assert not proxy.cuts


def test_an_answer_with_an_error_is_no_commit() -> None:
    """A server of our own that fails every call at its commit."""
    ready = message(b"Z", b"I")
    with (
        served(lambda: message(b"C", b"SELECT 1\0") + message(b"E", b"SERROR\0\0") + ready) as port,
        Proxy(port, lambda possible: Cut.AFTER_COMMIT) as proxy,
        socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as client,
    ):
        client.sendall(b"hello")
        assert client.recv(100) == ready
        client.sendall(BIND + SYNC)
        with pytest.raises(ConnectionResetError):
            client.recv(100)
    assert proxy.cuts == {Cut.AFTER_COMMIT: 1}
    assert proxy.committed == 0


def test_most_cuts_come_after_the_commit() -> None:
    drawn = plan(Luck(1))
    calls = [cuts_of([(b"B", BIND), (b"S", SYNC)]), cuts_of([(b"P", message(b"P", b"_pg3_0\0SELECT 1\0\0\0"))])]
    cuts = [cut for _ in range(2_000) for possible in calls if (cut := drawn(possible))]
    assert set(cuts) == set(Cut)
    assert sum(cut in ANSWERED_ALL for cut in cuts) > 0.5 * len(cuts)


class served:  # noqa: N801 - a context manager
    """A server that is ready after the first words, and then gives one answer to whatever comes."""

    def __init__(self, answer: Callable[[], bytes]) -> None:
        self.answer = answer
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> int:
        self.thread.start()
        return int(self.listener.getsockname()[1])

    def __exit__(self, *error: object) -> None:
        self.thread.join(5)
        self.listener.close()

    def _run(self) -> None:
        line, _ = self.listener.accept()
        with line:
            line.recv(100)
            line.sendall(message(b"Z", b"I"))
            line.recv(1_000)
            line.sendall(self.answer())
