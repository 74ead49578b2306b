"""The demo's people: by one click, where all is but a demo and only on this machine."""

from typing import Any

from django.contrib.auth import get_user_model
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from tearoad.boot.demo_people import demo_name
from tearoad.operations.rights import ROLES
from tearoad.web.accounts.entry import entered, page
from tearoad.web.rights import Asked, needs
from tearoad.web.speech import language
from tearoad.web.words import word_of


@require_safe
@needs("site", "read")
def demo(request: Asked) -> HttpResponse:
    """A button for each role; 404 where this is no demo."""
    _only_in_a_demo(request)
    return page(request, "demo.html", roles=[(role, word_of("role", role, language(request))) for role in ROLES])


@require_POST
@needs("site", "read")
def demo_sign_in(request: Asked) -> HttpResponse:
    """Signs in as the demo's person of the field `role`; 404 where this is no demo, or no such role."""
    _only_in_a_demo(request)
    people: Any = get_user_model().objects
    role = request.POST.get("role", "")
    user = people.filter(name=demo_name(role), demo=True, is_active=True).first() if role in ROLES else None
    if user is None:
        raise Http404
    return entered(request, user)


def _only_in_a_demo(request: Asked) -> None:
    if not request.demo:
        raise Http404
