"""Who hears of which event, and what: decided without a data base."""

import json

from tearoad.operations.ports import EventRow
from tearoad.operations.told import (
    DISPATCH_CLOSED,
    KINDS,
    NOTICED,
    PLACED,
    SCANNED,
    Hook,
    ParcelHead,
    Subject,
    messages,
)

ALL = frozenset(KINDS)
PARCELS = (ParcelHead("a" * 32, "Tea House", None), ParcelHead("b" * 32, "Silk Row", "HA000000014CN"))
ORDER = Subject("W1", "account:anna", True, PARCELS)
PLACED_ROW = EventRow(PLACED, "W1", None, 1_800_000_000)
DELIVERED = EventRow("parcel.delivered", "W1", "b" * 32, 1_800_000_060)


def hook(name: str, kinds: frozenset[str] = ALL, everything: bool = False, buyer: str = "", merchant: str = "") -> Hook:
    return Hook(name, kinds, everything, buyer, merchant or None)


def heard(*hooks: Hook, events: tuple[EventRow, ...] = (PLACED_ROW, DELIVERED)) -> dict[str | None, list[object]]:
    found: dict[str | None, list[object]] = {}
    for message in messages(events, {"W1": ORDER}, hooks):
        parcels = [one["merchant"] for one in json.loads(message.body)["data"]["parcels"]] if message.body else None
        found.setdefault(message.webhook_id, []).append((message.kind, parcels))
    return found


def test_buyers_hear_of_their_orders_merchants_of_their_parcels_and_others_of_all() -> None:
    found = heard(
        hook("anna", buyer="account:anna"),
        hook("boris", buyer="account:boris"),
        hook("tea", buyer="account:tea", merchant="Tea House"),
        hook("silk", buyer="account:silk", merchant="Silk Row"),
        hook("operator", everything=True),
    )
    both = ["Tea House", "Silk Row"]
    whole = [(PLACED, both), ("parcel.delivered", ["Silk Row"])]
    assert found["anna"] == found["operator"] == whole
    assert "boris" not in found
    assert found["tea"] == [(PLACED, ["Tea House"])]
    assert found["silk"] == [(PLACED, ["Silk Row"]), ("parcel.delivered", ["Silk Row"])]


def test_who_buys_of_themselves_hears_once_and_of_the_whole() -> None:
    found = heard(hook("anna", buyer="account:anna", merchant="Tea House"), events=(PLACED_ROW,))
    assert found["anna"] == [(PLACED, ["Tea House", "Silk Row"])]


def test_only_what_was_asked_for_is_told() -> None:
    found = heard(hook("anna", frozenset({"parcel.delivered"}), buyer="account:anna"))
    assert found["anna"] == [("parcel.delivered", ["Silk Row"])]


def test_notices_are_for_buyers_who_ordered_for_themselves_and_of_what_matters() -> None:
    held = EventRow("parcel.held_by_customs", "W1", "b" * 32, 1)
    assert heard(events=(PLACED_ROW, held, DELIVERED)) == {None: [(PLACED, None), ("parcel.delivered", None)]}
    subject = ORDER._replace(noticed=False)
    assert messages([PLACED_ROW], {"W1": subject}, []) == []
    assert NOTICED <= ALL
    assert set(SCANNED.values()) <= ALL


def test_an_order_that_nobody_knows_is_told_to_nobody() -> None:
    assert messages([PLACED_ROW], {}, [hook("operator", everything=True)]) == []


def test_ids_are_of_the_event_and_the_hearer() -> None:
    hooks = [hook("x", everything=True), hook("y", everything=True)]
    once = messages([PLACED_ROW, DELIVERED], {"W1": ORDER}, hooks)
    again = messages([PLACED_ROW, DELIVERED], {"W1": ORDER}, hooks)
    assert once == again
    assert len({one.message_id for one in once}) == len(once) == 6
    later = PLACED_ROW._replace(at=PLACED_ROW.at + 1)
    assert later.event_id != PLACED_ROW.event_id


def test_the_body_has_ids_and_the_road_s_moment() -> None:
    (message,) = messages([DELIVERED], {"W1": ORDER._replace(noticed=False)}, [hook("x", everything=True)])
    assert json.loads(message.body) == {
        "type": "parcel.delivered",
        "timestamp": "2027-01-15T08:01:00Z",
        "data": {"order": "W1", "parcels": [{"id": "b" * 32, "s10": "HA000000014CN", "merchant": "Silk Row"}]},
    }


def test_of_dispatches_hear_those_who_see_everything() -> None:
    closed = EventRow(DISPATCH_CLOSED, "CNYIWARUMOWAACC60001", None, 1)
    hooks = [hook("operator", everything=True), hook("anna", buyer="account:anna"), hook("deaf", frozenset(), True)]
    (message,) = messages([closed], {}, hooks)
    assert (message.webhook_id, message.kind) == ("operator", DISPATCH_CLOSED)
    said = {"type": DISPATCH_CLOSED, "timestamp": "1970-01-01T00:00:01Z", "data": {"dispatch": closed.order_id}}
    assert json.loads(message.body) == said
