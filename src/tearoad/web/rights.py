"""The rights of people: each view says what it needs, and who lacks it is led to where they get it, or refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from tearoad.api.address import is_loopback
from tearoad.api.provider import desks
from tearoad.boot.site import LOOPBACK_HOSTS
from tearoad.operations.rights import DEMO_VISITOR, STAFF, Action, Resource, Scope, may
from tearoad.web.errors import told

View = Callable[..., HttpResponseBase]
Middleware = Callable[[HttpRequest], HttpResponseBase]
OWES_SECOND_FACTOR = "owes_second_factor"  # in the session of one who has a device and has not shown it yet
# By which proxies betray themselves; none of them adds all.
FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")


class Asked(HttpRequest):
    """A request that `needs` let through: what its sender may see of the resource, and the roles that count; none are
    looked up where everybody may do it to everything."""

    scope: Scope
    roles: tuple[str, ...]
    demo: bool
    user: Any


def needs(resource: Resource, action: Action, *, unverified: bool = False) -> Callable[[View], View]:
    """Marks a view with its right (`view.right`). Who is not signed in goes to the sign-in page, who owes the second
    factor to that, anybody else without the right gets 403. `unverified` is for the pages that pay what is owed."""

    def marked(view: View) -> View:
        @wraps(view)
        def judged(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request.roles, scope = (), may((), resource, action)
            if scope != "all":  # a page for everybody asks neither who one is nor the data base
                request.roles = all_roles(request) if unverified else trusted_roles(request)
                scope = may(request.roles, resource, action)
            if scope is None:
                return _led(request, resource, action)
            request.scope = scope
            return view(request, *args, **kwargs)

        judged.right = (resource, action)  # type: ignore[attr-defined]
        return judged

    return marked


def demo(get_response: Middleware) -> Middleware:
    """Middleware: `request.demo` is true where all is but a demo and the request comes from this very machine."""

    def with_demo(request: Any) -> HttpResponseBase:
        request.demo = SimpleLazyObject(lambda: on_loopback(request) and desks().people.is_demo())
        return get_response(request)

    return with_demo


def on_loopback(request: HttpRequest) -> bool:
    """Whether both ends are this machine, the name that was asked for and the address that asks, with no proxy."""
    if settings.SESSION_COOKIE_SECURE:  # there is a proxy, whatever the request says
        return False
    host, _ = split_domain_port(request.get_host())
    return (
        is_loopback(str(request.META.get("REMOTE_ADDR", "")))
        and host in LOOPBACK_HOSTS
        and not any(name in request.headers for name in FORWARDED)
    )


def all_roles(request: Any) -> tuple[str, ...]:
    """The roles of whoever is signed in, whether or not they count yet."""
    user = request.user
    if not user.is_authenticated:
        return (DEMO_VISITOR,) if request.demo else ()
    return tuple(user.role_names)


def trusted_roles(request: Any) -> tuple[str, ...]:
    """The roles that count: staff's only with the second factor, nobody's while they owe one that they have. The
    demo's people owe none where the demo is."""
    roles, user = all_roles(request), request.user
    if not user.is_authenticated or user.is_verified() or (user.demo and request.demo):
        return roles
    if user.demo or request.session.get(OWES_SECOND_FACTOR):
        return ()
    return tuple(role for role in roles if role not in STAFF)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token: it is old, or from elsewhere. `reason` is Django's, for its log only."""
    return told(request, "old_form", 403)


def _led(request: Any, resource: Resource, action: Action) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return _sent(request, reverse("sign_in"))
    if may(all_roles(request), resource, action) and not request.user.demo:
        return _sent(request, reverse("second_factor"))
    raise PermissionDenied


def _sent(request: HttpRequest, where: str) -> HttpResponse:
    if "HX-Request" in request.headers:  # a fragment: the whole page is to go there
        return HttpResponse(status=401, headers={"HX-Redirect": where})
    after = f"?{urlencode({'next': request.get_full_path()})}" if request.method in ("GET", "HEAD") else ""
    response = HttpResponseRedirect(where + after)
    response["Cache-Control"] = "no-store"
    return response
