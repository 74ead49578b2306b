"""A provider over HTTP: what is clear is said, whatever else happens is not clear."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web

from tearoad.operations.bank_ports import Asks, CallRow
from tearoad.operations.hear_provider import Done
from tearoad.terms.refusal import BadInput
from tearoad.wire.banks.provider import ADDRESS, SECRET_FILE, Account, HttpProvider, Reply, Unclear, account_of

SECRET = "whsec_" + "a" * 40
KEY = "c" * 32
CALL = CallRow(KEY, Asks.CHARGE, KEY, "Ob Bank", "card", 1_234, "RUB", "")
OPERATION = {
    "id": "op-1", "key": KEY, "kind": "charge", "status": "succeeded",
    "amount": {"value": "12.34", "currency": "RUB"}, "at": "2026-11-11T00:00:01+03:00",
}  # fmt: skip
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def asked(handler: Handler, *, look: bool = False, seconds: float = 5.0) -> Reply:
    """What is understood of a provider that answers so."""

    async def one() -> Reply:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", handler)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        provider = HttpProvider(Account("roadpay", f"http://127.0.0.1:{port}", SECRET), seconds)
        try:
            return await (provider.look(KEY) if look else provider.make(CALL))
        finally:
            await provider.close()
            await runner.cleanup()

    return asyncio.run(one())


def answers(body: bytes, status: int = 200) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=body)

    return handler


def test_a_call_is_made_under_its_key_and_with_our_secret() -> None:
    seen: dict[str, str] = {}

    async def handler(request: web.Request) -> web.StreamResponse:
        seen.update(path=request.path, key=request.headers["Idempotence-Key"], us=request.headers["Authorization"])
        seen["body"] = (await request.read()).decode()
        return web.json_response(OPERATION)

    reply = asked(handler)
    assert reply.said
    assert (reply.said.done, reply.said.operation, reply.said.amount_minor) == (Done.PAID, "op-1", 1_234)
    assert (seen["path"], seen["key"], seen["us"]) == ("/v1/payments", KEY, f"Bearer {SECRET}")
    assert json.loads(seen["body"])["amount"] == {"value": "12.34", "currency": "RUB"}


@pytest.mark.parametrize(
    ("body", "status", "unclear"),
    [
        (json.dumps({**OPERATION, "status": "pending"}).encode(), 200, Unclear.PENDING),
        (json.dumps({**OPERATION, "key": "d" * 32}).encode(), 200, Unclear.UNKNOWN),
        (b"", 404, Unclear.NEVER_HEARD),
        (b"", 429, Unclear.CONGESTED),
        (b"", 503, Unclear.CONGESTED),
        (b"", 500, Unclear.UNKNOWN),
        (b"", 401, Unclear.UNKNOWN),
        (b"", 302, Unclear.UNKNOWN),
        (b"<html>", 200, Unclear.UNKNOWN),
        (b"x" * 10_000_000, 200, Unclear.UNKNOWN),
    ],
)
def test_what_is_not_clear_is_never_taken_for_a_no(body: bytes, status: int, unclear: Unclear) -> None:
    reply = asked(answers(body, status))
    assert (reply.said, reply.unclear) == (None, unclear)


def test_silence_and_cut_lines_are_not_clear() -> None:
    async def silent(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        raise AssertionError

    async def cut(request: web.Request) -> web.StreamResponse:
        assert request.transport
        request.transport.close()
        return web.Response()

    assert asked(silent, seconds=0.3).unclear is Unclear.UNKNOWN
    assert asked(cut).unclear is Unclear.UNKNOWN


def test_a_refusal_is_heard_by_looking() -> None:
    reply = asked(answers(json.dumps({**OPERATION, "status": "canceled"}).encode()), look=True)
    assert reply.said
    assert reply.said.done is Done.REFUSED


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.touch(0o600)
    file.write_text(SECRET + "\n")
    return file


def test_our_account_is_named_by_the_environment(secret_file: Path) -> None:
    said = {ADDRESS: "roadpay=https://pay.example/port/", SECRET_FILE: str(secret_file)}
    assert account_of(said, {"roadpay": 1}) == Account("roadpay", "https://pay.example/port", SECRET)
    assert account_of({}, {"roadpay": 1}) is None
    assert SECRET not in repr(account_of(said, {"roadpay": 1}))


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://pay.example", "expected NAME=https://HOST"),
        ("nobody=https://pay.example", "one of roadpay"),
        ("roadpay=http://pay.example", "expected NAME=https"),
        ("roadpay=https://user:secret@pay.example", "expected NAME=https"),
        ("roadpay=https://[", "expected NAME=https"),
        ("roadpay=ftp://127.0.0.1", "expected NAME=https"),
    ],
)
def test_what_names_no_provider_is_one_line(secret_file: Path, address: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as told:
        account_of({ADDRESS: address, SECRET_FILE: str(secret_file)}, {"roadpay": 1})
    assert "\n" not in str(told.value)
    assert "user" not in str(told.value)


@pytest.mark.parametrize("secret", ["", "plain-words", "whsec_short", "whsec_" + "!" * 40])
def test_a_weak_secret_is_refused_and_not_told(secret_file: Path, secret: str) -> None:
    secret_file.write_text(secret)
    with pytest.raises(BadInput, match="at least 24 bytes") as told:
        account_of({ADDRESS: "roadpay=http://127.0.0.1:1", SECRET_FILE: str(secret_file)}, {"roadpay": 1})
    assert not secret or secret not in str(told.value)


def test_a_secret_that_others_can_read_is_refused(secret_file: Path) -> None:
    secret_file.chmod(0o644)
    with pytest.raises(BadInput, match="can be read by others"):
        account_of({ADDRESS: "roadpay=http://127.0.0.1:1", SECRET_FILE: str(secret_file)}, {"roadpay": 1})
