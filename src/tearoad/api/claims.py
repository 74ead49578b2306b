"""`/api/v1/claims`: claims about parcels, opened by who sends or gets one, answered by the post."""

from typing import Literal

import msgspec
from django.http import HttpResponse

from tearoad.api.body import decoded, json_body
from tearoad.api.gate import Way, answer
from tearoad.api.idempotency import key_of
from tearoad.api.moments import maybe, moment
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.questions import Questions
from tearoad.api.rights import ApiRequest
from tearoad.api.route import AFTER, KEY, PAGE, Route, Told, Word
from tearoad.api.sight import seen
from tearoad.operations.claim_parcels import Claimed, Opening, Report
from tearoad.operations.claim_ports import ClaimRow, claim_id_of
from tearoad.operations.claim_view import ListedClaim
from tearoad.operations.desk_view import Seen
from tearoad.post.claims import Answer, Fact, Kind
from tearoad.terms.refusal import Refusal

STATES = ("waiting", "settled")
UNKNOWN = (Refusal.UNKNOWN_PARCEL, Refusal.UNKNOWN_CLAIM)


class AskedClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is claimed; of the contents only once the parcel came."""

    kind: Literal["not_arrived", "damaged", "contents_missing"]


class AskedAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the post found, or that what it answered before is settled."""

    answer: Literal["found", "lost", "damaged", "rejected", "settled"]


class Claim(msgspec.Struct, frozen=True):
    """A claim as it stands: its `state` is open, answered or settled. `parcel` is the id of a consignment, `answer_by`
    until when the post is to answer; `answer` is None as long as it did not, `withdrawn` where it was taken back."""

    id: str
    parcel: str
    kind: str
    state: str
    answer: str | None
    opened_at: str
    answer_by: str
    answered_at: str | None
    settled_at: str | None


class ListedClaimOf(msgspec.Struct, frozen=True):
    """A claim in a list, with its parcel as it is now."""

    claim: Claim
    order: str
    s10: str
    merchant: str
    stage: str


class ListedClaims(msgspec.Struct, frozen=True):
    """A page; `next` is the `after` of the next page, None at the end."""

    items: list[ListedClaimOf]
    next: str | None


CLAIM, ANSWER = msgspec.json.Decoder(AskedClaim), msgspec.json.Decoder(AskedAnswer)


def opened(request: ApiRequest, parcel_id: str) -> HttpResponse:
    """201 with the claim, the same for the same key; 404 where no such parcel is in sight, 409 where none may be
    opened about it now."""
    key, asked, caller = key_of(request), decoded(CLAIM, json_body(request)), request.caller
    assert caller, "the right to claim comes with a key"
    kind = Kind[asked.kind.upper()]
    name = claim_id_of(parcel_id, kind, f"{caller.name}\0{key}")
    found = desks().claims().open(Opening(name, parcel_id, kind, caller.name, seen(request, "claim", "create")))
    response = _said(found, 201)
    if found.known:
        response["Idempotency-Replayed"] = "true"
    return response


def listed(request: ApiRequest) -> HttpResponse:
    """A buyer's own, a merchant's, an office's, or all."""
    asked = Questions(request, {"after", "limit", "state"})
    settled = asked.one_of("state", STATES) == "settled"
    after, limit = asked.text("after", ""), asked.limit(20, 100)
    page = desks().claims().page(seen(request, "claim"), after, limit, settled=settled)
    return answer(ListedClaims([_listed(one) for one in page.rows], page.cursor or None))


def answered(request: ApiRequest, claim_id: str) -> HttpResponse:
    """The same again is as it was."""
    said = decoded(ANSWER, json_body(request)).answer
    fact, found = (Fact.SETTLED, Answer.NONE) if said == "settled" else (Fact.ANSWERED, Answer[said.upper()])
    return _reported(request, claim_id, fact, found, seen(request, "claim", "change"))


def withdrawn(request: ApiRequest, claim_id: str) -> HttpResponse:
    """By who opened it; the same again is as it was."""
    return _reported(request, claim_id, Fact.WITHDRAWN, Answer.NONE, seen(request, "claim", "create"))


def _reported(request: ApiRequest, claim_id: str, fact: Fact, found: Answer, whose: Seen) -> HttpResponse:
    assert request.caller, "the right to report comes with a key"
    return _said(desks().claims().report(Report(claim_id, fact, request.caller.name, whose, found)), 200)


def _said(found: Claimed, status: int) -> HttpResponse:
    if found.row is None:
        raise Problem(404 if found.refusal in UNKNOWN else 409, str(found.refusal))
    return answer(_claim(found.row), status=status)


def _listed(one: ListedClaim) -> ListedClaimOf:
    return ListedClaimOf(_claim(one.claim), one.order_id, one.s10, one.merchant, one.stage)


def _claim(row: ClaimRow) -> Claim:
    return Claim(
        row.claim_id,
        row.consignment_id,
        row.kind.name.lower(),
        row.state.name.lower(),
        None if row.answer is Answer.NONE else row.answer.name.lower(),
        moment(row.opened_at),
        moment(row.answer_by),
        maybe(row.answered_at if row.answered_at >= 0 else None),
        maybe(row.settled_at if row.settled_at >= 0 else None),
    )


_FAILS = (400, 404, 409, 411, 413, 415, 422)
CLAIM_ROUTES = (
    Route(
        "parcels/<str:parcel_id>/claims",
        "claim_parcel",
        {"POST": Way(opened, "claim", "create")},
        {
            "POST": Told(
                "Claim that a parcel did not come, or not as it was sent; by the id of one in your list.",
                Claim,
                201,
                AskedClaim,
                words=(KEY,),
                fails=_FAILS,
                example={"kind": "not_arrived"},
            )
        },
    ),
    Route(
        "claims",
        "claims",
        {"GET": Way(listed, "claim", "read")},
        {
            "GET": Told(
                "Claims about parcels: those whose answer is due first, or those that were settled last.",
                ListedClaims,
                words=(AFTER, PAGE, Word("state", "Which of them.", {"type": "string", "enum": list(STATES)})),
                fails=(422,),
            )
        },
    ),
    Route(
        "claims/<str:claim_id>/answers",
        "claim_answers",
        {"POST": Way(answered, "claim", "change")},
        {
            "POST": Told(
                "What the post found. `lost` refunds the buyer; after `damaged` money waits until that is `settled`.",
                Claim,
                takes=AskedAnswer,
                fails=_FAILS,
                example={"answer": "found"},
            )
        },
    ),
    Route(
        "claims/<str:claim_id>/withdrawal",
        "claim_withdrawal",
        {"POST": Way(withdrawn, "claim", "create")},
        {"POST": Told("Take one's own claim back.", Claim, fails=(404, 409))},
    ),
)
