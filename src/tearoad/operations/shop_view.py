"""What the shop is asked and what it shows, as plain frozen values; and what its two halves say to each other.

Money in minor units of the currency beside it, moments in seconds since 1970, weights in grams.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from tearoad.market.words import Asked
from tearoad.operations.ports import Product
from tearoad.terms.refusal import Refusal

Ordering = Literal["relevance", "price", "date"]
LANGUAGES = ("ru", "zh", "en")
LOCAL, ABROAD = "local", "abroad"  # without a border on the way to the buyer, or with one
MOST_ON_PAGE = 60  # models
MANY_UNITS = 10  # on the shelf: pages say no more than that there are more
ANY_PRICE = 2**62
COUNTED = 1_000  # models found; beyond that a number says nothing to people


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a buyer looks for. `origin` is '', LOCAL, ABROAD or a country; prices are those of the goods of the cheapest
    offer, in the road's currency; `by` is the last day on which one would take the parcel."""

    destination: str
    text: str = ""
    language: str = "ru"
    currency: str = "RUB"
    price_from_minor: int | None = None
    price_to_minor: int | None = None
    origin: str = ""
    by: date | None = None
    merchant: str = ""
    order: Ordering = "relevance"
    cursor: str = ""
    size: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A model among what was found, with what its best offer costs. All is of the offers that fit the wish: `sku` is
    the one with the lowest landed total that can be bought, `promised_on` the earliest promise of any."""

    model: str
    sku: str
    title: str
    goods_minor: int | None
    landed_minor: int | None
    currency: str
    promised_on: date
    offers: int
    origins: tuple[str, ...]
    local: bool
    in_stock: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page. `count` is that of all pages, at most COUNTED; `capped` where there are more."""

    models: tuple[Found, ...]
    count: int
    capped: bool
    next_cursor: str
    clock_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Goods of one merchant to one buyer's town. `fee_minor`, the platform's, is a part of the goods and never added.

    What the parcel costs is None where the offer is refused; `landed_minor` is what checkout charges. Half of all
    parcels take `days_p50`, nine of ten at most `days_p90`. `units_left` is at most MANY_UNITS; `plenty` where there
    are more. Among what can be bought one is `cheapest` at the door, and one `fastest`.
    """

    sku: str
    titles: Mapping[str, str]
    merchant: str
    origin: str
    origin_names: Mapping[str, str]
    country: str
    local: bool
    goods_minor: int | None
    postage_minor: int | None
    duty_minor: int | None
    tax_minor: int | None
    fee_minor: int | None
    landed_minor: int | None
    currency: str
    lane: str
    mode: str
    days_p50: float | None
    days_p90: float | None
    promised_on: date | None
    units_left: int
    plenty: bool
    cheapest: bool
    fastest: bool
    refusal: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """A model with every offer, the best first; what describes the goods is taken from that one."""

    model: str
    titles: Mapping[str, str]
    weight_grams: int
    weight_assumed: bool
    size_cm: tuple[int, int, int] | None
    hs6: str | None
    hs6_description: str | None
    destination: str
    currency: str
    quantity: int
    clock_at: int
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Destination:
    """A town to which parcels are brought."""

    id: str
    names: Mapping[str, str]
    country: str


class LaneBand(NamedTuple):
    """Goods from an origin that weigh from `first_grams` to before `after_grams` take one lane, its number, to the
    buyer's town."""

    origin: str
    first_grams: int
    after_grams: int
    lane: int


class Band(NamedTuple):
    """The same: the day since 1970 by which they are promised, and whether they cross no border."""

    origin: str
    first_grams: int
    after_grams: int
    promised_on: int
    local: bool


class Rate(NamedTuple):
    """Minor units of the road's currency: `top` of them for `bottom` of `currency`, rounded half up."""

    currency: str
    top: int
    bottom: int


Keys = tuple[str | int, ...]


class Question(NamedTuple):
    """A wish as the catalogue is asked: goods fit that are in one of `bands` and have one of `rates`. Prices in the
    road's currency. `after` are the keys of the row after which the page begins; they go by `order`, 'shelf' where
    relevance is asked for without a word."""

    words: Asked
    bands: Sequence[Band]
    rates: Sequence[Rate]
    merchant: str
    price_from: int
    price_to: int
    order: Literal["relevance", "price", "date", "shelf"]
    after: Keys
    most: int

    @property
    def bounded(self) -> bool:
        """Whether a price is asked for."""
        return self.price_from > 0 or self.price_to < ANY_PRICE


class ModelRow(NamedTuple):
    """A model that fits: its offers, the earliest day promised among them, its keys in the order asked for."""

    model: str
    offers: int
    promised_on: int
    keys: Keys


class OfferRow(NamedTuple):
    """A product and how many units of it are free to sell."""

    product: Product
    available: int
