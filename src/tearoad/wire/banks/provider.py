"""A payment provider over HTTP: its address and secret from the environment, thousands of calls at once on one loop."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple
from urllib.parse import urlsplit

import aiohttp

from tearoad.operations.bank_ports import Asks, CallRow
from tearoad.operations.hear_provider import Said
from tearoad.terms.refusal import BadInput
from tearoad.wire.banks.documents import LONGEST_DOCUMENT, asked, operation_of, said
from tearoad.wire.secret_file import secret_of

ADDRESS, SECRET_FILE = "TEAROAD_PROVIDER", "TEAROAD_PROVIDER_SECRET_FILE"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
LEAST_SECRET = 24  # bytes, as Standard Webhooks asks
NOT_FOUND, CONGESTED = 404, (429, 503)


class Unclear(Enum):
    """What is known where no operation came."""

    PENDING = auto()  # the provider has it and decides later
    NEVER_HEARD = auto()  # it does not know of it, as far as it can tell
    CONGESTED = auto()  # it said that it has too much to do
    UNKNOWN = auto()  # silence, or an answer that cannot be read: it may have been done


class Reply(NamedTuple):
    """Either what was said, or what is known instead; `why` is one line for people."""

    said: Said | None
    unclear: Unclear | None = None
    why: str = ""


@dataclass(frozen=True)
class Account:
    """Ours at a provider: `name` as the corridor has it, `url` of its port, and the secret that signs both ways."""

    name: str
    url: str
    secret: str = field(repr=False)


def account_of(environment: Mapping[str, str], known: Mapping[str, object]) -> Account | None:
    """TEAROAD_PROVIDER=NAME=https://HOST and the file of its secret; None where it is not set. BadInput on an unknown
    provider, an address in the clear that is not this machine's, a secret that others can read or that is too short."""
    text = environment.get(ADDRESS, "")
    if not text:
        return None
    name, _, url = text.partition("=")
    form = f"{ADDRESS}: expected NAME=https://HOST, where NAME is one of {', '.join(sorted(known))}"
    try:
        parts = urlsplit(url)
    except ValueError:
        raise BadInput(form) from None
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    if name not in known or not parts.hostname or not (parts.scheme == "https" or local) or parts.password:
        raise BadInput(form)
    return Account(name, url.rstrip("/"), shared_secret(environment))


def shared_secret(environment: Mapping[str, str]) -> str:
    """From its file; BadInput where it is not whsec_ and base64 of LEAST_SECRET bytes or more."""
    secret = secret_of(environment.get(SECRET_FILE, ""), SECRET_FILE)
    try:
        raw = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not secret.startswith("whsec_") or len(raw) < LEAST_SECRET:
        raise BadInput(
            f"the secret that {SECRET_FILE} names, expected whsec_ and base64 of at least {LEAST_SECRET} bytes"
        )
    return secret


class HttpProvider:
    """Calls of one event loop; `seconds` bound each from the first connection to the end of the answer. Close it."""

    def __init__(self, account: Account, seconds: float) -> None:
        self.account, self._seconds = account, seconds
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Cuts what is under way."""
        if self._session:
            await self._session.close()

    async def make(self, call: CallRow) -> Reply:
        """Asks for a charge or a refund under the call's key; however often, it is done once."""
        path = "refunds" if call.asks is Asks.REFUND else "payments"
        return await self._ask("POST", f"/v1/{path}", call.call_id, asked(call))

    async def look(self, key: str) -> Reply:
        """What became of a call."""
        return await self._ask("GET", f"/v1/operations/{key}", key)

    async def _ask(self, method: str, path: str, key: str, body: bytes | None = None) -> Reply:
        headers = {"Authorization": f"Bearer {self.account.secret}", "Idempotence-Key": key}
        if body:
            headers["Content-Type"] = "application/json"
        try:
            async with self._line().request(method, self.account.url + path, data=body, headers=headers) as answer:
                return self._understood(answer.status, await _bounded(answer.content), key)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Reply(None, Unclear.UNKNOWN, type(error).__name__)

    def _line(self) -> aiohttp.ClientSession:
        if self._session is None:  # belongs to the loop that runs
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),  # the gates limit
                timeout=aiohttp.ClientTimeout(total=self._seconds),
                auto_decompress=False,
            )
        return self._session

    def _understood(self, status: int, text: bytes, key: str) -> Reply:
        if status == NOT_FOUND:
            return Reply(None, Unclear.NEVER_HEARD)
        if status in CONGESTED:
            return Reply(None, Unclear.CONGESTED, str(status))
        if not 200 <= status < 300:
            return Reply(None, Unclear.UNKNOWN, str(status))
        try:
            operation = operation_of(text)
        except BadInput as error:
            return Reply(None, Unclear.UNKNOWN, str(error))
        if operation.key != key:
            return Reply(None, Unclear.UNKNOWN, "an operation of another key")
        found = said(self.account.name, operation)
        return Reply(found) if found else Reply(None, Unclear.PENDING)


async def _bounded(content: aiohttp.StreamReader) -> bytes:
    """At most one byte more than a document may have."""
    text = b""
    while len(text) <= LONGEST_DOCUMENT and (more := await content.read(LONGEST_DOCUMENT + 1 - len(text))):
        text += more
    return text
