"""`GET /api/v1/health` and `/ready`: alive, and able to serve."""

import msgspec
from django.http import HttpResponse

from tearoad.api.gate import answer
from tearoad.api.moments import moment
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.rights import ApiRequest
from tearoad.terms.refusal import Unavailable


class Health(msgspec.Struct, frozen=True):
    """The process answers."""

    status: str


class Readiness(msgspec.Struct, frozen=True):
    """The data base answers too; `clock_at` is the road's."""

    status: str
    clock_at: str


def health(request: ApiRequest) -> HttpResponse:
    """Asks nobody else."""
    return answer(Health("ok"))


def ready(request: ApiRequest) -> HttpResponse:
    """503 while the data base does not answer."""
    try:
        with desks().store.unit() as unit:
            clock = unit.roads.clock_at()
    except Unavailable:
        raise Problem(503, "the data base does not answer", retry=5) from None
    return answer(Readiness("ok", moment(clock)))
