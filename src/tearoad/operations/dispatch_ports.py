"""Dispatches and receptacles: what is known of them, what becomes of what is asked, and what the store does for it."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

MOST_RECEPTACLES = 999  # their numbers in a dispatch have three digits
MOST_SERIAL = 9_999  # and dispatches of a year between two offices four
MARKS = ("departed_at", "arrived_at", "opened_at")
MOST_SORTED = 1_000  # numbers in a call; assumed


class Sorting(StrEnum):
    """What becomes of a number that is sorted."""

    SORTED = "sorted"
    THERE = "already there"  # in a receptacle that is open
    IN_CLOSED = "in a closed dispatch"
    FULL = "dispatch full, close it first"
    WRONG_OFFICE = "wrong office"
    STAYS = "stays in the country"
    NO_EXCHANGE = "no office of exchange"
    NOT_ACCEPTED = "not handed over yet"
    NOT_CLEARED = "not cleared for export"
    DEPARTED = "already departed"
    UNKNOWN_PARCEL = "unknown parcel"
    BAD_NUMBER = "bad number"


class Closing(StrEnum):
    """Why no dispatch is closed."""

    EMPTY = "nothing to dispatch"
    UNKNOWN_LANE = "unknown lane"
    OTHER_LANE = "the key closed another dispatch"
    NO_SERIALS = "no numbers are left this year"


class Left(StrEnum):
    """Why a parcel lies no more in a receptacle."""

    OPENED = "opened"
    ARRIVED = "arrived"  # by itself, as played parcels do
    GONE_AHEAD = "gone ahead"  # it was seen to have departed before its dispatch was closed
    STAYED = "stayed behind"  # when the rest left by the timetable: the post's scans alone move it
    REROUTED = "takes another lane"  # as the office that would get it is closed
    MISSING = "missing"  # it was advised
    ELSEWHERE = "found elsewhere"


NOT_ADVISED = (Left.GONE_AHEAD, Left.STAYED, Left.REROUTED)  # they left before their receptacle was closed


class Irregular(StrEnum):
    """What a receptacle did not hold, or held besides."""

    MISSING = "missing"
    SURPLUS = "surplus"


class Settlement(StrEnum):
    """How an irregularity ends: what was missing turned up or is lost, what was surplus was sent on, or somebody had
    misread."""

    FOUND = "found"
    LOST = "lost"
    SENT_ON = "sent_on"
    MISREAD = "misread"


SETTLED_AS = {
    Irregular.MISSING: (Settlement.FOUND, Settlement.LOST, Settlement.MISREAD),
    Irregular.SURPLUS: (Settlement.SENT_ON, Settlement.MISREAD),
}


class Sortable(NamedTuple):
    """A parcel as sorting sees it; `office` is '' where it stays in the country, `receptacle_id` and `closed` say in
    which receptacle it lies, '' in none. `held` where export customs have not given it back."""

    number: str
    consignment_id: str
    origin: str
    office: str
    lane: str
    carriage: int
    weight_grams: int
    held: bool
    receptacle_id: str
    closed: bool


class Open(NamedTuple):
    """The receptacle of a lane that was opened last, and what lies in it."""

    lane: str
    receptacle_id: str
    number: int
    weight_grams: int
    items: int


class NewReceptacle(NamedTuple):
    """`number` counts the open ones of a lane, from 1."""

    receptacle_id: str
    lane: str
    number: int
    begun_at: int


class Put(NamedTuple):
    """A parcel that is put into a receptacle."""

    receptacle_id: str
    consignment_id: str
    number: str
    weight_grams: int
    put_at: int


class Lying(NamedTuple):
    """A parcel in an open receptacle; `place` is that receptacle's number on its lane, `carriage` what its own row
    says."""

    receptacle_id: str
    lane: str
    place: int
    consignment_id: str
    number: str
    weight_grams: int
    carriage: int


class DispatchRow(NamedTuple):
    """A closed dispatch; places, codes and code lists as in `post.exchange.Way`, `s8` its 20 characters; `closed_by` is
    '' where the road did it itself."""

    dispatch_id: str
    s8: str
    lane: str
    origin: str
    destination: str
    line: str
    year: int
    serial: int
    closed_at: int
    receptacles: int
    items: int
    weight_grams: int
    closed_by: str


class ClosedReceptacle(NamedTuple):
    """A receptacle of a closed dispatch: `s9` its 29 characters; `departed_at` is -1 where it is not known yet."""

    receptacle_id: str
    dispatch_id: str
    number: int
    s9: str
    items: int
    weight_grams: int
    departed_at: int


class Travelling(NamedTuple):
    """A closed receptacle as its scans see it; moments are -1 where nothing was told."""

    receptacle_id: str
    dispatch_id: str
    s9: str
    origin: str
    destination: str
    closed_at: int
    departed_at: int
    arrived_at: int
    opened_at: int


class Within(NamedTuple):
    """A parcel that lies in a closed receptacle; `arrived` where it was seen at an office since."""

    receptacle_id: str
    consignment_id: str
    number: str
    arrived: bool


class Lies(NamedTuple):
    """In which receptacle a parcel lies, and whether that is closed."""

    consignment_id: str
    receptacle_id: str
    closed: bool


class Gone(NamedTuple):
    """A parcel leaves the receptacle in which it lies."""

    consignment_id: str
    left_at: int
    why: str


class IrregularRow(NamedTuple):
    """What was not as advised, by the number that was read or advised."""

    irregularity_id: str
    receptacle_id: str
    number: str
    kind: str
    at: int
    who: str


class OpenCase(NamedTuple):
    """An irregularity as who settles it sees it; `settled` is '' where it is open."""

    irregularity_id: str
    kind: str
    settled: str


class Dispatches(Protocol):
    """Receptacles, what lies in them, and dispatches."""

    def sortable(self, numbers: Sequence[str]) -> list[Sortable]:
        """Parcels of these numbers, their rows locked in the order of their ids; of two that had the same number, years
        apart, the younger."""
        ...

    def lock(self, lines: Collection[str]) -> None:
        """Nobody else sorts or closes what goes by these lines (`Way.line`) until the transaction ends."""
        ...

    def open(self, lanes: Sequence[str]) -> list[Open]:
        """At most one of each lane."""
        ...

    def begin(self, rows: Sequence[NewReceptacle]) -> None: ...

    def put(self, rows: Sequence[Put]) -> None: ...

    def lying(self, lanes: Sequence[str]) -> list[Lying]:
        """In the open receptacles of these lanes, by place and number."""
        ...

    def known(self, dispatch_ids: Sequence[str]) -> dict[str, DispatchRow]: ...

    def last_serials(self, lines: Sequence[str], year: int) -> dict[str, int]:
        """Of those lines that closed a dispatch in the year."""
        ...

    def close(self, dispatches: Sequence[DispatchRow], receptacles: Sequence[ClosedReceptacle]) -> None: ...

    def leave(self, rows: Sequence[Gone]) -> None:
        """Those that lie in no receptacle are passed over."""
        ...

    def travelling(self, names: Sequence[str]) -> list[Travelling]:
        """Receptacles of these S9, or of the dispatches of these S8, locked; by s9. Of two that had the same number, a
        decade apart, the younger."""
        ...

    def within(self, receptacle_ids: Sequence[str]) -> list[Within]:
        """What lies in them, by number."""
        ...

    def lies(self, consignment_ids: Sequence[str]) -> list[Lies]:
        """Those of them that lie in any receptacle."""
        ...

    def mark(self, column: str, moments: Mapping[str, int]) -> None:
        """When receptacles departed, arrived or were opened: `column` is one of MARKS; what is known stays."""
        ...

    def irregular(self, rows: Sequence[IrregularRow]) -> None:
        """Each once."""
        ...

    def case(self, s9: str, number: str) -> OpenCase | None:
        """The youngest of a receptacle and a number, locked."""
        ...

    def settle(self, irregularity_id: str, how: str, who: str, at: int) -> None: ...


class DispatchUnit(Protocol):
    """One transaction over the tables of dispatches."""

    @property
    def dispatches(self) -> Dispatches: ...
