"""`/api/v1/basket`: what a buyer has put aside, and what it costs at the door now."""

from typing import Annotated

import msgspec
from django.http import HttpResponse
from msgspec import Meta

from tearoad.api.body import Misfit, decoded, json_body
from tearoad.api.catalogue import Money
from tearoad.api.gate import answer
from tearoad.api.moments import day
from tearoad.api.orders import AskedLine, Word
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.rights import ApiRequest
from tearoad.network.promise import LEVEL
from tearoad.operations.quote_baskets import BasketQuote
from tearoad.operations.shop_ports import BasketRow, Wanted

MOST_LINES = 50


class AskedBasket(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is in it from now on; no lines empty it."""

    destination: Word
    lines: Annotated[tuple[AskedLine, ...], Meta(max_length=MOST_LINES)]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] = "RUB"


class BasketParcel(msgspec.Struct, frozen=True):
    """What would travel together."""

    merchant: str
    origin: str
    mode: str
    promised_on: str
    promise_level: float
    goods: Money
    postage: Money
    duty: Money
    tax: Money
    skus: list[str]


class RefusedLine(msgspec.Struct, frozen=True):
    """A line that cannot be ordered now, and why."""

    sku: str
    quantity: int
    refusal: str


class Basket(msgspec.Struct, frozen=True):
    """The basket at its price at the door of `destination`, refused lines left out. Nothing is reserved.

    `asks` is the kind of identity number that the law asks of the recipient, None where none.
    """

    destination: str
    lines: list[AskedLine]
    parcels: list[BasketParcel]
    refused: list[RefusedLine]
    total: Money
    asks: str | None


ASKED = msgspec.json.Decoder(AskedBasket)


def put(request: ApiRequest) -> HttpResponse:
    """The basket is what is sent."""
    asked = decoded(ASKED, json_body(request))
    assert request.caller, "the right to order comes with a key"
    if asked.destination not in desks().platform().table.destination_number:
        raise Misfit("/destination", "expected the id of a town of the road")
    wrong = {f"/lines/{at}/sku": "unknown product" for at, line in enumerate(asked.lines) if not line.sku.isprintable()}
    if wrong:
        raise Problem(422, "the basket cannot be kept", errors=wrong)
    lines = tuple(Wanted(line.sku, line.quantity) for line in asked.lines)
    row = BasketRow(request.caller.name, asked.destination, asked.currency, lines)
    return answer(_basket(row, desks().buyers().put_basket(row)))


def one(request: ApiRequest) -> HttpResponse:
    """As it was put, at today's prices."""
    assert request.caller, "the right to read orders comes with a key"
    row = desks().buyers().basket(request.caller.name)
    return answer(_basket(row, desks().buyers().quote(row.lines, row.destination, row.currency)))


def _basket(row: BasketRow, quote: BasketQuote) -> Basket:
    def money(minor: int) -> Money:
        return Money(minor, row.currency)

    return Basket(
        row.destination,
        [AskedLine(line.sku, line.quantity) for line in row.lines],
        [
            BasketParcel(
                parcel.merchant,
                parcel.origin,
                parcel.mode,
                day(parcel.promised_on),
                LEVEL,
                money(parcel.goods_minor),
                money(parcel.postage_minor),
                money(parcel.duty_minor),
                money(parcel.tax_minor),
                [line.wanted.sku for line in parcel.lines],
            )
            for parcel in quote.parcels
        ],
        [RefusedLine(line.wanted.sku, line.wanted.quantity, str(line.refusal)) for line in quote.refused],
        money(quote.total_minor),
        quote.asks,
    )
