"""What was found, as Polars frames: one row a charge, and one row a parcel with its total and verdict."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from tearoad.customs.applied import CURRENCIES, CURRENCY_NUMBER, AppliedLaw
from tearoad.customs.assess import Assessment
from tearoad.customs.frame import Read, fingerprint, first_rows
from tearoad.customs.goods import SUBJECTS, Coded, Goods
from tearoad.customs.reasons import why
from tearoad.customs.splits import split_over
from tearoad.kernel import duty_columns as d
from tearoad.kernel.fingerprint import fold
from tearoad.terms.money import EXPONENTS

VERDICTS = ("ok", "ok_with_doubt", "cannot_pay_amount", "cannot_tell", "refused", "bad_input")


def charges_frame(read: Read, law: AppliedLaw, found: Assessment) -> pl.DataFrame:
    """One row a charge. `line` is null for a charge on the whole parcel; `law_amount_minor` where nobody can tell;
    `amount_minor`, the same in the currency in which is paid, also where a rate is missing."""
    charges, rules = found.found.charges, law.snapshot.rules
    first = np.array([CURRENCY_NUMBER[one.currency] for one in found.schemes] or [0], dtype=np.int64)
    paid = np.array([CURRENCY_NUMBER[one.paid] for one in found.schemes] or [0], dtype=np.int64)
    scheme = found.scheme[charges.parcel]
    rate, bank = _exchange(law, found, read.goods.day[charges.parcel], scheme)
    whole = charges.line == d.WHOLE_PARCEL
    return pl.DataFrame(
        {
            "parcel_id": read.parcel_ids.gather(charges.parcel),
            "line": _number(np.where(whole, d.NONE, read.line[charges.line])),
            "kind": _words([rule.kind for rule in rules], charges.rule),
            "law_amount_minor": _number(charges.amount),
            "law_currency": _words(CURRENCIES, first[scheme]),
            "amount_minor": _number(charges.paid),
            "currency": _words(CURRENCIES, paid[scheme]),
            "exchange_rate": rate,
            "exchange_bank": bank,
            "base_minor": charges.base,
            "rate": _number(_rates(law, found)),
            "rule": _words([rule.id for rule in rules], charges.rule),
            "status": _words([rule.status for rule in rules], charges.rule),
            "counted": np.array([rule.counted for rule in rules], dtype=bool)[charges.rule],
            "collected_by": _words([rule.collected_by for rule in rules], charges.rule),
        }
    )


def parcels_frame(read: Read, law: AppliedLaw, found: Assessment) -> pl.DataFrame:
    """One row a parcel, in the order of their ids."""
    goods, told = read.goods, found.found
    paid = np.array([*(CURRENCY_NUMBER[one.paid] for one in found.schemes), d.NONE], dtype=np.int64)[found.scheme]
    in_law = np.array([*(CURRENCY_NUMBER[one.currency] for one in found.schemes), d.NONE], dtype=np.int64)[found.scheme]
    currencies = [*CURRENCIES, None]
    return pl.DataFrame(
        {
            "parcel_id": read.parcel_ids,
            "verdict": _words(VERDICTS, told.verdict),
            "total_minor": _number(told.total),
            "currency": _words(currencies, paid),
            "subject": _words(SUBJECTS, found.subject),
            "value_law_minor": _number(told.value),
            "law_currency": _words(currencies, in_law),
            "reason": _reasons(goods, law, found),
            "split_over": split_over(goods),
            "inputs_hash": inputs_hash(goods),
            "law_hash": pl.repeat(law.snapshot.digest, len(goods.day), eager=True),
        }
    )


def inputs_hash(goods: Goods) -> np.ndarray:
    """uint64[m]: the fingerprints of the lines' columns, words by XXH3, added up so that no order matters; and that of
    the parcel's fault, as what stands in the place of a bad cell is not what was said."""
    at = goods.parcel
    line = np.zeros(len(at), dtype=np.uint64)
    fold(line, _by_word(goods.hs))
    for words in (goods.currency, goods.origin, goods.destination, goods.subject):
        fold(line, _by_word(words)[at])
    for column in (goods.number, goods.quantity, goods.value_minor, goods.weight_grams):
        fold(line, column)
    for column in (goods.day, goods.postage_minor, goods.registered, goods.person):
        fold(line, column[at])
    total = np.zeros(len(goods.day), dtype=np.uint64)
    np.add.at(total, at, line)
    blamed = np.array([bool(word) for word in goods.fault.words])[goods.fault.codes]
    return total + np.where(blamed, _by_word(goods.fault), 0).view(np.uint64)


