"""Why an item has its score: the parts of the score itself, told in words.

Each step of each tree changes the mean of the rows that come so far; the change is owed to the feature that was asked.
The changes of all features of one reason are its part, in log odds; the parts and the usual score make up the score. At
most three reasons are told, those with the largest parts that raise the score.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tearoad.customs.risk.declarations import Declarations, fingerprints
from tearoad.customs.risk.features import FEATURES, GOODS, REASONS, keys_of, price_per_kg
from tearoad.customs.risk.measure import ranked
from tearoad.customs.risk.model import Model
from tearoad.customs.risk.phrases import PHRASES
from tearoad.terms.days import day_word

MOST = 3
LEAST_PART = 0.05  # log odds; what raises the odds by less than five per cent is no reason
DIGITS, PRICE_DIGITS = 15, 6  # that a decimal always keeps as a float; of what is divided
PLACE = {feature.name: at for at, feature in enumerate(FEATURES)}


def explained(model: Model, items: Declarations, count: int, language: str) -> list[dict[str, Any]]:
    """The `count` items with the highest scores, and the reasons of each in a language of PHRASES."""
    scores = model.score(items)
    chosen = ranked(scores)[:count]
    some = items.take(chosen)
    ids = [some.ids.words[code] for code in some.ids.codes.tolist()]
    told = zip(ids, some.day.tolist(), _chance(scores[chosen]), reasons_of(model, some, language), strict=True)
    return [{"id": one, "day": day_word(day), "score": score, "reasons": why} for one, day, score, why in told]


def reasons_of(model: Model, items: Declarations, language: str) -> list[list[dict[str, Any]]]:
    """For each item at most MOST reasons: `code`, `part` in log odds, `words`."""
    parts, features = model.parts(items)
    seen, fraud = model.histories[GOODS].asked(keys_of(items)(GOODS))
    per_kg, place = price_per_kg(items), model.prices.places(fingerprints(items.words["hs"]))
    found = []
    for at in range(len(items)):
        values = _values(items, at, features[at], float(per_kg[at]))
        values |= {"seen": int(seen[at]), "fraud": int(fraud[at])}
        new = [code for code, is_new in (("GOODS", not seen[at]), ("PRICE", place[at] < 0)) if is_new]
        largest = np.argsort(-parts[at], kind="stable")[:MOST]
        found.append(
            [
                {"code": code, "part": float(parts[at, reason]), "words": _words(code, values, language, new)}
                for reason, code in ((reason, REASONS[reason]) for reason in largest.tolist())
                if parts[at, reason] >= LEAST_PART
            ]
        )
    return found


def _values(items: Declarations, at: int, features: np.ndarray, per_kg: float) -> dict[str, Any]:
    """What the phrases may name of one item; shares are in per cent."""
    words = {name: column.words[column.codes[at]] for name, column in items.words.items()}
    numbers = {name: _decimal(float(column[at]), DIGITS) for name, column in items.numbers.items()}
    shares = {
        f"of_{name}": f"{100 * features[place]:.0f}"
        for name, place in PLACE.items()
        if FEATURES[place].rising or name == "price_rank"
    }
    return {**words, **numbers, **shares, "per_kg": _decimal(per_kg, PRICE_DIGITS)}


def _decimal(value: float, digits: int) -> str:
    """Of so many significant digits, and without an exponent."""
    text = f"{value:.{digits}g}"
    return np.format_float_positional(float(text), trim="-") if "e" in text else text


def _words(code: str, values: dict[str, Any], language: str, new: Sequence[str]) -> str:
    return PHRASES[language][f"{code} NEW" if code in new else code].format(**values)


def _chance(scores: np.ndarray) -> Sequence[float]:
    return (1.0 / (1.0 + np.exp(-scores))).round(4).tolist()
