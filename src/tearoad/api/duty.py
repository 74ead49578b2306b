"""`/api/v1/declarations/lodged/ID/payment`: what is owed of a declaration, its payment code, and paying by a wallet."""

import time
from typing import Annotated

import msgspec
from django.http import HttpResponse
from msgspec import Meta

from tearoad.api.body import Misfit, decoded, json_body
from tearoad.api.catalogue import Money
from tearoad.api.gate import Way, answer
from tearoad.api.items import NOT_THERE
from tearoad.api.moments import moment
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.rates import Rate, Rates
from tearoad.api.rights import ApiRequest
from tearoad.api.route import Route, Told
from tearoad.boot.item_duty import LONGEST_SAID, Payer
from tearoad.operations.asked_item import NO_NUL
from tearoad.terms.money import LARGEST_MINOR
from tearoad.terms.refusal import Refusal

TRIES = Rate(60 / 3600, 60)  # of codes by one account, right or wrong, in this process; assumed
_tries = Rates()


class DutyOwed(msgspec.Struct, frozen=True):
    """What is owed of a declaration as the border reckons, and what a wallet pays for that; or why nothing can be paid,
    `refusal`. Who has the `code` may pay too, by the item's number."""

    declaration: str
    s10: str
    owed: Money | None
    amount: Money | None
    code: str | None
    refusal: str | None


class AskedPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From the caller's wallet. `code` is for declarations of others; with `expected_minor` no other amount is taken
    from the wallet than this."""

    code: Annotated[str, Meta(max_length=LONGEST_SAID, pattern=NO_NUL)] = ""
    expected_minor: Annotated[int, Meta(ge=1, le=LARGEST_MINOR)] | None = None


class PaidDuty(msgspec.Struct, frozen=True):
    """What the caller's wallet paid, and when; `state` is that of the declaration then."""

    declaration: str
    state: str
    paid: Money
    at: str


ASKED = msgspec.json.Decoder(AskedPayment)


def seconds_to_wait(who: str) -> int:
    """0 where this account may try one more payment code."""
    return _tries.wait(who, TRIES, time.monotonic())


def told(request: ApiRequest, declaration_id: str) -> HttpResponse:
    """404 where there is none, and where the caller's side did not lodge it."""
    found = desks().items().duty.one(_payer(request), declaration_id)
    if found is None:
        raise Problem(404, NOT_THERE)
    due, row = found.due, found.row
    if isinstance(due, Refusal):
        return answer(DutyOwed(declaration_id, row.s10, None, None, None, str(due)))
    owed, amount = Money(due.owed_minor, row.currency), Money(due.amount_minor, found.currency)
    return answer(DutyOwed(declaration_id, row.s10, owed, amount, found.code, None))


def paid(request: ApiRequest, declaration_id: str) -> HttpResponse:
    """The same for who asks again; 404 also on a wrong code, 409 where it cannot be paid now: no money moved."""
    asked, payer = decoded(ASKED, json_body(request)), _payer(request)
    wait = seconds_to_wait(payer.name) if asked.code else 0
    if wait:
        raise Problem(429, "too many payment codes were tried", retry=wait)
    found = desks().items().duty.pay(payer, declaration_id, asked.code, asked.expected_minor)
    if found.row is None:
        raise Problem(404, NOT_THERE)
    if found.refusal is Refusal.PRICE_CHANGED:
        raise Misfit("/expected_minor", f"{asked.expected_minor}, and it is another amount now")
    if found.refusal:
        raise Problem(409, str(found.refusal))
    duty = found.duty
    assert duty, "what is not refused is paid"
    amount = Money(duty.amount_minor, duty.currency)
    return answer(PaidDuty(declaration_id, found.row.state.name.lower(), amount, moment(duty.at)))


def _payer(request: ApiRequest) -> Payer:
    assert request.caller, "the right to it comes with a key"
    return Payer(request.caller.name, request.caller.merchant)


DUTY_ROUTES = (
    Route(
        "declarations/lodged/<str:declaration_id>/payment",
        "item_payment",
        {"GET": Way(told, "item", "read"), "POST": Way(paid, "wallet", "change")},
        {
            "GET": Told("What is owed of a declaration that the caller's side lodged.", DutyOwed, fails=(404,)),
            "POST": Told(
                "Pay what is owed of one from the caller's wallet. Asked again it is as it was.",
                PaidDuty,
                takes=AskedPayment,
                fails=(400, 404, 409, 411, 413, 415, 422),
                example={"expected_minor": 971_250},
            ),
        },
    ),
)
