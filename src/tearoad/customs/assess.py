"""Assess goods: columns of lines and parcels in, every charge out, whether one parcel or a million."""

from typing import NamedTuple

import numpy as np

from tearoad.customs.applied import CURRENCY_NUMBER, AppliedLaw, Scheme
from tearoad.customs.goods import NOBODY, SUBJECTS, Coded, Goods
from tearoad.customs.hs import GOOD
from tearoad.customs.tariff import TariffRates
from tearoad.kernel import duty_columns as d
from tearoad.kernel.duties import charge

NEVER = np.iinfo(np.int64).max
TAXES = (d.VAT, d.EXCISE)  # kinds of charges; duty and fees are the others
Used = dict[tuple[str, str, int], tuple[int, int]]
"""What persons have used of their allowances: (person, jurisdiction, period) to value in minor units and grams. Periods
count days, months or years since 1970. Goods assessed in two parts, the second with what the first has used, are the
same as goods assessed whole, as long as no parcel of the second part stands before one of the first by day and id."""


class Assessment(NamedTuple):
    """What the kernel found, and how it came to ask: of each parcel the `subject` (a place in SUBJECTS) and the scheme
    (a place in `schemes`, -1: the book knows no law); of each line the rates of the tariff, and `wrong_code` bool[n]
    where its HS code does not hold on its day."""

    found: d.Found
    subject: np.ndarray
    scheme: np.ndarray
    schemes: list[Scheme]
    tariff: TariffRates
    wrong_code: np.ndarray


def assess(goods: Goods, law: AppliedLaw, used: Used, *, everything: bool = False) -> tuple[Assessment, Used]:
    """Every charge, in the order of the parcels, and what persons have used now; parcels of one count by day and id.

    With `everything` the rules that ask nothing make a charge too, of zero.
    """
    asked = prepare(goods, law, used, everything=everything)
    found = charge(asked.parcels, asked.lines, asked.law, law.exchange, asked.spent, everything)
    if asked.keys:
        rows = np.argsort(found.charges.parcel, kind="stable")
        found = found._replace(charges=d.Charges(*(column[rows] for column in found.charges)))
    spent = zip(asked.keys, asked.spent.tolist(), strict=True)
    after = {key: (value, grams) for key, (value, grams) in spent if value or grams}
    return Assessment(
        found, asked.subject, asked.parcels.scheme, asked.schemes, asked.tariff, asked.wrong_code
    ), used | after


def tax_of(law: AppliedLaw, found: d.Found) -> np.ndarray:
    """int64[m]: of the total of each parcel what is tax, not duty or fee, in the same currency; 0 where there is no
    total."""
    charges = found.charges
    rows = np.flatnonzero((law.table[charges.rule, d.COUNTED] == 1) & np.isin(law.table[charges.rule, d.KIND], TAXES))
    tax = np.zeros(len(found.total), dtype=np.int64)
    np.add.at(tax, charges.parcel[rows], np.maximum(charges.paid[rows], 0))
    return np.where(found.total >= 0, tax, 0)


class Asked(NamedTuple):
    """What the kernel is asked, and what its numbers mean; `spent` int64[keys, 2] is what the keys have used."""

    parcels: d.Parcels
    lines: d.Lines
    law: d.Law
    spent: np.ndarray
    keys: list[tuple[str, str, int]]
    subject: np.ndarray
    schemes: list[Scheme]
    tariff: TariffRates
    wrong_code: np.ndarray


def prepare(goods: Goods, law: AppliedLaw, used: Used, *, everything: bool = False) -> Asked:
    """Words become numbers."""
    subject = _subjects(goods, law)
    scheme, schemes = _schemes(goods, law, subject)
    wrong_code = _wrong_codes(goods, law)
    stands = np.where(np.array([bool(word) for word in goods.fault.words])[goods.fault.codes], d.BAD, d.OK)
    stands[goods.parcel[wrong_code]] = np.maximum(stands[goods.parcel[wrong_code]], d.CANNOT_TELL)
    person, keys = _persons(goods, law, scheme, schemes)
    spent = np.array([used.get(key, (0, 0)) for key in keys], dtype=np.int64).reshape(len(keys), 2)
    rates = law.tariff.of(goods)
    parcels = d.Parcels(
        order=_order(goods, person),
        day=goods.day,
        scheme=scheme,
        currency=goods.currency.mapped(CURRENCY_NUMBER, 0),
        postage=goods.postage_minor,
        person=person,
        stands=stands.astype(np.int64),
    )
    lines = d.Lines(
        parcel=goods.parcel,
        number=goods.number,
        item=goods.item,
        quantity=goods.quantity,
        value=goods.value_minor,
        grams=goods.weight_grams,
        tariff=rates.ad_valorem,
        per_kg=rates.per_kg,
        excise=rates.excise,
        about=law.about(goods),
    )
    return Asked(
        parcels, lines, law.law(schemes, everything=everything), spent, keys, subject, schemes, rates, wrong_code
    )


