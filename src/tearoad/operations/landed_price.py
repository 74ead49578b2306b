"""What a consignment costs at the door: goods, carriage, duty. Quote and declaration reckon by the same functions."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tearoad.network.choose import cheapest
from tearoad.operations.platform import Platform
from tearoad.terms.days import DAY, MOSCOW

MISSING = -1


class Duty(NamedTuple):
    """Per row: duty in the row's currency (-1 where a rate is missing), the rule's number, value in euro cents."""

    minor: np.ndarray
    rule: np.ndarray
    value_euro_minor: np.ndarray


class Carriage(NamedTuple):
    """Per row: the lane's number (-1: none), and postage in the row's currency (-1 where a rate is missing)."""

    lane: np.ndarray
    postage_minor: np.ndarray


def duty_of(p: Platform, at: np.ndarray, goods_minor: np.ndarray, currency: np.ndarray, grams: np.ndarray) -> Duty:
    """Duty on goods that are declared at the moments `at`, int64[n] seconds since 1970; `currency` object[n].

    The law's day is that of the place of clearance.
    """
    day = (at + MOSCOW) // DAY
    euro = _by_currency(currency, lambda rows, code: p.rates.convert(goods_minor[rows], code, "EUR", day[rows]))
    known = euro >= 0
    duty, rule = p.lawbook.duty(day, np.where(known, euro, 0), grams)
    own = _by_currency(currency, lambda rows, code: p.rates.convert(duty[rows], p.lawbook.currency, code, day[rows]))
    return Duty(np.where(known, own, MISSING), rule, euro)


def carriage_of(
    p: Platform, at: np.ndarray, origin: np.ndarray, destination: np.ndarray, grams: np.ndarray, currency: np.ndarray
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


def in_currency(p: Platform, minor: int, source: str, target: str, at: int) -> int:
    """One amount at the rates of the day of `at`; -1 where a rate is missing."""
    day = np.array([(at + MOSCOW) // DAY], dtype=np.int64)
    return int(p.rates.convert(np.array([minor], dtype=np.int64), source, target, day)[0])


def _by_currency(currency: np.ndarray, convert: Callable[[np.ndarray, str], np.ndarray]) -> np.ndarray:
    result = np.full(len(currency), MISSING, dtype=np.int64)
    for code in sorted(set(currency.tolist())):
        rows = np.flatnonzero(currency == code)
        result[rows] = convert(rows, code)
    return result
