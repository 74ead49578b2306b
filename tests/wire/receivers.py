"""Receivers of webhooks on this machine: kind ones, and those that refuse, hang, drip, lie or send elsewhere."""

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
HANG, DRIP = b"hang", b"drip"
PATIENCE = 30.0
DROPS = 40  # then a good answer comes, which is late


@dataclass
class Receiver:
    """`met` counts who came, `heard` are the requests, whole; each is answered by the next of `answers`, the last one
    from then on."""

    url: str
    answers: list[bytes]
    heard: list[tuple[dict[str, str], str]] = field(default_factory=list)
    met: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, plain: socket.socket, certificate: ssl.SSLContext | None) -> None:
        plain.settimeout(10)
        try:
            line = certificate.wrap_socket(plain, server_side=True) if certificate else plain
        except OSError:
            return
        with line:
            request = _request(line)
            if request is None:
                return
            self.heard.append(request)
            said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if said == HANG:
                self.over.wait(30)
            elif said == DRIP:
                with suppress(OSError):
                    line.sendall(b"HTTP/1.1 100 Continue\r\n")
                    for _ in range(DROPS):
                        if self.over.wait(0.1):
                            return
                        line.sendall(b"X-Drop: 1\r\n")
                    line.sendall(b"\r\n" + OK)
            else:
                line.sendall(said)


@contextmanager
def receiver(*answers: bytes, path: str = "/tearoad", certificate: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Listens until the block ends; with a certificate by TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        found = Receiver(
            f"http{'s' if certificate else ''}://127.0.0.1:{listening.getsockname()[1]}{path}", list(answers) or [OK]
        )

        def serve() -> None:
            while not found.over.is_set():
                with suppress(TimeoutError):
                    line, _ = listening.accept()
                    found.met += 1
                    threading.Thread(target=found.answer, args=(line, certificate), daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            found.over.set()
            thread.join()


def status(number: int, *headers: str) -> bytes:
    """An answer without a body."""
    return "\r\n".join([f"HTTP/1.1 {number} X", *headers, "Content-Length: 0", "", ""]).encode()


def _request(line: socket.socket) -> tuple[dict[str, str], str] | None:
    """Headers in lower case, and the body."""
    text = b""
    while b"\r\n\r\n" not in text:
        more = line.recv(65_536)
        if not more:
            return None
        text += more
    head, _, body = text.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): said.strip() for name, _, said in (one.partition(":") for one in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += line.recv(65_536)
    return {**headers, "": first}, body.decode()


def certified(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate of one's own making for 127.0.0.1, for a receiver and as a file for who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "certificate.pem", folder / "key.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, secret)
    return context, file


def wait_for(found: Callable[[], bool]) -> None:
    """Until it is found, for PATIENCE at most."""
    end = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.05)
