"""What item declarations need of the world: how they are kept, and what the border says of their content."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import NamedTuple, Protocol

from tearoad.customs.clearance import State
from tearoad.customs.clearance_events import Event
from tearoad.operations.asked_item import AskedItem
from tearoad.operations.desk_view import Seen

SYSTEM = "tearoad:checks"  # who reports what checks and law found; no account has a colon in its name
MERCHANT = "merchant:"  # before the name of a merchant in `lodged_by`; an account's has its own mark
GREEN, DOCUMENTS, SCAN, OPEN = "green", "documents", "scan", "open"
CHOSEN_BY = ("", "", "model", "random")  # as `risk.select.DECIDERS`; what asked for an item says its own name


class Decision(NamedTuple):
    """What checks and law say of one declaration: `channel` is '' where it is rejected, `reasons` are codes of checks
    with their lines, 'C02(1,3) W03'. `total_minor`, and `tax_minor` within it, are None where nothing is owed yet, or
    nobody knows what. `asked` is the channel that checks and rules ask for, GREEN where a rule lets it pass, '' where
    none has a say. `decided_by` says who chose the channel: checks, the id of a rule, model or random, '' where nobody
    did; `score` is the model's, in log odds, 0 where none was asked."""

    channel: str
    reasons: str
    total_minor: int | None
    tax_minor: int | None
    currency: str
    law_hash: str
    asked: str = ""
    decided_by: str = ""
    score: float = 0.0


class Border(Protocol):
    """Checks and law, asked about declarations one by one: none counts for another's decision."""

    def __call__(self, asked: Sequence[AskedItem], at: int) -> list[Decision]:
        """`at` is the moment of lodging, seconds since 1970."""
        ...


class ItemRow(NamedTuple):
    """A declaration as it stands. `reference` is the sender's own id; `content` a keyed digest of the whole content,
    `sealed` whom it names, `plain` the rest, as JSON; `events` says how many there are of it. `consignment_id` is the
    road's parcel that it declares, '' where it declares none. `asked`, `decided_by` and `score` are as in `Decision`,
    for those of the office alone. `turn` is how often its number had been used before."""

    declaration_id: str
    reference: str
    lodged_by: str
    lodged_at: int
    office: str
    destination: str
    s10: str
    state: State
    arrived: bool
    paid: bool
    channel: str
    reasons: str
    total_minor: int | None
    tax_minor: int | None
    currency: str
    law_hash: str
    consignment_id: str
    content: bytes
    sealed: str
    plain: str
    events: int
    asked: str = ""
    decided_by: str = ""
    score: float = 0.0
    turn: int = 0


class Taken(NamedTuple):
    """The youngest declaration on which a number stands; `turn` is how often the number had been used before."""

    declaration_id: str
    lodged_at: int
    turn: int


class Lately(NamedTuple):
    """What was lodged at an office, the newest first: ids, when, scores, and the channels that were asked for; and how
    many inspections were ordered in the whole time."""

    declaration_ids: list[str]
    lodged_at: list[int]
    score: list[float]
    asked: list[str]
    inspected: int


class Items(Protocol):
    """Declarations within one transaction."""

    def lodging(self, *, alone: bool) -> None:
        """Until the transaction ends nobody who wants to be alone lodges beside it; with `alone` nobody at all."""
        ...

    def some(self, declaration_ids: Sequence[str], *, locked: bool = False) -> dict[str, ItemRow]: ...

    def taken(self, numbers: Sequence[str]) -> dict[str, Taken]:
        """Of these S10 numbers those that stand on a declaration, and on which: neither rejected nor withdrawn."""
        ...

    def of_consignments(self, consignment_ids: Sequence[str]) -> dict[str, ItemRow]:
        """Of each of these parcels the declaration that stands, or else the last that was rejected, locked."""
        ...

    def lately(self, office: str, since: int, most: int) -> Lately:
        """Of what came to an office since then and was not rejected the newest, at most so many."""
        ...

    def handed_over(self, consignment_ids: Sequence[str]) -> set[str]:
        """Those of these parcels that were handed over."""
        ...

    def add(self, rows: Sequence[ItemRow]) -> set[str]:
        """Those that were added: of neither its id, nor its number in this turn, there was one."""
        ...

    def correct(self, rows: Sequence[ItemRow]) -> None:
        """Keeps all that may be another after a correction."""
        ...

    def stand(self, rows: Sequence[ItemRow]) -> None:
        """Keeps state, flags and number of events."""
        ...

    def tell(self, events: Sequence[tuple[int, Event]]) -> None:
        """Adds events, each with its number."""
        ...

    def log_view(self, declaration_id: str, who: str, why: str, at: int) -> None:
        """Somebody saw whole whom it names; `at` by the wall clock, seconds since 1970."""
        ...

    def told(self, declaration_ids: Sequence[str]) -> dict[str, list[Event]]:
        """All of each, in their order."""
        ...


def declaration_id_of(lodged_by: str, reference: str) -> str:
    """32 hex digits, the same for the same sender and their own id: nobody can take another's."""
    return blake2b(f"{lodged_by}\0{reference}".encode(), digest_size=16, person=b"item").hexdigest()


def in_sight(row: ItemRow, seen: Seen) -> bool:
    """Whether it is one's own: lodged by oneself or one's merchant, or of one's office."""
    merchant = seen.merchant and MERCHANT + seen.merchant
    return row.lodged_by in (seen.buyer, merchant) or from_inside(row, seen)


def from_inside(row: ItemRow, seen: Seen) -> bool:
    """Whether it is seen from within the road: by its office, or by who sees everything."""
    return seen.everything or row.office == seen.office


def told_to(who: str, event: Event, *, inside: bool) -> Event:
    """As this account hears of it: its own whole; of others', who reported them and their notes stay inside."""
    return event if inside or event.who == who else replace(event, who="", note="")