def _order(goods: Goods, person: np.ndarray) -> np.ndarray:
    """Parcels that count for nobody as they stand, then the others by day, and by id within a day.

    Only where an allowance is used does the order matter; reading columns as they stand is three times as fast.
    """
    counted = np.flatnonzero(person >= 0)
    return np.concatenate([np.flatnonzero(person < 0), counted[np.argsort(goods.day[counted], kind="stable")]])


def _subjects(goods: Goods, law: AppliedLaw) -> np.ndarray:
    """Places in SUBJECTS; where none is given, e-commerce from the first day of its regime, and the post before."""
    place = {word: at for at, word in enumerate(SUBJECTS)}
    modern = goods.day >= goods.destination.mapped(law.ecommerce_begins, NEVER)
    given = goods.subject.mapped(place, -1)
    return np.where(given >= 0, given, np.where(modern, place["ecommerce"], place["post"]))


def _schemes(goods: Goods, law: AppliedLaw, subject: np.ndarray) -> tuple[np.ndarray, list[Scheme]]:
    origins, subjects = len(goods.origin.words), len(SUBJECTS)
    key = ((goods.destination.codes * origins + goods.origin.codes) * subjects + subject) * 2 + goods.registered
    schemes: dict[Scheme, int] = {}
    number = np.full(len(goods.destination.words) * origins * subjects * 2, d.NONE, dtype=np.int64)
    for one in np.flatnonzero(np.bincount(key)).tolist():
        rest, registered = divmod(one, 2)
        rest, about = divmod(rest, subjects)
        place, origin = divmod(rest, origins)
        found = law.scheme(
            goods.destination.words[place], SUBJECTS[about], bool(registered), goods.origin.words[origin]
        )
        if found:
            number[one] = schemes.setdefault(found, len(schemes))
    return number[key], list(schemes)


def _wrong_codes(goods: Goods, law: AppliedLaw) -> np.ndarray:
    place = Coded(goods.destination.codes[goods.parcel], goods.destination.words)
    return law.codes.of(goods.hs, place, goods.day[goods.parcel]) != GOOD


def _persons(
    goods: Goods, law: AppliedLaw, scheme: np.ndarray, schemes: list[Scheme]
) -> tuple[np.ndarray, list[tuple[str, str, int]]]:
    """Of each parcel the number of its person in its period, int64[m] (-1: nobody counts); what the numbers mean."""
    person = np.full(len(scheme), d.NONE, dtype=np.int64)
    counts = np.array([*(one.counts for one in schemes), (0, 0)], dtype=np.int64)[scheme]
    rows = np.flatnonzero((goods.person != NOBODY) & (goods.day >= counts[:, 0]) & (goods.day < counts[:, 1]))
    if not len(rows):
        return person, []
    books = [law.snapshot.rules[law.snapshot.tracks[one.tracks[0]][0]].jurisdiction for one in schemes]
    period = _periods(goods.day[rows], np.array([one.unit for one in schemes])[scheme[rows]])
    keys = zip(goods.consignees(rows), [books[at] for at in scheme[rows].tolist()], period.tolist(), strict=True)
    numbers: dict[tuple[str, str, int], int] = {}
    person[rows] = [numbers.setdefault(key, len(numbers)) for key in keys]
    return person, list(numbers)


def _periods(day: np.ndarray, unit: np.ndarray) -> np.ndarray:
    months = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.select([unit == "person and day", unit == "person and month"], [day, months], months // 12)
