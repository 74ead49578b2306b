"""Exchange rates of banks as law asks for them: which bank, which day's rate, and for how long it goes on.

An assessment asks for the rate of a named bank on a named day. What that bank did not publish is missing: an older
rate never takes its place for longer than the policy allows, and another bank's rate (a stand-in) is used only where
the operator named that bank, and shows as such.

The second-last Wednesday is that of Commission Implementing Regulation (EU) 2015/2447, Article 146: the rate of the
second-last Wednesday of a month is used for the whole of the next month, and where none was published on that day,
the latest one before it. The second half is `carried_days` of the policy: the Regulation sets no limit to it, and a
policy of 0 days does without it. Seen in the words of the German customs (zoll.de, kinds of rates) and of a digest of
paragraphs 1 to 4; the Official Journal itself was not at hand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

import numpy as np

from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS, RateDay
from tearoad.terms.days import day_number
from tearoad.terms.money import EXPONENTS
from tearoad.terms.refusal import BadInput

# The currency in which a bank counts; that of a bank not named here is said by its series.
BASES = {"ECB": "EUR", "CBR": "RUB", "NBK": "KZT", "NBRB": "BYN", "HMRC": "GBP", "CBP": "USD", "PBC": "CNY"}
LARGEST_TERM = 2**31 - 1
ASSUMED_DAYS = 31  # a stand-in table of assumed rates has a row a month
NO_SERIES = -1
_WEDNESDAY = 6  # 7 January 1970 was one
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class Series:
    """What one bank says of one currency: on `days[i]`, `units[i]` of it are worth `base_units[i]` of the bank's own.

    `days` int64[k] since 1970, ascending; `units` and `base_units` int64[k], of major units, exact and reduced by
    their common divisor: 1 EUR = 7.8123 CNY is 78123 and 10000. `source` is for people to read. `BadInput` on a rate
    that does not fit.
    """

    bank: str
    currency: str
    base: str
    days: np.ndarray
    units: np.ndarray
    base_units: np.ndarray
    source: str
    assumed: bool = False

    def __post_init__(self) -> None:
        assert self.days.shape == self.units.shape == self.base_units.shape, self.currency
        assert (np.diff(self.days) > 0).all(), f"{self.bank}, {self.currency}: days out of order"
        shared = np.maximum(np.gcd(self.units, self.base_units), 1)
        for name in ("units", "base_units"):
            term = getattr(self, name) // shared
            for day in self.days[(term <= 0) | (term > LARGEST_TERM)]:
                raise BadInput(
                    f"{self.bank}, {self.currency} on {_words(day)}: not a positive rate of nine digits or less"
                )
            object.__setattr__(self, name, term)


@dataclass(frozen=True)
class Policy:
    """Whose rate a law asks for, of which day, and for how many days after its own day a rate goes on (0: none)."""

    bank: str
    day: RateDay
    carried_days: int


class Compiled(NamedTuple):
    """The rates of policies p for currencies c on every day d of the law book, from `first_day` (since 1970).

    `units` minor units of the currency are worth `base_units` minor units of the currency of the policy's bank, both
    int64[p, c, d], reduced, below 2**62, and 0 where there is no rate. `series` int16[p, c, d] is the place in
    `Rates.series` of what was used, -1 for none: no rate, or the bank's own currency.
    """

    first_day: int
    units: np.ndarray
    base_units: np.ndarray
    series: np.ndarray


class _Quote(NamedTuple):
    """int64[d], 0 where there is no rate; `place` in `Rates.series`."""

    units: np.ndarray
    base_units: np.ndarray
    place: int


@dataclass(frozen=True, eq=False)
class Rates:
    """All series at hand, one for each bank and currency. Where the bank that law names has no rate, the banks
    `stand_ins` are asked in their order; with none, a missing rate stays missing."""

    series: tuple[Series, ...]
    stand_ins: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert len(self.series) <= np.iinfo(np.int16).max
        assert len(self.places) == len(self.series), "a bank has two series of one currency: they were not joined"
        for series in self.series:
            if series.base != (base := self.base_of(series.bank)) or series.currency == base:
                raise BadInput(f"{series.bank}: {series.currency} in {series.base}, expected rates in {base} alone")

    @cached_property
    def places(self) -> Mapping[tuple[str, str], int]:
        """The place in `series` of (bank, currency)."""
        return {(series.bank, series.currency): place for place, series in enumerate(self.series)}

    @cached_property
    def _bases(self) -> Mapping[str, str]:
        return {series.bank: series.base for series in reversed(self.series)} | BASES

    def base_of(self, bank: str) -> str:
        """The currency in which a bank counts."""
        if bank not in self._bases:
            raise BadInput(f"bank {bank!r}: no rates of it are at hand, expected one of {', '.join(self._bases)}")
        return self._bases[bank]

    def compiled(self, policies: Sequence[Policy], currencies: Sequence[str]) -> Compiled:
        """Every rate that these policies may ask for. A currency without a minor unit in `EXPONENTS` has none."""
        first = day_number(BOOK_BEGINS)
        days = np.arange(first, day_number(BOOK_ENDS))
        shape = (len(policies), len(currencies), len(days))
        found = Compiled(
            first,
            np.zeros(shape, dtype=np.int64),
            np.zeros(shape, dtype=np.int64),
            np.full(shape, NO_SERIES, dtype=np.int16),
        )
        for p, policy in enumerate(policies):
            asked = _asked(policy.day, days)
            for c, currency in enumerate(currencies):
                if currency in EXPONENTS and self.base_of(policy.bank) in EXPONENTS:
                    self._fill(policy, currency, asked, (found.units[p, c], found.base_units[p, c], found.series[p, c]))
        return found

    def used_day(self, policy: Policy, place: int, day: int) -> int:
        """The day of the rate that `series[place]` gives for an assessment on `day`; both days since 1970."""
        rows = self.series[place].days
        return int(rows[np.searchsorted(rows, _asked(policy.day, np.array([day])), side="right") - 1][0])

    def _fill(
        self, policy: Policy, currency: str, asked: np.ndarray, into: tuple[np.ndarray, np.ndarray, np.ndarray]
    ) -> None:
        units, base_units, used = into
        base = self.base_of(policy.bank)
        if currency == base:
            units[:] = base_units[:] = 1
            return
        for bank in (policy.bank, *(bank for bank in self.stand_ins if bank != policy.bank)):
            still = np.flatnonzero(units == 0)
            quote = self._quote(bank, currency, policy, asked[still])
            if quote is not None and self.base_of(bank) != base:
                quote = _rebased(quote, self._quote(bank, base, policy, asked[still]))
            if quote is not None:
                known = quote.units > 0
                days = still[known]
                units[days], base_units[days] = _minor(
                    quote.units[known], quote.base_units[known], EXPONENTS[currency] - EXPONENTS[base]
                )
                used[days] = quote.place

    def _quote(self, bank: str, currency: str, policy: Policy, asked: np.ndarray) -> _Quote | None:
        """What a bank says of a currency in its own, on the days asked; None where it never speaks of it."""
        if self._bases.get(bank) == currency:
            return _Quote(np.ones_like(asked), np.ones_like(asked), NO_SERIES)
        place = self.places.get((bank, currency))
        if place is None:
            return None
        series = self.series[place]
        carried = ASSUMED_DAYS if series.assumed and bank != policy.bank else policy.carried_days
        row = np.searchsorted(series.days, asked, side="right") - 1
        known = (row >= 0) & (asked - series.days[row] <= carried)
        return _Quote(np.where(known, series.units[row], 0), np.where(known, series.base_units[row], 0), place)


def joined(series: Iterable[Series]) -> tuple[Series, ...]:
    """Series from several places, with those of one bank and currency made one; `BadInput` where they disagree."""
    order = sorted(series, key=lambda one: (one.bank, one.currency, one.base))
    return tuple(_join(list(group)) for _, group in groupby(order, key=lambda one: (one.bank, one.currency, one.base)))


def _join(group: list[Series]) -> Series:
    if len(group) == 1:
        return group[0]
    rows: dict[int, tuple[int, int, str]] = {}
    for one in group:
        for day, units, base_units in zip(one.days.tolist(), one.units.tolist(), one.base_units.tolist(), strict=True):
            *rate, source = rows.setdefault(day, (units, base_units, one.source))
            if rate != [units, base_units]:
                raise BadInput(
                    f"{one.bank}, {one.currency} on {_words(day)}: {units}/{base_units} ({one.source}), "
                    f"expected {rate[0]}/{rate[1]} as in {source}"
                )
    days = np.array(sorted(rows), dtype=np.int64)
    terms = np.array([rows[day][:2] for day in days.tolist()], dtype=np.int64).reshape(-1, 2)
    return replace(
        group[0],
        days=days,
        units=terms[:, 0],
        base_units=terms[:, 1],
        source="; ".join(dict.fromkeys(one.source for one in group)),
        assumed=any(one.assumed for one in group),
    )


def _asked(rule: RateDay, days: np.ndarray) -> np.ndarray:
    """The day whose rate is asked for on each day, int64[d] since 1970."""
    if rule == "acceptance":
        return days
    month_start = days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    last = month_start - 1
    return last - (last - _WEDNESDAY) % 7 - 7


def _rebased(quote: _Quote, wanted: _Quote | None) -> _Quote | None:
    """A stand-in's quote of a currency, in the wanted base by the stand-in's own quote of that base."""
    if wanted is None:
        return None
    known = (quote.units > 0) & (wanted.units > 0)
    top, bottom = quote.units[known], quote.base_units[known]
    wanted_top, wanted_bottom = wanted.units[known], wanted.base_units[known]
    # Each pair is reduced, so that only what crosses can be; the products stay below 2**62.
    across, below = np.gcd(top, wanted_top), np.gcd(bottom, wanted_bottom)
    units, base_units = np.zeros_like(quote.units), np.zeros_like(quote.units)
    units[known] = (top // across) * (wanted_bottom // below)
    base_units[known] = (bottom // below) * (wanted_top // across)
    return _Quote(units, base_units, wanted.place if quote.place == NO_SERIES else quote.place)


def _minor(units: np.ndarray, base_units: np.ndarray, exponent: int) -> tuple[np.ndarray, np.ndarray]:
    """A reduced ratio of major units as one of minor units; `exponent` is by how many decimals the currency has more
    than the base."""
    if exponent == 0:
        return units, base_units
    scale = 10 ** abs(exponent)
    more, less = (units, base_units) if exponent > 0 else (base_units, units)
    shared = np.gcd(less, scale)
    if (more > 2**62 // scale * shared).any():
        raise BadInput("a rate by way of a stand-in that is too fine to reckon with")
    more, less = more * (scale // shared), less // shared
    return (more, less) if exponent > 0 else (less, more)


def _words(day: int) -> str:
    return (_EPOCH + timedelta(days=int(day))).isoformat()
