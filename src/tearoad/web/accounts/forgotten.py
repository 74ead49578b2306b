"""A forgotten password: a link to the confirmed address, and the page that takes a new one."""

import os
import time
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tearoad.api.address import client_address
from tearoad.api.provider import desks
from tearoad.api.rates import Rate, Rates
from tearoad.boot.outgoing import mail_works
from tearoad.operations.notices import RESET
from tearoad.web.accounts.entry import INVALID, page
from tearoad.web.accounts.forms import HANDLE, NewPasswordForm
from tearoad.web.accounts.mail import own_address
from tearoad.web.notices import named_by
from tearoad.web.rights import Asked, needs

OF_ADDRESS, OF_NAME = Rate(10 / 3600, 10), Rate(3 / 3600, 3)  # questions from one address, for one account; assumed
_asked = Rates()


@require_http_methods(["GET", "HEAD", "POST"])
@needs("site", "read")
def forgotten(request: Asked) -> HttpResponse:
    """Says the same whether there is such an account or not, and whether or not it has an address."""
    works = mail_works(os.environ, desks().people)
    if request.method != "POST" or not works:
        return page(request, "forgotten.html", state="ask" if works else "nobody")
    name, now = request.POST.get("name", "").strip().lower(), time.monotonic()
    if _asked.wait(f"address {client_address(request)}", OF_ADDRESS, now):
        return page(request, "forgotten.html", status=429, state="ask", faults={"form": ["asked_too_often"]})
    if HANDLE.fullmatch(name) and not _asked.wait(f"name {name}", OF_NAME, now):
        desks().mailbox().forgotten(name, own_address(request), int(time.time()))
    return page(request, "forgotten.html", state="sent")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs("site", "read")
def new_password(request: Asked) -> HttpResponse:
    """The link's page; it is good until the password has changed. All sessions of the account end then; a second factor
    stays owed."""
    token = request.POST.get("token") or request.GET.get("token") or ""
    named = named_by(token, RESET)
    user: Any = get_user_model().objects.filter(pk=named[0], is_active=True, demo=False).first() if named else None
    if named is None or user is None or desks().mailbox().password_mark(named[0]) != named[1]:
        return page(request, "new_password.html", status=404, state="wrong")
    if request.method != "POST":
        return page(request, "new_password.html", state="ask", token=token)
    form = NewPasswordForm(request.POST)
    form.judge(user)
    faults = form.faults()
    if faults:
        return page(request, "new_password.html", status=INVALID, faults=faults, state="ask", token=token)
    user.set_password(form.cleaned_data["password"])
    user.save(update_fields=["password"])
    return page(request, "new_password.html", state="done")
