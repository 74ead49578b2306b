"""What an item's page shows beside its rows - the law's reckoning, the label - and its form and ruling as PDF."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from tearoad.api.provider import desks
from tearoad.boot.forms import forms_of
from tearoad.boot.item_ruling import Charged, read
from tearoad.boot.items import ItemView
from tearoad.customs.risk.finding import FOUND, NOTHING_FOUND
from tearoad.operations.item_ports import ItemRow
from tearoad.operations.rights import may
from tearoad.web.desk.sight import seen
from tearoad.web.figures import money
from tearoad.web.rights import Asked, needs
from tearoad.web.speech import language, spoken
from tearoad.web.words import word_of

CHOOSERS = ("checks", "model", "random")  # besides rules, which have ids of their own


@require_safe
@needs("item", "read")
def form(request: Asked, declaration_id: str) -> HttpResponse:
    """Form and ruling with masked names; 404 where there is none in sight."""
    return printed(request, declaration_id)


def printed(request: Asked, declaration_id: str, named: Mapping[str, str] | None = None) -> HttpResponse:
    """As a PDF that nobody keeps on the way; with masked names where none are given."""
    found = desks().items().item(seen(request, "item"), declaration_id)
    if found is None:
        raise Http404
    names = (found.named or {}) if named is None else named
    pdf = forms_of(found.row, names, desks().items().border.law, language(request))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{declaration_id}.pdf"'
    return spoken(request, response)


def panels(of: ItemView, whole: Mapping[str, str] | None, roles: Sequence[str], chosen: str) -> dict[str, Any]:
    """Of the page's context: the law's reckoning in words, the label with names as the page has them, the parcel."""
    found = read(of.row, whole or of.named or {}, desks().items().border.law, chosen)
    return {
        "ruling": found,
        "charges": None if found.charges is None else [_charge(one, chosen) for one in found.charges],
        "label": mark_safe(found.picture),  # noqa: S308 - drawn by us, and what was declared is escaped there
        "parcel": of.row.consignment_id if may(roles, "parcel", "read") else "",
        "findings": [(code, word_of("item_finding", code[-1], chosen)) for code in (FOUND, NOTHING_FOUND)],
        "codes": _codes(of.row),
    }


def choice(row: ItemRow, chosen: str) -> dict[str, Any]:
    """Of the context for those of the office: who chose the channel, and why the model scores it as it does."""
    by = row.decided_by
    of_rule = by and f"{word_of('item_decided', 'rule', chosen)} {by}"
    return {
        "chosen_by": word_of("item_decided", by, chosen) if by in CHOOSERS else of_rule,
        "model_says": desks().items().because(row, chosen) if row.channel else [],
    }


def _codes(row: ItemRow) -> list[str]:
    """Of the checks that are not met, to be offered as reasons."""
    return list(dict.fromkeys(code.partition("(")[0] for code in row.reasons.split()))


def _charge(of: Charged, chosen: str) -> dict[str, Any]:
    def amount(minor: int | None, currency: str) -> str:
        return "" if minor is None else money(minor, currency, chosen)

    return {
        "kind": of.kind,
        "line": of.line,
        "law": amount(of.law_minor, of.law_currency),
        "paid": amount(of.paid_minor, of.paid_currency),
        "rule": f"{of.rule} {of.status}",
        "counted": of.counted,
    }
