"""`/api/v1/declarations/lodged`: item declarations that machines lodged, their history, and further facts of them."""

from typing import Annotated, Any

import msgspec
from django.http import HttpResponse
from msgspec import Meta

from tearoad.api.body import Misfit, decoded, json_body
from tearoad.api.catalogue import Money
from tearoad.api.gate import answer
from tearoad.api.moments import moment
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.questions import Questions
from tearoad.api.quotes import TAGS
from tearoad.api.rights import ApiRequest
from tearoad.api.sight import seen
from tearoad.boot.border import reasons_in
from tearoad.boot.items import ItemView
from tearoad.customs.clearance import State, Verdict
from tearoad.customs.clearance_events import Event
from tearoad.journey.border_of import BORDER_OF
from tearoad.operations.asked_item import NO_NUL
from tearoad.operations.item_ports import ItemRow, from_inside, told_to
from tearoad.operations.report_items import CODE, FACTS, LONGEST_NOTE, MOST_CODES, Said, misfit_of, standpoints
from tearoad.terms.refusal import Refusal

NOT_ALLOWED = (Verdict.NOT_THEIRS, Verdict.OWN_ENTRY)
NOT_THERE = "there is no such declaration"


class ItemReason(msgspec.Struct, frozen=True):
    """A check that is not met, with the lines that fail it, or none where the item does as a whole; `words` say what
    would hold."""

    code: str
    lines: list[int]
    words: str


class ListedItem(msgspec.Struct, frozen=True, kw_only=True):
    """A declaration as it stands; `border` is its state as consignments have it; `consignment` is the
    road's own parcel that it declares. `arrived` at its office; `paid` also
    where nothing is owed."""

    declaration: str
    id: str
    s10: str
    consignment: str | None
    office: str
    destination: str
    lodged_at: str
    state: str
    border: str
    channel: str | None
    arrived: bool
    paid: bool
    owed: Money | None


class ListedItems(msgspec.Struct, frozen=True):
    """A page, the newest first; `next` is the `after` of the next page, None at the end."""

    items: list[ListedItem]
    next: str | None


class ItemEvent(msgspec.Struct, frozen=True):
    """What was reported, by whom in which role, and the state after it. Those who see all of the office are told who it
    was and what they noted, others only of what they reported themselves: else `who` is None and `note` empty."""

    fact: str
    at: str
    who: str | None
    role: str
    why: list[str]
    note: str
    state: str


class ItemTerm(msgspec.Struct, frozen=True):
    """A term that holds now: of registration, release, service, answer or storage; whose it is, the office's or the
    sender's; None where it stands while the other is waited for. `clock` and `status` say where it comes from."""

    name: str
    whose: str
    ends_at: str | None
    clock: str
    status: str


class WholeItem(msgspec.Struct, frozen=True):
    """`content` as it was lodged, without whom it names: that is in `named`, masked, None where its key is lost."""

    standing: ListedItem
    reasons: list[ItemReason]
    law_hash: str
    content: dict[str, Any]
    named: dict[str, str] | None
    terms: list[ItemTerm]
    history: list[ItemEvent]


# Only told here: this `$` would let a line end pass, which that of a document's readers does not.
WRITTEN = Meta(extra_json_schema={"pattern": f"^{CODE.pattern}$"})


class AskedReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One further fact; `why` are codes of reasons, which its sender reads too. `note` is for those of the office and
    names nobody: it is not sealed."""

    fact: Annotated[str, Meta(extra_json_schema={"enum": list(FACTS)})]
    why: Annotated[list[Annotated[str, WRITTEN]], Meta(max_length=MOST_CODES)] = []
    note: Annotated[str, Meta(max_length=LONGEST_NOTE, pattern=NO_NUL)] = ""


class AskedView(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the caller has to see whom a declaration names: it is kept with the view."""

    why: Annotated[str, Meta(min_length=1, max_length=200, pattern=NO_NUL)]


class NamedItem(msgspec.Struct, frozen=True):
    """Whom a declaration names, whole."""

    sender_name: str
    recipient_name: str
    recipient_postcode: str
    recipient_identity: str
    consignee_id: str


REPORT, VIEW = msgspec.json.Decoder(AskedReport), msgspec.json.Decoder(AskedView)


def listed(request: ApiRequest) -> HttpResponse:
    """The caller's own, their merchant's, their office's, or all."""
    asked = Questions(request, {"after", "limit"})
    page, cursor = desks().items().items(seen(request, "item"), asked.text("after", ""), asked.limit(20, 100))
    return answer(ListedItems([_listed(row) for row in page], cursor or None))


