"""The addresses of webhooks, as parts of the table of routes."""

from tearoad.api import webhooks
from tearoad.api.gate import Way
from tearoad.api.route import AFTER, KEY, PAGE, Route, Told

HOOK = {"url": "http://127.0.0.1:9000/tearoad", "events": ["parcel.delivered", "parcel.refunded"]}
WEBHOOK_ROUTES = (
    Route(
        "webhooks",
        "webhooks",
        {"GET": Way(webhooks.listed, "webhook", "read"), "POST": Way(webhooks.made, "webhook", "create")},
        {
            "GET": Told("The caller's webhooks.", webhooks.ListedWebhooks),
            "POST": Told(
                "Be told of events. Needs a key that may order:read too.",
                webhooks.NewWebhook,
                201,
                webhooks.AskedWebhook,
                (KEY,),
                (400, 411, 413, 415, 422),
                HOOK,
            ),
        },
    ),
    Route(
        "webhooks/<str:webhook_id>",
        "one_webhook",
        {"GET": Way(webhooks.one, "webhook", "read"), "DELETE": Way(webhooks.removed, "webhook", "change")},
        {
            "GET": Told("One webhook.", webhooks.Webhook, fails=(404,)),
            "DELETE": Told("Be told nothing any more.", None, 204, fails=(404,)),
        },
    ),
    Route(
        "webhooks/<str:webhook_id>/messages",
        "webhook_messages",
        {"GET": Way(webhooks.messages, "webhook", "read")},
        {
            "GET": Told(
                "What a webhook was told, and is to be told, the newest first.",
                webhooks.TriedMessages,
                words=(AFTER, PAGE),
                fails=(404, 422),
            )
        },
    ),
)
