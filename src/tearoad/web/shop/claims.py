"""What the page of an order says of claims about its parcels, and which may be opened."""

from typing import Any

from tearoad.api.provider import desks
from tearoad.operations.buyer_view import OrderView
from tearoad.operations.claim_view import ListedClaim
from tearoad.operations.desk_view import Seen
from tearoad.post.claims import Answer, State
from tearoad.web.figures import moment_at
from tearoad.web.words import word_of

HERE = ("delivered", "confirmed", "auto_confirmed")
ON_ITS_WAY = (
    "dispatched", "in_transit", "at_exchange_office", "held_at_border", "out_for_delivery", "failed_attempt",
    "collectable",
)  # fmt: skip
WHOLE = Seen(everything=True, buyer=None, merchant=None, office=None)


def claims_of(found: OrderView, who: str, chosen: str, *, may_claim: bool) -> list[dict[str, Any]]:
    """One for each parcel about which something was claimed, or may be; the order is one that the visitor may see."""
    of = desks().claims().of_parcels(WHOLE, [parcel.consignment_id for parcel in found.parcels])
    shown = []
    for parcel in found.parcels:
        said = of.get(parcel.consignment_id, [])
        waits = any(one.claim.state is not State.SETTLED for one in said)
        kinds = _kinds(parcel.stage) if may_claim and not waits else ()
        if said or kinds:
            shown.append(
                {
                    "id": parcel.consignment_id,
                    "number": parcel.s10 or "",
                    "said": [_said(one, who, chosen, may_claim=may_claim) for one in said],
                    "kinds": [(name, word_of("claim_kind", name, chosen)) for name in kinds],
                }
            )
    return shown


def _kinds(stage: str) -> tuple[str, ...]:
    if stage in HERE:
        return ("not_arrived", "damaged", "contents_missing")
    return ("not_arrived",) if stage in ON_ITS_WAY else ()


def _said(one: ListedClaim, who: str, chosen: str, *, may_claim: bool) -> dict[str, Any]:
    row = one.claim
    return {
        "id": row.claim_id,
        "kind": word_of("claim_kind", row.kind.name.lower(), chosen),
        "state": word_of("claim_state", row.state.name.lower(), chosen),
        "answer": "" if row.answer is Answer.NONE else word_of("claim_answer", row.answer.name.lower(), chosen),
        "opened": moment_at(row.opened_at, chosen),
        "answer_by": moment_at(row.answer_by, chosen),
        "answered": moment_at(row.answered_at, chosen) if row.answered_at >= 0 else "",
        "own": may_claim and row.opened_by == who and row.state is not State.SETTLED,
    }
