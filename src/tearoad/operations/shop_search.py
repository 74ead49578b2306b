"""A buyer's wish understood and put to the catalogue, and the page made of what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tearoad.market.offer import ranked
from tearoad.market.words import LONGEST_TEXT, asked
from tearoad.network.outlook import Outlook
from tearoad.network.promise import LEVEL, bands, door_after, promised_day
from tearoad.operations.offers import Asked, Priced, day_of, priced, titles
from tearoad.operations.platform import Prices
from tearoad.operations.shop_view import (
    ABROAD,
    ANY_PRICE,
    COUNTED,
    LANGUAGES,
    LOCAL,
    MOST_ON_PAGE,
    Band,
    Found,
    Keys,
    LaneBand,
    ModelRow,
    OfferRow,
    Question,
    Rate,
    SearchPage,
    Wish,
)
from tearoad.terms.cursor import cursor_of, keys_of
from tearoad.terms.days import DAY, MOSCOW
from tearoad.terms.money import EXPONENTS, LARGEST_MINOR
from tearoad.terms.names import storable
from tearoad.terms.refusal import BadInput

KINDS = {"relevance": (int, int, str), "price": (int, str), "date": (int, int, str), "shelf": (str, str)}


def road_bands(p: Prices, destination: str) -> tuple[LaneBand, ...]:
    """Which lanes lead to a town, by origin and weight; the same as long as the road is."""
    end = p.table.destination_number[destination]
    return tuple(
        LaneBand(origin, *band)
        for origin, number in p.table.origin_number.items()
        for band in bands(p.table, number, end)
    )


def promised_bands(p: Prices, outlook: Outlook, destination: str, at: int, whole: Sequence[LaneBand]) -> list[Band]:
    """The same with what is promised to who orders at a moment."""
    used = sorted({band.lane for band in whole})
    lanes = np.array(used, dtype=np.int64)
    end, now = np.full_like(lanes, p.table.destination_number[destination]), np.full_like(lanes, at)
    days = promised_day(now, door_after(outlook, now, lanes, end, (LEVEL,))[:, 0])
    day = dict(zip(used, days.tolist(), strict=True))
    return [Band(*band[:3], day[band.lane], p.road.lanes[band.lane].office is None) for band in whole]


def question_of(p: Prices, wish: Wish, at: int, whole: Sequence[Band]) -> Question:
    """A wish that makes sense as the catalogue is asked at a moment; `whole` are the bands to its town. `BadInput` for
    a cursor of another list."""
    words = asked(wish.text)
    order = "shelf" if wish.order == "relevance" and not words.last else wish.order
    after: Keys = keys_of(wish.cursor, _about(wish), KINDS[order]) if wish.cursor else ()
    if not all(storable(key) if isinstance(key, str) else abs(key) < 2**63 for key in after):
        raise BadInput("the cursor is not one of this list, expected one from the page before")
    return Question(
        words=words,
        bands=[band for band in whole if _fits(p, wish, band)],
        rates=_rates(p, at),
        merchant=wish.merchant,
        price_from=wish.price_from_minor or 0,
        price_to=ANY_PRICE if wish.price_to_minor is None else wish.price_to_minor,
        order=order,
        after=after,
        most=wish.size + 1,
    )


def page_of(
    p: Prices,
    outlook: Outlook,
    wish: Wish,
    models: Sequence[ModelRow],
    count: int,
    rows: Mapping[str, Sequence[OfferRow]],
    at: int,
) -> SearchPage:
    """The page: `models` has one more than its size where another page comes; `rows` are the fitting offers of each."""
    shown = models[: wish.size]
    by = Asked(wish.destination, wish.currency, 1, at)
    reckoned = iter(priced(p, outlook, [row for model in shown for row in rows[model.model]], by))
    found = [_found(p, wish, model, [next(reckoned) for _ in rows[model.model]]) for model in shown]
    cursor = cursor_of(_about(wish), *shown[-1].keys) if len(models) > wish.size else ""
    return SearchPage(
        models=tuple(found), count=min(count, COUNTED), capped=count > COUNTED, next_cursor=cursor, clock_at=at
    )


def _found(p: Prices, wish: Wish, model: ModelRow, offers: Sequence[Priced]) -> Found:
    best = offers[ranked([one.standing for one in offers]).order[0]]
    countries = {p.road.places[one.row.product.origin].country for one in offers}
    return Found(
        model=model.model,
        sku=best.row.product.sku,
        title=titles(best.row.product)[wish.language],
        goods_minor=best.goods_minor,
        landed_minor=None if best.refusal else best.landed,
        currency=wish.currency,
        promised_on=day_of(model.promised_on),
        offers=model.offers,
        origins=tuple(sorted(countries)),
        local=any(p.road.lanes[one.lane].office is None for one in offers),
        in_stock=any(one.standing.can_be_bought for one in offers),
    )


def _fits(p: Prices, wish: Wish, band: Band) -> bool:
    """Whether goods that come like this are wanted."""
    if wish.by is not None and day_of(band.promised_on) > wish.by:
        return False
    if wish.origin in ("", LOCAL, ABROAD):
        return not wish.origin or band.local == (wish.origin == LOCAL)
    return p.road.places[band.origin].country == wish.origin


def _rates(p: Prices, at: int) -> list[Rate]:
    """Every currency that is worth something in the road's today."""
    day = np.array([(at + MOSCOW) // DAY], dtype=np.int64)
    own = Rate(p.road.currency, 1, 1)
    top = int(p.rates.on(p.road.currency, day)[0])
    others = ((code, int(p.rates.on(code, day)[0])) for code in {"EUR", *p.rates.per_euro} - {p.road.currency})
    return [own, *sorted(Rate(code, top, bottom) for code, bottom in others if top > 0 and bottom > 0)]


def _about(wish: Wish) -> str:
    """All that a list was asked with but where it goes on and how much of it is shown."""
    return f"shop {replace(wish, cursor='', size=1)!r}"


def refuse_nonsense(p: Prices, wish: Wish) -> None:
    """`BadInput` for a wish that nobody can understand; its cursor is not looked at."""
    countries = {p.road.places[name].country for name in p.table.origin_number}
    prices = (wish.price_from_minor, wish.price_to_minor)
    for wrong, said in (
        (len(wish.text) > LONGEST_TEXT, f"text of {len(wish.text)} characters, expected at most {LONGEST_TEXT}"),
        (wish.destination not in p.table.destination_number, f"destination {wish.destination!r}, expected a town"),
        (wish.language not in LANGUAGES, f"language {wish.language!r}, expected one of {', '.join(LANGUAGES)}"),
        (wish.currency not in known_currencies(p), f"currency {wish.currency!r}, expected one that has a rate"),
        (wish.order not in ("relevance", "price", "date"), f"order {wish.order!r}, expected relevance, price or date"),
        (not 1 <= wish.size <= MOST_ON_PAGE, f"size {wish.size}, expected 1 to {MOST_ON_PAGE}"),
        (not storable(wish.merchant), "merchant, expected the name of one"),
        (
            wish.origin not in ("", LOCAL, ABROAD, *countries),
            f"origin {wish.origin!r}, expected {LOCAL}, {ABROAD} or a country that goods come from",
        ),
        (
            any(price is not None and not 0 <= price <= LARGEST_MINOR for price in prices),
            f"price, expected 0 to {LARGEST_MINOR} minor units",
        ),
    ):
        if wrong:
            raise BadInput(said)


def known_currencies(p: Prices) -> tuple[str, ...]:
    """In which prices can be told: the road's first."""
    return (p.road.currency, *sorted(({"EUR", *p.rates.per_euro} & set(EXPONENTS)) - {p.road.currency}))
