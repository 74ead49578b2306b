"""The waiting room before checkout: a number, how far it is, and the door when its turn has come."""

import math

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tearoad.api.provider import desks
from tearoad.api.tickets import signed, understood
from tearoad.payments.admission import Answer, serving, turn_at
from tearoad.web.figures import number
from tearoad.web.speech import language, spoken

KEPT = "ticket"  # in the session
TOO_MANY = 429


def must_wait(request: HttpRequest, buyer: str) -> HttpResponse | None:
    """The page of who waits, with a number taken now where there was no good one; None where they may enter."""
    room = desks().waiting_room()
    ticket = understood(request.session.get(KEPT, ""))
    said = room.answer(ticket, buyer)
    if said not in (Answer.ENTER, Answer.NOT_YET):
        taken = room.take(buyer)
        ticket = taken[1] if taken else None
        request.session[KEPT] = signed(ticket) if ticket else ""
        said = room.answer(ticket, buyer)
    campaign = room.campaign()
    if said is Answer.ENTER or ticket is None or campaign is None:
        return None
    chosen, now = language(request), room.clock()
    context = {
        "number": number(ticket.number, chosen),
        "before": number(max(ticket.number - serving(campaign, now), 1), chosen),
        "minutes": number(math.ceil(max(turn_at(campaign, ticket.number) - now, 1) / 60), chosen),
    }
    response = render(request, "shop/waiting.html", context, status=TOO_MANY if request.method == "POST" else 200)
    return spoken(request, response)
