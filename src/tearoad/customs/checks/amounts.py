"""Weights, values and pieces, each alone and against the others."""

import numpy as np

from tearoad.customs.checks.check import Of, Then, check
from tearoad.customs.checks.declared import NOT_SAID, Declared

FORM = "UPU form CN 23: net weight of each article, gross weight of the item"
HEAVIEST_GRAMS = 31_500
PACKING_GRAMS, PACKING_SHARE = 3_000, 10
LIGHTEST_PIECE = 10  # pieces to a gram
OLDEST_DAYS = 180


@check("W01", Of.PARCEL, FORM, "unverified")
def gross_missing(d: Declared) -> np.ndarray:
    """The parcel's weight with its packing is given."""
    return (d.gross_grams == NOT_SAID) & ~d.gross_unread


@check("W02", Of.PARCEL, FORM, "unverified")
def gross_not_a_weight(d: Declared) -> np.ndarray:
    """The parcel's weight is a whole number of grams, above zero."""
    return d.gross_unread


@check("W03", Of.PARCEL, FORM, "unverified")
def net_over_gross(d: Declared) -> np.ndarray:
    """The articles together weigh no more than the parcel with them."""
    return (d.gross_grams != NOT_SAID) & (d.net_grams > d.gross_grams)


@check("W04", Of.PARCEL, "assumed: packing of up to 3 kg, or nine times the content", "assumed", Then.SCAN)
def packing_implausible(d: Declared) -> np.ndarray:
    """The packing is not many times heavier than what lies in it."""
    packing = d.gross_grams - d.net_grams
    return d.understood & (packing > PACKING_GRAMS) & (d.gross_grams > PACKING_SHARE * d.net_grams)


@check("W05", Of.PARCEL, "UPU Parcel Post Regulations: at most 31.5 kg where both posts take them", "unverified")
def too_heavy_for_post(d: Declared) -> np.ndarray:
    """A parcel by post weighs at most 31.5 kg."""
    return d.gross_grams > HEAVIEST_GRAMS


@check("W06", Of.LINE, "assumed: ten pieces to a gram", "assumed", Then.PAPERS)
def pieces_too_light(d: Declared) -> np.ndarray:
    """So many pieces can weigh so little."""
    return d.understood[d.goods.parcel] & (d.goods.quantity > d.goods.weight_grams * LIGHTEST_PIECE)


@check("V01", Of.LINE, "WTO Valuation Agreement, Articles 1 - 7: goods have a customs value, sold or not", "unverified")
def value_missing(d: Declared) -> np.ndarray:
    """Goods have a value; only documents may have none."""
    return (d.goods.value_minor == 0) & (d.understood & ~d.is_category("documents"))[d.goods.parcel]


def _bounds(d: Declared, end: int) -> np.ndarray:
    """float64[n]: the least (0) or most (1) that a kg of the line's chapter is worth."""
    bounds = d.lists.per_kg
    by_word = [bounds.get(word[:2], bounds[""])[end] for word in d.goods.hs.words]
    return np.array(by_word, dtype=np.float64)[d.goods.hs.codes]


@check("V02", Of.LINE, "customs/checks/lists.toml, per_kg", "assumed", Then.PAPERS)
def value_low_for_its_kind(d: Declared) -> np.ndarray:
    """A kg of such goods is not worth so little."""
    return (d.goods.value_minor > 0) & (d.units_per_kg < _bounds(d, 0))


@check("V03", Of.LINE, "customs/checks/lists.toml, per_kg", "assumed", Then.PAPERS)
def value_high_for_its_kind(d: Declared) -> np.ndarray:
    """A kg of such goods is not worth so much."""
    return d.units_per_kg > _bounds(d, 1)


@check("T01", Of.PARCEL, "a declaration is not accepted before it is lodged", "assumed")
def accepted_in_future(d: Declared) -> np.ndarray:
    """The day of the declaration has come."""
    return d.understood & (d.goods.day > d.today)


@check("T02", Of.PARCEL, "assumed: half a year, after which an item is asked about anew", "assumed")
def accepted_long_ago(d: Declared) -> np.ndarray:
    """The declaration is not older than half a year."""
    return d.understood & (d.goods.day < d.today - OLDEST_DAYS)


CHECKS = (
    gross_missing, gross_not_a_weight, net_over_gross, packing_implausible, too_heavy_for_post, pieces_too_light,
    value_missing, value_low_for_its_kind, value_high_for_its_kind, accepted_in_future, accepted_long_ago,
)  # fmt: skip
