"""The shop of a serving process: the catalogue of the data base, priced by the platform at the road's clock.

Each answer comes from one snapshot. What a wish says is judged before the data base is asked.
"""

import time
from collections.abc import Callable
from functools import cache, cached_property

from tearoad.operations.offers import Asked, offers, priced, reasons_of, size_of, titles
from tearoad.operations.outlooks import outlook_at
from tearoad.operations.platform import Platform
from tearoad.operations.shop_search import (
    known_currencies,
    page_of,
    promised_bands,
    question_of,
    refuse_nonsense,
    road_bands,
)
from tearoad.operations.shop_view import LANGUAGES, Destination, LaneBand, ProductPage, SearchPage, Wish
from tearoad.store.database import CELL
from tearoad.store.pool import PooledStore
from tearoad.store.promises import PostgresPromises
from tearoad.store.shop import offer_of, offers_of, opened, search
from tearoad.terms.names import storable
from tearoad.terms.refusal import BadInput
from tearoad.wire.hs import read_descriptions

KEPT_SECONDS = 1.0  # for which a product's page may be told again, to however many ask
MOST_KEPT = 1_000
LARGEST_QUANTITY = 1_000  # of one product in one order of the shop; assumed


class Shop:
    """May be asked by many threads at once. `BadInput` says in one line what was expected, `Unavailable` that the data
    base does not answer."""

    def __init__(self, store: PooledStore, platform: Callable[[], Platform]) -> None:
        self._store, self._platform_of = store, platform
        self._bands = cache(self._bands_to)  # as many as the road has towns
        self._descriptions = cache(read_descriptions)
        self._kept: dict[tuple[str, str, str, int], tuple[float, ProductPage | None]] = {}

    @cached_property
    def destinations(self) -> tuple[Destination, ...]:
        """Towns to which parcels are brought, by name in Russian."""
        road = self._platform.road
        towns = (road.places[name] for name in self._platform.table.destination_number)
        return tuple(sorted((Destination(t.id, t.names, t.country) for t in towns), key=lambda t: t.names["ru"]))

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        """In which prices can be told, the road's first."""
        return known_currencies(self._platform)

    @cached_property
    def origins(self) -> tuple[str, ...]:
        """Countries that goods come from."""
        return tuple(sorted({self._platform.road.places[name].country for name in self._platform.table.origin_number}))

    def search(self, wish: Wish) -> SearchPage:
        """A page of models that fit the wish, each with its best offer."""
        p = self._platform
        refuse_nonsense(p, wish)
        with self._store.reading() as cursor:
            at = opened(cursor)
            outlook = outlook_at(p, PostgresPromises(cursor, CELL), at)
            bands = promised_bands(p, outlook, wish.destination, at, self._bands(wish.destination))
            hits = search(cursor, question_of(p, wish, at, bands))
        return page_of(p, outlook, wish, hits.models, hits.in_all, hits.offers, at)

    def product(self, model: str, destination: str, currency: str = "RUB", quantity: int = 1) -> ProductPage | None:
        """A model with all its offers at the door of a town; None where nothing of that name is sold."""
        self._refuse_nonsense(destination, currency, quantity)
        if not storable(model):
            return None
        asked, now = (model, destination, currency, quantity), time.monotonic()
        kept = self._kept.get(asked)
        if kept and now - kept[0] < KEPT_SECONDS:
            return kept[1]
        found = self._product(*asked)
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[asked] = now, found
        return found

    def _product(self, model: str, destination: str, currency: str, quantity: int) -> ProductPage | None:
        with self._store.asking() as cursor:
            at, rows = offers_of(cursor, model)
            outlook = outlook_at(self._platform, PostgresPromises(cursor, CELL), at)
        if not rows:
            return None
        asked = Asked(destination, currency, quantity, at)
        found = offers(self._platform, priced(self._platform, outlook, rows, asked), asked)
        best = next(row.product for row in rows if row.product.sku == found[0].sku)
        return ProductPage(
            model=model,
            titles=titles(best),
            weight_grams=best.weight_grams,
            weight_assumed=best.weight_assumed,
            size_cm=size_of(best),
            hs6=best.hs6,
            hs6_description=self._descriptions().get(best.hs6 or ""),
            destination=destination,
            currency=currency,
            quantity=quantity,
            clock_at=at,
            offers=found,
        )

    def reasons(
        self, sku: str, destination: str, quantity: int, language: str, currency: str = "RUB"
    ) -> tuple[str, ...] | None:
        """Why the border asks what the product's page says; () where goods pass none, None where nothing is sold."""
        self._refuse_nonsense(destination, currency, quantity)
        if language not in LANGUAGES:
            raise BadInput(f"language {language!r}, expected one of {', '.join(LANGUAGES)}")
        if not storable(sku):
            return None
        with self._store.asking() as cursor:
            found = offer_of(cursor, sku)
        if found is None:
            return None
        at, row = found
        return reasons_of(self._platform, row.product, Asked(destination, currency, quantity, at), language)

    @property
    def _platform(self) -> Platform:
        return self._platform_of()

    def _bands_to(self, destination: str) -> tuple[LaneBand, ...]:
        return road_bands(self._platform, destination)

    def _refuse_nonsense(self, destination: str, currency: str, quantity: int) -> None:
        if destination not in self._platform.table.destination_number:
            raise BadInput(f"destination {destination!r}, expected a town of the road")
        if currency not in self.currencies:
            raise BadInput(f"currency {currency!r}, expected one of {', '.join(self.currencies)}")
        if not 1 <= quantity <= LARGEST_QUANTITY:
            raise BadInput(f"quantity {quantity}, expected 1 to {LARGEST_QUANTITY}")
