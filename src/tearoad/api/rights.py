"""The rights of machines: a key opens what its scopes and its owner's roles both allow; sessions of people open nothing
here, so no page of somebody else can make a browser ask."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.boot.people import Caller
from tearoad.operations.rights import Action, Resource, Scope, may

View = Callable[..., HttpResponse]
SCHEME = "bearer"


class ApiRequest(HttpRequest):
    """A request that `needs` let through; `caller` is None for those without a key."""

    caller: Caller | None
    scope: Scope


def needs(resource: Resource, action: Action) -> Callable[[View], View]:
    """Marks a view with its right (`view.right`) and answers 401 or 403 to who lacks it. No CSRF token is asked for."""

    def marked(view: View) -> View:
        @wraps(view)
        def judged(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                request.caller = caller_of(request)
                request.scope = _scope(request.caller, resource, action)
            except Problem as problem:
                return _challenged(problem.response())
            return view(request, *args, **kwargs)

        judged.right = (resource, action)  # type: ignore[attr-defined]
        judged.csrf_exempt = True  # type: ignore[attr-defined]
        return judged

    return marked


def caller_of(request: HttpRequest) -> Caller | None:
    """The owner of the key that the request bears, or None where it bears none; Problem 401 on a bad one."""
    said = request.headers.get("Authorization")
    if said is None:
        return None
    scheme, _, key = said.partition(" ")
    caller = desks().people.key_owner(key.strip()) if scheme.lower() == SCHEME else None
    if caller is None:
        raise Problem(401, "the Authorization bears no valid key, expected 'Bearer tr_...'")
    return caller


def _scope(caller: Caller | None, resource: Resource, action: Action) -> Scope:
    public = may((), resource, action)
    if caller is None:
        if public is None:
            raise Problem(401, f"{resource}:{action} needs a key, expected 'Authorization: Bearer tr_...'")
        return public
    given = may(caller.roles, resource, action) if f"{resource}:{action}" in caller.scopes else public
    if given is None:
        raise Problem(403, f"the key may not {resource}:{action}")
    return given


def _challenged(response: HttpResponse) -> HttpResponse:
    if response.status_code == 401:
        response["WWW-Authenticate"] = 'Bearer realm="tearoad"'
    return response