def one(request: ApiRequest, declaration_id: str) -> HttpResponse:
    """404 where there is none, and where it is somebody else's."""
    language = Questions(request, {"language"}).one_of("language", tuple(TAGS))
    sight = seen(request, "item")
    found = desks().items().item(sight, declaration_id)
    if found is None:
        raise Problem(404, NOT_THERE)
    assert request.caller, "the right to read it comes with a key"
    return said(_whole(found, language, request.caller.name, inside=from_inside(found.row, sight)), language)


def reported(request: ApiRequest, declaration_id: str) -> HttpResponse:
    """The declaration as it stands then. 403 on what is not for the caller to report, 409 on what does not fit its
    state: nothing was changed."""
    asked, caller = decoded(REPORT, json_body(request)), request.caller
    assert caller, "the right to report comes with a key"
    fact = FACTS.get(asked.fact)
    if fact is None:
        raise Misfit("/fact", f"{asked.fact[:40]!r}, expected one of {', '.join(FACTS)}")
    at = misfit_of(asked.why)
    if at is not None:
        raise Misfit(f"/why/{at}", f"{asked.why[at][:40]!r}, expected a code: {CODE.pattern}")
    points = standpoints(caller.roles, fact, merchant=caller.merchant, office=caller.office)
    heard = desks().items().report(Said(declaration_id, fact, caller.name, points, tuple(asked.why), asked.note))
    if heard.row is None:
        raise Problem(404, NOT_THERE)
    if heard.refusal is Verdict.NO_REASON:
        raise Misfit("/why", heard.refusal.words)
    if heard.refusal:
        raise Problem(403 if heard.refusal in NOT_ALLOWED else 409, f"{asked.fact}: {in_words(heard.refusal)}")
    return answer(_listed(heard.row))


def viewed(request: ApiRequest, declaration_id: str) -> HttpResponse:
    """Whom one names, whole; who saw it, when and why is kept. 404 as for reading, 409 where it does not open."""
    asked, caller = decoded(VIEW, json_body(request)), request.caller
    assert caller, "the right to see it comes with a key"
    found = desks().items().named(seen(request, "item", "change"), declaration_id, caller.name, asked.why)
    if found is Refusal.UNKNOWN_DECLARATION:
        raise Problem(404, NOT_THERE)
    if isinstance(found, Refusal):
        raise Problem(409, str(found))
    return answer(NamedItem(**found))


def in_words(refusal: Refusal | Verdict) -> str:
    """One line in English."""
    return refusal.words if isinstance(refusal, Verdict) else str(refusal)


def reasons(row: ItemRow, language: str) -> list[ItemReason]:
    """Why it was rejected or selected."""
    return [ItemReason(code, list(lines), words) for code, lines, words in reasons_in(language, row.reasons)]


def owed(row: ItemRow) -> Money | None:
    """None where nothing is reckoned."""
    return None if row.total_minor is None else Money(row.total_minor, row.currency)


def _listed(row: ItemRow) -> ListedItem:
    return ListedItem(
        declaration=row.declaration_id,
        id=row.reference,
        s10=row.s10,
        consignment=row.consignment_id or None,
        office=row.office,
        destination=row.destination,
        lodged_at=moment(row.lodged_at),
        state=row.state.name.lower(),
        border=BORDER_OF[row.state].name.lower(),
        channel=row.channel or None,
        arrived=row.arrived,
        paid=row.paid,
        owed=owed(row),
    )


def _whole(of: ItemView, language: str, who: str, *, inside: bool) -> WholeItem:
    history = [_heard(told_to(who, event, inside=inside), state) for event, state in of.case.done]
    content = msgspec.json.decode(of.row.plain)
    terms = [
        ItemTerm(clock.name, clock.whose, None if at is None else moment(at), clock.id, clock.status)
        for clock, at in of.terms
    ]
    return WholeItem(_listed(of.row), reasons(of.row, language), of.row.law_hash, content, of.named, terms, history)


def _heard(event: Event, state: State) -> ItemEvent:
    return ItemEvent(
        event.fact.name.lower(), moment(event.at), event.who or None, event.role.name.lower(), list(event.why),
        event.note, state.name.lower(),
    )  # fmt: skip


def said(document: object, language: str, *, status: int = 200) -> HttpResponse:
    """An answer with words of a language."""
    response = answer(document, status=status)
    response["Content-Language"] = TAGS[language]
    return response
