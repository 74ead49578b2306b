"""A proxy on the loopback between the posting service and PostgreSQL that hangs up at a chosen point of the protocol.

It reads as much of the protocol as it needs: messages of the client up to its Sync, answers up to ReadyForQuery. What
is cut is the call of the ledger, a prepared statement; logging in and settings pass.
"""

import select
import socket
import struct
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from threading import Thread

Message = tuple[bytes, bytes]  # the type's letter, and the whole message
READ_BYTES = 1 << 16
POLL_SECONDS = 0.1
DRAIN_SECONDS = 30.0


class Cut(Enum):
    """Where the line is cut, in the order of the protocol. The value is what reports say."""

    BEFORE = "before anything is forwarded"
    AFTER_PARSE = "after Parse"
    HALF_SENT = "in the middle of Bind"
    BEFORE_SYNC = "after Execute, before Sync, which commits"
    SENT = "after Sync, both ways at once"
    UNHEARD = "after Sync, towards the caller alone"
    AFTER_COMMIT = "after the commit, before the reply"
    HALF_ANSWERED = "after the commit, in the middle of the reply"


ANSWERED_ALL = frozenset({Cut.UNHEARD, Cut.AFTER_COMMIT, Cut.HALF_ANSWERED})  # the proxy hears the server to its end
Plan = Callable[[frozenset[Cut]], Cut | None]
"""Asked at every call of the ledger with the cuts that are possible there; None lets it pass."""


class Proxy:
    """Listens on a port of the loopback from `__enter__` to `__exit__`; one thread a connection.

    `cuts` counts what was done, `committed` how often the server had said to the proxy that it had committed what its
    caller never heard.
    """

    def __init__(self, port: int, plan: Plan) -> None:
        self.cuts: Counter[Cut] = Counter()
        self.committed = 0
        self.plan = plan  # may be changed under way
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(POLL_SECONDS)
        self.port = int(self._listener.getsockname()[1])
        self._closing = False
        self._lines: list[Thread] = []
        self._thread = Thread(target=self._accept, name="proxy", daemon=True)

    def __enter__(self) -> "Proxy":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._closing = True
        for thread in (self._thread, *self._lines):
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while not self._closing:
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            line = Thread(target=self._serve, args=(client,), name="proxy line", daemon=True)
            self._lines = [*(one for one in self._lines if one.is_alive()), line]
            line.start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", self._to)) as server:
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line = _Line(client, server, lambda possible: self.plan(possible))
            try:
                while not self._closing and line.moves():
                    pass
            finally:
                if line.cut:
                    self.cuts[line.cut] += 1
                    self.committed += line.committed


class _Line:
    """One connection. Until the server is ready for the first query everything passes as it comes."""

    def __init__(self, client: socket.socket, server: socket.socket, plan: Plan) -> None:
        self.client, self.server, self.plan = client, server, plan
        self.cut: Cut | None = None
        self.committed = False
        self._ready = False
        self._asked, self._login = b"", b""

    def moves(self) -> bool:
        """Pass on what there is; False when the line has ended or was cut."""
        for one in select.select([self.client, self.server], [], [], POLL_SECONDS)[0]:
            data = one.recv(READ_BYTES)
            if not data:
                return False
            if one is self.server:
                self._heard(data)
                self.client.sendall(data)
            elif not self._ready:
                self.server.sendall(data)
            else:
                self._asked += data
                if not self._call():
                    return False
        return True

    def _heard(self, data: bytes) -> None:
        if not self._ready:
            self._login += data
            while self._login[:1] in (b"N", b"S") and len(self._login) == 1:  # no to encryption: a letter alone
                self._login = b""
            self._ready = any(letter == b"Z" for letter, _ in split(self._login)[0])

    def _call(self) -> bool:
        """Forward one whole call once it is there, or cut it."""
        messages, _ = split(self._asked)
        if not messages or messages[-1][0] not in (b"S", b"Q", b"X"):
            return True
        whole, self._asked = self._asked, b""
        possible = cuts_of(messages)
        self.cut = self.plan(possible) if possible else None
        if self.cut is None:
            self.server.sendall(whole)
            return True
        self._do(self.cut, whole)
        return False

    def _do(self, cut: Cut, whole: bytes) -> None:
        sync = len(struct.pack(">ci", b"S", 4))
        forwarded = {Cut.BEFORE: b"", Cut.HALF_SENT: whole[: len(whole) // 2], Cut.BEFORE_SYNC: whole[:-sync]}
        self.server.sendall(forwarded.get(cut, whole))
        if cut is Cut.UNHEARD:
            reset(self.client)
        if cut in ANSWERED_ALL:
            answer = self._whole_answer()
            letters = {letter for letter, _ in split(answer)[0]}
            self.committed = letters >= {b"C", b"Z"} and b"E" not in letters
            if cut is Cut.HALF_ANSWERED:
                self.client.sendall(answer[: len(answer) // 2])
        if cut is not Cut.UNHEARD:
            reset(self.client)

    def _whole_answer(self) -> bytes:
        self.server.settimeout(DRAIN_SECONDS)
        answer = b""
        while not any(letter == b"Z" for letter, _ in split(answer)[0]):
            data = self.server.recv(READ_BYTES)
            if not data:
                break
            answer += data
        return answer


def cuts_of(messages: list[Message]) -> frozenset[Cut]:
    """Where this call may be cut; nowhere, where it is none of the ledger."""
    named = {letter for letter, message in messages if letter in (b"P", b"B") and _names_a_statement(letter, message)}
    if b"B" in named:
        return frozenset(Cut) - {Cut.AFTER_PARSE}
    return frozenset({Cut.BEFORE, Cut.AFTER_PARSE}) if b"P" in named else frozenset()


def _names_a_statement(letter: bytes, message: bytes) -> bool:
    words = message[5:].split(b"\0", 2)
    return bool(words[0] if letter == b"P" else words[1])  # a Bind names its portal first


def split(data: bytes) -> tuple[list[Message], bytes]:
    """Whole messages, and the rest."""
    found: list[Message] = []
    at = 0
    while len(data) - at >= 5:
        (length,) = struct.unpack_from(">i", data, at + 1)
        if len(data) - at < 1 + length:
            break
        found.append((data[at : at + 1], data[at : at + 1 + length]))
        at += 1 + length
    return found, data[at:]


def reset(one: socket.socket) -> None:
    """Hang up so that the other side hears of it at once."""
    with suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    one.close()
