"""`/api/v1/declarations/lodged/ID/documents`: documents of a declaration, and a link by which its sender answers."""

from typing import Annotated, NoReturn

import msgspec
from django.http import HttpResponse
from msgspec import Meta

from tearoad.api.body import LARGEST_DOCUMENT, Misfit, decoded, json_body
from tearoad.api.gate import answer
from tearoad.api.items import NOT_THERE, VIEW, in_words
from tearoad.api.moments import moment
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.rights import ApiRequest
from tearoad.api.sight import seen
from tearoad.boot.item_papers import PaperView
from tearoad.customs.clearance import Verdict
from tearoad.operations.asked_item import NO_NUL
from tearoad.operations.paper import LARGEST_BYTES, File
from tearoad.terms.refusal import Refusal

NO_DOCUMENT = "there is no such document"
OF_CONTENT = (Refusal.BAD_DOCUMENT, Refusal.DOCUMENT_TOO_LARGE)


class ListedDocument(msgspec.Struct, frozen=True):
    """A document of a declaration. `name` is for who may change the declaration, else None."""

    number: int
    name: str | None
    media_type: str
    size_bytes: int
    added_at: str


class ListedDocuments(msgspec.Struct, frozen=True):
    """All of one declaration."""

    items: list[ListedDocument]


class AskedDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A PDF, JPEG or PNG of at most 5 MB, by its first bytes; `content` in base64. Its name is cut to 120 signs and
    what in it is a path."""

    content: bytes
    name: Annotated[str, Meta(max_length=1_000, pattern=NO_NUL)] = ""


class SeenDocument(msgspec.Struct, frozen=True):
    """A document with its content, in base64."""

    name: str
    media_type: str
    content: bytes


class MadeLink(msgspec.Struct, frozen=True):
    """`path` of the page below the site's address, told this once: whoever has it answers for the sender, until
    `ends_at` by the road's clock."""

    path: str
    ends_at: str


DOCUMENT = msgspec.json.Decoder(AskedDocument)


def listed(request: ApiRequest, declaration_id: str) -> HttpResponse:
    """404 as for the declaration."""
    found = desks().items().papers.papers(seen(request, "item"), seen(request, "item", "change"), declaration_id)
    if found is None:
        raise Problem(404, NOT_THERE)
    return answer(ListedDocuments([_listed(one) for one in found]))


def added(request: ApiRequest, declaration_id: str) -> HttpResponse:
    """The same content again is the same document. 409 where the declaration takes no more."""
    asked, caller = decoded(DOCUMENT, json_body(request, LARGEST_DOCUMENT)), request.caller
    assert caller, "the right to add comes with a key"
    files = [File(asked.name, asked.content)]
    done = desks().items().papers.add(seen(request, "item", "change"), declaration_id, files, caller.name)
    if done.refusal in OF_CONTENT:
        raise Misfit("/content", f"{done.refusal}, expected a PDF, JPEG or PNG of at most {LARGEST_BYTES} bytes")
    if done.refusal:
        _refused(done.refusal)
    return answer(_listed(done.papers[0]), status=201)


def viewed(request: ApiRequest, declaration_id: str, number: str) -> HttpResponse:
    """One whole; who saw it, when and why is kept."""
    asked, caller = decoded(VIEW, json_body(request)), request.caller
    assert caller, "the right to see it comes with a key"
    if not (number.isdecimal() and number.isascii() and len(number) < 4):
        raise Problem(404, NO_DOCUMENT)
    sight = seen(request, "item", "change")
    found = desks().items().papers.whole(sight, declaration_id, int(number), caller.name, asked.why)
    if isinstance(found, Refusal):
        _refused(found)
    return answer(SeenDocument(found.name, found.media_type, found.content))


def linked(request: ApiRequest, declaration_id: str) -> HttpResponse:
    """A new link; those before it are void. 409 where nothing is asked of the sender."""
    caller = request.caller
    assert caller, "the right to make one comes with a key"
    made = desks().items().papers.link(seen(request, "item", "change"), declaration_id, caller.name)
    if isinstance(made, Refusal):
        _refused(made)
    return answer(MadeLink(f"/answer/{made.token}", moment(made.ends_at)), status=201)


def _refused(refusal: Refusal | Verdict) -> NoReturn:
    if refusal is Refusal.UNKNOWN_DECLARATION:
        raise Problem(404, NOT_THERE)
    if refusal is Refusal.UNKNOWN_DOCUMENT:
        raise Problem(404, NO_DOCUMENT)
    raise Problem(409, in_words(refusal))


def _listed(of: PaperView) -> ListedDocument:
    return ListedDocument(of.number, of.name or None, of.media_type, of.size_bytes, moment(of.added_at))
