"""Offers of one model: the same goods by different merchants. How they are ordered, and which one is named first."""

from collections.abc import Sequence
from typing import NamedTuple

NOT_SOLD = -1


class Standing(NamedTuple):
    """What decides an offer's place among the others. `landed_minor` is NOT_SOLD where it is refused; `slow` is the
    promise in seconds from the order."""

    sku: str
    landed_minor: int
    slow: int
    units_left: int

    @property
    def can_be_bought(self) -> bool:
        """It has a price at the door, and there is a unit of it."""
        return self.landed_minor != NOT_SOLD and self.units_left > 0


class Ranked(NamedTuple):
    """All are places in the list that was ranked; `cheapest` and `fastest` are None where nothing can be bought."""

    order: tuple[int, ...]
    cheapest: int | None
    fastest: int | None


def ranked(offers: Sequence[Standing]) -> Ranked:
    """By landed total; equal ones by the promise, then by name. First what can be bought, then what is sold out, then
    what is refused."""
    places = range(len(offers))
    order = tuple(sorted(places, key=lambda at: _by_price(offers[at])))
    there = [at for at in order if offers[at].can_be_bought]
    fastest = min(there, key=lambda at: (offers[at].slow, _by_price(offers[at])), default=None)
    return Ranked(order, there[0] if there else None, fastest)


def _by_price(offer: Standing) -> tuple[bool, bool, int, int, str]:
    refused = offer.landed_minor == NOT_SOLD
    return refused, offer.units_left <= 0, offer.landed_minor, offer.slow, offer.sku
