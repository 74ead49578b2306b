"""The law as the doors apply it: the book that ships, exchange rates, and what files the user adds."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from tearoad.customs.applied import AppliedLaw
from tearoad.customs.lawbook import Lawbook
from tearoad.customs.rates import Rates, joined
from tearoad.customs.refund import Refunds
from tearoad.customs.rule import BOOK_ENDS
from tearoad.customs.tariff import Tariff
from tearoad.wire.hs import read_nomenclature
from tearoad.wire.law import read_law
from tearoad.wire.rates.ecb import ecb_history
from tearoad.wire.rates.files import read_rates
from tearoad.wire.refunds import read_refunds
from tearoad.wire.shipped import corridor_folder
from tearoad.wire.tariff import read_tariff

DEMO_RATES = "china-russia"
STAND_INS = ("assumed", "ECB")  # asked in this order where the bank that the law names has no rate; reasons say so


def lawbook(reform: Path | None = None, known: date = BOOK_ENDS) -> Lawbook:
    """The book that ships, with the rows of a reform in the place of its own, as they would be known on a day."""
    return _lawbook(reform, known if reform else BOOK_ENDS)


@cache
def _lawbook(reform: Path | None, known: date) -> Lawbook:
    return read_law(reform=reform, known=known)


@cache
def refunds() -> Refunds:
    """What comes back of duty and tax when goods do."""
    return read_refunds(lawbook().territories)


@cache
def own_law() -> AppliedLaw:
    """The law that ships with everything that is published by now, whatever a road's clock says; read once."""
    return applied_law(BOOK_ENDS)


def applied_law(
    known: date,
    *,
    reform: Path | None = None,
    rates: Sequence[Path] = (),
    tariff: Path | None = None,
    demo_rates: bool = True,
) -> AppliedLaw:
    """The law as known on a day. `rates` are files of banks; the demo's are assumed, and used where nothing else is."""
    book = lawbook(reform, known)
    series = [one for path in rates for one in read_rates(path)]
    if demo_rates:
        series += read_rates(corridor_folder(DEMO_RATES) / "rates.csv")
    table = read_tariff(tariff, book.territories) if tariff else Tariff()
    whole = Rates(joined([*ecb_history(), *series]), STAND_INS if demo_rates else STAND_INS[1:])
    return AppliedLaw(book.known(known), whole, table, read_nomenclature())
