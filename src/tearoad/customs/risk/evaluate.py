"""What is measured of a model on rows that it has not seen: beside the lookup, on what is new, and with few labels."""

from itertools import pairwise
from typing import Any

import numpy as np

from tearoad.customs.risk.declarations import Declarations
from tearoad.customs.risk.features import GOODS, keys_of
from tearoad.customs.risk.lookup import Lookup
from tearoad.customs.risk.measure import SHARES, area, how_many, ranked, top
from tearoad.customs.risk.model import Model
from tearoad.customs.risk.train import train
from tearoad.terms.days import day_word
from tearoad.terms.refusal import BadInput

CUTS = (0.5, 0.75)  # of the days of training: learned until here, measured until the next


def evaluate(model: Model, few: Model | None, lookup: Lookup, items: Declarations) -> dict[str, Any]:
    """Shares from 0 to 1; None where nothing can be told. Only rows with a finding count; findings are read for
    measuring alone. `few` was trained on the rows that an office opened; None where those are too few."""
    known, fraud = _inspected(items)
    scores = model.score(known)
    unseen = ~lookup.knows(known)
    precedent = model.histories[GOODS].asked(keys_of(known)(GOODS))[0] > 0
    slices = {"unseen": unseen, "precedent": precedent, "no_precedent": ~precedent}
    found: dict[str, Any] = {"rows": len(known), "frauds": int(fraud.sum()), "model_version": model.version}
    found |= _figures("", scores, fraud) | {"auc": area(scores, fraud)}
    found |= _figures("lookup_", lookup.score(known), fraud)
    for name, rows in slices.items():
        found |= {f"{name}_rows": int(rows.sum()), f"{name}_frauds": int(fraud[rows].sum())}
        found |= _figures(f"{name}_", scores[rows], fraud[rows])
    nobody = np.zeros(0)
    found |= _figures("partial_label_", few.score(known) if few else nobody, fraud if few else nobody)
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
        except BadInput:  # too little was inspected until then
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
        found[f"overlap_at_{round(100 * share)}"] = len(both) / count
    return found


def _inspected(items: Declarations) -> tuple[Declarations, np.ndarray]:
    known = items.take(items.inspected)
    if not len(known):
        raise BadInput("no row has a finding in column Fraud, expected 0 or 1 in some")
    return known, known.fraud.astype(np.int64)


def _figures(prefix: str, scores: np.ndarray, fraud: np.ndarray) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for share in SHARES:
        one, at = top(scores, fraud, share), f"at_{round(100 * share)}"
        found |= {f"{prefix}precision_{at}": one.precision, f"{prefix}recall_{at}": one.recall}
        found |= {f"{prefix}interval_{at}": one.interval, f"{prefix}count_{at}": one.taken}
    return found
