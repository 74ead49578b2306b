"""The desk of banks: how busy each is, and what their providers call back. Many threads may ask at once."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tearoad.boot.gather import Gather
from tearoad.boot.metrics import heard
from tearoad.boot.road import own_corridor
from tearoad.operations.hear_provider import Heard, Said, hear
from tearoad.operations.platform import Platform
from tearoad.payments.bank import Channel, ChannelKey
from tearoad.payments.gate import State
from tearoad.store import bank_calls
from tearoad.store.bank_calls import Load
from tearoad.store.pool import PooledStore
from tearoad.terms.names import is_id
from tearoad.wire.banks.documents import Operation as Operation
from tearoad.wire.banks.documents import operation_of, said
from tearoad.wire.banks.provider import ADDRESS as ADDRESS  # the doors know these from here
from tearoad.wire.banks.provider import SECRET_FILE as SECRET_FILE
from tearoad.wire.banks.provider import Account as Account
from tearoad.wire.banks.provider import account_of, shared_secret
from tearoad.wire.banks.signature import Refused as Refused
from tearoad.wire.banks.signature import refused

FRESH_SECONDS = 1.0  # for so long how busy banks are is not asked again
OLD_SECONDS = 30  # what is older is not known any more: assumed
BUSY_SECONDS = 5  # who waits longer is told beforehand: assumed


class BankLoad(NamedTuple):
    """`wait_seconds` is 0 where nobody waits, or nothing is known."""

    channel: Channel
    open: bool
    answers: bool
    wait_seconds: int

    @property
    def busy(self) -> bool:
        """Another bank is the better choice now."""
        return not (self.open and self.answers) or self.wait_seconds >= BUSY_SECONDS


class Banks:
    """`account` is ours at the provider, None where the demo's players are heard for the banks."""

    def __init__(
        self, platform: Platform, store: PooledStore, account: Account | None, clock: Callable[[], float] = time.time
    ) -> None:
        self.platform, self.store, self.account, self.clock = platform, store, account, clock
        self._words: Gather[Said, Heard] = Gather(self._hear)
        self._known: tuple[float, dict[ChannelKey, Load]] = (float("-inf"), {})

    def close(self) -> None:
        """Serves those who wait, then ends."""
        self._words.close()

    def call_back(self, provider: str, headers: Mapping[str, str], body: bytes) -> Heard | Refused | None:
        """What became of a callback; None where we have no such provider. BadInput on a body that is no operation;
        `headers` by names in small letters."""
        if self.account is None or self.account.name != provider:
            return None
        why = refused(self.account.secret, headers, body, self.clock())
        if why:
            return why
        operation = operation_of(body)
        word = said(provider, operation)
        if not is_id(operation.key):
            return Heard.UNKNOWN
        became = self._words.ask(word) if word else Heard.NOT_WAITED_FOR
        heard(str(became))
        return became

    def loads(self) -> list[BankLoad]:
        """Of every channel, by bank."""
        with self.store.glance() as unit:
            at = unit.roads.clock_at()
        known = self._loads()
        return [_load(one, known.get((one.bank, one.method)), at) for one in self.platform.channels.values()]

    def in_line(self, payment_id: str) -> bool:
        """Whether a payment waits here and its bank was not asked yet: then its buyer can still pay in another way."""
        with self.store.asking() as cursor:
            return bank_calls.in_line(cursor, payment_id)

    def _loads(self) -> dict[ChannelKey, Load]:
        now = self.clock()
        asked, known = self._known
        if not 0 <= now - asked < FRESH_SECONDS:
            with self.store.asking() as cursor:
                found = bank_calls.loads(cursor)
            known = {(one.bank, one.method): one for one in found if now - one.at < OLD_SECONDS}
            self._known = now, known
        return known

    def _hear(self, words: list[Said]) -> Sequence[Heard]:
        return hear(self.platform, self.store, words)


def account_named(environment: Mapping[str, str]) -> Account | None:
    """Ours at a payment provider, as the environment says; BadInput as for `account_of`."""
    return account_of(environment, own_corridor().providers)


def secret_named(environment: Mapping[str, str]) -> str:
    """The secret that a provider and we share; BadInput as for `shared_secret`."""
    return shared_secret(environment)


def _load(channel: Channel, load: Load | None, at: int) -> BankLoad:
    answers = load is None or load.breaker == State.CLOSED
    return BankLoad(channel, channel.is_open(at), answers, load.wait_seconds if load else 0)
