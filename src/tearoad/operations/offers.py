"""What offers cost at the door of a town, and when they come: many at once, by the functions that checkout uses.

Each offer is a parcel of its own. In a basket goods of one merchant and origin travel together and cost less to carry.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from tearoad.customs.assess import assess
from tearoad.customs.reasons import reasons
from tearoad.journey.consignments import words
from tearoad.market.offer import NOT_SOLD, Ranked, Standing, ranked
from tearoad.network.outlook import Outlook
from tearoad.network.promise import promised_day
from tearoad.operations.judge_lines import AT_THE_BORDER
from tearoad.operations.landed_price import (
    Duty,
    Parcels,
    carriage_of,
    declared,
    duty_of,
    expected_declaration,
    one_line_each,
    to_door,
)
from tearoad.operations.platform import Prices
from tearoad.operations.ports import Product
from tearoad.operations.shop_view import LANGUAGES, MANY_UNITS, Offer, OfferRow
from tearoad.terms.days import DAY, MOSCOW
from tearoad.terms.money import LARGEST_MINOR
from tearoad.terms.refusal import Refusal

EPOCH = date(1970, 1, 1)


class Asked(NamedTuple):
    """To where, in which currency, how many of each, at which moment of the road clock."""

    destination: str
    currency: str
    quantity: int
    at: int


class Priced(NamedTuple):
    """One offer reckoned. Without a refusal everything is known; with one, amounts that are not known are -1, and so is
    the lane."""

    row: OfferRow
    refusal: Refusal | None
    goods: int
    postage: int
    duty: int
    tax: int
    lane: int
    usual: int
    slow: int

    @property
    def goods_minor(self) -> int | None:
        """None where no rate leads to the buyer's currency, or the amount is beyond all bounds."""
        return self.goods if 0 <= self.goods <= LARGEST_MINOR else None

    @property
    def landed(self) -> int:
        """What checkout charges; NOT_SOLD where it is refused."""
        return NOT_SOLD if self.refusal else self.goods + self.postage + self.duty + self.tax

    @property
    def standing(self) -> Standing:
        """What decides its place among others."""
        return Standing(self.row.product.sku, self.landed, self.slow, self.row.available)


def priced(p: Prices, outlook: Outlook, rows: Sequence[OfferRow], asked: Asked) -> list[Priced]:
    """All offers in one assessment, in their order."""
    if not rows:
        return []
    at, currency, destination = _same(asked, len(rows))
    origin = words([row.product.origin for row in rows])
    goods = _goods(p, [row.product for row in rows], asked)
    known = np.clip(goods, 0, LARGEST_MINOR)
    grams = np.array([row.product.weight_grams * asked.quantity for row in rows], dtype=np.int64)
    carriage = carriage_of(p, at, origin, destination, grams, currency)
    usual, slow = to_door(p, outlook, at, carriage.lane, destination).T
    judged, quoted = _duties(p, [row.product for row in rows], asked, known, grams)
    made = []
    for number, row in enumerate(rows):
        lane, postage = int(carriage.lane[number]), int(carriage.postage_minor[number])
        abroad = lane >= 0 and p.road.lanes[lane].office is not None
        refusal = _refusal(int(goods[number]), lane, postage)
        duty = tax = 0
        if abroad and refusal is None:
            unknown = Refusal.NO_ANSWER if quoted.minor[number] < 0 else None
            refusal = AT_THE_BORDER.get(int(judged[number])) or unknown
            duty, tax = int(quoted.minor[number] - quoted.tax_minor[number]), int(quoted.tax_minor[number])
        made.append(
            Priced(row, refusal, int(goods[number]), postage, duty, tax, lane, int(usual[number]), int(slow[number]))
        )
    return made


def offers(p: Prices, found: Sequence[Priced], asked: Asked) -> tuple[Offer, ...]:
    """As a page shows them, the best first."""
    standing = ranked([one.standing for one in found])
    return tuple(_offer(p, found[at], asked, at, standing) for at in standing.order)


def reasons_of(p: Prices, product: Product, asked: Asked, language: str) -> tuple[str, ...]:
    """Why the border asks what `priced` says of one product, in words; () where there is no border on its way."""
    (one,) = priced(p, p.unknown, [OfferRow(product, 0)], asked)
    if one.lane < 0 or p.road.lanes[one.lane].office is None or one.goods_minor is None:
        return ()
    grams = np.array([product.weight_grams * asked.quantity], dtype=np.int64)
    goods = np.array([one.goods], dtype=np.int64)
    by_line, together = _parcels(p, [product], asked, goods, grams)
    whole = declared(p, by_line if one.refusal else together)
    return tuple(reasons(whole, p.law, assess(whole, p.law, {}, everything=True)[0], 0, language))


