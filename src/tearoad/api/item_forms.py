"""`/api/v1/declarations/lodged/.../form`: the CN 22 or CN 23 of a lodged declaration and the ruling on it, as PDF."""

from collections.abc import Mapping

from django.http import HttpResponse

from tearoad.api.body import decoded, json_body
from tearoad.api.items import NOT_THERE, VIEW
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.questions import Questions
from tearoad.api.quotes import TAGS
from tearoad.api.rights import ApiRequest
from tearoad.api.sight import seen
from tearoad.boot.forms import forms_of
from tearoad.terms.refusal import Refusal

PDF = "application/pdf"


def masked(request: ApiRequest, declaration_id: str) -> HttpResponse:
    """With masked names; 404 where there is none, and where it is somebody else's."""
    return _printed(request, declaration_id, _language(request))


def whole(request: ApiRequest, declaration_id: str) -> HttpResponse:
    """With whom it names whole; who saw it, when and why is kept first. 409 where that does not open."""
    language, asked, caller = _language(request), decoded(VIEW, json_body(request)), request.caller
    assert caller, "the right to see it comes with a key"
    found = desks().items().named(seen(request, "item", "change"), declaration_id, caller.name, asked.why)
    if isinstance(found, Refusal):
        unknown = found is Refusal.UNKNOWN_DECLARATION
        raise Problem(404 if unknown else 409, NOT_THERE if unknown else str(found))
    return _printed(request, declaration_id, language, found)


def _language(request: ApiRequest) -> str:
    return Questions(request, {"language"}).one_of("language", tuple(TAGS))


def _printed(
    request: ApiRequest, declaration_id: str, language: str, named: Mapping[str, str] | None = None
) -> HttpResponse:
    found = desks().items().item(seen(request, "item"), declaration_id)
    if found is None:
        raise Problem(404, NOT_THERE)
    names = (found.named or {}) if named is None else named
    response = HttpResponse(forms_of(found.row, names, desks().items().border.law, language), content_type=PDF)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = TAGS[language]
    return response
