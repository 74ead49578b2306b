"""What is measured of a model on rows that it has not seen: beside the lookup, on what is new, and with few labels."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from tearoad.customs.risk.declarations import Declarations
from tearoad.customs.risk.features import GOODS, keys_of
from tearoad.customs.risk.lookup import Lookup
from tearoad.customs.risk.measure import SHARES, area, how_many, intervals, ranked, top
from tearoad.customs.risk.model import Model
from tearoad.customs.risk.train import CUTS, TooLittle, train
from tearoad.terms.days import day_word
from tearoad.terms.refusal import BadInput


def evaluate(model: Model, few: Model | None, lookup: Lookup, items: Declarations) -> dict[str, Any]:
    """Shares from 0 to 1; None where nothing can be told. Only rows with a finding count; findings are read for
    measuring alone. `few` was trained on the rows that an office opened; None where those are too few."""
    known, fraud = _inspected(items)
    keys, scores = keys_of(known), model.score(known)
    unseen = ~lookup.knows(keys)
    precedent = model.histories[GOODS].asked(keys(GOODS))[0] > 0
    found: dict[str, Any] = {"rows": len(known), "frauds": int(fraud.sum()), "model_version": model.version}
    rankings = {"": scores, "lookup_": lookup.score(keys)} | ({"partial_label_": few.score(known)} if few else {})
    found |= _with_intervals(rankings, fraud) | {"auc": area(scores, fraud)}
    for name, rows in {"unseen": unseen, "precedent": precedent, "no_precedent": ~precedent}.items():
        found |= {f"{name}_rows": int(rows.sum()), f"{name}_frauds": int(fraud[rows].sum())}
        found |= _with_intervals({f"{name}_": scores[rows]}, fraud[rows])
    if not few:
        found |= _with_intervals({"partial_label_": np.zeros(0)}, np.zeros(0))
    found |= {f"partial_label_{name}": few.about[name] if few else None for name in ("inspected", "frauds", "version")}
    return found


def in_time_order(items: Declarations) -> list[dict[str, Any]]:
    """Inside the training rows: learned from the first days alone, measured on the days after them."""
    known, fraud = _inspected(items)
    first, last = int(known.day.min()), int(known.day.max()) + 1
    cuts = [first + int((last - first) * share) for share in (*CUTS, 1.0)]
    found = []
    for until, then in pairwise(cuts):
        later = (known.day >= until) & (known.day < then)
        try:
            scores = train(known.take(known.day < until)).score(known.take(later))
        except TooLittle:  # until then
            continue
        days = {"learned_until": day_word(until - 1), "measured_until": day_word(then - 1), "rows": int(later.sum())}
        found.append({**days, **_figures("", scores, fraud[later]), "auc": area(scores, fraud[later])})
    return found


def compare(champion: Model, challenger: Model, items: Declarations) -> dict[str, Any]:
    """Both on the same rows with a finding, and the share that the tops of both have in common."""
    known, fraud = _inspected(items)
    scores = {"champion": champion.score(known), "challenger": challenger.score(known)}
    found: dict[str, Any] = {"rows": len(known), "frauds": int(fraud.sum())}
    for (name, own), model in zip(scores.items(), (champion, challenger), strict=True):
        found[name] = {"model_version": model.version, **_figures("", own, fraud), "auc": area(own, fraud)}
    for share in SHARES:
        count = how_many(share, len(known))
        both = np.intersect1d(ranked(scores["champion"])[:count], ranked(scores["challenger"])[:count])
        found[f"overlap_{_at(share)}"] = len(both) / count
    return found


def _inspected(items: Declarations) -> tuple[Declarations, np.ndarray]:
    known = items.take(items.inspected)
    if not len(known):
        raise BadInput("no row has a finding in column Fraud, expected 0 or 1 in some")
    return known, known.fraud.astype(np.int64)


def _with_intervals(rankings: Mapping[str, np.ndarray], fraud: np.ndarray) -> dict[str, Any]:
    """Of scores by the prefix of their figures."""
    found: dict[str, Any] = {}
    for (prefix, scores), bounds in zip(rankings.items(), intervals(list(rankings.values()), fraud), strict=True):
        found |= _figures(prefix, scores, fraud)
        found |= {f"{prefix}interval_{_at(share)}": one for share, one in zip(SHARES, bounds, strict=True)}
    return found


def _figures(prefix: str, scores: np.ndarray, fraud: np.ndarray) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for share in SHARES:
        one, at = top(scores, fraud, share), _at(share)
        found |= {f"{prefix}precision_{at}": one.precision, f"{prefix}recall_{at}": one.recall}
        found[f"{prefix}count_{at}"] = one.taken
    return found


def _at(share: float) -> str:
    return f"at_{round(100 * share)}"
