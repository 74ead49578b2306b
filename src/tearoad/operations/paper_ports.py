"""What documents of declarations, and links by which their senders answer, need of the world."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from tearoad.customs.clearance_events import Case


class Paper(NamedTuple):
    """A document that was added: `name` is sealed, `digest` is keyed, and another in each declaration; `added_at` is by
    the road's clock, as are all moments here."""

    declaration_id: str
    number: int
    name: str
    media_type: str
    size_bytes: int
    digest: bytes
    added_by: str
    added_at: int


class SealedPaper(NamedTuple):
    """A document that is to be added, sealed; `size_bytes` are those of the open one."""

    name: str
    media_type: str
    size_bytes: int
    digest: bytes
    content: bytes


class Link(NamedTuple):
    """By which whoever holds it answers for the sender, once. `mark` is a digest of its token; `asked` the number of
    the event that asks, `answered` that of the event by which it was answered, 0 until then."""

    declaration_id: str
    number: int
    mark: bytes
    asked: int
    made_by: str
    made_at: int
    ends_at: int
    answered: int = 0


class Papers(Protocol):
    """Documents and links within one transaction; who writes holds the row of the declaration."""

    def of(self, declaration_id: str) -> list[Paper]:
        """By their numbers, which begin with 1."""
        ...

    def content(self, declaration_id: str, number: int) -> bytes:
        """Sealed, of one that is there."""
        ...

    def add(self, paper: Paper, content: bytes) -> None: ...

    def link_of(self, mark: bytes) -> Link | None: ...

    def newest(self, declaration_id: str) -> int:
        """The number of its last link, 0 where there was none."""
        ...

    def make(self, link: Link) -> None: ...

    def answered(self, link: Link, number: int) -> None:
        """Keeps by which event a link was answered."""
        ...

    def entered(self, declaration_ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """Who added documents of each, or made a link by which it was answered: it may have been they who answered."""
        ...


def with_entered(cases: Mapping[str, Case], entered: Mapping[str, frozenset[str]]) -> dict[str, Case]:
    """Cases in which these too count as those who entered: nobody clears what they themselves handed in."""
    none: frozenset[str] = frozenset()
    return {name: case._replace(entered_by=case.entered_by | entered.get(name, none)) for name, case in cases.items()}


class NoPapers:
    """Implements the port `Papers` where nobody hands anything in, as in a rehearsal."""

    def of(self, declaration_id: str) -> list[Paper]:
        return []

    def content(self, declaration_id: str, number: int) -> bytes:
        return b""

    def add(self, paper: Paper, content: bytes) -> None:
        """There are none."""

    def link_of(self, mark: bytes) -> Link | None:
        return None

    def newest(self, declaration_id: str) -> int:
        return 0

    def make(self, link: Link) -> None:
        """Nobody is asked."""

    def answered(self, link: Link, number: int) -> None:
        """Nobody answers."""

    def entered(self, declaration_ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
        return {}
