"""Orders that look split: goods of one subheading that reach one consignee on one day in several parcels."""

import numpy as np

from tearoad.customs.goods import NOBODY, Goods


def split_over(goods: Goods) -> np.ndarray:
    """Of each parcel, int64[m], over how many parcels the most split of its goods are spread; 1 where none is.

    Goods without a code and parcels without a consignee are not compared.
    """
    spread = np.ones(len(goods.day), dtype=np.int64)
    item, parcel = goods.item, goods.parcel
    lines = np.flatnonzero((item >= 0) & (goods.person.codes[parcel] != NOBODY))
    if not len(lines):
        return spread
    at = parcel[lines]
    who = goods.person.codes[at] * len(goods.destination.words) + goods.destination.codes[at]
    whole = np.stack([who, goods.day[at], item[lines], at])
    order = np.lexsort(whole[::-1])
    whole = whole[:, order]
    group = np.cumsum(np.append(0, (whole[:3, 1:] != whole[:3, :-1]).any(axis=0)))
    new = np.append(True, (whole[3, 1:] != whole[3, :-1]) | (group[1:] != group[:-1]))
    parcels = np.bincount(group[new])
    np.maximum.at(spread, whole[3], parcels[group])
    return spread
