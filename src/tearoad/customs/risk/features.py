"""The features of the model: a constant list, and how each is reckoned from one declaration and what was learned.

A chain goes from wide to narrow: the rate of each level leans towards that of the level before it, by as many
inspections as `CHAINS` says. A rate alone leans towards the rate of the whole.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from tearoad.customs.goods import Coded
from tearoad.customs.risk.declarations import Declarations, fingerprints
from tearoad.customs.risk.history import joined
from tearoad.customs.risk.prices import FEWEST, MIDDLE, Prices

CODE = "1"  # goes up where features are reckoned otherwise by the same tables
# Which columns a history is kept by. No name, no citizenship, nothing of a natural person is among them.
HISTORIES: Mapping[str, tuple[str, ...]] = {
    "chapter_heading": ("hs4",),
    "heading": ("hs",),
    "heading_origin": ("hs", "origin"),
    "heading_route": ("hs", "tax_rate", "origin", "departure"),
    "goods_by_mass": ("hs", "net_mass", "tax_rate", "origin", "departure"),
    "same_goods": ("hs", "item_price", "net_mass", "tax_rate", "tax_type", "departure", "origin"),
    "price": ("item_price",),
    "price_and_mass": ("item_price", "net_mass"),
    "goods_at_price": ("hs", "item_price", "net_mass"),
    "origin": ("origin",),
    "declarant": ("declarant",),
    "importer": ("importer",),
    "seller": ("seller",),
    "courier": ("courier",),
    "office": ("office",),
    "duty": ("tax_rate",),
    "import_type": ("import_type",),
}
GOODS = "goods_at_price"  # what makes two items the same goods
# Here the same goods, however often declared, weigh as much as if they were declared once.
ONCE = frozenset(HISTORIES) - {"goods_by_mass", "same_goods", "price", "price_and_mass", GOODS}
# All weights are assumed.
CHAINS: tuple[tuple[tuple[str, float], ...], ...] = (
    (("chapter_heading", 10.0), ("heading", 10.0), ("heading_origin", 5.0), ("heading_route", 3.0),
     ("goods_by_mass", 1.0), ("same_goods", 0.5)),
    (("price", 1.0), ("price_and_mass", 0.5), (GOODS, 0.5)),
)  # fmt: skip
ALONE = ("origin", "declarant", "importer", "seller", "courier", "office", "duty", "import_type")
LEANING = 10.0  # assumed
MOST_SEEN = 50.0  # assumed; what was inspected more often counts as this often
PLAIN = ("tax_rate", "mass", "value", "price_per_kg", "price_rank", "transit")


class Feature(NamedTuple):
    """`rising`: more of it may not make the score less. `reason`: under which reason it is told."""

    name: str
    rising: bool
    reason: str


_REASONS = {
    "tax_rate": "DUTY", "mass": "SIZE", "value": "SIZE", "price_per_kg": "PRICE", "price_rank": "PRICE",
    "transit": "ROUTE", "chapter_heading": "HEADING", "heading": "HEADING", "heading_origin": "ROUTE",
    "heading_route": "ROUTE", "origin": "ROUTE", "duty": "DUTY", "declarant": "DECLARANT", "importer": "IMPORTER",
    "seller": "SELLER", "courier": "COURIER", "office": "OFFICE", "import_type": "REGIME",
}  # fmt: skip


def _features() -> tuple[Feature, ...]:
    names = [(name, False) for name in PLAIN]
    for chain in CHAINS:
        names += [(name, True) for name, _ in chain] + [(f"{chain[-1][0]}_seen", False)]
    names += [(name, True) for name in ALONE]
    return tuple(Feature(name, rising, _REASONS.get(name, "GOODS")) for name, rising in names)


FEATURES = _features()
REASONS = tuple(dict.fromkeys(feature.reason for feature in FEATURES))
Keys = Callable[[str], np.ndarray]  # uint64[n] for the name of a history
Asked = Callable[[str], tuple[np.ndarray, np.ndarray]]


def features_version() -> str:
    """Of the code and of all the tables that features are made by: trees know no others."""
    tables = (dict(HISTORIES), sorted(ONCE), CHAINS, ALONE, LEANING, MOST_SEEN, FEATURES, FEWEST, MIDDLE)
    return f"{CODE}-{blake2b(json.dumps(tables).encode(), digest_size=4).hexdigest()}"


def keys_of(items: Declarations) -> Keys:
    """One key of each row."""
    columns = {name: fingerprints(column) for name, column in items.words.items()}
    hs = items.words["hs"]
    columns["hs4"] = fingerprints(Coded(hs.codes, [word[:4] for word in hs.words]))
    columns |= {name: (column + 0.0).view(np.int64) for name, column in items.numbers.items()}  # + 0.0: no minus zero
    return lambda history: joined([columns[name] for name in HISTORIES[history]])


def matrix(items: Declarations, asked: Asked, rate: float, prices: Prices) -> np.ndarray:
    """float32[n, FEATURES], never NaN. `asked` gives seen and found by a history's name; `rate` is of the whole."""
    found = np.empty((len(items), len(FEATURES)), dtype=np.float32)
    place = {feature.name: at for at, feature in enumerate(FEATURES)}
    for name, column in _plain(items, prices).items():
        found[:, place[name]] = column
    for chain in CHAINS:
        leaning: np.ndarray | float = rate
        for name, weight in chain:
            seen, fraud = asked(name)
            leaning = (fraud + weight * leaning) / (seen + weight)
            found[:, place[name]] = leaning
        found[:, place[f"{chain[-1][0]}_seen"]] = np.minimum(seen, MOST_SEEN)
    for name in ALONE:
        seen, fraud = asked(name)
        found[:, place[name]] = (fraud + LEANING * rate) / (seen + LEANING)
    return found


def _plain(items: Declarations, prices: Prices) -> dict[str, np.ndarray]:
    mass, value = items.numbers["net_mass"], items.numbers["item_price"]
    per_kg = price_per_kg(items)
    origin, departure = (fingerprints(items.words[name]) for name in ("origin", "departure"))
    return {
        "tax_rate": items.numbers["tax_rate"],
        "mass": np.log1p(mass),
        "value": np.log1p(value),
        "price_per_kg": np.log1p(per_kg),
        "price_rank": prices.rank(fingerprints(items.words["hs"]), per_kg),
        "transit": origin != departure,
    }


def price_per_kg(items: Declarations) -> np.ndarray:
    """float64[n]; what weighs nothing is taken as one gram."""
    return items.numbers["item_price"] / np.maximum(items.numbers["net_mass"], 0.001)
