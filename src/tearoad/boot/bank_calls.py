"""Who calls the banks: one asynchronous worker a cell, which holds thousands of calls that wait, and no web thread.

A call goes through the gate of its bank, is noted as sent before it is, and is made under a key of its own. Whatever is
not clear afterwards - silence, a cut line, an answer that cannot be read - is asked for by that key, and never tried by
another. What was said is heard in batches, one transaction each. All of it is found again by whoever comes after. Who
fills a wallet gives way to those who pay orders: they are sent only while nobody waits at their bank to pay one.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Protocol, TypeVar

import structlog

from tearoad.boot.call_book import HOLD_SECONDS, CallBook
from tearoad.operations.bank_ports import Asks, CallRow
from tearoad.operations.hear_provider import Done, Heard, Said, hear
from tearoad.operations.platform import Platform
from tearoad.payments.bank import ChannelKey, Provider
from tearoad.payments.gate import CALL_SECONDS, SPARE, Gate
from tearoad.store.bank_calls import Claimed, Load
from tearoad.terms.refusal import Unavailable
from tearoad.wire.banks.provider import Reply, Unclear

PATIENCE_SECONDS = 30.0  # a buyer waits so long for a bank before another way is offered: assumed
TICK_SECONDS, IDLE_SECONDS, AWAY_SECONDS = 0.02, 0.1, 1.0
FIRST_LOOK, LONGEST_LOOK = 1.0, 60.0  # seconds until what is not clear is asked for: doubled each time
LOOK_SECONDS = 900.0  # for so long a provider that never heard of a call may hear of it yet: assumed
REFUNDS_A_SECOND = 5.0  # beside the payments: assumed
LOAD_SECONDS = 1.0  # from one look at what banks can carry, and word of how busy they are, to the next
MOST_NAMED = 5
T = TypeVar("T")
log = structlog.get_logger("tearoad.banks")


class Port(Protocol):
    """A provider, on the loop that runs."""

    async def make(self, call: CallRow) -> Reply: ...

    async def look(self, key: str) -> Reply: ...


@dataclass
class _Held:
    """A call that is being made; `deadline` by the loop's clock."""

    call: CallRow
    gate: Gate
    deadline: float
    seen_at: float
    looks: int = 0
    told: bool = False  # its buyer need not wait any more


