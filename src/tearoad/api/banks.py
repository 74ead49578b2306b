"""`/api/v1/banks` and callbacks: how busy each bank is, and what payment providers say of payments.

A provider is believed by its signature over the body and the moment (Standard Webhooks 1.0). What it says more than
once is heard once, and whatever it says of money that nobody waits for, that money goes back.
"""

import msgspec
from django.http import HttpRequest, HttpResponse

from tearoad.api.body import json_body
from tearoad.api.gate import answer
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.boot.banks import Operation as Operation
from tearoad.boot.banks import Refused
from tearoad.operations.hear_provider import Heard

REFUSED = {Heard.UNKNOWN: 404, Heard.FOREIGN: 409}


class Bank(msgspec.Struct, frozen=True):
    """`busy` says to take another one: it is closed, does not answer, or others wait; `wait_seconds` is how long who
    comes now is likely to."""

    bank: str
    method: str
    busy: bool
    open: bool
    answers: bool
    wait_seconds: int
    least_minor: int
    most_minor: int


class Banks(msgspec.Struct, frozen=True):
    """By name."""

    items: list[Bank]


class Callback(msgspec.Struct, frozen=True):
    """What became of it: taken, seen before, the money goes back, or not waited for."""

    heard: str


def listed(request: HttpRequest) -> HttpResponse:
    """All of them."""
    found = sorted(desks().banks().loads(), key=lambda one: one.channel)
    return answer(
        Banks(
            [
                Bank(
                    *one.channel[:2], one.busy, one.open, one.answers, one.wait_seconds, one.channel.least_minor,
                    one.channel.most_minor,
                )
                for one in found
            ]
        )
    )  # fmt: skip


def called_back(request: HttpRequest, provider: str) -> HttpResponse:
    """200 with what became of it; 401 where it is not believed, 404 on an unknown provider or payment, 409 where the
    operation is of another payment, or the payment of another provider."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    became = desks().banks().call_back(provider, headers, json_body(request))
    if became is None:
        raise Problem(404, "there is no such provider")
    if isinstance(became, Refused):
        raise Problem(401, str(became))
    if became in REFUSED:
        raise Problem(REFUSED[became], str(became))
    return answer(Callback(str(became)))
