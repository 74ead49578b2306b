"""`/api/v1/webhooks`: where a machine wants to be told of events, signed as Standard Webhooks says."""

import time
from typing import Annotated, Literal

import msgspec
from django.http import HttpResponse
from msgspec import Meta

from tearoad.api.body import decoded, json_body
from tearoad.api.gate import answer
from tearoad.api.idempotency import key_of
from tearoad.api.moments import maybe, moment
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.questions import Questions
from tearoad.api.rights import ApiRequest
from tearoad.boot.webhooks import Delivery, WebhookRow

READS = "order:read"  # what a webhook tells of
Kind = Literal[
    "order.placed", "order.paid", "parcel.dispatched", "parcel.at_customs", "parcel.held_by_customs",
    "parcel.released_by_customs", "parcel.out_for_delivery", "parcel.collectable", "parcel.attempt_failed",
    "parcel.delivered", "parcel.refunded", "parcel.charged_back", "parcel.goods_returned", "claim.opened",
    "claim.answered",
    "dispatch.closed",
    "parcel.refunded", "parcel.charged_back", "parcel.goods_returned", "promise.changed",
]  # fmt: skip


class AskedWebhook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An https address of the public internet, and what it wants to hear."""

    url: Annotated[str, Meta(min_length=8, max_length=2_000, pattern="^https?://")]
    events: Annotated[tuple[Kind, ...], Meta(min_length=1, max_length=20)]


class Webhook(msgspec.Struct, frozen=True):
    """`stopped` where the address answered 410: it is told nothing any more."""

    id: str
    url: str
    events: tuple[str, ...]
    made_at: str
    stopped: bool


class NewWebhook(Webhook, frozen=True):
    """With the secret that its messages are signed with; it is shown here alone."""

    secret: str


class ListedWebhooks(msgspec.Struct, frozen=True):
    """The caller's own, the oldest first."""

    items: list[Webhook]


class TriedMessage(msgspec.Struct, frozen=True):
    """A message; `due_at` is when it is tried next, None once it was taken (`taken`) or given up. `answer` is what came
    of the last attempt."""

    id: str
    event: str
    order: str
    made_at: str
    due_at: str | None
    attempts: int
    taken: bool
    answer: str


class TriedMessages(msgspec.Struct, frozen=True):
    """A page, the newest first; `next` is the `after` of the next page, None at the end."""

    items: list[TriedMessage]
    next: str | None


WEBHOOK = msgspec.json.Decoder(AskedWebhook)


def made(request: ApiRequest) -> HttpResponse:
    """201 with the webhook and its secret, the same for the same key and body."""
    key = key_of(request)
    asked = decoded(WEBHOOK, json_body(request))
    caller = request.caller
    assert caller, "the right to make webhooks comes with a key"
    if READS not in caller.scopes:
        raise Problem(403, f"a webhook tells of orders: the key may not {READS}")
    done = desks().webhooks().make(caller.user_id, key, asked.url, asked.events, int(time.time()))
    response = answer(
        NewWebhook(**msgspec.structs.asdict(_webhook(done.row)), secret=done.secret),
        status=201,
        location=f"/api/v1/webhooks/{done.row.webhook_id}",
    )
    if done.before:
        response["Idempotency-Replayed"] = "true"
    return response


def listed(request: ApiRequest) -> HttpResponse:
    """The caller's own."""
    assert request.caller
    return answer(ListedWebhooks([_webhook(row) for row in desks().webhooks().listed(request.caller.user_id)]))


def one(request: ApiRequest, webhook_id: str) -> HttpResponse:
    """404 where there is none, and where it is somebody else's."""
    return answer(_webhook(_found(request, webhook_id)))


def removed(request: ApiRequest, webhook_id: str) -> HttpResponse:
    """204; what it was to be told is dropped."""
    desks().webhooks().remove(_found(request, webhook_id).webhook_id, None)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def messages(request: ApiRequest, webhook_id: str) -> HttpResponse:
    """What it was told, and is to be told; kept for 30 days."""
    asked = Questions(request, {"after", "limit"})
    found = _found(request, webhook_id)
    page, cursor = desks().webhooks().told(found.webhook_id, asked.text("after", ""), asked.limit(20, 100))
    return answer(TriedMessages([_message(row) for row in page], cursor or None))


def _found(request: ApiRequest, webhook_id: str) -> WebhookRow:
    assert request.caller
    person = request.caller.user_id if request.scope == "own" else None
    found = desks().webhooks().find(webhook_id, person)
    if found is None:
        raise Problem(404, "there is no such webhook")
    return found


def _webhook(row: WebhookRow) -> Webhook:
    return Webhook(row.webhook_id, row.url, row.kinds, moment(row.made_at), row.stopped)


def _message(row: Delivery) -> TriedMessage:
    return TriedMessage(
        row.message_id,
        row.kind,
        row.order_id,
        moment(row.made_at),
        maybe(row.due_at),
        row.attempts,
        row.done,
        row.answer,
    )
