"""The category of the form against what else is said."""

import numpy as np

from tearoad.customs.checks.check import Of, Then, check
from tearoad.customs.checks.declared import CATEGORIES, Declared, flags

FORM = "UPU forms CN 22 and CN 23: category of item"
GIFT_PIECES, SAMPLE_PIECES = 10, 3
PRINTED = "49"


@check("K01", Of.PARCEL, FORM, "unverified")
def category_missing(d: Declared) -> np.ndarray:
    """The form names the category: gift, documents, sale, sample, return or other."""
    return ~d.is_category(*CATEGORIES)


@check(
    "K02",
    Of.PARCEL,
    "a gift is sent by one person to another and not paid for by who gets it (EAEU, EU and UK rules)",
    "unverified",
)
def gift_that_was_sold(d: Declared) -> np.ndarray:
    """What is called a gift was not sold: it has no order, no invoice and no registered seller."""
    sold = _said(d, "order_id") | _said(d, "invoice") | (d.goods.registered == 1)
    return d.is_category("gift") & sold


@check("K03", Of.PARCEL, "assumed: more than 10 pieces of one kind", "assumed", Then.PAPERS)
def gift_of_many_alike(d: Declared) -> np.ndarray:
    """A gift is not of many pieces of one kind."""
    return d.is_category("gift") & d.any_line(d.goods.quantity > GIFT_PIECES)


@check("K04", Of.PARCEL, FORM, "assumed")
def documents_that_are_goods(d: Declared) -> np.ndarray:
    """What is called documents has no value, and is printed matter or has no code."""
    chapter = d.goods.hs.where(lambda word: bool(word) and not word.startswith(PRINTED))
    return d.is_category("documents") & d.any_line(chapter | (d.goods.value_minor > 0))


@check("K05", Of.PARCEL, "assumed: more than 3 pieces of one kind", "assumed", Then.PAPERS)
def sample_of_many(d: Declared) -> np.ndarray:
    """A sample is of few pieces."""
    return d.is_category("sample") & d.any_line(d.goods.quantity > SAMPLE_PIECES)


@check("K06", Of.PARCEL, FORM, "assumed")
def return_of_nothing(d: Declared) -> np.ndarray:
    """A return names the order or invoice that it comes back from."""
    return d.is_category("return") & ~_said(d, "order_id") & ~_said(d, "invoice")


@check("K07", Of.PARCEL, FORM, "assumed", Then.PAPERS)
def sale_without_papers(d: Declared) -> np.ndarray:
    """A sale names its order or invoice."""
    return d.is_category("sale") & ~_said(d, "order_id") & ~_said(d, "invoice")


@check("K08", Of.PARCEL, "the same parcel is not a gift to the law and a sale on its form", "assumed")
def category_against_regime(d: Declared) -> np.ndarray:
    """The regime that is asked for is that of the category: a gift for a gift, a sample for a sample."""
    subject = d.goods.subject
    found = np.zeros(d.count, dtype=bool)
    unsaid = subject.where("".__eq__)
    for name in ("gift", "sample"):
        asked = subject.where(name.__eq__)
        found |= (asked & ~d.is_category(name)) | (d.is_category(name) & ~asked & ~unsaid)
    return found & ~category_missing.fails(d)


def _said(d: Declared, name: str) -> np.ndarray:
    return flags(d.parcels[name] != "")


CHECKS = (
    category_missing, gift_that_was_sold, gift_of_many_alike, documents_that_are_goods, sample_of_many,
    return_of_nothing, sale_without_papers, category_against_regime,
)  # fmt: skip
