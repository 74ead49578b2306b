"""What operations need of exchange offices: closures, who is there or bound for them, who was given to another."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple, Protocol

import numpy as np

from tearoad.journey.moving import NEVER
from tearoad.network.desk import Spans

# Why a parcel has another office than the one that was quoted, or waits for its own.
CLOSED, FULL, WAITS = "office closed", "office full", "office full, waits before it"
BY_REGION, BY_BACKLOG = "by destination region", "by backlog"


class Closure(NamedTuple):
    """An office takes no mail in hand from a moment until another; `opened_at` is when that was ended before its time,
    NEVER where it was not. `number` counts closures of the same times that were ended. `wish` is the id of that which
    made it, '' where it had none. Moments are seconds since 1970."""

    office: str
    from_at: int
    until_at: int
    reason: str
    who: str
    made_at: int
    opened_at: int = NEVER
    opened_by: str | None = None
    number: int = 0
    wish: str = ""

    @property
    def closure_id(self) -> str:
        """32 hex digits, the same for the same wish."""
        told = (self.office, self.from_at, self.until_at, self.number)
        return blake2b("\0".join(map(str, told)).encode(), digest_size=16).hexdigest()

    @property
    def ends_at(self) -> int:
        """When the office works again; not after its beginning where it was called off."""
        return self.until_at if self.opened_at == NEVER else min(self.until_at, self.opened_at)


class Assignment(NamedTuple):
    """A parcel got another office than it had, or waits before it; `policy` is that which was asked."""

    consignment_id: str
    at: int
    office_before: str
    office_after: str
    lane_before: str
    lane_after: str
    policy: str
    reason: str


class OfficeRows(Protocol):
    """Offices, within one transaction."""

    def closures(self) -> Sequence[Closure]:
        """All that there ever were, by their beginning."""
        ...

    def close(self, closure: Closure) -> None: ...

    def reopen(self, closures: Sequence[Closure]) -> None:
        """Keeps when and by whom each was ended."""
        ...

    def loads(self) -> Mapping[str, int]:
        """How many parcels each office is not done with, on their way to it and there."""
        ...

    def waiting(self, office: str) -> Sequence[str]:
        """Whose turn at the office's lines is reckoned and has not been kept yet."""
        ...

    def leaving(self, office: str) -> np.ndarray:
        """int64[k], ascending: when each of those is done."""
        ...

    def bound_for(self, office: str) -> Sequence[str]:
        """Handed over, and not there yet."""
        ...

    def sent_on(self, consignment_ids: Sequence[str]) -> set[str]:
        """Those of them that a full office sent to another before."""
        ...

    def assign(self, rows: Sequence[Assignment]) -> None:
        """Consignments have these offices and lanes from now on, and why is kept."""
        ...


class OfficeUnit(Protocol):
    """A part of the port `Unit`."""

    @property
    def offices(self) -> OfficeRows: ...


def spans_of(closures: Sequence[Closure], office: str) -> Spans:
    """The times for which an office is closed by decision."""
    return tuple((one.from_at, one.ends_at) for one in closures if one.office == office and one.ends_at > one.from_at)


class NoOffices:
    """Implements the port `OfficeRows` where nothing is known of them, as while orders are placed for a rehearsal."""

    def closures(self) -> Sequence[Closure]:
        return []

    def close(self, closure: Closure) -> None:
        """There is none."""

    def reopen(self, closures: Sequence[Closure]) -> None:
        """None is closed."""

    def loads(self) -> Mapping[str, int]:
        return {}

    def waiting(self, office: str) -> Sequence[str]:
        return []

    def leaving(self, office: str) -> np.ndarray:
        return np.zeros(0, dtype=np.int64)

    def bound_for(self, office: str) -> Sequence[str]:
        return []

    def sent_on(self, consignment_ids: Sequence[str]) -> set[str]:
        return set()

    def assign(self, rows: Sequence[Assignment]) -> None:
        """A rehearsal routes by its own plan."""
