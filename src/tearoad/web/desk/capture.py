"""Declarations that came on paper are captured by hand, and lodged as machines lodge theirs; and the list of parcels
that arrived without any."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tearoad.api.provider import desks
from tearoad.boot.border import reasons_in
from tearoad.boot.items import party_of
from tearoad.customs.checks.declared import CATEGORIES
from tearoad.operations.asked_item import MOST_LINES, AskedItem
from tearoad.operations.lodge_items import Lodged
from tearoad.operations.lodging_place import lodging_role, misplaced, offices_to_lodge_at
from tearoad.operations.rights import may
from tearoad.terms.refusal import BadInput, Refusal
from tearoad.web.accounts.entry import INVALID, gone_to
from tearoad.web.desk.captured import AMOUNTS, GROUPS, MORE, NUMBERS, OF_LINE, captured, lines_of
from tearoad.web.desk.sight import seen
from tearoad.web.figures import moment_at
from tearoad.web.rights import Asked, needs
from tearoad.web.shop.orders import place
from tearoad.web.speech import language, spoken
from tearoad.web.words import CATALOGUE, word, word_of

A_PAGE = 50
LONGEST = {"description": 2_000, "s10": 20, "id": 64, "currency": 3, "origin": 2, "destination": 2, "sender_country": 2}
HINTS = ("id", "recipient_identity", "hs", "value", "weight_grams")  # with words of their own
# Where a refusal of the whole is shown.
AT = {Refusal.OTHER_CONTENT: "id", Refusal.NUMBER_TAKEN: "s10"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field as finished text; `options` where it is chosen."""

    name: str
    label: str
    value: str
    fault: str
    hint: str
    longest: int
    mode: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def described(self) -> str:
        """The ids of what is told of it, the fault first."""
        told = {"fault": self.fault, "hint": self.hint}
        return " ".join(f"{self.name}-{kind}" for kind, words in told.items() if words)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("item", "create")
def capture(request: Asked) -> HttpResponse:
    """The form; what it has is lodged, and then stands at the desk, or is rejected with every reason and corrected in
    the form."""
    if request.method != "POST":
        return _page(
            request, {name: request.GET.get(name, "")[:64].replace("\0", "") for name in ("s10", "office", "lines")}
        )
    typed = {name: str(text) for name, text in request.POST.items()}
    if "more" in typed:
        return _page(request, {**typed, "lines": str(min(lines_of(typed) + MORE, MOST_LINES))})
    asked, faults = captured(typed)
    wrong = misplaced(asked, _offices(request)) if asked else None
    if asked is None or wrong:
        return _page(request, typed, faults=faults or {"office": "bad_office"})
    return _lodged(request, typed, asked)


@require_safe
@needs("item", "read")
def undeclared(request: Asked) -> HttpResponse:
    """Who has waited longest first."""
    chosen = language(request)
    try:
        sight, after = seen(request, "item"), request.GET.get("after", "")
        page, cursor = desks().items().arrivals.undeclared(sight, after, A_PAGE)
    except BadInput:
        raise Http404 from None
    context = {
        "rows": [(row.s10, row.office, place(row.office, chosen), moment_at(row.seen_at, chosen)) for row in page],
        "after": cursor,
        "may_capture": may(request.roles, "item", "create") is not None,
    }
    return spoken(request, render(request, "desk/undeclared.html", context))


def _offices(request: Asked) -> list[str]:
    return offices_to_lodge_at(seen(request, "item", "create"), desks().corridor.road.offices)


def _lodged(request: Asked, typed: Mapping[str, str], asked: AskedItem) -> HttpResponse:
    who, merchant = request.user.name, seen(request, "item", "create").merchant
    (found,) = desks().items().lodge([asked], party_of(who, merchant), who, lodging_role(request.roles))
    if found.row and found.row.channel:
        return gone_to(reverse("item", args=[found.declaration_id]))
    # What was rejected is lodged again under its id, also where its number was the mistake.
    more = {"correction": "1", "id": asked.id} if found.row else {}
    faults = {AT[found.refusal]: found.refusal.name.lower()} if found.refusal in AT else {}
    return _page(request, {**typed, **more}, faults=faults, found=found)


def _page(
    request: Asked, typed: Mapping[str, str], *, faults: Mapping[str, str] | None = None, found: Lodged | None = None
) -> HttpResponse:
    chosen, count, wrong = language(request), lines_of(typed), faults or {}
    offices = tuple((name, place(name, chosen)) for name in _offices(request))
    choices = {"office": offices, "category": _categories(chosen)}
    refusal = found.refusal if found and not wrong else None
    context = {
        "groups": [
            (word(f"capture.{legend}", chosen), [_field(name, name, typed, wrong, chosen, choices) for name in names])
            for legend, names in GROUPS.items()
        ],
        "lines": [
            (number, [_field(f"{name}-{number}", name, typed, wrong, chosen, {}) for name in OF_LINE])
            for number in range(1, count + 1)
        ],
        "count": count,
        "more": count < MOST_LINES,
        "wrong": bool(wrong),
        "refusal": word_of("item_refusal", refusal.name.lower(), chosen) if refusal else "",
        "reasons": [
            (one.code, ", ".join(map(str, one.lines)), one.words)
            for one in reasons_in(chosen, found.row.reasons if found and found.row else "")
        ],
        "rejected": found.declaration_id if found and found.row else "",
        "corrects": "correction" in typed or "other_content" in wrong.values(),
        "correction": "correction" in typed,
    }
    status = INVALID if wrong or found else 200
    return spoken(request, render(request, "desk/capture.html", context, status=status))


def _field(
    field: str,
    name: str,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    chosen: str,
    choices: Mapping[str, tuple[tuple[str, str], ...]],
) -> Field:
    return Field(
        field,
        word(f"capture.{name}", chosen),
        typed.get(field, "")[: LONGEST.get(name, 200)],
        word_of("capture_fault", faults[field], chosen) if field in faults else "",
        word(f"capture.{name}_hint", chosen) if name in HINTS else "",
        LONGEST.get(name, 200),
        "numeric" if name in NUMBERS else "decimal" if name in AMOUNTS else "",
        choices.get(name, ()),
    )


def _categories(chosen: str) -> tuple[tuple[str, str], ...]:
    assert set(CATEGORIES) == CATALOGUE["capture_category"].keys() - {"none"}
    return ("", word_of("capture_category", "none", chosen)), *(
        (name, word_of("capture_category", name, chosen)) for name in CATEGORIES
    )
