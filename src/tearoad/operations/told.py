"""What others are told of: events of orders, parcels and dispatches, who hears of which, and what they are told.

An operation writes an event in the transaction of its fact. Who hears it is decided later, once: each gets a message
with an id of event and hearer, so that whatever is sent twice is known as the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final, NamedTuple

import msgspec

from tearoad.operations.ports import EventRow

PLACED: Final = "order.placed"
PAID: Final = "order.paid"
REFUNDED: Final = "parcel.refunded"
PROMISE_CHANGED: Final = "promise.changed"
CHARGED_BACK: Final = "parcel.charged_back"
RETURNED: Final = "parcel.goods_returned"
CLAIM_OPENED: Final = "claim.opened"
CLAIM_ANSWERED: Final = "claim.answered"
SCANNED: Final = {  # by EMSEVT event
    "EMA": "parcel.dispatched",
    "EMD": "parcel.at_customs",
    "EME": "parcel.held_by_customs",
    "EMF": "parcel.released_by_customs",
    "EDG": "parcel.out_for_delivery",
    "EDF": "parcel.collectable",
    "EDH": "parcel.collectable",
    "EMH": "parcel.attempt_failed",
    "EMI": "parcel.delivered",
}
DISPATCH_CLOSED: Final = "dispatch.closed"  # its event has the dispatch's S8 in place of an order
_OF_PARCELS = dict.fromkeys(SCANNED.values())  # two events may tell of one thing
_OF_CLAIMS = (CLAIM_OPENED, CLAIM_ANSWERED)
_OF_MONEY = (REFUNDED, CHARGED_BACK, RETURNED)
KINDS: Final = (PLACED, PAID, *_OF_PARCELS, *_OF_MONEY, *_OF_CLAIMS, DISPATCH_CLOSED, PROMISE_CHANGED)
# Of what a buyer gets a notice; the rest stands on the page of the order.
NOTICED: Final = frozenset(
    {
        PLACED,
        "parcel.dispatched",
        "parcel.at_customs",
        "parcel.out_for_delivery",
        "parcel.collectable",
        "parcel.delivered",
        REFUNDED,
        PROMISE_CHANGED,
    }
)


class ParcelHead(NamedTuple):
    """A consignment of an order; `s10` comes with dispatch."""

    consignment_id: str
    merchant: str
    s10: str | None


class Subject(NamedTuple):
    """An order of which something is told; `noticed` is true where its buyer ordered for themselves."""

    order_id: str
    buyer: str
    noticed: bool
    parcels: tuple[ParcelHead, ...]


class Hook(NamedTuple):
    """A webhook and what its owner may read: everything, or what is theirs as a buyer or as a merchant."""

    webhook_id: str
    kinds: frozenset[str]
    everything: bool
    buyer: str
    merchant: str | None


class Message(NamedTuple):
    """One event for one hearer: a webhook, or where `webhook_id` is None a notice to the order's buyer. `body` is what
    a webhook is told, '' in a notice. `at` by the road's clock."""

    message_id: str
    webhook_id: str | None
    kind: str
    order_id: str
    consignment_id: str | None
    at: int
    body: str


def messages(events: Sequence[EventRow], subjects: Mapping[str, Subject], hooks: Sequence[Hook]) -> list[Message]:
    """In the order of the events; an order that is not in `subjects` is told to nobody. Of dispatches those hear who
    may read everything."""
    found = _Hearers(hooks)
    return [message for event in events for message in _of_event(event, subjects, found)]


class _Hearers:
    """Hooks by what they hear, so that an event meets only those whom it may concern."""

    def __init__(self, hooks: Sequence[Hook]) -> None:
        self.everything = [hook for hook in hooks if hook.everything]
        self.by_buyer: dict[str, list[Hook]] = {}
        self.by_merchant: dict[str, list[Hook]] = {}
        for hook in hooks:
            if not hook.everything:
                self.by_buyer.setdefault(hook.buyer, []).append(hook)
                if hook.merchant:
                    self.by_merchant.setdefault(hook.merchant, []).append(hook)

    def of(self, buyer: str, merchants: Sequence[str]) -> dict[str, tuple[Hook, bool]]:
        """By id, and whether the hook sees the whole order; who is buyer and merchant at once hears once."""
        found = {hook.webhook_id: (hook, False) for name in merchants for hook in self.by_merchant.get(name, ())}
        return found | {hook.webhook_id: (hook, True) for hook in (*self.everything, *self.by_buyer.get(buyer, ()))}


def _of_event(event: EventRow, subjects: Mapping[str, Subject], hearers: _Hearers) -> Iterator[Message]:
    if event.kind == DISPATCH_CLOSED:
        yield from _of_dispatch(event, hearers.everything)
    elif event.order_id in subjects:
        yield from _of_one(event, subjects[event.order_id], hearers)


def _of_one(event: EventRow, subject: Subject, hearers: _Hearers) -> Iterator[Message]:
    parcels = [one for one in subject.parcels if event.consignment_id in (None, one.consignment_id)]
    for name, (hook, whole) in hearers.of(subject.buyer, [one.merchant for one in parcels]).items():
        if event.kind in hook.kinds:
            seen = parcels if whole else [one for one in parcels if one.merchant == hook.merchant]
            yield _message(event, name, _body(event, seen))
    if subject.noticed and event.kind in NOTICED:
        yield _message(event, None, "")


def _of_dispatch(event: EventRow, hooks: Sequence[Hook]) -> Iterator[Message]:
    for hook in hooks:
        if event.kind in hook.kinds:
            yield _message(event, hook.webhook_id, _said(event, {"dispatch": event.order_id}))


def _message(event: EventRow, webhook_id: str | None, body: str) -> Message:
    name = blake2b(f"{event.event_id}\0{webhook_id or 'notice'}".encode(), digest_size=16).hexdigest()
    return Message(name, webhook_id, event.kind, event.order_id, event.consignment_id, event.at, body)


def _body(event: EventRow, parcels: Sequence[ParcelHead]) -> str:
    """As Standard Webhooks has it: type, timestamp (the road's) and data. Ids only: the rest is asked for."""
    data = {
        "order": event.order_id,
        "parcels": [{"id": one.consignment_id, "s10": one.s10, "merchant": one.merchant} for one in parcels],
    }
    return _said(event, data)


def _said(event: EventRow, data: Mapping[str, object]) -> str:
    at = f"{datetime.fromtimestamp(event.at, UTC):%Y-%m-%dT%H:%M:%SZ}"
    return msgspec.json.encode({"type": event.kind, "timestamp": at, "data": data}).decode()
