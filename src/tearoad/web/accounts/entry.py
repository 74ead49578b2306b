"""Signing in and out, registering, changing the password."""

import time
import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import SESSION_KEY, authenticate, get_user_model, login, logout, update_session_auth_hash
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import user_has_device  # type: ignore[import-untyped]

from tearoad.api.address import client_address
from tearoad.api.rates import Rate, Rates
from tearoad.operations.rights import STAFF
from tearoad.web.accounts.forms import ChangePasswordForm, RegisterForm, SignInForm
from tearoad.web.rights import OWES_SECOND_FACTOR, Asked, needs
from tearoad.web.speech import language, spoken
from tearoad.web.words import CATALOGUE

BACKEND = "django.contrib.auth.backends.ModelBackend"
LOCKED_SECONDS = 15 * 60
INVALID = 422  # a form that was understood and cannot be taken

REGISTRATIONS = Rate(30 / 3600, 30)  # of one address; assumed
Faults = dict[str, list[str]]
_registrations = Rates()


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs("site", "read")
def sign_in(request: Asked) -> HttpResponse:
    """One answer for a wrong name and a wrong password; 429 after too many of them."""
    if request.method != "POST":
        return page(request, "sign_in.html")
    form = SignInForm(request.POST)
    faults: Faults = form.faults()
    if not faults:
        user: Any = authenticate(request, name=form.cleaned_data["name"], password=form.cleaned_data["password"])
        if user is not None:
            return entered(request, user)
        if getattr(request, "axes_locked_out", False):
            response = page(request, "sign_in.html", status=429, faults={"form": ["locked"]})
            response["Retry-After"] = str(LOCKED_SECONDS)
            return response
        faults = {"form": ["wrong"]}
    return page(request, "sign_in.html", status=INVALID, faults=faults)


@require_POST
@needs("site", "read")
def sign_out(request: Asked) -> HttpResponse:
    """Ends the session; whoever was not signed in is not told so."""
    logout(request)
    return gone_to("/")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs("account", "create")
def register(request: Asked) -> HttpResponse:
    """Makes a buyer, who is signed in at once; 429 after too many from one address. Who is signed in already sees
    their account: a form sent twice too."""
    if request.user.is_authenticated:
        return gone_to(reverse("account"))
    if request.method != "POST":
        return page(request, "register.html")
    form = RegisterForm(request.POST)
    handle = form.cleaned_data.get("name", "") if form.is_valid() else ""
    user = get_user_model()(id=uuid.uuid4(), name=handle, joined_at=timezone.now())
    form.judge(user)
    faults: Faults = form.faults()
    wait = 0 if faults else _registrations.wait(client_address(request), REGISTRATIONS, time.monotonic())
    if wait:
        response = page(request, "register.html", status=429, faults={"form": ["too_often"]})
        response["Retry-After"] = str(wait)
        return response
    if not faults and _made(user, form.cleaned_data["password"]):
        return entered(request, user)
    return page(request, "register.html", status=INVALID, faults=faults or {"name": ["taken"]})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs("account", "change")
def change_password(request: Asked) -> HttpResponse:
    """The other sessions of the same person end with it. The demo's people have none to change."""
    if request.user.demo:
        return page(request, "change_password.html", status=INVALID if request.method == "POST" else 200)
    if request.method != "POST":
        return page(request, "change_password.html")
    form = ChangePasswordForm(request.POST)
    form.judge(request.user)
    faults: Faults = form.faults()
    if not faults:
        # By way of `authenticate`: guesses at the old password are counted as those at the door are.
        known = authenticate(request, name=request.user.name, password=form.cleaned_data["old"])
        if known is not None:
            request.user.set_password(form.cleaned_data["password"])
            request.user.save(update_fields=["password"])
            update_session_auth_hash(request, request.user)
            return gone_to(reverse("account"))
        faults = {"form": ["locked"]} if getattr(request, "axes_locked_out", False) else {"old": ["wrong_old"]}
    return page(request, "change_password.html", status=INVALID, faults=faults)


def page(
    request: HttpRequest, template: str, status: int = 200, faults: Faults | None = None, **context: Any
) -> HttpResponse:
    """A page of templates/accounts in the request's language, with the address to go on to, what was typed, and the
    faults in words."""
    told = {name: in_words(codes, language(request)) for name, codes in (faults or {}).items()}
    shown = {"next": safe_next(request), "typed": request.POST, "faults": told, **context}
    return spoken(request, render(request, f"accounts/{template}", shown, status=status))


def entered(request: HttpRequest, user: Any) -> HttpResponse:
    """Signs `user` in, in a session of a new key, and sends them on: to the second factor first, where they owe one."""
    if SESSION_KEY in request.session:  # Django keeps the session's key where the same person signs in again
        request.session.cycle_key()
    login(request, user, backend=BACKEND)
    Session.objects.filter(expire_date__lt=timezone.now()).delete()  # nobody comes back to these
    request.session[OWES_SECOND_FACTOR] = user_has_device(user)
    after = safe_next(request)
    if not user.demo and (request.session[OWES_SECOND_FACTOR] or not STAFF.isdisjoint(user.role_names)):
        return gone_to(f"{reverse('second_factor')}{and_next(after)}")
    return gone_to(after or "/")


def safe_next(request: HttpRequest) -> str:
    """Where to go on to: an address of this very site, or '' where none was given."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if own and asked.startswith("/") and asked.isprintable() else ""


def gone_to(where: str) -> HttpResponse:
    """A redirect that nobody keeps on the way."""
    response = HttpResponseRedirect(resolve_url(where))
    response["Cache-Control"] = "no-store"
    return response


def and_next(after: str) -> str:
    """The query that hands the address to go on to to the next page, or nothing."""
    return f"?{urlencode({'next': after})}" if after else ""


def in_words(codes: list[str], spoken_language: str) -> list[str]:
    """Of each fault's code what people are told."""
    known = CATALOGUE["fault"]
    return [known[code if code in known else "invalid"][spoken_language] for code in codes]


def _made(user: Any, password: str) -> bool:
    """False where somebody has the handle."""
    if get_user_model().objects.filter(name=user.name).exists():
        return False
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            user.groups.add(Group.objects.get(name="buyer"))
    except IntegrityError:  # somebody took it in this very moment
        return False
    return True
