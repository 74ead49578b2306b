"""Notices over SMTP: the server from the environment, one connection a mail, never in the clear but on this machine."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from urllib.parse import unquote, urlsplit

from tearoad.operations.notices import Notice
from tearoad.terms.refusal import BadInput
from tearoad.wire.mail import mail_of
from tearoad.wire.secret_file import secret_of

SERVER, PASSWORD, SENDER = "TEAROAD_SMTP", "TEAROAD_SMTP_PASSWORD_FILE", "TEAROAD_MAIL_FROM"
PORTS = {"smtps": 465, "smtp+starttls": 587, "smtp": 25}
LOOPBACK = ("127.0.0.1", "::1", "localhost")
ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}"
)
LONGEST_ADDRESS = 254  # RFC 5321
SECONDS = 10.0
PAUSE_SECONDS = 60.0  # after a server did not answer nothing is sent to it for so long
LATER = "the mail server did not take it: {0}"


@dataclass(frozen=True)
class Server:
    """How to reach it: `kind` is smtps, smtp+starttls or, on this machine alone, smtp."""

    kind: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    sender: str


def is_address(text: str) -> bool:
    """ASCII only, as every server takes it."""
    return len(text) <= LONGEST_ADDRESS and ADDRESS.fullmatch(text) is not None


def server_of(environment: Mapping[str, str]) -> Server | None:
    """None where TEAROAD_SMTP is not set; BadInput on what is no server, no sender, or a password that others can
    read."""
    said = environment.get(SERVER, "")
    if not said:
        return None
    form = f"{SERVER}: expected smtps://USER@HOST or smtp+starttls://USER@HOST, or smtp://127.0.0.1"
    try:
        parts = urlsplit(said)
        port = parts.port
    except ValueError:
        raise BadInput(form) from None
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise BadInput(form)
    if parts.password is not None:
        raise BadInput(f"{SERVER} has the password, which belongs into the file that {PASSWORD} names")
    if parts.scheme == "smtp" and parts.hostname not in LOOPBACK:
        raise BadInput(f"{SERVER}: without TLS mail goes to this very machine only")
    sender = environment.get(SENDER, "")
    if not is_address(sender):
        raise BadInput(f"{SENDER}: {sender[:60]!r}, expected the address that mail comes from")
    password = secret_of(environment.get(PASSWORD, ""), f"{SERVER} names a user: {PASSWORD}") if parts.username else ""
    return Server(
        parts.scheme, parts.hostname, port or PORTS[parts.scheme], unquote(parts.username or ""), password, sender
    )


class Smtp:
    """Implements the port `Notices`. `clock` gives the wall clock's seconds; `trust` is for TLS."""

    def __init__(self, server: Server, clock: Callable[[], float], trust: ssl.SSLContext | None = None) -> None:
        self.server, self.clock = server, clock
        self.trust = trust or ssl.create_default_context()
        self._silent_until = 0.0

    def send(self, notice: Notice) -> None:
        """BadInput where the address is none, or the server says that this mail can never be taken."""
        if not notice.address or not is_address(notice.address):
            raise BadInput("the account has no address that mail can be sent to")
        to, sender = Address(addr_spec=notice.address), Address("Tearoad", addr_spec=self.server.sender)
        mail = mail_of(notice, to, sender, int(self.clock()))
        try:
            with self._connected() as line:
                line.send_message(mail, self.server.sender, [notice.address])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _refusal(code, said) from None
        except smtplib.SMTPSenderRefused as error:  # we are not let in: that is not this mail's fault
            raise OSError(0, LATER.format(f"{error.smtp_code} {_one_line(_text(error.smtp_error))}")) from None
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPException as error:
            raise OSError(0, LATER.format(type(error).__name__)) from None

    def answers(self) -> None:
        """OSError where the server does not, or does not let us in."""
        with self._connected():
            pass

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        if self.clock() < self._silent_until:
            raise OSError(0, "the mail server did not answer a moment ago")
        try:
            line = self._line()
        except (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError) as error:
            raise OSError(0, LATER.format(_one_line(str(error)))) from None
        except OSError as error:
            self._silent_until = self.clock() + PAUSE_SECONDS
            raise OSError(0, f"the mail server does not answer: {error.strerror or type(error).__name__}") from None
        try:
            yield line
            with suppress(OSError):  # what was taken was taken, however the server says goodbye
                line.quit()
        finally:
            line.close()

    def _line(self) -> smtplib.SMTP:
        server = self.server
        line = (
            smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=self.trust)
            if server.kind == "smtps"
            else smtplib.SMTP(server.host, server.port, timeout=SECONDS)
        )
        try:
            if server.kind == "smtp+starttls":
                line.starttls(context=self.trust)
            if server.user:
                line.login(server.user, server.password)
        except BaseException:
            line.close()
            raise
        return line


def _refusal(code: int, said: bytes | str) -> Exception:
    """5xx is for good, anything else for now."""
    text = _one_line(_text(said))
    if 500 <= code < 600:
        return BadInput(f"the mail server refused it: {code} {text}")
    return OSError(0, LATER.format(f"{code} {text}"))


def _text(said: bytes | str) -> str:
    return said.decode("ascii", "replace") if isinstance(said, bytes) else said


def _one_line(text: str) -> str:
    return " ".join(text.split())[:150]
