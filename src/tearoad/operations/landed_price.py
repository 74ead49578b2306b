"""What a consignment costs at the door: goods, carriage, duty. Quote and declaration reckon by the same functions."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tearoad.customs.assess import assess, tax_of
from tearoad.customs.goods import NOBODY, Goods, coded, same
from tearoad.kernel import duty_columns as d
from tearoad.network.choose import cheapest
from tearoad.network.outlook import Outlook
from tearoad.network.promise import door_after
from tearoad.operations.platform import Prices
from tearoad.terms.days import DAY, MOSCOW

MISSING = -1
FEW, MOST_TOLD = 64, 50_000  # parcels of one question, and of all that is remembered


class Parcels(NamedTuple):
    """Parcels of one line each, int64[n] or object[n]: when each is declared (seconds since 1970), what its goods are
    worth in its currency, how heavy and how many they are, HS digits ('' where nobody said), and from which place."""

    at: np.ndarray
    goods_minor: np.ndarray
    currency: np.ndarray
    grams: np.ndarray
    quantity: np.ndarray
    hs: np.ndarray
    origin: np.ndarray


class Duty(NamedTuple):
    """Per row: all that customs asks - duty, tax and fees - in the row's currency (-1 where there is no total), the tax
    within it (0 where there is no total), the verdict (a number of `kernel.duty_columns`), the place of the rule that
    decided in the law (-1: none), and the value in the law's currency."""

    minor: np.ndarray
    tax_minor: np.ndarray
    verdict: np.ndarray
    rule: np.ndarray
    law_value_minor: np.ndarray


class Carriage(NamedTuple):
    """Per row: the lane's number (-1: none), and postage in the row's currency (-1 where a rate is missing)."""

    lane: np.ndarray
    postage_minor: np.ndarray


def expected_declaration(p: Prices, placed_at: np.ndarray) -> np.ndarray:
    """When goods ordered at these moments are declared, as half of them are: what checkout asks the law for."""
    return placed_at + p.road.behaviour.handling.p50


def one_line_each(
    at: np.ndarray, goods_minor: np.ndarray, currency: np.ndarray, grams: np.ndarray, origin: np.ndarray
) -> Parcels:
    """Consignments as the border sees them here: goods of any kinds taken together as one."""
    one, unsaid = np.ones(len(at), dtype=np.int64), np.full(len(at), "", dtype=object)
    return Parcels(at, goods_minor, currency, grams, one, unsaid, origin)


def declared(p: Prices, parcels: Parcels) -> Goods:
    """Parcels as the law is asked about them. The law's day is that of the place of clearance."""
    count = len(parcels.at)
    rows = np.arange(count)
    country = {name: place.country for name, place in p.road.places.items()}
    return Goods(
        parcel=rows,
        number=rows,
        hs=coded([word or "" for word in parcels.hs]),
        quantity=parcels.quantity,
        value_minor=parcels.goods_minor,
        weight_grams=np.maximum(parcels.grams, 1),
        currency=coded(parcels.currency.tolist()),
        origin=coded([country.get(name, "") for name in parcels.origin]),
        destination=same(p.territory, count),
        subject=same("", count),
        day=(parcels.at + MOSCOW) // DAY,
        postage_minor=np.zeros(count, dtype=np.int64),
        registered=np.zeros(count, dtype=np.int64),
        person=np.full(count, NOBODY, dtype=np.int64),
        consignees=lambda places: [""] * len(places),
        fault=same("", count),
    )


def duty_of(p: Prices, parcels: Parcels) -> Duty:
    """What customs asks; it is the same assessment as any other.

    Of a few parcels, what was told of the same goods on the same day is told again: at the peak many want the same.
    """
    if len(parcels.at) > FEW:
        return _assessed(p, parcels)
    days = ((parcels.at + MOSCOW) // DAY).tolist()
    keys = list(zip(days, *(column.tolist() for column in parcels[1:]), strict=True))
    told = [p.told.get(key) for key in keys]
    new = [row for row, known in enumerate(told) if known is None]
    if new:
        found = _assessed(p, Parcels(*(column[new] for column in parcels)))
        for row, *answer in zip(new, *(column.tolist() for column in found), strict=True):
            told[row] = tuple(answer)
        if len(p.told) > MOST_TOLD:
            p.told.clear()
        p.told.update((keys[row], told[row]) for row in new)  # type: ignore[misc]
    return Duty(*np.array(told, dtype=np.int64).reshape(len(keys), len(Duty._fields)).T)


def _assessed(p: Prices, parcels: Parcels) -> Duty:
    count = len(parcels.at)
    goods = declared(p, parcels)
    day = goods.day
    found = assess(goods, p.law, {}, everything=True)[0].found
    paid = p.law.snapshot.territories[p.territory].currency
    charges = found.charges
    rule = np.full(count, d.NONE, dtype=np.int64)
    counted = np.flatnonzero(p.law.table[charges.rule, d.COUNTED] == 1)[::-1]
    rule[charges.parcel[counted]] = charges.rule[counted]  # the first that counts, and asks something or nothing

    def own(minor: np.ndarray) -> np.ndarray:
        return _by_currency(parcels.currency, lambda rows, code: p.rates.convert(minor[rows], paid, code, day[rows]))

    total = np.where(found.total >= 0, own(np.maximum(found.total, 0)), MISSING)
    return Duty(total, np.where(total >= 0, own(tax_of(p.law, found)), 0), found.verdict, rule, found.value)


def carriage_of(
    p: Prices, at: np.ndarray, origin: np.ndarray, destination: np.ndarray, grams: np.ndarray, currency: np.ndarray
) -> Carriage:
    """The lane that each row takes and what it costs; `origin` and `destination` object[n] are names of places."""
    start = np.array([p.table.origin_number.get(name, MISSING) for name in origin], dtype=np.int64)
    end = np.array([p.table.destination_number.get(name, MISSING) for name in destination], dtype=np.int64)
    lane, postage = cheapest(p.table, start, end, grams)
    day = (at + MOSCOW) // DAY
    return Carriage(
        lane,
        _by_currency(currency, lambda rows, code: p.rates.convert(postage[rows], p.road.currency, code, day[rows])),
    )


def to_door(p: Prices, outlook: Outlook, at: np.ndarray, lane: np.ndarray, destination: np.ndarray) -> np.ndarray:
    """Seconds from order to door, int64[n, 2], as `network.promise.door_after`; `destination` object[n] are names."""
    end = np.array([p.table.destination_number.get(name, MISSING) for name in destination], dtype=np.int64)
    return door_after(outlook, at, lane, end)


def in_currency(p: Prices, minor: int, source: str, target: str, at: int) -> int:
    """One amount at the rates of the day of `at`; -1 where a rate is missing."""
    day = np.array([(at + MOSCOW) // DAY], dtype=np.int64)
    return int(p.rates.convert(np.array([minor], dtype=np.int64), source, target, day)[0])


def _by_currency(currency: np.ndarray, convert: Callable[[np.ndarray, str], np.ndarray]) -> np.ndarray:
    result = np.full(len(currency), MISSING, dtype=np.int64)
    for code in sorted(set(currency.tolist())):
        rows = np.flatnonzero(currency == code)
        result[rows] = convert(rows, code)
    return result
