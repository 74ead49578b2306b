"""What buyers ask for, as a door or a file hands it in: parsed, bounded, not yet judged."""

from collections.abc import Iterable
from hashlib import blake2b
from itertools import groupby
from typing import NamedTuple

from tearoad.terms.refusal import BadInput

LARGEST_QUANTITY = 100_000
PAYMENTS = ("card", "wallet", "cod")
ASSUMED_WEIGHT_GRAMS = 300  # assumed, where neither the file nor the catalogue says more


class AskedLine(NamedTuple):
    """One record of an orders file; a negative quantity is a return. `placed_at` in seconds since 1970.

    `row` counts data records from 1, `line` the lines within the order. Product columns are for goods that the
    catalogue does not know; `unit_price_minor` is None where the catalogue's price holds.
    """

    row: int
    order: str
    line: int
    buyer: str
    sku: str
    quantity: int
    placed_at: int
    destination: str
    payment: str
    currency: str
    unit_price_minor: int | None
    title: str
    weight_grams: int | None
    merchant: str
    hs6: str | None
    origin: str
    goods: bool


class AskedOrder(NamedTuple):
    """Lines under one number; `placed_at` is the earliest of theirs, `content` a digest of what they say."""

    order_id: str
    buyer: str
    destination: str
    payment: str
    currency: str
    placed_at: int
    lines: tuple[AskedLine, ...]
    content: bytes


def orders_of(lines: Iterable[AskedLine]) -> list[AskedOrder]:
    """Orders by time; `BadInput` where lines of one order name different buyers, places, payments or currencies."""
    by_order = sorted(lines, key=lambda line: (line.order, line.line))
    found = [_order(tuple(group)) for _, group in groupby(by_order, key=lambda line: line.order)]
    return sorted(found, key=lambda order: (order.placed_at, order.order_id))


def _order(lines: tuple[AskedLine, ...]) -> AskedOrder:
    first = lines[0]
    for line in lines:
        for name in ("buyer", "destination", "payment", "currency"):
            if getattr(line, name) != getattr(first, name):
                said, other = getattr(line, name), getattr(first, name)
                raise BadInput(f"row {line.row}: order {line.order} names {name} {said!r}, row {first.row} {other!r}")
    content = blake2b(repr([line[1:] for line in lines]).encode(), digest_size=16).digest()
    moment = min(line.placed_at for line in lines)
    return AskedOrder(
        first.order, first.buyer, first.destination, first.payment, first.currency, moment, lines, content
    )
