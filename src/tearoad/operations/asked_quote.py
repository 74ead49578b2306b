"""What a landed price is asked with, and what is answered: plain frozen values, bounded where a door decodes them.

Money in minor units of the currency that stands beside it, weights in grams, days of delivery counted from the order.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, NamedTuple

from msgspec import Meta, Struct

from tearoad.kernel.duty_columns import LARGEST_GRAMS, LARGEST_MINOR, LARGEST_QUANTITY

Word = Annotated[str, Meta(max_length=200)]
Amount = Annotated[int, Meta(ge=0, le=LARGEST_MINOR)]
BAD_INPUT = "bad_input"


class AskedGoods(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of the goods: `value_minor` in the quote's currency and `weight_grams` are those of the whole line;
    `hs` 6 to 10 digits, '' where nobody said. The law does not read the description."""

    value_minor: Amount
    weight_grams: Annotated[int, Meta(ge=1, le=LARGEST_GRAMS)]
    hs: Word = ""
    quantity: Annotated[int, Meta(ge=1, le=LARGEST_QUANTITY)] = 1
    description: Annotated[str, Meta(max_length=2_000)] = ""


class AskedQuote(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One parcel. `origin` and `destination`: a customs territory, or the id of a place of the road.

    `accepted_on`: when the declaration is accepted, a day at the place of clearance or a moment with its zone;
    `accepted_by`: the last day there on which it may be.
    """

    origin: Word
    destination: Word
    currency: Word
    lines: Annotated[tuple[AskedGoods, ...], Meta(min_length=1)]
    id: Word | None = None
    accepted_on: Word | None = None
    accepted_by: Word | None = None
    postage_minor: Amount | None = None
    subject: Word = ""
    seller_registered: bool = False
    consignee_id: Word = ""


class Price(Struct, frozen=True):
    """Of all the goods."""

    goods_minor: int
    currency: str


class Delivery(Struct, frozen=True):
    """By the cheapest lane. `postage_minor` is None where no rate leads to the quote's currency. Half of all parcels
    take `days_p50`, nine of ten at most `days_p90`; `promised_on`, or `by`, is the day that is promised, by whose end
    `promise_level` of them come."""

    lane: str
    postage_minor: int | None
    currency: str
    days_p50: float
    days_p90: float
    by: date
    promised_on: date
    promise_level: float


class QuoteAnswer(Struct, frozen=True, kw_only=True):
    """None stands for what is not known. Duty, tax and fee add up to `total_minor`, what customs asks, in `currency`;
    the landed total is goods, postage and that, in the currency of the quote."""

    id: str | None
    price: Price | None = None
    delivery: Delivery | None = None
    duty_minor: int | None = None
    tax_minor: int | None = None
    fee_minor: int | None = None
    total_minor: int | None = None
    currency: str | None = None
    landed_total_minor: int | None = None
    landed_currency: str | None = None
    verdict: str
    charges: Sequence[Mapping[str, Any]] = ()
    reasons: Sequence[str] = ()
    warnings: Sequence[str] = ()
    inputs_hash: str | None = None
    law_hash: str | None = None


class BadQuote(NamedTuple):
    """A quote that cannot be understood: where in it, as a JSON pointer, and what was expected."""

    id: str | None
    pointer: str
    detail: str

    def answer(self) -> QuoteAnswer:
        """The same as an answer among others, without any amount."""
        where = f"{self.pointer}: " if self.pointer else ""
        return QuoteAnswer(id=self.id, verdict=BAD_INPUT, reasons=(where + self.detail,))
