"""`/api/v1/tickets`: while a campaign is open, who orders takes a number, and comes when it is served.

A ticket is signed, so nobody makes one; it says whose it is and of which campaign, so nobody uses another's, or last
year's. Its turn follows from its number and the clock.
"""

import math

import msgspec
from django.core import signing
from django.http import HttpRequest, HttpResponse

from tearoad.api.gate import answer
from tearoad.api.moments import moment
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.rights import ApiRequest
from tearoad.payments import admission
from tearoad.payments.admission import GOOD_SECONDS, Answer, Campaign, serving, turn_at

HEADER, SALT, LONGEST = "Ticket", "ticket", 400


class Ticket(msgspec.Struct, frozen=True):
    """`ticket` goes with the order, as the header Ticket, from `turn_at` until `good_until`."""

    ticket: str
    campaign: str
    number: int
    serving: int
    turn_at: str
    good_until: str


def made(request: ApiRequest) -> HttpResponse:
    """201 with a number of the caller's own; 404 where no campaign is open, and nobody need wait."""
    assert request.caller, "the right to order comes with a key"
    taken = desks().waiting_room().take(request.caller.name)
    if taken is None:
        raise Problem(404, "no campaign is open: orders need no ticket")
    return answer(_told(*taken), status=201)


def one(request: ApiRequest, ticket: str) -> HttpResponse:
    """How far the campaign has come; 404 on what is no ticket of the caller's for it."""
    assert request.caller, "the right to order comes with a key"
    found, campaign = understood(ticket), desks().waiting_room().campaign()
    if not found or not campaign or found[:2] != (campaign.name, request.caller.name):
        raise Problem(404, "there is no such ticket")
    return answer(_told(campaign, found))


def refuse_who_must_wait(request: HttpRequest, buyer: str) -> None:
    """Problem 429 before a ticket's turn, 403 without a good one; nothing where no campaign is open. 400 on a header
    that no ticket is as long as."""
    room, text = desks().waiting_room(), request.headers.get(HEADER, "")
    if len(text) > LONGEST:
        raise Problem(400, f"the header {HEADER} has {len(text)} characters, expected at most {LONGEST}")
    ticket = understood(text)
    said = room.answer(ticket, buyer)
    campaign = room.campaign()
    if said is Answer.NOT_YET and ticket and campaign:
        wait = math.ceil(max(turn_at(campaign, ticket.number) - room.clock(), 1))
        raise Problem(429, f"{said}: number {serving(campaign, room.clock())} is served", retry=wait)
    if said is not Answer.ENTER:
        raise Problem(403, f"{said}: take one by POST /api/v1/tickets, and send it as the header {HEADER}")


def signed(ticket: admission.Ticket) -> str:
    """What a buyer is given."""
    return signing.dumps(list(ticket), salt=SALT)


def understood(text: str) -> admission.Ticket | None:
    """None for what we did not sign."""
    try:
        campaign, buyer, number = signing.loads(text, salt=SALT)
        return admission.Ticket(str(campaign), str(buyer), int(number))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _told(campaign: Campaign, ticket: admission.Ticket) -> Ticket:
    turn = turn_at(campaign, ticket.number)
    now = desks().waiting_room().clock()
    return Ticket(
        signed(ticket), campaign.name, ticket.number, serving(campaign, now), moment(math.ceil(turn)),
        moment(math.floor(turn) + GOOD_SECONDS),
    )  # fmt: skip
