"""The machines' door as a table: every address, what it answers to each method, and what its document says of it."""

from collections.abc import Iterable

from tearoad.api import (
    banks,
    basket,
    catalogue,
    declarations,
    health,
    orders,
    parcels,
    payments,
    quotes,
    scans,
    tickets,
    wallet,
)
from tearoad.api.claims import CLAIM_ROUTES
from tearoad.api.control_room import CONTROL_ROOM_ROUTES
from tearoad.api.dispatch_routes import DISPATCH_ROUTES
from tearoad.api.duty import DUTY_ROUTES
from tearoad.api.gate import OF_PROVIDERS, Way
from tearoad.api.item_routes import ITEM_ROUTES, LODGE, LODGE_TOLD
from tearoad.api.offices import OFFICE_ROUTES
from tearoad.api.paper_routes import PAPER_ROUTES
from tearoad.api.route import AFTER, KEY, LIMIT, PAGE, TEXT
from tearoad.api.route import Route as Route
from tearoad.api.route import Told as Told
from tearoad.api.route import Word as Word
from tearoad.api.scan_exceptions import SCAN_EXCEPTION_ROUTES
from tearoad.api.webhook_routes import WEBHOOK_ROUTES
from tearoad.boot.desk import STAGES, STATUSES
from tearoad.operations.asked_quote import QuoteAnswer
from tearoad.operations.rights import key_scopes

ITEM = {"value_minor": 26_000, "weight_grams": 2_400, "hs": "640399", "quantity": 2}
QUOTE = {"origin": "yiwu", "destination": "kazan", "currency": "EUR", "accepted_on": "2026-06-29", "lines": [ITEM]}
BUYER = {
    "name": "Анна Иванова",
    "phone": "+79001234567",
    "address": "ул. Ленина, 5",
    "postcode": "420000",
    "identity": "500100732259",
}
ORDER = {
    "destination": "kazan",
    "payment": "wallet",
    "lines": [{"sku": "phone-case-1a", "quantity": 1}],
    "recipient": BUYER,
}
OPERATION = {
    "id": "op-1",
    "key": "0123456789abcdef0123456789abcdef",
    "kind": "charge",
    "status": "succeeded",
    "amount": {"value": "1250.00", "currency": "RUB"},
    "at": "2026-11-11T00:00:01+03:00",
}
SEARCH = (
    Word("q", "Words in any of the three languages; the last may be the beginning of one.", TEXT),
    Word("language", "Of the titles.", {"enum": ["en", "ru", "zh"]}),
    Word("to", "The id of the town of delivery.", TEXT),
    Word("origin", "`local`, `abroad` or the code of a country.", TEXT),
    Word("price_from_minor", "Of the goods, in kopecks.", {"type": "integer", "minimum": 0, "maximum": 2**53}),
    Word("price_to_minor", "Of the goods, in kopecks.", {"type": "integer", "minimum": 0, "maximum": 2**53}),
    Word("by", "The last day on which the parcel is wanted.", {"type": "string", "format": "date"}),
    Word("order", "What comes first.", {"enum": ["relevance", "price", "date"]}),
    Word("merchant", "Only this one's.", TEXT),
    AFTER,
    Word("limit", "Models on a page.", {**LIMIT, "maximum": 60}),
)
TICKET = Word(
    tickets.HEADER,
    "While a campaign is open: the caller's ticket, when its turn has come.",
    {"type": "string", "maxLength": tickets.LONGEST},
    "header",
)

