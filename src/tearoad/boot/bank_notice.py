"""The advance notice of a sale to the banks: planned, forecast, told, and what the banks answer.

Its days are the wall's, in Moscow; what is measured is of the last days by the road's clock.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from psycopg import Cursor

from tearoad.boot.chart import own_chart
from tearoad.boot.road import Corridor, open_road
from tearoad.boot.waiting_room import MOST_A_MINUTE, NAME
from tearoad.payments.attempt import CARD
from tearoad.payments.forecast import Counted, Forecast, Sale, Shares, forecast, shares_of
from tearoad.payments.notice import Capacity, Need, letters_due, needs, total
from tearoad.store import bank_notices as rows
from tearoad.store.bank_notices import STANDING as STANDING  # the doors know it from here
from tearoad.store.bank_notices import BankTestRow, LetterRow
from tearoad.store.pool import PooledStore
from tearoad.terms.days import DAY, MOSCOW, day_number
from tearoad.terms.names import LONGEST_NAME, storable
from tearoad.terms.refusal import BadInput
from tearoad.wire.bank_results import MOST_BYTES, BankTestResult, key_of, result_of, signature_of, signed
from tearoad.wire.bounded import read_bounded

MEASURED_DAYS = 28  # of which shares are measured: assumed
MOST_ORDERS = 1_000_000_000  # of a day
MOST_CONNECTIONS = 2
EPOCH = date(1970, 1, 1)


class Outlook(NamedTuple):
    """A sale, what it will bring, what each bank will lack, and all of them as one."""

    sale: Sale
    forecast: Forecast
    needs: list[Need]
    total: Need


class Letter(NamedTuple):
    """To one bank, written `on` a day since 1970; `days_before` says which of its letters it is."""

    sale: Sale
    need: Need
    shares: Shares
    days_before: int
    on: int


class BankNotice:
    """`clock` is the wall's, in seconds since 1970."""

    def __init__(self, store: PooledStore, corridor: Corridor, clock: Callable[[], float] = time.time) -> None:
        self.store, self.corridor, self.clock = store, corridor, clock

    def today(self) -> int:
        """The wall's day in Moscow, since 1970."""
        return (int(self.clock()) + MOSCOW) // DAY

    def plan(self, name: str, day: date, orders: int, opens: int = 0) -> Sale:
        """The same again changes nothing. BadInput on what is no sale, on a day that is over, and where letters that
        were written name another day or opening."""
        if not NAME.fullmatch(name) or name == STANDING:
            raise BadInput(
                f"sale {name[:60]!r}, expected small letters, digits and '-', at most 40, and not {STANDING}"
            )
        if day_number(day) < self.today():
            raise BadInput(f"day {day}, expected {_date(self.today())} or later: it is over")
        if not 1 <= orders <= MOST_ORDERS:
            raise BadInput(f"{orders} orders, expected 1 to {MOST_ORDERS}")
        if not 0 <= opens < DAY:
            raise BadInput(f"opening {opens} seconds after midnight, expected 0 to {DAY - 1}")
        sale = Sale(name, day_number(day), opens, orders)
        with self.store.unit() as unit:
            cursor = unit.roads.cursor
            known = rows.find_sale(cursor, name, alone=True)
            if known and (known.day, known.opens) != (sale.day, sale.opens) and rows.letters(cursor, name):
                raise BadInput(f"letters about {name!r} name {_date(known.day)} already; plan another sale")
            rows.save_sale(cursor, sale, self.clock())
        return sale

    def outlook(self, name: str) -> Outlook:
        """By what is known now; BadInput on an unknown sale."""
        with self.store.reading() as cursor:
            return self._outlook(cursor, _sale(cursor, name), _counted(cursor))

    def letters(self, name: str, on: date | None, write: Callable[[Letter], None]) -> list[Letter]:
        """Those that are due on a day, today if none is said: each is handed to `write`, and kept as written once that
        has come back for all of them. Who asks again gets what is new."""
        day = self.today() if on is None else day_number(on)
        with self.store.reading() as cursor:
            lately = _counted(cursor)
        with self.store.unit() as unit:
            cursor = unit.roads.cursor
            sale = _sale(cursor, name, alone=True)
            written, seen = rows.letters(cursor, name), self._outlook(cursor, sale, lately)
            due, kept = list[Letter](), list[LetterRow]()
            for need in seen.needs:
                if need.payments:
                    channel = need.bank, need.method
                    write_now, passed = letters_due(sale, day, written.get(channel, ()))
                    kept += [LetterRow(name, *channel, days, True, int(self.clock())) for days in passed]
                    if write_now is not None:
                        kept.append(LetterRow(name, *channel, write_now, False, int(self.clock())))
                        due.append(Letter(sale, need, seen.forecast.shares, write_now, day))
            for one in due:
                write(one)
            rows.add_letters(cursor, kept)
        return due

    def declare(self, name: str, bank: str, a_minute: int, by: str) -> Capacity:
        """A bank says what it takes at a sale, or with STANDING at any; the last word counts. All that is known now."""
        self._expect_bank(bank)
        if not 1 <= a_minute <= MOST_A_MINUTE:
            raise BadInput(f"{a_minute} payments a minute, expected 1 to {MOST_A_MINUTE}")
        if not by.strip() or not by.isprintable() or not storable(by):
            raise BadInput(f"declared by {by[:60]!r}, expected a name of at most {LONGEST_NAME} characters")
        with self.store.unit() as unit:
            cursor = unit.roads.cursor
            if name != STANDING:
                _sale(cursor, name)
            rows.declare(cursor, name, (bank, CARD), a_minute, by, self.clock())
            return rows.capacities(cursor, name)[bank, CARD]

    def add_key(self, bank: str, pem: Path) -> str:
        """The bank's key from now on, in hex. BadInput on what is no Ed25519 key, or is another bank's."""
        self._expect_bank(bank)
        key = key_of(read_bounded(pem, MOST_BYTES), pem)
        with self.store.unit() as unit:
            if not rows.save_key(unit.roads.cursor, bank, key, self.clock()):
                raise BadInput(f"the key of {bank!r} is another bank's already")
        return key

    def take_result(self, file: Path, signature: Path, sale: str | None = None) -> tuple[BankTestResult, bool]:
        """A signed result, and whether it is new. BadInput on what its bank did not sign, to the byte, on an unknown
        bank or sale or another than the one that was asked for, and on a test that is still to come."""
        document = read_bounded(file, MOST_BYTES)
        result, mark = result_of(document, file), signature_of(read_bounded(signature, MOST_BYTES), signature)
        self._expect_bank(result.bank)
        with self.store.unit() as unit:
            cursor = unit.roads.cursor
            key = _signer(rows.keys(cursor), result.bank, document, mark)
            if sale not in (None, result.sale):
                raise BadInput(f"the result is for sale {result.sale!r}, expected {sale!r}")
            _sale(cursor, result.sale)
            tested = result.tested_at.timestamp()
            if tested > self.clock():
                raise BadInput(f"tested at {result.tested_at:%Y-%m-%dT%H:%M:%S%z}, which is still to come")
            row = BankTestRow(
                sha256(document).hexdigest(), result.sale, result.bank, result.method, result.a_minute,
                result.refused_share, result.p99_ms, tested, key, mark.hex(), self.clock(),
            )  # fmt: skip
            return result, rows.add_test(cursor, row)

    def _outlook(self, cursor: Cursor, sale: Sale, lately: Counted) -> Outlook:
        habits = self.corridor.habits
        found = forecast(sale, habits.hours, shares_of(lately, habits.payments, self.corridor.banks))
        lacks = needs(found, rows.capacities(cursor, sale.name))
        return Outlook(sale, found, lacks, total(found, lacks))

    def _expect_bank(self, bank: str) -> None:
        if bank not in self.corridor.banks:
            raise BadInput(f"bank {bank[:60]!r}, expected one of {', '.join(self.corridor.banks)}")


