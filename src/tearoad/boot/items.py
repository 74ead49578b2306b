"""The desk of item declarations: lodged by senders, reported on, and read. Many threads may ask it at once.

Calls that come together go through as one batch (`boot.gather`). Whoever a declaration names is sealed before the store
sees it, and read back masked.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import structlog

from tearoad.boot.border import BorderOf
from tearoad.boot.buyers import ACCOUNT
from tearoad.boot.clocks import terms_of
from tearoad.boot.gather import Gather
from tearoad.boot.item_arrivals import Arrivals
from tearoad.boot.item_duty import ItemDuty
from tearoad.boot.item_papers import ItemPapers
from tearoad.boot.item_queue import ItemQueue
from tearoad.boot.live_inspections import Live, inspecting
from tearoad.boot.metrics import gathered
from tearoad.boot.sealing import Seal
from tearoad.customs.clearance import Role
from tearoad.customs.clearance_clock import Term
from tearoad.customs.clearance_events import Case, case_of
from tearoad.operations.asked_item import AskedItem, asked_of, parts_of, personal_of
from tearoad.operations.desk_view import Seen
from tearoad.operations.item_ports import MERCHANT, ItemRow, declaration_id_of, in_sight
from tearoad.operations.lodge_items import Lodged, Lodging, lodge
from tearoad.operations.paper_ports import with_entered
from tearoad.operations.platform import Platform
from tearoad.operations.recipient import Recipient, masked
from tearoad.operations.report_items import Heard, Said, report
from tearoad.store import items as rows
from tearoad.store import papers
from tearoad.store.database import CELL
from tearoad.store.pool import PooledStore
from tearoad.terms import cursor as cursors
from tearoad.terms.names import is_id
from tearoad.terms.refusal import BadInput, Refusal

log = structlog.get_logger("tearoad.items")
MOST = 1_000  # declarations in a transaction; assumed
FIRST_PAGE = (253_402_300_799, "f" * 32)  # before the year 10000


class ItemView(NamedTuple):
    """A declaration with its history and the terms that hold of it now; `named` is whom it names, masked, None where
    that does not open."""

    row: ItemRow
    named: dict[str, str] | None
    case: Case
    terms: list[Term]
    handed_over: bool  # where it declares a parcel of the road


class Declarations:
    """`seal` keeps whom they name; with `live` inspections are chosen at the capacities of the offices."""

    def __init__(self, platform: Platform, store: PooledStore, seal: Seal, live: Live | None = None) -> None:
        self.platform, self.store, self.seal = platform, store, seal
        self.border = BorderOf(platform.law, live.rules, live.model) if live else BorderOf(platform.law)
        self.inspecting = inspecting(live, seal) if live else None
        self.queue = ItemQueue(store, platform.law.snapshot, list(platform.road.offices))
        self.papers = ItemPapers(platform, store, seal)
        self.duty = ItemDuty(platform, store, seal)
        self.arrivals = Arrivals(platform, store)
        self._lodgings: Gather[tuple[Lodging, ...], list[Lodged]] = Gather(self._lodge)
        self._reports: Gather[Said, Heard] = Gather(self._report)

    def close(self) -> None:
        """Serves those who wait, then ends."""
        self._lodgings.close()
        self._reports.close()
        self.duty.close()

    def lodge(self, asked: Sequence[AskedItem], party: str, who: str, role: Role = Role.SENDER) -> list[Lodged]:
        """Each for itself, in the order of asking; `party` is whose they are, by `party_of`, and `who` lodges them
        in this role. `Unavailable` where the answer was lost: ask again with the same."""
        wishes = tuple(self.sealed(one, party, who)._replace(role=role) for one in asked)
        return self._lodgings.ask(wishes) if wishes else []

    def sealed(self, asked: AskedItem, party: str, who: str) -> Lodging:
        """The wish to lodge it, with whom it names sealed."""
        name, parts = declaration_id_of(party, asked.id), parts_of(asked)
        content = bytes.fromhex(self.seal.fingerprint(f"{parts.personal}\0{parts.plain}"))
        closed = self.seal.seal(parts.personal, _where(name))
        return Lodging(name, asked, party, who, content, closed, parts.plain)

    def report(self, said: Said) -> Heard:
        """One further fact; ask again as for `lodge`."""
        if not is_id(said.declaration_id):
            return Heard(said.declaration_id, None, Refusal.UNKNOWN_DECLARATION)
        return self._reports.ask(said)

    def items(self, seen: Seen, cursor: str, count: int, *, waiting: bool = False) -> tuple[list[ItemRow], str]:
        """The newest first, those that wait for somebody or all, and the cursor of the next page, '' at the end.
        BadInput on a cursor that was not ours."""
        about = f"items {seen}{' waiting' if waiting else ''}"
        before: Any = cursors.keys_of(cursor, about, (int, str)) if cursor else FIRST_PAGE
        if not 0 <= before[0] <= FIRST_PAGE[0] or not is_id(before[1]):
            raise BadInput("the cursor points at no declaration")
        with self.store.reading() as reading:
            found = rows.items(reading, CELL, seen, before, count + 1, waiting=waiting)
        page = found[:count]
        more = len(found) > count
        return page, cursors.cursor_of(about, page[-1].lodged_at, page[-1].declaration_id) if more else ""

    def item(self, seen: Seen, declaration_id: str) -> ItemView | None:
        """None where there is none in sight."""
        if not is_id(declaration_id):
            return None
        with self.store.reading() as reading:
            row = rows.item_of(reading, CELL, declaration_id)
            if row is None or not in_sight(row, seen):
                return None
            events = rows.events_of(reading, CELL, [declaration_id])[declaration_id]
            handed_over = bool(rows.handed_over(reading, CELL, [row.consignment_id] if row.consignment_id else []))
            entered = papers.entered_of(reading, CELL, [declaration_id])
        case = with_entered({declaration_id: case_of(events)}, entered)[declaration_id]
        terms = terms_of(case, row.office, row.destination, self.border.law.snapshot)
        return ItemView(row, self._named(row), case, terms, handed_over)

    def because(self, row: ItemRow, language: str) -> list[str]:
        """Why the model scores it as it does, for those of the office; as it is served now."""
        return self.border.because(asked_of(row.plain), row.lodged_at, language)

    def named(self, seen: Seen, declaration_id: str, who: str, why: str) -> Mapping[str, str] | Refusal:
        """Whole, by the words of PERSONAL; that it was seen is kept before it is told."""
        if not is_id(declaration_id):
            return Refusal.UNKNOWN_DECLARATION
        with self.store.unit() as unit:
            row = unit.items.some([declaration_id]).get(declaration_id)
            if row is None or not in_sight(row, seen):
                return Refusal.UNKNOWN_DECLARATION
            found = self._opened(row)
            if found is None:
                return Refusal.SEALED
            unit.items.log_view(declaration_id, who, why, int(time.time()))
        return found

    def _opened(self, row: ItemRow) -> Mapping[str, str] | None:
        try:
            return personal_of(self.seal.open(row.sealed, _where(row.declaration_id)))
        except BadInput as error:
            log.error("declaration does not open", why=str(error))
            return None

    def _named(self, row: ItemRow) -> dict[str, str] | None:
        of = self._opened(row)
        if of is None:
            return None
        to = masked(Recipient(of["recipient_name"], "", "", of["recipient_postcode"], of["recipient_identity"]))
        sender = masked(Recipient(of["sender_name"], "", "", "", of["consignee_id"]))
        return {
            "sender_name": sender.name,
            "recipient_name": to.name,
            "recipient_postcode": to.postcode if of["recipient_postcode"] else "",
            "recipient_identity": to.identity,
            "consignee_id": sender.identity,
        }

    def _lodge(self, asked: list[tuple[Lodging, ...]]) -> Sequence[list[Lodged]]:
        """Calls that come together, in transactions of at most MOST declarations."""
        whole = [one for some in asked for one in some]
        gathered(len(whole))
        parts = [
            lodge(self.platform, self.border, self.store, whole[at : at + MOST], self.inspecting)
            for at in range(0, len(whole), MOST)
        ]
        answers = iter([one for part in parts for one in part])
        return [[next(answers) for _ in some] for some in asked]

    def _report(self, asked: list[Said]) -> Sequence[Heard]:
        gathered(len(asked))
        return report(self.platform, self.store, asked)


def party_of(name: str, merchant: str | None) -> str:
    """Whose a declaration is that an account lodges: their merchant's, or their own."""
    return MERCHANT + merchant if merchant else ACCOUNT + name


def _where(declaration_id: str) -> str:
    return f"item_declaration.sealed.{declaration_id}"
