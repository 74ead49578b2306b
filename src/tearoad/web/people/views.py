"""The list of accounts, and one account: what it may do, who changed that, and where an operator changes it."""

import time
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tearoad.api.provider import desks
from tearoad.boot.roster import PersonRow, Wish
from tearoad.operations.rights import ROLES, may
from tearoad.web.accounts.entry import INVALID, gone_to, in_words
from tearoad.web.figures import moment_at
from tearoad.web.rights import Asked, needs
from tearoad.web.shop.orders import place
from tearoad.web.speech import language, spoken
from tearoad.web.words import word_of

A_PAGE = 50
LONGEST = 200


@require_safe
@needs("person", "read")
def people(request: Asked) -> HttpResponse:
    """By handle, a page at a time; `q` is how it begins."""
    typed = request.GET.get("q", "")[:LONGEST]
    found, following = desks().roster.listed(typed.strip().lower(), request.GET.get("after", "")[:LONGEST], A_PAGE)
    chosen = language(request)
    rows = [(one.person_id, one.name, _roles(one, chosen), _desk(one, chosen), one.active) for one in found]
    more = f"?{urlencode({'q': typed, 'after': following})}" if following else ""
    return spoken(request, render(request, "people/people.html", {"rows": rows, "typed": typed, "more": more}))


@require_safe
@needs("person", "read")
def person(request: Asked, person_id: UUID) -> HttpResponse:
    """One account; 404 where there is none."""
    return _page(request, person_id, {}, None)


@require_POST
@needs("person", "change")
def change(request: Asked, person_id: UUID) -> HttpResponse:
    """Takes the roles, the merchant, the office and whether the account may sign in at all, together."""
    asked = request.POST
    wish = Wish(
        tuple(dict.fromkeys(asked.getlist("roles")[: len(ROLES)])),
        asked.get("merchant", "")[:LONGEST].strip(),
        asked.get("office", "")[:LONGEST],
        "active" in asked,
    )
    faults = desks().roster.change(request.user.id, person_id, wish, int(time.time()))
    if faults:
        return _page(request, person_id, faults, wish)
    return gone_to(reverse("person", args=[person_id]))


def _page(request: Asked, person_id: UUID, faults: dict[str, str], typed: Wish | None) -> HttpResponse:
    chosen, found = language(request), desks().roster.find(person_id)
    if found is None:
        raise Http404
    row, changes = found
    wish = typed or Wish(row.roles, row.merchant or "", row.office or "", row.active)
    context = {
        "row": row,
        "joined": moment_at(row.joined_at, chosen),
        "wish": wish,
        "roles": [(role, word_of("role", role, chosen), word_of("does", role, chosen)) for role in ROLES],
        "offices": [(name, place(name, chosen)) for name in desks().roster.offices],
        "may_change": may(request.roles, "person", "change") and not row.demo and row.person_id != request.user.id,
        "own": row.person_id == request.user.id,
        "faults": {name: in_words([code], chosen) for name, code in faults.items()},
        "changes": [(moment_at(one.at, chosen), one.by, one.before, one.after) for one in changes],
    }
    return spoken(request, render(request, "people/person.html", context, status=INVALID if faults else 200))


def _roles(row: PersonRow, chosen: str) -> str:
    return ", ".join(word_of("role", role, chosen) for role in row.roles)


def _desk(row: PersonRow, chosen: str) -> str:
    return ", ".join([*([row.merchant] if row.merchant else []), *([place(row.office, chosen)] if row.office else [])])
