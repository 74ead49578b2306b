"""The addresses of item declarations that machines lodge, as parts of the table of routes."""

from tearoad.api import arrivals, item_forms, items, lodging
from tearoad.api.gate import Way
from tearoad.api.quotes import TAGS
from tearoad.api.route import AFTER, PAGE, Route, Told, Word

LANGUAGE = Word("language", "Of the reasons.", {"type": "string", "enum": list(TAGS)})
EXAMPLE = {
    "id": "2026-0001",
    "office": "moscow",
    "s10": "HA000000005CN",
    "category": "sale",
    "origin": "CN",
    "destination": "RU",
    "currency": "EUR",
    "gross_grams": 1_288,
    "sender_name": "Yiwu Willow Home",
    "sender_country": "CN",
    "recipient_name": "Olga Orlik",
    "recipient_postcode": "367264",
    "recipient_identity": "891796258371",
    "order_id": "W0",
    "lines": [{"description": "Vacuum flask, 0.5 l", "hs": "961700", "value_minor": 1_193, "weight_grams": 1_047}],
}
LODGE = Way(lodging.made, "item", "create")
LODGE_TOLD = Told(
    'Lodge an item declaration, or up to 1,000 in {"declarations": [...]}. The `id` of each is its key: '
    "the same id and content are the same declaration, however often they are sent.",
    (lodging.LodgedItem, lodging.LodgedItems),
    201,
    (lodging.OneDeclaration, lodging.AskedDeclarations),
    fails=(400, 409, 411, 413, 415, 422),
    example=EXAMPLE,
)
ITEM_ROUTES = (
    Route(
        "declarations/arrivals",
        "arrivals",
        {"POST": Way(arrivals.made, "item", "change")},
        {
            "POST": Told(
                "Numbers of parcels that were scanned at an office, up to 1,000. The same again changes nothing.",
                arrivals.ScannedNumbers,
                takes=arrivals.AskedArrivals,
                fails=(400, 411, 413, 415, 422),
                example={"office": "moscow", "numbers": ["HA000000005CN"]},
            )
        },
    ),
    Route(
        "declarations/lodged",
        "lodged_declarations",
        {"GET": Way(items.listed, "item", "read")},
        {
            "GET": Told(
                "Item declarations that were lodged, the newest first.",
                items.ListedItems,
                words=(AFTER, PAGE),
                fails=(422,),
            )
        },
    ),
    Route(
        "declarations/lodged/<str:declaration_id>",
        "lodged_declaration",
        {"GET": Way(items.one, "item", "read")},
        {
            "GET": Told(
                "One of them with its history; whom it names is masked.",
                items.WholeItem,
                words=(LANGUAGE,),
                fails=(404, 422),
            )
        },
    ),
    Route(
        "declarations/lodged/<str:declaration_id>/reports",
        "reports",
        {"POST": Way(items.reported, "item", "change")},
        {
            "POST": Told(
                "Report a further fact of one. Said again by the same caller it is as it was.",
                items.ListedItem,
                takes=items.AskedReport,
                fails=(400, 404, 409, 411, 413, 415, 422),
                example={"fact": "withdrawn"},
            )
        },
    ),
    Route(
        "declarations/lodged/<str:declaration_id>/views",
        "views",
        {"POST": Way(items.viewed, "item", "change")},
        {
            "POST": Told(
                "See whole whom one names; who saw it and why is kept.",
                items.NamedItem,
                takes=items.AskedView,
                fails=(400, 404, 409, 411, 413, 415, 422),
                example={"why": "the label is torn"},
            )
        },
    ),
    Route(
        "declarations/lodged/<str:declaration_id>/form",
        "form",
        {"GET": Way(item_forms.masked, "item", "read"), "POST": Way(item_forms.whole, "item", "change")},
        {
            "GET": Told(
                "The CN 22- or CN 23-like form of one and the ruling on it, as PDF with masked names. Not certified.",
                None,
                words=(LANGUAGE,),
                fails=(404, 422),
                media=item_forms.PDF,
            ),
            "POST": Told(
                "The same with whom it names whole; who saw it and why is kept.",
                None,
                takes=items.AskedView,
                words=(LANGUAGE,),
                fails=(400, 404, 409, 411, 413, 415, 422),
                example={"why": "the label is torn"},
                media=item_forms.PDF,
            ),
        },
    ),
)
