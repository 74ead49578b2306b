"""The messages as values: strict and bounded, no field but these. ITMATT-like and so on, not certified.

Lengths are Tearoad's own (assumed), but for S10. Amounts are minor units of the item's currency, weights grams; '' or
null is what nobody said. `judge` says what a type cannot say, by `post.receptacle` what is no identifier of a bag.
"""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tearoad.kernel.duty_columns import LARGEST_GRAMS, LARGEST_MINOR, LARGEST_QUANTITY

NOT_CERTIFIED: Literal["not certified"] = "not certified"
MOST_ITEMS, MOST_CONTENTS, MOST_RECEPTACLES, MOST_DUTIES = 10_000, 100, 1_000, 100

_TEXT = r"^[^\x00-\x1f\x7f-\x9f]*\Z"  # no control characters: they stand in no form, and in no EDIFACT
Text = Annotated[str, Meta(max_length=256, pattern=_TEXT)]
Name = Annotated[str, Meta(max_length=140, pattern=_TEXT)]
Id = Annotated[str, Meta(max_length=64, pattern=_TEXT)]
Named = Annotated[str, Meta(min_length=1, max_length=64, pattern=_TEXT)]
Postcode = Annotated[str, Meta(max_length=17, pattern=_TEXT)]
Reason = Annotated[str, Meta(max_length=35, pattern=_TEXT)]
Read = Annotated[str, Meta(min_length=1, max_length=35, pattern=_TEXT)]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z")]
CountryOrNone = Annotated[str, Meta(pattern=r"^([A-Z]{2})?\Z")]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]
Hs = Annotated[str, Meta(pattern=r"^([0-9]{6,10})?\Z")]
S10 = Annotated[str, Meta(pattern=r"^[A-Z]{2}[0-9]{9}[A-Z]{2}\Z")]
S10OrNone = Annotated[str, Meta(pattern=r"^([A-Z]{2}[0-9]{9}[A-Z]{2})?\Z")]
Grams = Annotated[int, Meta(ge=1, le=LARGEST_GRAMS)]
Minor = Annotated[int, Meta(ge=0, le=LARGEST_MINOR)]
Count = Annotated[int, Meta(ge=1, le=MOST_ITEMS)]
Number = Annotated[int, Meta(ge=0, le=LARGEST_QUANTITY)]
Pieces = Annotated[int, Meta(ge=1, le=LARGEST_QUANTITY)]
Moment = Annotated[datetime, Meta(tz=True)]
Category = Literal["", "gift", "documents", "sale", "sample", "return", "other"]
Subject = Literal["", "post", "express", "ecommerce", "gift", "sample", "commercial"]
Decision = Literal["release", "hold", "request", "refuse", "return"]
AGAINST = ("hold", "refuse", "return")


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One content line of a CN 22 or CN 23: weight, net, and value are those of the whole line."""

    line: Number
    description: Text
    hs: Hs
    quantity: Pieces
    weight_grams: Grams
    value_minor: Minor
    origin: Country
    licence: Id


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One postal item with its electronic CN 22 or CN 23; `accepted_on` is a day at the place of clearance."""

    parcel_id: Named
    s10: S10OrNone
    category: Category
    subject: Subject
    accepted_on: date
    destination: Country
    currency: Currency
    postage_minor: Minor
    gross_grams: Grams | None
    seller_registered: bool
    sender_name: Name
    sender_country: CountryOrNone
    consignee_id: Id
    recipient_name: Name
    recipient_postcode: Postcode
    recipient_identity: Id
    order_id: Id
    invoice: Id
    office: Id
    dispatch_id: Id
    content_count: Annotated[int, Meta(ge=1, le=MOST_CONTENTS)]
    contents: Annotated[tuple[Content, ...], Meta(min_length=1, max_length=MOST_CONTENTS)]


class Receptacle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A bag or a container: S9 begins with the S8 of its dispatch."""

    receptacle_id: Named
    weight_grams: Grams
    item_count: Annotated[int, Meta(ge=0, le=MOST_ITEMS)]
    items: Annotated[tuple[S10, ...], Meta(max_length=MOST_ITEMS)]


class Received(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A receptacle that came: `missing` was advised in it and not found, `surplus` found, as it was read."""

    receptacle_id: Named
    state: Literal["arrived", "opened"]
    at: Moment
    missing: Annotated[tuple[S10, ...], Meta(max_length=MOST_ITEMS)]
    surplus: Annotated[tuple[Read, ...], Meta(max_length=MOST_ITEMS)]


class Duty(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is to be paid of one kind."""

    tax: Named
    amount_minor: Minor
    currency: Currency


class Response(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What customs says of one item. A decision against it has a reason."""

    s10: S10
    decision: Decision
    reason: Reason
    duties: Annotated[tuple[Duty, ...], Meta(max_length=MOST_DUTIES)]
    text: Text


class TrackingEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One event of one item at an office; `events.kinds` says which need what."""

    s10: S10
    event: Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]
    at: Moment
    office: Id
    retention_reason: Reason
    attempt_reason: Reason
    action: Reason


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who tells whom: operators, offices of exchange or customs, by whatever code they know each other."""

    reference: Named
    prepared_at: Moment
    sender: Named
    recipient: Named


class Itmatt(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="ITMATT-like", tag_field="message"
):
    """Post to post: attributes of items. Not certified."""

    conformance: Literal["not certified"]
    header: Header
    item_count: Count
    items: Annotated[tuple[Item, ...], Meta(min_length=1, max_length=MOST_ITEMS)]


class Cusitm(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="CUSITM-like", tag_field="message"
):
    """Post to customs: items that are declared. Not certified."""

    conformance: Literal["not certified"]
    header: Header
    item_count: Count
    items: Annotated[tuple[Item, ...], Meta(min_length=1, max_length=MOST_ITEMS)]


class Predes(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="PREDES-like", tag_field="message"
):
    """Pre-advice of a dispatch. Not certified."""

    conformance: Literal["not certified"]
    header: Header
    dispatch_id: Named
    closed_at: Moment
    receptacle_count: Annotated[int, Meta(ge=1, le=MOST_RECEPTACLES)]
    receptacles: Annotated[tuple[Receptacle, ...], Meta(min_length=1, max_length=MOST_RECEPTACLES)]


class Resdes(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="RESDES-like", tag_field="message"
):
    """Answer to a pre-advice: what of a dispatch came. Not certified."""

    conformance: Literal["not certified"]
    header: Header
    dispatch_id: Named
    receptacle_count: Annotated[int, Meta(ge=1, le=MOST_RECEPTACLES)]
    receptacles: Annotated[tuple[Received, ...], Meta(min_length=1, max_length=MOST_RECEPTACLES)]


class Cusrsp(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="CUSRSP-like", tag_field="message"
):
    """Customs to post: decisions. Not certified."""

    conformance: Literal["not certified"]
    header: Header
    response_count: Count
    responses: Annotated[tuple[Response, ...], Meta(min_length=1, max_length=MOST_ITEMS)]


class Emsevt(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="EMSEVT-like", tag_field="message"
):
    """Post to post: events of items. Not certified."""

    conformance: Literal["not certified"]
    header: Header
    event_count: Count
    events: Annotated[tuple[TrackingEvent, ...], Meta(min_length=1, max_length=MOST_ITEMS)]


Message = Itmatt | Cusitm | Predes | Resdes | Cusrsp | Emsevt