def titles(product: Product) -> dict[str, str]:
    """By language."""
    return dict(zip(LANGUAGES, (product.title_ru, product.title_zh, product.title_en), strict=True))


def size_of(product: Product) -> tuple[int, int, int] | None:
    """Length, width and height in centimetres, where all are known."""
    if product.length_cm is None or product.width_cm is None or product.height_cm is None:
        return None
    return product.length_cm, product.width_cm, product.height_cm


def day_of(day: int) -> date:
    """Of a day counted from 1970."""
    return EPOCH + timedelta(days=day)


def _same(asked: Asked, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    at = np.full(count, asked.at, dtype=np.int64)
    return at, words([asked.currency] * count), words([asked.destination] * count)


def _goods(p: Prices, products: Sequence[Product], asked: Asked) -> np.ndarray:
    """Goods of each offer in the buyer's currency, by unit and then times their number; -1 where a rate is missing."""
    unit = np.full(len(products), -1, dtype=np.int64)
    source = words([product.currency or "" for product in products])
    minor = np.array([product.price_minor or 0 for product in products], dtype=np.int64)
    for code in sorted(set(source.tolist())):
        rows = np.flatnonzero(source == code)
        day = np.full(len(rows), (asked.at + MOSCOW) // DAY, dtype=np.int64)
        unit[rows] = p.rates.convert(minor[rows], code, asked.currency, day)
    return np.where(unit < 0, -1, unit * asked.quantity)


def _parcels(
    p: Prices, products: Sequence[Product], asked: Asked, goods: np.ndarray, grams: np.ndarray
) -> tuple[Parcels, Parcels]:
    """Each offer twice: by its own line, which says whether it may pass; and as its consignment is quoted."""
    count = len(products)
    at, currency, _ = _same(asked, count)
    declared_at, origin = expected_declaration(p, at), words([product.origin for product in products])
    hs, quantity = words([product.hs6 or "" for product in products]), np.full(count, asked.quantity, dtype=np.int64)
    by_line = Parcels(declared_at, goods, currency, grams, quantity, hs, origin)
    return by_line, one_line_each(declared_at, goods, currency, grams, origin)


def _duties(
    p: Prices, products: Sequence[Product], asked: Asked, goods: np.ndarray, grams: np.ndarray
) -> tuple[np.ndarray, Duty]:
    """The verdict on each line, and what its consignment is quoted: one assessment for both."""
    both = _parcels(p, products, asked, goods, grams)
    found = duty_of(p, Parcels(*(np.concatenate(columns) for columns in zip(*both, strict=True))))
    count = len(products)
    return found.verdict[:count], Duty(*(column[count:] for column in found))


def _refusal(goods: int, lane: int, postage: int) -> Refusal | None:
    if goods < 0 or (lane >= 0 and postage < 0):
        return Refusal.NO_RATE
    if goods == 0:
        return Refusal.NO_PRICE
    if goods > LARGEST_MINOR:
        return Refusal.TOO_LARGE
    return Refusal.NO_LANE if lane < 0 else None


def _offer(p: Prices, one: Priced, asked: Asked, at: int, standing: Ranked) -> Offer:
    product, lane = one.row.product, p.road.lanes[one.lane] if one.lane >= 0 else None
    place = p.road.places.get(product.origin)
    sold = one.refusal is None
    return Offer(
        sku=product.sku,
        titles=titles(product),
        merchant=product.merchant,
        origin=product.origin,
        origin_names=place.names if place else dict.fromkeys(LANGUAGES, product.origin),
        country=place.country if place else "",
        local=lane is not None and lane.office is None,
        goods_minor=one.goods_minor,
        postage_minor=one.postage if sold else None,
        duty_minor=one.duty if sold else None,
        tax_minor=one.tax if sold else None,
        fee_minor=p.road.behaviour.fee_of(one.goods) if sold else None,
        landed_minor=one.landed if sold else None,
        currency=asked.currency,
        lane=lane.id if lane else "",
        mode=lane.mode if lane else "",
        days_p50=round(one.usual / DAY, 1) if lane else None,
        days_p90=round(one.slow / DAY, 1) if lane else None,
        promised_on=day_of(promised_day(asked.at, one.slow)) if lane else None,
        units_left=min(max(one.row.available, 0), MANY_UNITS),
        plenty=one.row.available > MANY_UNITS,
        cheapest=at == standing.cheapest,
        fastest=at == standing.fastest,
        refusal=one.refusal,
    )
