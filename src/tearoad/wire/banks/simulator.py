"""A payment provider that lies as real ones do, with banks behind it that choke: a server for tests, benches and demos.

Whatever is asked of it under one key it does once. But it answers late or cuts the line after it has done so, calls
back twice, late or in another order, captures another amount or a part, and its banks get slower than they are when
they are overrun. Which of these befalls a payment follows from its key and the seed alone.
"""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Literal

import aiohttp
import msgspec
from aiohttp import web
from standardwebhooks import Webhook

from tearoad.terms.refusal import BadInput
from tearoad.wire.banks.bank_model import BankModel
from tearoad.wire.banks.documents import ASKED, Asked, Operation, amount_of, minor_of

STEP_SECONDS = 0.01
LATE_SECONDS = 12.0  # an answer that is late comes after so long: later than callers wait
CALLBACK_SECONDS = 0.05  # after the payment, or some seconds where it comes in another order
TRIES, PAUSE_SECONDS = 5, 1.0  # of a callback that nobody takes


Kind = Literal["charge", "refund"]


class Lies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shares of all payments, 0 to 1. `refused` is no lie: banks do say no."""

    refused: float = 0.0
    late: float = 0.0  # done, and answered when nobody listens any more
    cut: float = 0.0  # done, and the line is cut before the answer
    lost: float = 0.0  # the callback never comes
    twice: float = 0.0  # the callback comes twice
    shuffled: float = 0.0  # the callback comes seconds later, after those of others
    other_amount: float = 0.0
    part: float = 0.0  # captures a half


@dataclass
class Record:
    """One operation as the provider knows it; `done` is set when it is decided."""

    asked: Asked
    operation: Operation
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Simulator:
    """`banks` by name: how many a second each can do. Callbacks go to `callback`, '' for none; `clock` is the wall's,
    in seconds since 1970."""

    def __init__(
        self,
        banks: Mapping[str, float],
        lies: Lies,
        secret: str,
        callback: str,
        clock: Callable[[], float],
        seed: int = 1,
    ) -> None:
        self.banks = {name: BankModel(a_second) for name, a_second in banks.items()}
        self.lies, self.secret, self.callback, self.seed, self.clock = lies, secret, callback, seed, clock
        self.records: dict[str, Record] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._line: aiohttp.ClientSession | None = None

    def application(self) -> web.Application:
        """Its port, and what operators of tests ask: all that was decided, and how a bank fares."""
        app = web.Application()
        app.router.add_post("/v1/payments", self.pay)
        app.router.add_post("/v1/refunds", self.refund)
        app.router.add_get("/v1/operations/{key}", self.look)
        app.router.add_get("/operations", self.operations)
        app.router.add_post("/banks/{bank}", self.change)
        app.cleanup_ctx.append(self._works)
        return app

    async def pay(self, request: web.Request) -> web.StreamResponse:
        """Answers when the bank has decided, unless it lies."""
        record = await self._begun(request, "charge")
        if isinstance(record, web.StreamResponse):
            return record
        key = record.operation.key
        await record.done.wait()
        if self._luck(key, "cut") < self.lies.cut and request.transport:
            request.transport.close()
        elif self._luck(key, "late") < self.lies.late:
            await asyncio.sleep(LATE_SECONDS)
        return _json(record.operation)

    async def refund(self, request: web.Request) -> web.StreamResponse:
        """At once."""
        record = await self._begun(request, "refund")
        return record if isinstance(record, web.StreamResponse) else _json(record.operation)

    async def look(self, request: web.Request) -> web.StreamResponse:
        """What became of a key; 404 where it never came."""
        if not self._ours(request):
            return web.Response(status=401)
        record = self.records.get(request.match_info["key"])
        return _json(record.operation) if record else web.Response(status=404)

    async def operations(self, request: web.Request) -> web.StreamResponse:
        """Everything that was decided, as CSV, one row an operation."""
        if not self._ours(request):
            return web.Response(status=401)
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(("operation", "key", "kind", "charge", "amount", "currency", "status", "at"))
        for record in list(self.records.values()):
            one = record.operation
            if one.status != "pending":
                said = (one.amount.value, one.amount.currency, one.status, one.at)
                rows.writerow((one.id, one.key, one.kind, record.asked.charge, *said))
        return web.Response(text=text.getvalue(), content_type="text/csv")

    async def change(self, request: web.Request) -> web.StreamResponse:
        """`dead=1`, `slow=5`: a bank falls ill, or gets well again."""
        bank = self.banks.get(request.match_info["bank"])
        if bank is None or not self._ours(request):
            return web.Response(status=404)
        bank.dead = request.query.get("dead", "0") == "1"
        bank.slow = float(request.query.get("slow", "1"))
        return web.Response(status=204)

    async def _begun(self, request: web.Request, kind: Kind) -> Record | web.StreamResponse:
        """The record of this key, begun now or before."""
        key = request.headers.get("Idempotence-Key", "")
        if not self._ours(request):
            return web.Response(status=401)
        try:
            asked = ASKED.decode(await request.read())
            minor = minor_of(asked.amount)
        except (msgspec.DecodeError, BadInput) as error:
            return web.Response(status=400, text=str(error))
        known = self.records.get(key)
        if known:
            return known if known.asked == asked else web.Response(status=409)
        if not key or (kind == "charge" and asked.bank not in self.banks):
            return web.Response(status=400, text="no key, or no such bank")
        name = blake2b(f"{self.seed}\0{key}".encode(), digest_size=10).hexdigest()
        record = Record(
            asked, Operation(name, key, kind, "pending", amount_of(minor, asked.amount.currency), self._now())
        )
        self.records[key] = record
        if kind == "refund":
            self._decide(record, "succeeded", minor)
        else:
            self.banks[asked.bank].ask(key, _passing())
        return record

    def _decided(self, key: str) -> None:
        record = self.records[key]
        minor, refused = minor_of(record.asked.amount), self._luck(key, "refused") < self.lies.refused
        if self._luck(key, "other_amount") < self.lies.other_amount:
            minor += 100
        elif self._luck(key, "part") < self.lies.part:
            minor = max(minor // 2, 1)
        self._decide(record, "canceled" if refused else "succeeded", minor)

    def _decide(self, record: Record, status: str, minor: int) -> None:
        currency = record.asked.amount.currency
        record.operation = msgspec.structs.replace(
            record.operation, status=status, amount=amount_of(minor, currency), at=self._now()
        )
        record.done.set()
        key = record.operation.key
        if self.callback and self._luck(key, "lost") >= self.lies.lost:
            for nr in range(1 + (self._luck(key, "twice") < self.lies.twice)):
                task = asyncio.create_task(self._call_back(record.operation, nr))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _call_back(self, operation: Operation, nr: int) -> None:
        shuffled = self._luck(operation.key, "shuffled") < self.lies.shuffled
        await asyncio.sleep(CALLBACK_SECONDS * (1 + nr) + 3 * self._luck(operation.key, f"pause {nr}") * shuffled)
        body = msgspec.json.encode(operation)
        for _ in range(TRIES):
            now = datetime.fromtimestamp(self.clock(), UTC)
            headers = {
                "Webhook-Id": f"{operation.id}.{operation.status}",
                "Webhook-Timestamp": str(int(now.timestamp())),
                "Webhook-Signature": Webhook(self.secret).sign(
                    f"{operation.id}.{operation.status}", now, body.decode()
                ),
                "Content-Type": "application/json",
            }
            try:
                assert self._line
                async with self._line.post(self.callback, data=body, headers=headers) as answer:
                    if answer.status < 500:
                        return
            except (aiohttp.ClientError, TimeoutError, OSError):
                pass
            await asyncio.sleep(PAUSE_SECONDS)

    async def _works(self, app: web.Application) -> AsyncIterator[None]:
        self._line = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, force_close=True), timeout=aiohttp.ClientTimeout(total=10)
        )
        task = asyncio.create_task(self._pump())
        yield
        task.cancel()
        for one in list(self._tasks):
            one.cancel()
        await self._line.close()

    async def _pump(self) -> None:
        while True:
            now = _passing()
            for bank in self.banks.values():
                for key in bank.step(now):
                    self._decided(key)
            await asyncio.sleep(STEP_SECONDS)

    def _now(self) -> str:
        return datetime.fromtimestamp(self.clock(), UTC).isoformat()

    def _ours(self, request: web.Request) -> bool:
        return request.headers.get("Authorization") == f"Bearer {self.secret}"

    def _luck(self, key: str, about: str) -> float:
        drawn = blake2b(f"{self.seed}\0{about}\0{key}".encode(), digest_size=4).digest()
        return int.from_bytes(drawn, "big") / 2**32


def _json(operation: Operation) -> web.Response:
    return web.Response(body=msgspec.json.encode(operation), content_type="application/json")


def _passing() -> float:
    """By the clock of the loop, which never goes back."""
    return asyncio.get_running_loop().time()
