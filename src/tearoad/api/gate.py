"""The gate of the machines' door: each address says what it answers to each method, and what right that needs.

Who asks too often, without the right, or by another method gets a problem, and no handler is asked.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from tearoad.api.address import client_address
from tearoad.api.body import Misfit
from tearoad.api.problems import Problem
from tearoad.api.rates import Rate, Rates
from tearoad.api.rights import ApiRequest, needs
from tearoad.operations.rights import Action, Resource
from tearoad.terms.refusal import BadInput

KEYED, ANONYMOUS = Rate(50, 400), Rate(10, 200)  # of one key, of one address without a key; assumed
OF_PROVIDERS = Rate(1_000, 5_000)  # callbacks of one address: who holds them up loses what they say; assumed
Handler = Callable[..., HttpResponse]
_rates = Rates()


@dataclass(frozen=True)
class Way:
    """One method of an address: who answers, and the right that it needs."""

    handler: Handler
    resource: Resource
    action: Action
    anonymous: Rate | None = None  # of one address without a key, where it is another than ANONYMOUS


def door(**ways: Way) -> Callable[..., HttpResponse]:
    """The view of an address: GET=Way(...), POST=Way(...). HEAD is answered as GET."""
    guarded = {method: needs(way.resource, way.action)(_understood(way.handler)) for method, way in ways.items()}
    allow = ", ".join(sorted({*ways, *(("HEAD",) if "GET" in ways else ())}))

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        method = "GET" if request.method == "HEAD" else request.method or ""
        try:
            _not_too_often(request, (ways[method].anonymous if method in ways else None) or ANONYMOUS)
            if method not in guarded:
                raise Problem(405, f"{method} is not for this address, expected {allow}", allow=allow)
        except Problem as problem:
            return problem.response()
        return guarded[method](request, *args, **kwargs)

    view.rights = {method: (way.resource, way.action) for method, way in ways.items()}  # type: ignore[attr-defined]
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def answer(document: object, *, status: int = 200, location: str = "") -> HttpResponse:
    """JSON that nobody keeps on the way."""
    response = HttpResponse(msgspec.json.encode(document), status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    if location:
        response["Location"] = location
    return response


def _understood(handler: Handler) -> Handler:
    def judged(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return handler(request, *args, **kwargs)
        except Misfit as misfit:
            where = misfit.pointer or "the whole body"
            return Problem(422, f"{where}: {misfit.detail}", errors={misfit.pointer: misfit.detail}).response()
        except BadInput as error:
            return Problem(422, str(error)).response()
        except Problem as problem:
            return problem.response()

    return judged


def _not_too_often(request: HttpRequest, anonymous: Rate) -> None:
    said = request.headers.get("Authorization", "")
    caller, rate = (
        (f"key {said[:24]}", KEYED) if said else (f"address {client_address(request)} {anonymous.at_once}", anonymous)
    )
    seconds = _rates.wait(caller, rate, time.monotonic())
    if seconds:
        raise Problem(429, f"too many requests, expected at most {rate.a_second:g} a second", retry=seconds)
