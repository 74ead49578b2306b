"""`/api/v1/declarations`: what the border is told of consignments, and what it said."""

import msgspec
from django.http import HttpResponse

from tearoad.api.catalogue import Money
from tearoad.api.gate import answer
from tearoad.api.moments import moment
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.questions import Questions
from tearoad.api.rights import ApiRequest
from tearoad.api.sight import seen
from tearoad.boot.desk import STATUSES
from tearoad.operations import desk_view


class DeclaredLine(msgspec.Struct, frozen=True):
    """Goods; `hs6` is None where nobody classified them."""

    sku: str
    hs6: str | None
    titles: dict[str, str]
    quantity: int
    unit_price: Money


class Declaration(msgspec.Struct, frozen=True):
    """Of one consignment. Quoted is what the buyer was asked for, assessed what the border reckoned, None before it
    did; `rule` is the id of the rule of the law that the duty rests on."""

    parcel: str
    order: str
    s10: str | None
    status: str
    merchant: str
    origin: str
    destination: str
    office: str | None
    weight_grams: int
    placed_at: str
    goods: Money
    quoted_duty: Money
    quoted_tax: Money
    assessed_duty: Money | None
    assessed_tax: Money | None
    rule: str | None
    lines: list[DeclaredLine]


class Declarations(msgspec.Struct, frozen=True):
    """A page, the newest first; `next` is the `after` of the next page, None at the end."""

    items: list[Declaration]
    next: str | None


def listed(request: ApiRequest) -> HttpResponse:
    """A buyer's own, a merchant's, an exchange office's, or all."""
    asked = Questions(request, {"after", "limit", "status"})
    page, cursor = desks().desk.declarations(
        seen(request, "declaration"),
        asked.one_of("status", ("", *STATUSES)),
        asked.text("after", ""),
        asked.limit(20, 100),
    )
    return answer(Declarations([_declaration(one) for one in page], cursor or None))


def one(request: ApiRequest, parcel_id: str) -> HttpResponse:
    """404 where there is none, and where it is somebody else's."""
    found = desks().desk.declaration(seen(request, "declaration"), parcel_id)
    if found is None:
        raise Problem(404, "nothing of such a parcel is declared")
    return answer(_declaration(found))


def _declaration(of: desk_view.Declaration) -> Declaration:
    def amount(minor: int) -> Money:
        return Money(minor, of.currency)

    def maybe(minor: int | None) -> Money | None:
        return None if minor is None else amount(minor)

    return Declaration(
        parcel=of.consignment_id,
        order=of.order_id,
        s10=of.s10,
        status=of.status,
        merchant=of.merchant,
        origin=of.origin,
        destination=of.destination,
        office=of.office,
        weight_grams=of.weight_grams,
        placed_at=moment(of.placed_at),
        goods=amount(of.goods_minor),
        quoted_duty=amount(of.quoted_duty_minor),
        quoted_tax=amount(of.quoted_tax_minor),
        assessed_duty=maybe(of.assessed_duty_minor),
        assessed_tax=maybe(of.assessed_tax_minor),
        rule=of.rule,
        lines=[
            DeclaredLine(
                line.sku,
                line.hs6,
                {"ru": line.title_ru, "zh": line.title_zh, "en": line.title_en},
                line.quantity,
                amount(line.unit_price_minor),
            )
            for line in of.lines
        ],
    )
