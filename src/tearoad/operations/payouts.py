"""In which currency merchants are owed, and by which rate: locked with the order, renewed when that has run out."""

import numpy as np

from tearoad.journey.books import lock_of
from tearoad.journey.consignments import Consignments, words
from tearoad.journey.moving import NEVER
from tearoad.ledger.exchange import Lock, locked, renewed
from tearoad.operations.platform import Prices
from tearoad.terms.days import DAY, MOSCOW


def payouts(p: Prices, at: np.ndarray, currency: np.ndarray, origin: np.ndarray) -> dict[str, np.ndarray]:
    """The columns of `Consignments` that keep a lock, for orders placed at `at` int64[n], paid in `currency` object[n].

    A merchant is owed the currency of the country from which their goods come; the buyer's, where the corridor names
    none, where it is the same, and where the day has no rate.
    """
    behaviour, known = p.road.behaviour, dict[tuple[str, str, int], Lock | None]()

    def lock(at: int, currency: str, origin: str) -> Lock | None:
        place = p.road.places.get(origin)
        target = behaviour.payout_currency.get(place.country) if place else None
        if target is None or target == currency:
            return None
        key = currency, target, (at + MOSCOW) // DAY
        if key not in known:
            known[key] = locked(p.rates, currency, target, at, behaviour.fx_margin, behaviour.fx_lock)
        of_day = known[key]
        return of_day and of_day._replace(locked_at=at, valid_until=at + behaviour.fx_lock)

    locks = [lock(*row) for row in zip(at.tolist(), currency, origin, strict=True)]
    return {
        "payout_currency": words([lock.target if lock else None for lock in locks]),
        "rate_top": _whole([lock.top if lock else 0 for lock in locks]),
        "rate_bottom": _whole([lock.bottom if lock else 0 for lock in locks]),
        "fx_margin": _whole([lock.margin if lock else 0 for lock in locks]),
        "rate_locked_at": _whole([lock.locked_at if lock else NEVER for lock in locks]),
        "rate_until": _whole([lock.valid_until if lock else NEVER for lock in locks]),
    }


def renew_rates(p: Prices, c: Consignments, at: np.ndarray, rows: np.ndarray) -> None:
    """Rates of `rows` (bool[n]) that ran out before the moments `at` give way to those of the day."""
    for row in np.flatnonzero(rows & (c.rate_until != NEVER) & (c.rate_until <= at)).tolist():
        lock = lock_of(c, row)
        assert lock is not None
        lock = renewed(lock, p.rates, int(at[row]), p.road.behaviour.fx_lock)
        c.rate_top[row], c.rate_bottom[row] = lock.top, lock.bottom
        c.rate_locked_at[row], c.rate_until[row] = lock.locked_at, lock.valid_until


def _whole(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)
