"""Webhooks on the wire: signed as Standard Webhooks says, to addresses of the public internet and no others.

The name of the host is looked up once and the very address that was judged is spoken to, so that a name which points
elsewhere a moment later leads nobody into a private network. No redirect is followed, and no body of an answer is read.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from standardwebhooks.webhooks import Webhook

from tearoad.terms.refusal import BadInput

LONGEST_URL = 2_000
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}")
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 within IPv6 (RFC 6052): it leads where the IPv4 does
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
PORTS = {"https": 443, "http": 80}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], list[str]]


class Target(NamedTuple):
    """An address that may be told something; `path` with its query."""

    secure: bool
    host: str
    port: int
    path: str


class Answer(NamedTuple):
    """`status` is None where none came; `said` is one line for people."""

    status: int | None
    said: str

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def target_of(url: str, own_machine: bool) -> Target:
    """BadInput on what is no https address; with `own_machine` http to this very machine is one too."""
    if len(url) > LONGEST_URL or not (url.isascii() and url.isprintable()) or " " in url:
        raise BadInput(f"the url is too long or has signs that no url has, expected at most {LONGEST_URL} characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadInput("the url cannot be read") from None
    local = own_machine and host in LOCAL_NAMES
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise BadInput("the url is not of the form https://HOST/PATH")
    if not HOST.fullmatch(host) or parts.username is not None or parts.fragment or port == 0:
        raise BadInput("the url has no host, or a name, password or fragment that it must not have")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", host, port or PORTS[parts.scheme], path)


def looked_up(host: str, port: int) -> list[str]:
    """The addresses of a host; none where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))


def open_to_all(text: str) -> bool:
    """Whether an address is one of the public internet; what leads to a private one by another name is none."""
    address: Address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        if address in TRANSLATED or address.teredo or address.sixtofour:
            return False
        address = address.ipv4_mapped or address
    return address.is_global and not address.is_multicast


@dataclass(frozen=True)
class Poster:
    """Sends webhooks; `seconds` bound an attempt from the first connection to the status of the answer."""

    own_machine: bool
    seconds: float = 10.0
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    lookup: Lookup = looked_up

    def reachable(self, target: Target) -> str:
        """The address to speak to; BadInput where the host has none, or one that is not of the public internet."""
        found = self.lookup(target.host, target.port)
        if not found:
            raise BadInput(f"the host {target.host} has no address")
        local = self.own_machine and target.host in LOCAL_NAMES
        if not all(ipaddress.ip_address(one).is_loopback if local else open_to_all(one) for one in found):
            raise BadInput(f"the host {target.host} is not of the public internet")
        return found[0]

    def post(self, url: str, secret: str, message_id: str, at: int, body: str) -> Answer:
        """One attempt, at the wall clock's `at`; whatever goes wrong is an Answer."""
        try:
            target = target_of(url, self.own_machine)
            headers = signed(secret, message_id, at, body)
            return self._sent(target, self.reachable(target), headers, body.encode())
        except BadInput as error:
            return Answer(None, str(error))
        except (OSError, http.client.HTTPException) as error:
            return Answer(None, _words(error))

    def _sent(self, target: Target, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        with socket.create_connection((address, target.port), timeout=self.seconds) as plain, self._bounded(plain):
            line = self.trust.wrap_socket(plain, server_hostname=target.host) if target.secure else plain
            with line:
                connection = http.client.HTTPConnection(target.host, target.port)
                connection.default_port = PORTS["https" if target.secure else "http"]
                connection.sock = line
                connection.request("POST", target.path, body, dict(headers))
                status = connection.getresponse().status
        return Answer(status, str(status))

    @contextmanager
    def _bounded(self, line: socket.socket) -> Iterator[None]:
        """Cuts the line when the time is over: who sends a byte now and then would else hold it for ever."""
        # By a number of its own: TLS takes the socket over.
        own = line.dup()

        def cut() -> None:
            with suppress(OSError):
                own.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(self.seconds, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            own.close()


def signed(secret: str, message_id: str, at: int, body: str) -> dict[str, str]:
    """The headers of a message; `secret` as the owner has it, whsec_..."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "Tearoad",
        "Connection": "close",
        "Webhook-Id": message_id,
        "Webhook-Timestamp": str(at),
        "Webhook-Signature": Webhook(secret).sign(message_id, datetime.fromtimestamp(at, UTC), body),
    }


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"[:200]
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, http.client.RemoteDisconnected | ConnectionResetError):
        return "the line was cut before an answer came"
    if isinstance(error, http.client.HTTPException):
        return "the answer was not HTTP"
    return (getattr(error, "strerror", None) or type(error).__name__)[:200]
