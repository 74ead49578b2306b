"""The panel of documents on the page of a declaration: what was handed in, and whether the sender is asked for more."""

from typing import Any

from tearoad.api.provider import desks
from tearoad.boot.item_papers import PaperView
from tearoad.boot.items import ItemView
from tearoad.customs.clearance import FINAL
from tearoad.operations.item_papers import ANSWERS
from tearoad.operations.item_ports import in_sight
from tearoad.operations.paper import KINDS
from tearoad.web.desk.sight import seen
from tearoad.web.figures import moment_at, number
from tearoad.web.rights import Asked
from tearoad.web.speech import language
from tearoad.web.words import word_of

ACCEPTED = ",".join(KINDS)


def documents_of(request: Asked, found: ItemView) -> dict[str, Any]:
    """Context of desk/item_documents.html."""
    chosen, row = language(request), found.row
    handled = seen(request, "item", "change")
    papers = desks().items().papers.papers(seen(request, "item"), handled, row.declaration_id) or []
    may_handle = in_sight(row, handled)
    return {
        "documents": [_told(one, chosen) for one in papers],
        "may_open": may_handle,
        "may_add": may_handle and row.state not in FINAL,
        "may_link": may_handle and row.state in ANSWERS,
        "accepted": ACCEPTED,
        "link": "",
    }


def _told(of: PaperView, chosen: str) -> tuple[int, str, str, str, str]:
    kind = word_of("document_kind", of.media_type.partition("/")[2], chosen)
    return of.number, of.name, kind, number(-(-of.size_bytes // 1024), chosen), moment_at(of.added_at, chosen)
