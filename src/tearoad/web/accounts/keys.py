"""The account page, and the keys of its owner's machines."""

import os
import secrets
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_otp import user_has_device  # type: ignore[import-untyped]

from tearoad.api.provider import desks
from tearoad.api.routes import scopes_of
from tearoad.boot.outgoing import mail_works
from tearoad.boot.people import MOST_KEYS
from tearoad.operations.rights import STAFF, may
from tearoad.web.accounts.entry import INVALID, gone_to, page
from tearoad.web.accounts.forms import KeyForm
from tearoad.web.figures import moment, moment_at
from tearoad.web.rights import Asked, needs
from tearoad.web.speech import language
from tearoad.web.words import word_of


@require_safe
@needs("account", "read")
def account(request: Asked) -> HttpResponse:
    """Who one is here, the second factor, and the keys."""
    return account_page(request, {})


@require_POST
@needs("api_key", "create")
def make_key(request: Asked) -> HttpResponse:
    """A new key, shown in the answer and never again; the same form sent twice makes one."""
    form = KeyForm(request.POST, scopes_of(request.roles))
    faults = form.faults()
    if not faults:
        asked = form.cleaned_data
        people = desks().people
        made = people.make_key(request.user.id, asked["title"], asked["scopes"], asked["once"])
        if made is not None:
            return page(request, "key_made.html", key=made.secret, title=asked["title"])
        faults = {"form": ["too_many_keys" if len(people.keys_of(request.user.id)) >= MOST_KEYS else "made_already"]}
    return account_page(request, faults, INVALID)


@require_POST
@needs("api_key", "change")
def revoke_key(request: Asked, prefix: str) -> HttpResponse:
    """From now on the key opens nothing; 404 for another's."""
    if not prefix.isalnum() or not desks().people.revoke_key(request.user.id, prefix):
        raise Http404
    return gone_to(reverse("account"))


def account_page(request: Asked, faults: dict[str, list[str]], status: int = 200) -> HttpResponse:
    """The account with what was wrong in one of its forms."""
    may_have_keys = may(request.roles, "api_key", "read") is not None
    keys = desks().people.keys_of(request.user.id) if may_have_keys else []
    mail, pending_mail = desks().mailbox().shown(request.user.id)
    return page(
        request,
        "account.html",
        status=status,
        faults=faults,
        roles=[word_of("role", role, language(request)) for role in request.roles],
        joined=moment(request.user.joined_at, language(request)),
        is_staff=not STAFF.isdisjoint(request.roles),
        has_device=user_has_device(request.user),
        mail_works=mail_works(os.environ, desks().people),
        mail=mail,
        pending_mail=pending_mail,
        may_have_keys=may_have_keys,
        keys=[
            {"prefix": key.prefix, "title": key.title, "scopes": key.scopes, **_moments(request, key)} for key in keys
        ],
        offered=scopes_of(request.roles),
        chosen=request.POST.getlist("scopes"),
        once=secrets.token_hex(16),
    )


def _moments(request: Asked, key: Any) -> dict[str, str]:
    spoken = language(request)
    made, used = (at and moment_at(at, spoken) for at in (key.made_at, key.last_used_at))
    return {"made_at": made or "", "last_used_at": used or ""}
