"""The bonus of a sale for those who fill their wallets before it: planned by what the banks can take, and paid for.

Its days and hours are those of the road's clock, as of all that is paid.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from psycopg import Cursor

from tearoad.boot.bank_notice import MEASURED_DAYS, MOST_CONNECTIONS, MOST_ORDERS
from tearoad.boot.chart import own_chart
from tearoad.boot.road import Corridor, open_road
from tearoad.boot.waiting_room import NAME
from tearoad.ledger.transfer import Kind, Transfer, base_id
from tearoad.operations.top_up_ports import funding_of, played_clearing_of
from tearoad.payments import bonus as rule
from tearoad.payments.attempt import CARD
from tearoad.payments.bonus import WHOLE, Bonus, Expected
from tearoad.payments.forecast import Sale, shares_of
from tearoad.payments.notice import effective
from tearoad.store import bank_notices, top_ups
from tearoad.store.database import CELL
from tearoad.store.pool import PooledStore
from tearoad.terms.days import DAY, MOSCOW, day_number
from tearoad.terms.money import LARGEST_MINOR, parse_minor
from tearoad.terms.refusal import BadInput

MOST_DAYS = 92


class Wish(NamedTuple):
    """What an operator asks for, as they write it; from the day `first` to the day `last`, both within. `buyers` are
    expected to fill their wallets, None for as many as the sale expects orders."""

    sale: str
    percent: str
    most: str
    budget: str
    first: date
    last: date
    buyers: int | None = None


class Planned(NamedTuple):
    """A bonus, the buyers that are expected, how many it has hours for, and what each bank gets at most."""

    bonus: Bonus
    buyers: int
    room: int
    banks: list[Expected]


class Bonuses:
    """Many may plan at once."""

    def __init__(self, store: PooledStore, corridor: Corridor) -> None:
        self.store, self.corridor = store, corridor

    def plan(self, wish: Wish) -> Planned:
        """From now on buyers are told their hours, so a bonus that stands stays as it is. BadInput where there is one,
        on what is none, and where not all buyers have room: then with the days that would do."""
        currency = self.corridor.road.currency
        rate, most = rate_of(wish.percent), _minor("most", wish.most, currency)
        budget = _minor("budget", wish.budget, currency)
        first, last = day_number(wish.first), day_number(wish.last)
        days = last - first + 1
        if not 1 <= days <= MOST_DAYS:
            raise BadInput(f"from {wish.first} until {wish.last}: {days} days, expected 1 to {MOST_DAYS}")
        with self.store.reading() as reading:
            lately = bank_notices.counted(reading, MEASURED_DAYS)
        with self.store.unit() as unit:
            cursor, clock = unit.roads.cursor, unit.roads.clock_held()
            sale = _sale(cursor, wish.sale)
            if not (clock + MOSCOW) // DAY < first or last >= sale.day:
                raise BadInput(f"from {wish.first} until {wish.last}: expected days after today and before the sale")
            buyers = sale.orders if wish.buyers is None else wish.buyers
            if not 1 <= buyers <= MOST_ORDERS:
                raise BadInput(f"{buyers} buyers, expected 1 to {MOST_ORDERS}")
            habits = self.corridor.habits
            shares = shares_of(lately, habits.payments, self.corridor.banks).banks
            a_minute = self._a_minute(cursor, wish.sale)
            most_starts = rule.most_a_minute(shares, a_minute)
            hours = rule.open_hours(one for one in self.corridor.channels.values() if one.method == CARD)
            a_day = rule.room(most_starts, hours)
            starts = rule.starts(buyers, days, habits.hours, hours, most_starts) if a_day else None
            if starts is None:
                raise BadInput(_does_not_fit(buyers, days, a_day))
            bonus = Bonus(wish.sale, first, days, rate, most, budget, currency, starts)
            other = top_ups.beside(cursor, CELL, bonus)
            if other or not top_ups.plan_bonus(cursor, CELL, bonus):
                raise BadInput(f"the bonus of {other or wish.sale!r} is planned already, and buyers know their hours")
            source, funding = played_clearing_of(currency), funding_of(bonus.sale, currency)
            name = base_id(clock, "bonus", bonus.sale)
            unit.ledger.post([Transfer(name, Kind.DIRECT, source, funding, budget, None, clock)])
        return Planned(bonus, buyers, a_day * days, rule.expected(bonus, shares, a_minute))

    def _a_minute(self, cursor: Cursor, sale: str) -> dict[str, int]:
        """What each bank takes at the sale; what its channel has declared where it said nothing."""
        said = bank_notices.capacities(cursor, sale)
        known = {channel: effective(one) for channel, one in said.items()}
        return {
            bank: known.get((bank, method)) or one.capacity_a_minute
            for (bank, method), one in self.corridor.channels.items()
            if method == CARD
        }


@contextmanager
def open_bonuses(url: str) -> Iterator[Bonuses]:
    """Over a data base that is brought to this version."""
    with open_road(url) as road, closing(PooledStore(road.url, own_chart(), MOST_CONNECTIONS)) as store:
        yield Bonuses(store, road.corridor)


def rate_of(percent: str) -> int:
    """Of WHOLE; BadInput on what is no percentage with two decimals at most."""
    try:
        rate = Decimal(percent.strip()) * WHOLE / 100
    except InvalidOperation:
        rate = Decimal(0)
    if not rate.is_finite() or rate != rate.to_integral_value() or not 1 <= rate <= WHOLE:
        raise BadInput(f"percent {percent[:40]!r}, expected more than 0, at most 100, and two decimals at most")
    return int(rate)


def _minor(what: str, text: str, currency: str) -> int:
    try:
        minor = parse_minor(text[:40], currency)
    except ValueError as error:
        raise BadInput(f"{what}: {error}") from None
    if not 0 < minor <= LARGEST_MINOR:
        raise BadInput(f"{what} {text[:40]!r}, expected more than 0")
    return minor


def _sale(cursor: Cursor, name: str) -> Sale:
    sale = bank_notices.find_sale(cursor, name, alone=True) if NAME.fullmatch(name) else None
    if sale is None:
        raise BadInput(f"sale {name[:60]!r} is not known; `tearoad campaign plan` makes one")
    return sale


def _does_not_fit(buyers: int, days: int, a_day: int) -> str:
    if not a_day:
        return "there is no hour of the day in which every bank is open and takes top-ups"
    return (
        f"{days} days have hours for {days * a_day:,} buyers without too many at a bank in a minute, and {buyers:,} "
        f"are expected: {-(-buyers // a_day):,} days would do"
    )
