"""Documents of declarations at the desk: handed in, downloaded with a reason, and asked for by a link."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from tearoad.api.provider import desks
from tearoad.boot.item_papers import WholePaper
from tearoad.customs.clearance import Verdict
from tearoad.terms.refusal import Refusal
from tearoad.web.accounts.entry import gone_to
from tearoad.web.accounts.mail import own_address
from tearoad.web.desk.items import page_with
from tearoad.web.desk.sight import seen
from tearoad.web.figures import moment_at
from tearoad.web.rights import Asked, needs
from tearoad.web.speech import language
from tearoad.web.uploads import files_of, takes_files
from tearoad.web.words import word_of

NOT_THERE = (Refusal.UNKNOWN_DECLARATION, Refusal.UNKNOWN_DOCUMENT)


@require_POST
@needs("item", "change")
@takes_files
def added(request: Asked, declaration_id: str) -> HttpResponse:
    """All files of the form, or none."""
    files = files_of(request)
    if not files:
        return _faulted(request, declaration_id, "no_file")
    sight = seen(request, "item", "change")
    done = desks().items().papers.add(sight, declaration_id, files, request.user.name)
    return _refused(request, declaration_id, done.refusal) if done.refusal else _gone_back(declaration_id)


@require_POST
@needs("item", "change")
def opened(request: Asked, declaration_id: str, number: int) -> HttpResponse:
    """One as a file; who saw it, and why, is kept first."""
    why = request.POST.get("why", "")[:200].replace("\0", "").strip()
    if not why:
        return _faulted(request, declaration_id, "no_reason")
    sight = seen(request, "item", "change")
    found = desks().items().papers.whole(sight, declaration_id, number, request.user.name, why)
    return _refused(request, declaration_id, found) if isinstance(found, Refusal) else _file(found)


@require_POST
@needs("item", "change")
def linked(request: Asked, declaration_id: str) -> HttpResponse:
    """The page with a new link, which is shown this once."""
    made = desks().items().papers.link(seen(request, "item", "change"), declaration_id, request.user.name)
    if isinstance(made, Refusal):
        return _refused(request, declaration_id, made)
    link = own_address(request) + reverse("answer", args=[made.token])
    more = {"link": link, "link_ends": moment_at(made.ends_at, language(request))}
    return page_with(request, declaration_id, more)


def _file(of: WholePaper) -> HttpResponse:
    """Never shown by the browser itself, and kept nowhere on the way."""
    response = HttpResponse(of.content, content_type=of.media_type)
    disposition = content_disposition_header(True, of.name)
    assert disposition, "an attachment has one"
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _refused(request: Asked, declaration_id: str, refusal: Refusal | Verdict) -> HttpResponse:
    if refusal in NOT_THERE:
        raise Http404
    return _faulted(request, declaration_id, refusal.name.lower())


def _faulted(request: Asked, declaration_id: str, code: str) -> HttpResponse:
    return page_with(request, declaration_id, {"fault": word_of("document_refusal", code, language(request))})


def _gone_back(declaration_id: str) -> HttpResponse:
    return gone_to(reverse("item", args=[declaration_id]))
