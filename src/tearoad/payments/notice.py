"""The advance notice of a sale to the banks: what each will lack, and which letters are due.

In 2015 the banks were told five months ahead; that letters follow 30, 7 and 1 days ahead is assumed.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tearoad.payments.bank import ChannelKey
from tearoad.payments.forecast import Forecast, Sale

DAYS_BEFORE = (150, 30, 7, 1)


class Capacity(NamedTuple):
    """Payments a minute, None where nothing was said: what a bank declared for this sale, what its test for this sale
    reached, and what it declared for any."""

    declared: int | None = None
    tested: int | None = None
    standing: int | None = None


class Need(NamedTuple):
    """A bank at a sale; `a_minute` is its effective capacity. What depends on it is None where nobody knows it.

    `missing` are payments a minute, `minutes_over` the minutes in which more come than the bank takes, and
    `queue_minutes` how long a payment waits at most if nothing is done.
    """

    bank: str
    method: str
    payments: int
    peak_minute: int
    peak: int
    capacity: Capacity
    a_minute: int | None
    missing: int | None
    minutes_over: int | None
    queue_minutes: int | None


class Letters(NamedTuple):
    """Days before the sale: of the letter to write, None where none is due, and of those whose time has passed."""

    write: int | None
    passed: tuple[int, ...]


def effective(c: Capacity) -> int | None:
    """The least of what was declared and tested for the sale; where neither was, what stands, or None."""
    said = [one for one in (c.declared, c.tested) if one is not None]
    return min(said) if said else c.standing


def needs(found: Forecast, capacities: Mapping[ChannelKey, Capacity]) -> list[Need]:
    """One a bank, in the forecast's order."""
    known = [capacities.get((bank, found.method), Capacity()) for bank in found.banks]
    takes = [effective(one) for one in known]
    limits = np.array([1 if one is None else one for one in takes], dtype=np.int64)
    waits = -(-queued(found.payments, limits).max(axis=1, initial=0) // limits)
    over = (found.payments > limits[:, None]).sum(axis=1)
    minutes = found.payments.argmax(axis=1)
    peaks = found.payments.max(axis=1)
    totals = found.payments.sum(axis=1)
    rows = []
    for at, (bank, capacity, a_minute) in enumerate(zip(found.banks, known, takes, strict=True)):
        short = (None,) * 3 if a_minute is None else (max(int(peaks[at]) - a_minute, 0), int(over[at]), int(waits[at]))
        day = int(totals[at]), int(minutes[at]), int(peaks[at])
        rows.append(Need(bank, found.method, *day, capacity, a_minute, *short))
    return rows


def total(found: Forecast, rows: Sequence[Need]) -> Need:
    """All banks as one, under no name. No bank helps another: what is missing is the sum of what each lacks; minutes
    over and queue are those of the worst. What is not known of one is not known of all."""
    curve = found.payments.sum(axis=0)
    limits, missing, over, waits = (
        None if None in column else column
        for column in zip(
            *((one.a_minute, one.missing, one.minutes_over, one.queue_minutes) for one in rows), strict=True
        )
    )
    return Need(
        bank="",
        method=found.method,
        payments=int(curve.sum()),
        peak_minute=int(curve.argmax()),
        peak=int(curve.max()),
        capacity=Capacity(),
        a_minute=sum(limits) if limits else None,
        missing=sum(missing) if missing else None,
        minutes_over=max(over) if over else None,
        queue_minutes=max(waits) if waits else None,
    )


def queued(payments: np.ndarray, a_minute: np.ndarray) -> np.ndarray:
    """int64[banks, 1440]: how many wait at the end of each minute, of banks that take `a_minute[bank]` and no more."""
    net = np.cumsum(payments - a_minute[:, None], axis=1)
    return net - np.minimum(np.minimum.accumulate(net, axis=1), 0)


def letters_due(sale: Sale, today: int, written: Collection[int]) -> Letters:
    """To one bank, of which some were `written` or passed. A letter that was missed is written late; of several that
    are due only the last is written, and the others pass. After the sale's day none is."""
    due = [days for days in DAYS_BEFORE if sale.day - days <= today <= sale.day and days not in written]
    last = min(due, default=None)
    if last is None or last > min(written, default=last):
        return Letters(None, tuple(due))
    return Letters(last, tuple(days for days in due if days != last))
