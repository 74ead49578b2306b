"""What the daily reconciliation needs of the world: what banks and providers have sent, and what was found of it.

Days are counted from 1970 and are Moscow's.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from tearoad.operations.ports import Unit
from tearoad.payments.breaks import Break
from tearoad.payments.register import Registered
from tearoad.payments.statement import Entry


class OwnAccount(NamedTuple):
    """An account of ours at a bank, and the provider whose payouts come to it."""

    account: str
    currency: str
    provider: str


class StatementRow(NamedTuple):
    """A statement that was booked; `content` is the SHA-256 of what it says, in hex digits."""

    account: str
    number: int
    first_day: int
    last_day: int
    opening_minor: int
    closing_minor: int
    content: str


class EntryRow(NamedTuple):
    """An entry of a statement that was booked, under the id of the transfer that did; `cleared` once a reconciliation
    has brought it to the clearing account."""

    entry_id: str
    account: str
    number: int
    first_day: int
    entry: Entry
    cleared: bool = False


class Leg(NamedTuple):
    """What moved on a clearing account on a day, in so many transfers: more to us is positive. `name` is that of the
    payment where it was captured, else the transfer's id; `asked` is a payment or a refund that the provider was asked
    for; `counter` is the other account."""

    currency: str
    day: int
    name: str
    asked: bool
    counter: str
    amount_minor: int
    transfers: int


class Clearing(NamedTuple):
    """All legs of a provider's clearing accounts, and by currency what these hold, as one moment had them."""

    legs: list[Leg]
    owed: dict[str, int]


class OpenBreak(NamedTuple):
    """A break that is open since the reconciliation of a day; one that came back has a higher turn."""

    found: Break
    turn: int
    opened_on: int
    note: str = ""


class Run(NamedTuple):
    """A day as it was found; the counts are of what agrees in all, `sums` minor units by currency and by name."""

    day: int
    run: int
    operations: int
    payouts: int
    entries: int
    breaks: int
    sums: dict[str, dict[str, int]]


class SignedOff(NamedTuple):
    """`at` in seconds since 1970, by the road's clock."""

    day: int
    run: int
    signed_by: str
    at: int


class Reconciling(Protocol):
    """Within one transaction; whoever writes is `alone`."""

    def alone(self) -> None:
        """Nobody else reconciles or takes files until the transaction ends."""
        ...

    def declare(self, account: OwnAccount) -> None:
        """One that is not known yet."""
        ...

    def accounts(self) -> dict[str, OwnAccount]: ...

    def statements(self, account: str) -> list[StatementRow]:
        """The earliest first."""
        ...

    def add_statements(self, statements: Sequence[StatementRow], entries: Sequence[EntryRow]) -> None: ...

    def entries(self, provider: str) -> list[EntryRow]:
        """Of all accounts to which its payouts come."""
        ...

    def clear(self, entry_ids: Sequence[str], day: int) -> None: ...

    def registered(self, provider: str, until: int) -> list[Registered]:
        """What the provider has registered by the end of a day, as it stands now."""
        ...

    def versions(self, provider: str, operations: Sequence[str]) -> dict[str, tuple[int, Registered]]:
        """Those of these operations that are known, with the number of their version."""
        ...

    def register(self, provider: str, rows: Sequence[tuple[int, Registered]]) -> None:
        """New versions, by number."""
        ...

    def pay_out(self, provider: str, rows: Sequence[tuple[int, Registered]]) -> None:
        """These versions are part of the payouts that the rows name."""
        ...

    def clearing(self, provider: str) -> Clearing: ...

    def kept_apart(self, provider: str) -> list[str]:
        """The provider's operations that nobody waited for."""
        ...

    def charged_back(self, provider: str) -> list[tuple[str, str]]:
        """Consignments that it brought the money of and took it back, each with its payment."""
        ...

    def open_breaks(self, provider: str) -> list[OpenBreak]:
        """By type, key and currency."""
        ...

    def turns(self, provider: str, break_ids: Sequence[str]) -> dict[str, int]:
        """The last turn of each of these that ever was open."""
        ...

    def begin_breaks(self, provider: str, breaks: Sequence[OpenBreak]) -> None: ...

    def end_breaks(self, provider: str, breaks: Sequence[OpenBreak], day: int) -> None: ...

    def last_run(self, provider: str, day: int | None = None) -> Run | None:
        """Of this day, else of the last day that was reconciled."""
        ...

    def keep_run(self, provider: str, run: Run, at: int) -> None: ...

    def signed_off(self, provider: str) -> SignedOff | None:
        """The last day that was."""
        ...

    def sign(self, provider: str, signed: SignedOff) -> None: ...


class ReconcilingUnit(Unit, Protocol):
    """A transaction in which days are reconciled."""

    @property
    def reconciling(self) -> Reconciling: ...


class ReconcilingStore(Protocol):
    """Where those come from."""

    def unit(self) -> AbstractContextManager[ReconcilingUnit]: ...