ROUTES = (
    Route(
        "quotes",
        "quotes",
        {"POST": Way(quotes.answered, "quote", "read")},
        {
            "POST": Told(
                'What goods cost at the door; one quote, or many in {"quotes": [...]}.',
                (QuoteAnswer, quotes.ManyAnswers),
                takes=(quotes.OneQuote, quotes.AskedQuotes),
                fails=(400, 411, 413, 415, 422),
                example=QUOTE,
            )
        },
    ),
    Route(
        "products",
        "products",
        {"GET": Way(catalogue.listed, "product", "read")},
        {"GET": Told("What is sold, at its price at the door.", catalogue.Products, words=SEARCH, fails=(422,))},
    ),
    Route(
        "products/<str:model>",
        "one_product",
        {"GET": Way(catalogue.one, "product", "read")},
        {
            "GET": Told(
                "A model with every offer of it.",
                catalogue.OneProduct,
                words=(
                    Word("to", "The id of the town of delivery.", TEXT),
                    Word("quantity", "Pieces.", {"type": "integer", "minimum": 1, "maximum": 99}),
                    Word("currency", "Of the amounts.", {"type": "string", "pattern": "^[A-Z]{3}$"}),
                ),
                fails=(404, 422),
            )
        },
    ),
    Route(
        "orders",
        "orders",
        {"GET": Way(orders.listed, "order", "read"), "POST": Way(orders.placed, "order", "create")},
        {
            "GET": Told(
                "The caller's orders, the newest first.",
                orders.Orders,
                words=(AFTER, PAGE),
                fails=(422,),
            ),
            "POST": Told(
                "Place an order, whole or not at all.",
                orders.PlacedOrder,
                201,
                orders.AskedOrder,
                (KEY, TICKET),
                (400, 411, 413, 415, 422),
                ORDER,
            ),
        },
    ),
    Route(
        "orders/<str:order_id>",
        "one_order",
        {"GET": Way(orders.one, "order", "read")},
        {"GET": Told("One order with its parcels and their scans.", orders.Order, fails=(404,))},
    ),
    Route(
        "orders/<str:order_id>/cancel",
        "cancel",
        {"POST": Way(orders.cancelled, "order", "change")},
        {"POST": Told("Cancel what was not handed over yet; what was paid goes back.", orders.Order, fails=(404, 409))},
    ),
    Route(
        "orders/<str:order_id>/parcels/<str:parcel_id>/confirm",
        "confirm",
        {"POST": Way(orders.confirmed, "order", "change")},
        {"POST": Told("The parcel has come, and all is well: its merchant is paid.", orders.Order, fails=(404, 409))},
    ),
    Route(
        "parcels",
        "parcels",
        {"GET": Way(parcels.listed, "parcel", "read")},
        {
            "GET": Told(
                "Parcels of a buyer, a merchant or an exchange office, the newest first.",
                parcels.ListedParcels,
                words=(
                    Word("stage", "Of one stage, or of all.", {"type": "string", "enum": ["", *STAGES]}),
                    AFTER,
                    PAGE,
                ),
                fails=(422,),
            )
        },
    ),
    Route(
        "parcels/<str:s10>",
        "one_parcel",
        {"GET": Way(parcels.tracked, "tracking", "read")},
        {"GET": Told("Where a parcel is, by its S10 number.", parcels.TrackedParcel, fails=(404,))},
    ),
    Route(
        "scans",
        "scans",
        {"GET": Way(parcels.scanned, "scan", "read"), "POST": Way(scans.made, "scan", "create")},
        {
            "GET": Told(
                "All that happened to one parcel, by its id.",
                parcels.ScannedParcel,
                words=(Word("parcel", "The id of a parcel.", {"type": "string"}, required=True),),
                fails=(404, 422),
            ),
            "POST": Told(
                "Tell what was scanned. The same scan again is known as the same; each has its fate.",
                scans.RecordedScans,
                takes=scans.AskedScans,
                fails=(400, 411, 413, 415, 422),
                example={"scans": [scans.EXAMPLE]},
            ),
        },
    ),
    Route(
        "payments",
        "payments",
        {"GET": Way(payments.listed, "payment", "read"), "POST": Way(payments.made, "payment", "create")},
        {
            "GET": Told(
                "What is paid for orders, the newest first.", payments.Payments, words=(AFTER, PAGE), fails=(422,)
            ),
            "POST": Told(
                "Pay an order: by wallet at once, else when bank or counter have answered.",
                payments.Attempt,
                201,
                payments.AskedPayment,
                (KEY,),
                (400, 404, 411, 413, 415, 422),
                {"order": "W0123456789ABCDEF01234567", "method": "wallet"},
            ),
        },
    ),
    Route(
        "payments/<str:order_id>",
        "payment",
        {"GET": Way(payments.one, "payment", "read")},
        {"GET": Told("The payment of one order.", payments.Payment, fails=(404,))},
    ),
    Route(
        "banks",
        "banks",
        {"GET": Way(banks.listed, "bank", "read")},
        {"GET": Told("The banks that cards may be of, and how busy each is.", banks.Banks)},
    ),
    Route(
        "wallet",
        "wallet",
        {"GET": Way(wallet.whole, "wallet", "read")},
        {"GET": Told("The caller's wallet, and the hour in which their bonus counts.", wallet.Wallet)},
    ),
    Route(
        "top-ups",
        "top_ups",
        {"POST": Way(wallet.made, "wallet", "create")},
        {
            "POST": Told(
                "Fill the caller's wallet by card; it is paid when the bank has answered.",
                wallet.TopUp,
                201,
                wallet.AskedTopUp,
                (KEY,),
                (400, 411, 413, 415, 422),
                {"amount_minor": 250_000, "bank": "Volga Bank"},
            )
        },
    ),
    Route(
        "top-ups/<str:top_up_id>",
        "top_up",
        {"GET": Way(wallet.one, "wallet", "read")},
        {"GET": Told("One top-up of the caller's.", wallet.TopUp, fails=(404,))},
    ),
    Route(
        "providers/<str:provider>/callbacks",
        "callbacks",
        {"POST": Way(banks.called_back, "callback", "create", OF_PROVIDERS)},
        {
            "POST": Told(
                "What a payment provider says of a payment or a refund, signed as Standard Webhooks has it.",
                banks.Callback,
                takes=banks.Operation,
                fails=(400, 401, 404, 409, 411, 413, 415, 422),
                example=OPERATION,
            )
        },
    ),
    Route(
        "tickets",
        "tickets",
        {"POST": Way(tickets.made, "order", "create")},
        {"POST": Told("Take a number in the waiting room of a campaign.", tickets.Ticket, 201, fails=(404,))},
    ),
    Route(
        "tickets/<str:ticket>",
        "ticket",
        {"GET": Way(tickets.one, "order", "create")},
        {"GET": Told("How far the campaign has come.", tickets.Ticket, fails=(404,))},
    ),
    Route(
        "basket",
        "basket",
        {"GET": Way(basket.one, "order", "read"), "PUT": Way(basket.put, "order", "create")},
        {
            "GET": Told("The caller's basket, at what it costs at the door now.", basket.Basket),
            "PUT": Told(
                "Fill the basket anew.",
                basket.Basket,
                takes=basket.AskedBasket,
                fails=(400, 411, 413, 415, 422),
                example={"destination": "kazan", "lines": ORDER["lines"]},
            ),
        },
    ),
    Route(
        "declarations",
        "declarations",
        {"GET": Way(declarations.listed, "declaration", "read"), "POST": LODGE},
        {
            "GET": Told(
                "What the border is told, the newest first.",
                declarations.Declarations,
                words=(
                    Word("status", "Of one status, or of all.", {"type": "string", "enum": ["", *STATUSES]}),
                    AFTER,
                    PAGE,
                ),
                fails=(422,),
            ),
            "POST": LODGE_TOLD,
        },
    ),
    *CONTROL_ROOM_ROUTES,
    *DUTY_ROUTES,
    *SCAN_EXCEPTION_ROUTES,
    *CLAIM_ROUTES,
    *DISPATCH_ROUTES,
    *OFFICE_ROUTES,
    *ITEM_ROUTES,  # before the ids of parcels, of which `lodged` is none
    *PAPER_ROUTES,
    Route(
        "declarations/<str:parcel_id>",
        "declaration",
        {"GET": Way(declarations.one, "declaration", "read")},
        {"GET": Told("The declaration of one parcel, by its id.", declarations.Declaration, fails=(404,))},
    ),
    *WEBHOOK_ROUTES,
    Route(
        "health",
        "health",
        {"GET": Way(health.health, "site", "read")},
        {"GET": Told("The process is alive.", health.Health)},
    ),
    Route(
        "ready",
        "ready",
        {"GET": Way(health.ready, "site", "read")},
        {"GET": Told("The data base answers too.", health.Readiness)},
    ),
)
OPENED = frozenset(f"{way.resource}:{way.action}" for route in ROUTES for way in route.ways.values())


def scopes_of(role_names: Iterable[str]) -> list[str]:
    """What is worth giving to a key of somebody with these roles: what they may, and what some address here asks."""
    return [scope for scope in key_scopes(role_names) if scope in OPENED]
