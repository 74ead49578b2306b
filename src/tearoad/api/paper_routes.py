"""The addresses of documents of item declarations, and of links to their senders, as parts of the table of routes."""

from tearoad.api import item_papers, items
from tearoad.api.gate import Way
from tearoad.api.route import Route, Told

BELOW = "declarations/lodged/<str:declaration_id>"
PAPER_ROUTES = (
    Route(
        f"{BELOW}/documents",
        "documents",
        {"GET": Way(item_papers.listed, "item", "read"), "POST": Way(item_papers.added, "item", "change")},
        {
            "GET": Told("Documents of one.", item_papers.ListedDocuments, fails=(404,)),
            "POST": Told(
                "Add a document to one: at most 10. The same content again is the same document.",
                item_papers.ListedDocument,
                201,
                item_papers.AskedDocument,
                fails=(400, 404, 409, 411, 413, 415, 422),
                example={"name": "invoice.pdf", "content": "JVBERi0xLjcK"},
            ),
        },
    ),
    Route(
        f"{BELOW}/documents/<str:number>/views",
        "document_views",
        {"POST": Way(item_papers.viewed, "item", "change")},
        {
            "POST": Told(
                "See one document whole; who saw it and why is kept.",
                item_papers.SeenDocument,
                takes=items.AskedView,
                fails=(400, 404, 409, 411, 413, 415, 422),
                example={"why": "the invoice"},
            )
        },
    ),
    Route(
        f"{BELOW}/links",
        "links",
        {"POST": Way(item_papers.linked, "item", "change")},
        {
            "POST": Told(
                "Make a link by which the sender answers without an account; it takes the place of those before it.",
                item_papers.MadeLink,
                201,
                fails=(404, 409),
            )
        },
    ),
)