@dataclass
class CallMaker:
    """What `book` does not know of what banks can carry is as the corridor says."""

    platform: Platform
    book: CallBook
    port: Port
    provider: Provider
    _gates: dict[ChannelKey, Gate] = field(default_factory=dict)
    _held: dict[str, _Held] = field(default_factory=dict)
    _looks: list[tuple[float, str]] = field(default_factory=list)
    # Top-ups by gate and deadline: they are sent only while nobody waits there to pay an order.
    _aside: dict[ChannelKey, list[tuple[float, str]]] = field(default_factory=dict)
    _words: list[Said] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _holds_until: float = 0.0  # by the loop's clock
    _capacities: dict[ChannelKey, int] = field(default_factory=dict)
    _looked_at: float = float("-inf")  # at capacities and loads

    async def run(self, alive: Callable[[], bool]) -> None:
        """Until `alive` says no; then no more calls are begun, and those under way are waited for."""
        try:
            while alive():
                try:
                    busy = await self.round()
                    await asyncio.sleep(TICK_SECONDS if busy else IDLE_SECONDS)
                except Unavailable as error:  # the doors tell of it
                    log.warning("banks wait for the data base", why=str(error))
                    await self._begin_anew()
                except Exception:
                    log.exception("calls to banks")
                    await self._begin_anew()
        finally:
            await self._finish()

    async def round(self) -> bool:
        """Everything that can be done now; whether there is more to come soon."""
        now = _passing()
        if now > self._holds_until - HOLD_SECONDS / 2 and not await self._holds(now):
            return False
        if now - self._looked_at >= LOAD_SECONDS:
            self._looked_at = now
            self._change(await self._off(self.book.tell, self._loads(now)))
        for one in await self._off(self.book.claimed):
            self._take(one, now)
        await self._send(now)
        while self._looks and self._looks[0][0] <= now:
            self._begin(self._look(heappop(self._looks)[1]))
        await self._hear()
        return bool(self._held)

    def _take(self, one: Claimed, now: float) -> None:
        call = one.call
        gate = self._gate(call, now)
        if call.call_id in self._held:
            return
        if gate is None:
            self._say(call.call_id, Done.NEVER_SENT)
            return
        # What was sent may have been done: only the provider knows.
        if call.asks is Asks.REFUND and not one.sent and not self._gives_back(one):
            self._say(call.call_id, Done.REFUSED)
            return
        patience = float("inf") if call.asks is Asks.REFUND else one.seen_at + PATIENCE_SECONDS - self.book.wall()
        held = self._held[call.call_id] = _Held(call, gate, now + patience, one.seen_at)
        if one.sent:
            heappush(self._looks, (now, call.call_id))
        elif not self._offered(held, now):
            self._say(call.call_id, Done.NEVER_SENT)

    async def _send(self, now: float) -> None:
        send: list[str] = []
        for gate in self._gates.values():
            due = gate.due(now)
            send += due.send
            for key in due.late:
                self._say(key, Done.NEVER_SENT)
        for name, aside in self._aside.items():
            send += self._send_aside(self._gates[name], aside, now)
        going = await self._off(self.book.sending, send) if send else set()
        for key in send:
            if key in going:
                self._begin(self._make(self._held[key]))
            else:
                self._held.pop(key).gate.withdrawn()

    def _send_aside(self, gate: Gate, aside: list[tuple[float, str]], now: float) -> list[str]:
        """Those of one gate whose turn has come."""
        send: list[str] = []
        while aside:
            if aside[0][0] <= now:
                self._say(heappop(aside)[1], Done.NEVER_SENT)
            elif gate.at_once(now):
                send.append(heappop(aside)[1])
            else:
                break
        return send

    def _offered(self, held: _Held, now: float) -> bool:
        """Into the queue of its gate, or a top-up aside of it; False where that is too long already."""
        call = held.call
        if call.asks is not Asks.TOP_UP:
            return held.gate.offer(call.call_id, held.deadline, now)
        aside = self._aside.setdefault((call.bank, call.method), [])
        if len(aside) + 1 > SPARE * (held.deadline - now) * held.gate.a_second:
            return False
        heappush(aside, (held.deadline, call.call_id))
        return True

    def _say(self, key: str, done: Done) -> None:
        """What the provider need not say."""
        self._words.append(Said(self.provider.name, key, done))

    def _gives_back(self, one: Claimed) -> bool:
        """Whether the provider's terms allow a refund, by the charge that it is of."""
        age = self.book.wall() - (one.charged_at or 0)
        return one.charged_minor is not None and self.provider.gives_back(one.call.amount_minor, one.charged_minor, age)

    async def _make(self, held: _Held) -> None:
        began = _passing()
        reply = await self.port.make(held.call)
        now = _passing()
        held.gate.ended(now - began, reply.unclear not in (Unclear.UNKNOWN, Unclear.CONGESTED), now)
        self._replied(held, reply, now)

    async def _look(self, key: str) -> None:
        held = self._held.get(key)
        if held is None:
            return
        reply, now = await self.port.look(key), _passing()
        if reply.unclear is Unclear.NEVER_HEARD:
            self._never_heard(held, now)
        else:
            self._replied(held, reply, now)

    def _replied(self, held: _Held, reply: Reply, now: float) -> None:
        if reply.said:
            self._words.append(reply.said)
        else:
            log.info("a call is not clear", key=held.call.call_id, bank=held.call.bank, why=reply.why)
            self._look_later(held, now)

    def _never_heard(self, held: _Held, now: float) -> None:
        """Under the same key it may be asked again; an old question of ours may still be under way."""
        key = held.call.call_id
        if self.book.wall() - held.seen_at > LOOK_SECONDS and held.call.asks is not Asks.REFUND:
            self._say(key, Done.NEVER_SENT)
        elif held.deadline > now and self._offered(held, now):
            return
        else:
            if held.deadline <= now and not held.told:
                held.told = True
                self._say(key, Done.GIVEN_UP)
            self._look_later(held, now)

    def _look_later(self, held: _Held, now: float) -> None:
        heappush(self._looks, (now + min(FIRST_LOOK * 2**held.looks, LONGEST_LOOK), held.call.call_id))
        held.looks = min(held.looks + 1, 10)

    async def _hear(self) -> None:
        words, self._words = self._words, []
        if words:
            await self._hear_these(words)

    async def _hear_these(self, words: list[Said]) -> None:
        """Together; one that cannot be heard holds up no other, and is asked for again."""
        try:
            heard = await self._off(hear, self.platform, self.book.store, words)
        except Unavailable:
            self._words = words + self._words
            raise
        except Exception:
            log.exception("a provider's words", keys=[word.key for word in words][:MOST_NAMED])
            for word in words if len(words) > 1 else ():
                await self._hear_these([word])
            held = self._held.get(words[0].key) if len(words) == 1 else None
            if held:
                self._look_later(held, _passing())
            return
        for word, became in zip(words, heard, strict=True):
            if word.done is not Done.GIVEN_UP:
                self._held.pop(word.key, None)
            if became in (Heard.GOES_BACK, Heard.UNKNOWN, Heard.FOREIGN):
                log.warning("a provider's word", heard=str(became), key=word.key, operation=word.operation)

    def _gate(self, call: CallRow, now: float) -> Gate | None:
        """None where the corridor knows no such bank of this provider, or not any more."""
        name = (call.bank, call.method)
        channel = self.platform.channels.get(name)
        if channel is None or channel.provider != self.provider.name:
            return None
        if call.asks is Asks.REFUND:
            return self._gates.setdefault(("", ""), Gate(REFUNDS_A_SECOND, now))
        if name not in self._gates:
            self._gates[name] = Gate(self._capacities.get(name, channel.capacity_a_minute) / 60, now)
        return self._gates[name]

    async def _holds(self, now: float) -> bool:
        """Whether we make the calls; who begins to finds again what others had begun."""
        new = now > self._holds_until
        if not await self._off(self.book.hold, new):
            self._forget()
            return False
        self._holds_until = now + HOLD_SECONDS
        return True

    def _forget(self) -> None:
        """Calls under way come back by themselves; whoever makes the calls next asks for them by their keys."""
        self._held.clear()
        self._looks.clear()
        self._gates.clear()
        self._aside.clear()

    async def _begin_anew(self) -> None:
        """What was half done when something failed is known to the data base alone."""
        self._forget()
        self._holds_until = 0.0
        await asyncio.sleep(AWAY_SECONDS)

    async def _finish(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CALL_SECONDS)
        try:
            await self._hear()
            await self._off(self.book.let_go, list(self._held))
        except Unavailable as error:
            log.warning("banks end without the data base", why=str(error))

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            log.error("a call to a bank", exc_info=task.exception())

    async def _off(self, work: Callable[..., T], *given: object) -> T:
        """In a thread: the loop goes on."""
        return await asyncio.to_thread(work, *given)

    def _loads(self, now: float) -> list[Load]:
        at = int(self.book.wall())
        return [
            Load(
                *name, at, round(gate.a_second * 60), gate.waiting, gate.in_flight, int(gate.wait(now)), gate.state(now)
            )
            for name, gate in self._gates.items()
            if name[0]
        ]

    def _change(self, found: dict[ChannelKey, int]) -> None:
        self._capacities = found
        for name, gate in self._gates.items():
            channel = self.platform.channels.get(name)
            if channel:
                gate.change(found.get(name, channel.capacity_a_minute) / 60)


def _passing() -> float:
    """By the clock of the loop, which never goes back."""
    return asyncio.get_running_loop().time()
