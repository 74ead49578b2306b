"""The address for notices: given on the account's page, confirmed by the link that was sent there, removed."""

import time

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tearoad.api.provider import desks
from tearoad.api.rates import Rate, Rates
from tearoad.operations.notices import CONFIRM
from tearoad.web.accounts.entry import INVALID, gone_to, page
from tearoad.web.accounts.forms import MailForm
from tearoad.web.accounts.keys import account_page
from tearoad.web.notices import named_by
from tearoad.web.rights import Asked, needs
from tearoad.web.speech import language

MAILS = Rate(5 / 3600, 5)  # with a link, of one account; assumed
_mails = Rates()


@sensitive_post_parameters()
@require_POST
@needs("account", "change")
def give_mail(request: Asked) -> HttpResponse:
    """Sends a link to the address; until it is used, notices go where they went before."""
    if request.user.demo:
        return gone_to(reverse("account"))
    form = MailForm(request.POST)
    faults = form.faults()
    if not faults and authenticate(request, name=request.user.name, password=form.cleaned_data["password"]) is None:
        locked = getattr(request, "axes_locked_out", False)
        faults = {"password": ["locked" if locked else "wrong_old"]}
    if not faults and _mails.wait(str(request.user.id), MAILS, time.monotonic()):
        faults = {"address": ["too_many_mails"]}
    if faults:
        return account_page(request, faults, INVALID)
    address, site = form.cleaned_data["address"], own_address(request)
    desks().mailbox().ask(request.user.id, address, language(request), site, int(time.time()))
    return gone_to(f"{reverse('account')}#mail")


@require_POST
@needs("account", "change")
def remove_mail(request: Asked) -> HttpResponse:
    """No notice is sent any more."""
    desks().mailbox().remove(request.user.id)
    return gone_to(f"{reverse('account')}#mail")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("site", "read")
def confirm_mail(request: Asked) -> HttpResponse:
    """The link's page. Only its button confirms, for machines open links too; whoever has the link has the mail."""
    token = request.POST.get("token") or request.GET.get("token") or ""
    named = named_by(token, CONFIRM)
    if named is None:
        return page(request, "confirm_mail.html", status=404, state="wrong")
    if request.method != "POST":
        return page(request, "confirm_mail.html", state="ask", token=token)
    done = desks().mailbox().confirm(*named)
    return page(request, "confirm_mail.html", status=200 if done else 404, state="done" if done else "wrong")


def own_address(request: Asked) -> str:
    """Where links lead: to the first public name of the site, whatever name it was asked by."""
    if settings.SESSION_COOKIE_SECURE:
        return f"https://{settings.ALLOWED_HOSTS[0]}"
    return request.build_absolute_uri("/").rstrip("/")
