"""Mail servers on this machine: each says what it is told to say, and remembers what it was told."""

import base64
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CUT = "cut"


@dataclass
class MailServer:
    """`answers` by the command's first word replace what is kind; CUT hangs up. `mails` are the bodies that came."""

    port: int
    answers: dict[str, str]
    certificate: ssl.SSLContext | None
    starts_tls: bool
    mails: list[bytes] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def talk(self, line: socket.socket) -> None:
        with suppress(OSError):
            if self.certificate and not self.starts_tls:
                line = self.certificate.wrap_socket(line, server_side=True)
            line.sendall(f"{self.answers.get('HELLO', '220 mail.test')}\r\n".encode())
            self._talk(line)
        line.close()

    def _talk(self, line: socket.socket) -> None:
        file = line.makefile("rb")
        while said := file.readline():
            text = said.decode("ascii", "replace").strip()
            word = text.split(":")[0].split(" ")[0].upper()
            self.told.append(text)
            answer = self.answers.get(word) or self._kind(word)
            if answer == CUT:
                return
            line.sendall(f"{answer}\r\n".encode())
            if word == "DATA" and answer.startswith("354"):
                body = b""
                while not body.endswith(b"\r\n.\r\n"):
                    body += file.readline()
                self.mails.append(body[:-3].replace(b"\r\n..", b"\r\n."))
                line.sendall(f"{self.answers.get('TAKEN', '250 taken')}\r\n".encode())
            elif word == "STARTTLS" and self.certificate:
                line = self.certificate.wrap_socket(line, server_side=True)
                file = line.makefile("rb")
            elif word == "QUIT":
                return

    def _kind(self, word: str) -> str:
        if word == "EHLO":
            return "250-mail.test\r\n" + ("250-STARTTLS\r\n" if self.starts_tls else "") + "250 AUTH PLAIN"
        return {"DATA": "354 go on", "AUTH": "235 welcome", "STARTTLS": "220 go on", "QUIT": "221 bye"}.get(
            word, "250 ok"
        )

    def passwords(self) -> list[str]:
        """That came with AUTH PLAIN."""
        return [base64.b64decode(one.split()[-1]).decode() for one in self.told if one.startswith("AUTH PLAIN")]


@contextmanager
def mail_server(
    answers: Mapping[str, str] = {}, certificate: ssl.SSLContext | None = None, *, starts_tls: bool = False
) -> Iterator[MailServer]:
    """Listens until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        found = MailServer(listening.getsockname()[1], dict(answers), certificate, starts_tls)

        def serve() -> None:
            while not found.over.is_set():
                with suppress(TimeoutError):
                    line, _ = listening.accept()
                    line.settimeout(10)
                    threading.Thread(target=found.talk, args=(line,), daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            found.over.set()
            thread.join()