def _by_word(coded: Coded) -> np.ndarray:
    return fingerprint(pl.Series(list(coded.words), dtype=pl.String))[coded.codes]


def _exchange(law: AppliedLaw, found: Assessment, day: np.ndarray, scheme: np.ndarray) -> tuple[pl.Series, pl.Series]:
    """Units paid for one of the law's currency, and the bank whose rate that is; null where nothing was exchanged."""
    compiled, series = law.compiled, law.rates.series
    policy = np.array([law.policies.index(one.policy) for one in found.schemes] or [0], dtype=np.int64)[scheme]
    pairs = [(CURRENCY_NUMBER[one.currency], CURRENCY_NUMBER[one.paid]) for one in found.schemes] or [(0, 0)]
    source, target = np.array(pairs, dtype=np.int64).T[:, scheme]
    at = day - compiled.first_day
    sold, bought = compiled.units[policy, source, at], compiled.units[policy, target, at]
    known = (sold > 0) & (bought > 0) & (source != target)
    minor = np.array([10.0 ** EXPONENTS[code] for code in CURRENCIES])
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = compiled.base_units[policy, source, at] / sold * (bought / compiled.base_units[policy, target, at])
    rate = np.where(known, rate * minor[source] / minor[target], np.nan)
    used = np.where(known, np.maximum(compiled.series[policy, source, at], compiled.series[policy, target, at]), d.NONE)
    return pl.Series(rate).fill_nan(None), _words([*(one.bank for one in series), None], used)


def _rates(law: AppliedLaw, found: Assessment) -> np.ndarray:
    """1/10,000 of the base, the goods' own where the rule takes those."""
    charges = found.found.charges
    rate = law.table[charges.rule, d.RATE] if len(law.table) else charges.rule
    line = np.maximum(charges.line, 0)
    for own, column in ((d.BY_TARIFF, found.tariff.ad_valorem), (d.BY_EXCISE, found.tariff.excise)):
        said = np.where(charges.line >= 0, column[line], d.NONE) if len(column) else d.NONE
        rate = np.where(rate == own, said, rate)
    return rate


def _reasons(goods: Goods, law: AppliedLaw, found: Assessment) -> pl.Series:
    """Why a parcel is not simply in order, in English; null where it is. Parcels alike are told once."""
    told = found.found
    rows = np.flatnonzero(told.verdict != d.OK)
    wrong = np.full(len(goods.day), d.NONE, dtype=np.int64)  # the first line with a code that does not hold
    lines = np.flatnonzero(found.wrong_code)[::-1]
    wrong[goods.parcel[lines]] = lines
    dated = (told.why[rows] < 0) | (told.verdict[rows] == d.CANNOT_PAY) | (wrong[rows] >= 0)
    alike = pl.DataFrame(
        {
            "verdict": told.verdict[rows],
            "why": told.why[rows],
            "fault": goods.fault.codes[rows],
            "code": np.where(wrong[rows] >= 0, goods.hs.codes[wrong[rows]] if len(lines) else d.NONE, d.NONE),
            "place": np.where(dated, goods.destination.codes[rows], d.NONE),
            "day": np.where(dated, goods.day[rows], d.NONE),
            "currency": np.where(dated, goods.currency.codes[rows], d.NONE),
        }
    )
    group = alike.select(pl.struct(pl.all()).rank("dense")).to_series().to_numpy().astype(np.int64) - 1
    sentences = [
        why(goods, law, found, parcel, [line] if (line := int(wrong[parcel])) >= 0 else [], "en")
        for parcel in rows[first_rows(group)].tolist()
    ]
    which = np.full(len(goods.day), d.NONE, dtype=np.int64)
    which[rows] = group
    return _words([*sentences, None], which)


def _number(column: np.ndarray) -> pl.Series:
    """Null where it is negative: unknown."""
    series = pl.Series(np.ascontiguousarray(column))
    return series.set(series < 0, None) if (column < 0).any() else series


def _words(words: Sequence[str | None], codes: np.ndarray) -> pl.Series:
    """Words by their numbers; the last for -1."""
    if not len(words):
        return pl.Series([None] * len(codes), dtype=pl.String)
    return pl.Series(list(words), dtype=pl.String).gather(np.where(codes < 0, len(words) - 1, codes))
