"""Orders that look split: goods of one subheading that reach one consignee on one day in several parcels."""

import numpy as np

from tearoad.customs.goods import NOBODY, Goods


def split_over(goods: Goods) -> np.ndarray:
    """Of each parcel, int64[m], over how many parcels the most split of its goods are spread; 1 where none is.

    Goods without a code, and parcels without a consignee or with a fault, are not compared.
    """
    spread = np.ones(len(goods.day), dtype=np.int64)
    often = _in_company(goods)
    item, parcel = goods.item, goods.parcel
    lines = np.flatnonzero((item >= 0) & often[parcel])
    if not len(lines):
        return spread
    at = parcel[lines]
    whole = np.stack([goods.person[at], goods.destination.codes[at], goods.day[at], item[lines], at])
    whole = whole[:, np.lexsort(whole[::-1])]
    alike = (whole[:4, 1:] == whole[:4, :-1]).all(axis=0)
    group = np.cumsum(np.append(0, ~alike))
    new = np.append(True, ~alike | (whole[4, 1:] != whole[4, :-1]))
    np.maximum.at(spread, whole[4], np.bincount(group[new])[group])
    return spread


def _in_company(goods: Goods) -> np.ndarray:
    """bool[m]: parcels whose consignee may have another on the same day - few, so that only these are compared."""
    sound = np.array([not word for word in goods.fault.words])[goods.fault.codes] & (goods.person != NOBODY)
    mixed = goods.person ^ (goods.day * 0x9E3779B1)
    _, number, count = np.unique(mixed[sound], return_inverse=True, return_counts=True)
    sound[sound] = count[number] > 1
    return sound
