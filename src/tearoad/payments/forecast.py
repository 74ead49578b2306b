"""What a sale will bring to each bank: payments by card in every minute of its day, in whole numbers that add up.

Source of the peak: Alipay 2011, 55,000 payments in the first minute, ten times the minute before. Assumed are how fast
it falls afterwards, that a payment is asked for in the minute of its order, and that each is asked for once.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from tearoad.payments.attempt import CARD

MINUTES = 1_440
PEAK = 10.0  # the first minute to the one before
HALVES_IN_MINUTES = 10.0  # what the opening brings on top: assumed
LEAST_MEASURED = 300  # payments or orders, of which a share is taken as measured: assumed


class Sale(NamedTuple):
    """It opens on `day`, days since 1970 by Moscow, `opens` seconds after that began; `orders` are those of the day."""

    name: str
    day: int
    opens: int
    orders: int


class Source(StrEnum):
    """Where a share is from."""

    CORRIDOR = "the corridor's"
    MEASURED = "measured"


class Counted(NamedTuple):
    """Of the last days: orders by how they are to be paid, and payments by card by bank."""

    orders: Mapping[str, int]
    payments: Mapping[str, int]


class Shares(NamedTuple):
    """Of orders that are paid by card, and each bank's of these; those of the banks add up to 1."""

    card: float
    card_from: Source
    banks: Mapping[str, float]
    banks_from: Source


class Forecast(NamedTuple):
    """`payments[bank, minute]`, int64, of one method."""

    sale: Sale
    method: str
    shares: Shares
    banks: tuple[str, ...]
    payments: np.ndarray


def shares_of(counted: Counted, methods: Mapping[str, float], banks: Mapping[str, float]) -> Shares:
    """As measured where enough was, else by the corridor's weights; payments of banks that are not its are nobody's."""
    known = {bank: counted.payments.get(bank, 0) for bank in banks}
    orders_are_many = sum(counted.orders.values()) >= LEAST_MEASURED
    payments_are_many = sum(known.values()) >= LEAST_MEASURED
    ways = counted.orders if orders_are_many else methods
    weights: Mapping[str, float] = known if payments_are_many else banks
    return Shares(
        ways.get(CARD, 0) / sum(ways.values()),
        Source.MEASURED if orders_are_many else Source.CORRIDOR,
        {bank: weight / sum(weights.values()) for bank, weight in weights.items()},
        Source.MEASURED if payments_are_many else Source.CORRIDOR,
    )


def forecast(sale: Sale, hours: Sequence[float], shares: Shares) -> Forecast:
    """`hours` are the weights of the day's 24 hours, by Moscow."""
    total = np.array([round(sale.orders * shares.card)], dtype=np.int64)
    of_banks = spread(total, np.array(list(shares.banks.values())))[0]
    payments = spread(of_banks, minute_weights(hours, sale.opens))
    return Forecast(sale, CARD, shares, tuple(shares.banks), payments)


def minute_weights(hours: Sequence[float], opens: int) -> np.ndarray:
    """float64[1440]: the usual day, and from the minute of the opening on what comes on top of it.

    Before midnight it is as busy as at the day's own end; where nobody comes in the minute before, the day's mean
    stands for it.
    """
    weights = np.repeat(np.asarray(hours, dtype=float), MINUTES // 24)
    first = opens // 60
    before = weights[first - 1] or weights.mean()
    on_top = max(PEAK * before - weights[first], 0.0)
    weights[first:] += on_top * 0.5 ** (np.arange(MINUTES - first) / HALVES_IN_MINUTES)
    return weights


def spread(totals: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """int64[totals, weights]: each total in whole parts, which add up to it; the largest remainders are rounded up."""
    quotas = totals[:, None] * (weights / weights.sum())
    parts = np.floor(quotas).astype(np.int64)
    left = totals - parts.sum(axis=1)
    order = np.argsort(parts - quotas, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    return parts + (rank < left[:, None])