@contextmanager
def open_bank_notice(url: str) -> Iterator[BankNotice]:
    """Over a data base that is brought to this version."""
    with open_road(url) as road, closing(PooledStore(road.url, own_chart(), MOST_CONNECTIONS)) as store:
        yield BankNotice(store, road.corridor)


def _counted(cursor: Cursor) -> Counted:
    return rows.counted(cursor, MEASURED_DAYS)


def _sale(cursor: Cursor, name: str, *, alone: bool = False) -> Sale:
    sale = rows.find_sale(cursor, name, alone=alone) if NAME.fullmatch(name) else None
    if sale is None:
        raise BadInput(f"sale {name[:60]!r} is not known; `tearoad campaign plan` makes one")
    return sale


def _signer(keys: dict[str, str], bank: str, document: bytes, signature: bytes) -> str:
    """The bank's key, by which the document is signed."""
    if bank not in keys:
        raise BadInput(f"no key of {bank!r} is known; `tearoad campaign bank-key` takes one")
    if not signed(document, signature, keys[bank]):
        others = [other for other, key in keys.items() if signed(document, signature, key)]
        said = f"it is signed by {others[0]!r}" if others else "it was altered, or signed with another key"
        raise BadInput(f"the result is not signed by {bank!r}: {said}")
    return keys[bank]


def _date(day: int) -> date:
    return EPOCH + timedelta(days=day)
