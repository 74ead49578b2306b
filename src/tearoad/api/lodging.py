"""`POST /api/v1/declarations`: item declarations are lodged, one or many.

A declaration's own `id` is its key of idempotency: the same id and content are the same declaration, for ever its
sender's. So the POST takes no Idempotency-Key, which could stand for one of a thousand only. One that is bad input is a
problem (422); among many it has its verdict and its reason, and the others go on.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import msgspec
from django.http import HttpResponse

from tearoad.api.body import Misfit, decoded, json_body
from tearoad.api.catalogue import Money
from tearoad.api.items import ItemReason, in_words, owed, reasons, said
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.quotes import Language
from tearoad.api.rights import ApiRequest
from tearoad.api.sight import seen
from tearoad.boot.items import party_of
from tearoad.operations.asked_item import AskedItem
from tearoad.operations.desk_view import Seen
from tearoad.operations.lodge_items import Lodged
from tearoad.operations.lodging_place import lodging_role, misplaced, offices_to_lodge_at
from tearoad.terms.refusal import Refusal

MOST_DECLARATIONS, MOST_LINES = 1_000, 10_000  # assumed
Answer = Literal["lodged", "rejected", "refused", "bad_input"]
FAULTS: Mapping[object, tuple[str, str]] = {
    Refusal.OTHER_CONTENT: ("/id", "another content was lodged with this id before"),
    Refusal.NUMBER_TAKEN: ("/s10", str(Refusal.NUMBER_TAKEN)),
    Refusal.UNKNOWN_PARCEL: ("/consignment", "no parcel of yours on this road"),
    Refusal.ANOTHER_OFFICE: ("/office", str(Refusal.ANOTHER_OFFICE)),
    Refusal.HANDED_OVER: ("/consignment", str(Refusal.HANDED_OVER)),
}


class OneDeclaration(AskedItem, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A declaration on its own, with the language of its reasons."""

    language: Language = "en"


class ManyDeclarations(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Declarations that are still to be decoded, each on its own: one that misfits does not spoil the others."""

    declarations: list[msgspec.Raw]
    language: Language = "en"


class AskedDeclarations(msgspec.Struct, frozen=True, kw_only=True):
    """The same, as its document says it: each is meant to be an AskedItem, and what is none has its own verdict.
    More than 1,000 of them are too large a body."""

    declarations: list[Any]
    language: Language = "en"


class LodgedItem(msgspec.Struct, frozen=True, kw_only=True):
    """`verdict`: lodged; rejected, with every reason; refused or bad_input, where nothing was kept, and `refusal` says
    why. `declaration` is our id of it, `id` the sender's; `s10` is also that which the road gave its own parcel. `owed`
    is None where nothing is reckoned."""

    id: str | None
    verdict: Answer
    declaration: str | None = None
    s10: str | None = None
    state: str | None = None
    channel: str | None = None
    reasons: list[ItemReason] = []
    owed: Money | None = None
    refusal: str | None = None


class LodgedItems(msgspec.Struct, frozen=True):
    """In the order of the declarations; `counts` of each verdict add up to them."""

    declarations: list[LodgedItem]
    counts: dict[str, int]


class _Named(msgspec.Struct):
    """Of a declaration that misfits, what names it."""

    id: str | None = None


MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
ONE, MANY = msgspec.json.Decoder(OneDeclaration), msgspec.json.Decoder(ManyDeclarations)
EACH, NAMED = msgspec.json.Decoder(AskedItem), msgspec.json.Decoder(_Named)


def made(request: ApiRequest) -> HttpResponse:
    """One declaration, or {"declarations": [...], "language": ...}; answers in the same shape."""
    body = json_body(request)
    return _many(request, body) if "declarations" in decoded(MEMBERS, body) else _one(request, body)


def _one(request: ApiRequest, body: bytes) -> HttpResponse:
    asked = decoded(ONE, body)
    own = seen(request, "item", "create")
    _expect_place(asked, own)
    (found,) = _lodged(request, own, [asked])
    if found.refusal in FAULTS:
        raise Misfit(*FAULTS[found.refusal])
    if found.refusal:
        raise Problem(409, f"a correction: {in_words(found.refusal)}")
    response = said(_told(asked, found, asked.language), asked.language, status=201)
    response["Location"] = f"/api/v1/declarations/lodged/{found.declaration_id}"
    if found.known:
        response["Idempotency-Replayed"] = "true"
    return response


def _many(request: ApiRequest, body: bytes) -> HttpResponse:
    whole = decoded(MANY, body)
    if len(whole.declarations) > MOST_DECLARATIONS:
        raise Problem(413, f"{len(whole.declarations)} declarations, expected at most {MOST_DECLARATIONS}")
    own = seen(request, "item", "create")
    each = _each(whole.declarations, own)
    good = [one for one in each if isinstance(one, AskedItem)]
    lines = sum(len(one.lines) for one in good)
    if lines > MOST_LINES:
        raise Problem(413, f"{lines} lines, expected at most {MOST_LINES}")
    found = iter(_lodged(request, own, good))
    answers = [_told(one, next(found), whole.language) if isinstance(one, AskedItem) else one for one in each]
    found_of = Counter(one.verdict for one in answers)
    counts: dict[str, int] = {name: found_of[name] for name in get_args(Answer)}
    return said(LodgedItems(answers, counts), whole.language, status=201)


def _each(texts: Sequence[msgspec.Raw], own: Seen) -> list[AskedItem | LodgedItem]:
    """Each understood, or with what is wrong in it; of two with one id the first."""
    found: list[AskedItem | LodgedItem] = []
    ids: set[str] = set()
    for text in texts:
        try:
            asked = decoded(EACH, text)
            _expect_place(asked, own)
            if asked.id in ids:
                raise Misfit("/id", "it stands twice in this request")
            ids.add(asked.id)
            found.append(asked)
        except Misfit as misfit:
            where = f"{misfit.pointer}: " if misfit.pointer else ""
            found.append(LodgedItem(id=_id_of(text), verdict="bad_input", refusal=where + misfit.detail))
    return found


def _id_of(text: msgspec.Raw) -> str | None:
    try:
        return decoded(NAMED, text).id
    except Misfit:
        return None


def _expect_place(asked: AskedItem, own: Seen) -> None:
    wrong = misplaced(asked, offices_to_lodge_at(own, desks().corridor.road.offices))
    if wrong:
        raise Misfit(f"/{wrong[0]}", wrong[1])


def _lodged(request: ApiRequest, own: Seen, asked: Sequence[AskedItem]) -> list[Lodged]:
    assert request.caller, "the right to lodge comes with a key"
    who, role = request.caller.name, lodging_role(request.caller.roles)
    return desks().items().lodge(asked, party_of(who, own.merchant), who, role)


def _told(asked: AskedItem, found: Lodged, language: str) -> LodgedItem:
    if found.row is None:
        assert found.refusal, "what was not kept was refused"
        why = ": ".join(FAULTS[found.refusal]) if found.refusal in FAULTS else in_words(found.refusal)
        return LodgedItem(id=asked.id, verdict="refused", refusal=why)
    row = found.row
    return LodgedItem(
        id=asked.id,
        verdict="lodged" if row.channel else "rejected",
        declaration=row.declaration_id,
        s10=row.s10 or None,
        state=row.state.name.lower(),
        channel=row.channel or None,
        reasons=reasons(row, language),
        owed=owed(row),
    )
