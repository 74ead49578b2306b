"""Claims about parcels: what is kept of them, and what an operation needs of the store."""

from collections.abc import Collection, Sequence
from hashlib import blake2b
from typing import NamedTuple, Protocol

from tearoad.post.claims import Answer, Kind, State

NEVER = -1
POST = "tearoad:silence"  # who answered where nobody did in time; no account has a colon in its name


class ClaimRow(NamedTuple):
    """A claim as it stands. Moments are seconds since 1970, NEVER where they have not come; it is to be answered before
    `answer_by`, and settled `settle_within` seconds after that was answered."""

    claim_id: str
    consignment_id: str
    kind: Kind
    state: State
    answer: Answer
    opened_at: int
    opened_by: str
    answer_by: int
    settle_within: int
    answered_at: int = NEVER
    answered_by: str = ""
    settled_at: int = NEVER


class Claims(Protocol):
    """Claims within one transaction."""

    def some(self, claim_ids: Collection[str]) -> dict[str, ClaimRow]:
        """Locked until the transaction ends."""
        ...

    def unsettled(self, consignment_ids: Collection[str]) -> dict[str, ClaimRow]:
        """By consignment: at most one of each."""
        ...

    def add(self, rows: Sequence[ClaimRow]) -> None: ...

    def stand(self, rows: Sequence[ClaimRow]) -> None:
        """Keeps state, answer and moments of rows that are there."""
        ...


class ClaimUnit(Protocol):
    """What one transaction has for claims."""

    @property
    def claims(self) -> Claims: ...


class NoClaims:
    """Nobody of a rehearsal claims anything."""

    def some(self, claim_ids: Collection[str]) -> dict[str, ClaimRow]:
        """There are none."""
        return {}

    def unsettled(self, consignment_ids: Collection[str]) -> dict[str, ClaimRow]:
        """There are none."""
        return {}

    def add(self, rows: Sequence[ClaimRow]) -> None:
        """None comes."""

    def stand(self, rows: Sequence[ClaimRow]) -> None:
        """None changes."""


def claim_id_of(consignment_id: str, kind: Kind, key: str) -> str:
    """32 hex digits, the same for the same parcel, kind and key of whoever claims."""
    return blake2b(f"{consignment_id}\0{int(kind)}\0{key}".encode(), digest_size=16, person=b"claim").hexdigest()
