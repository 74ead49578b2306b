"""What of the declared is looked at: as checks ask, by rules of offices, a model and the lot, up to a capacity."""

from typing import NamedTuple

import numpy as np
import polars as pl

from tearoad.customs.checks.check import Then
from tearoad.customs.checks.declared import Declared
from tearoad.customs.frame import coded_words, fingerprint
from tearoad.customs.goods import SUBJECTS, Coded, same
from tearoad.customs.risk.declarations import NOT_INSPECTED, Declarations
from tearoad.customs.risk.inspections import BY_CHECKS, inspected, with_checks
from tearoad.customs.risk.model import Model
from tearoad.customs.risk.reasons import reasons_of
from tearoad.customs.risk.rules import Rule
from tearoad.customs.risk.select import BY_LOT, BY_MODEL, BY_RULE
from tearoad.terms.money import EXPONENTS

NOT_SAID = "-"  # a word that nobody said, in rows that are learned from as in rows that have a score
NO_HEADING = "000000"


class Inspections(NamedTuple):
    """`capacity` inspections of each office and day; of what rules and checks leave of it a share is drawn by lot, and
    all of it where there is no model."""

    capacity: int
    random_share: float
    seed: int
    rules: tuple[Rule, ...]
    model: Model | None


class Chosen(NamedTuple):
    """Of m parcels: `channel` int8, a place in CHANNELS; `by` who decided, '' where nobody did; `score` float64, log
    odds, NaN where none was asked; `words` of those that the model chose."""

    channel: np.ndarray
    by: pl.Series
    score: np.ndarray
    words: pl.Series


def by_checks(then: np.ndarray) -> Chosen:
    """Only what checks ask for; `then` int64[m] as `clearing` has it, -1 where all are met."""
    channel = _asked(then)
    by = pl.Series(["", BY_CHECKS], dtype=pl.String).gather((channel > 0).astype(np.int64))
    return Chosen(channel, by, np.full(len(then), np.nan), _nobody(len(then)))


def choose(d: Declared, then: np.ndarray, asked: Inspections, language: str) -> Chosen:
    """The same, and then inspections at a capacity. What is rejected is not looked at, and counts for nothing."""
    rows = np.flatnonzero(then != Then.REJECT)
    items = risk_items(d, rows)
    score = asked.model.score(items) if asked.model else None
    capacity = np.full(len(rows), asked.capacity, dtype=np.int64)
    found = inspected(items, asked.rules, _asked(then[rows]), score, capacity, asked.random_share, asked.seed)
    channel, by = np.zeros(d.count, dtype=np.int8), np.zeros(d.count, dtype=np.int64)
    channel[rows] = found.channel
    names = ["", "model", "random", *(one.id for one in with_checks(asked.rules))]
    by[rows] = np.select(
        [found.by == BY_MODEL, found.by == BY_LOT, found.by == BY_RULE], [1, 2, found.rule + 3], 0
    )  # fmt: skip
    scores = np.full(d.count, np.nan)
    if score is not None:
        scores[rows] = score
    words = _words(asked.model, items, np.flatnonzero(found.by == BY_MODEL), rows, d.count, language)
    return Chosen(channel, pl.Series(names, dtype=pl.String).gather(by), scores, words)


def risk_items(d: Declared, rows: np.ndarray) -> Declarations:
    """Parcels as the model knows declarations: by the dearest of their lines, and by nothing of who gets them.
    `item_price` is in major units: of the law's currency, or where that has no rate of the parcel's own."""
    goods, dear = d.goods, _dearest(d)[rows]
    law = d.found.found.value[rows]
    of_law = np.array([EXPONENTS[one.currency] for one in d.found.schemes] + [0])[d.found.scheme[rows]]
    of_parcel = goods.currency.mapped(EXPONENTS, 0)[rows]
    rate = d.found.tariff.ad_valorem
    words = {
        "office": _said(d, "office", rows),
        "import_type": Coded(d.category.codes[rows], [word or NOT_SAID for word in d.category.words]),
        "declarant": same(NOT_SAID, len(rows)),
        "importer": same(NOT_SAID, len(rows)),
        "seller": _said(d, "sender_id", rows),
        "courier": same(NOT_SAID, len(rows)),
        "hs": Coded(goods.hs.codes[dear], [word[:6] or NO_HEADING for word in goods.hs.words]),
        "departure": _said(d, "sender_country", rows),
        "origin": Coded(goods.origin.codes[rows], goods.origin.words),
        "tax_type": Coded(d.found.subject[rows], SUBJECTS),
    }
    numbers = {
        "tax_rate": np.maximum(rate[dear], 0) / 100 if len(rate) else np.zeros(len(rows)),
        "net_mass": d.net_grams[rows] / 1_000,
        "item_price": np.where(law >= 0, law / 10.0**of_law, d.summed(goods.value_minor)[rows] / 10.0**of_parcel),
    }
    item = fingerprint(d.read.parcel_ids.gather(rows)).view(np.uint64)
    nobody_looked = np.full(len(rows), NOT_INSPECTED, dtype=np.int8)
    return Declarations(same("", len(rows)), item, goods.day[rows], words, numbers, nobody_looked)


def _asked(then: np.ndarray) -> np.ndarray:
    """int8: the channel that checks ask for, a place in CHANNELS."""
    return np.select([then == Then.PAPERS, then == Then.SCAN], [1, 2], 0).astype(np.int8)


def _dearest(d: Declared) -> np.ndarray:
    """int64[m]: of each parcel the line with the highest value, of equal ones that with the lowest number."""
    goods = d.goods
    if len(goods.parcel) == d.count:
        return np.argsort(goods.parcel, kind="stable")
    order = np.lexsort((-goods.number, goods.value_minor, goods.parcel))
    return order[np.searchsorted(goods.parcel[order], np.arange(d.count), side="right") - 1]


def _said(d: Declared, name: str, rows: np.ndarray) -> Coded:
    return coded_words(d.parcels[name].gather(rows).replace("", NOT_SAID))


def _words(
    model: Model | None, items: Declarations, chosen: np.ndarray, rows: np.ndarray, count: int, language: str
) -> pl.Series:
    if model is None or not len(chosen):
        return _nobody(count)
    told = [" ".join(one["words"] for one in why) for why in reasons_of(model, items.take(chosen), language)]
    place = np.full(count, len(told), dtype=np.int64)
    place[rows[chosen]] = np.arange(len(told))
    return pl.Series([*told, None], dtype=pl.String).gather(place)


def _nobody(count: int) -> pl.Series:
    return pl.repeat(None, count, dtype=pl.String, eager=True)
