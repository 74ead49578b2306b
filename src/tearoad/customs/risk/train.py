"""Training: histories out of fold, then boosted trees over them."""

from typing import Any

import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier

from tearoad.customs.risk.declarations import Declarations, fingerprints
from tearoad.customs.risk.export import exported
from tearoad.customs.risk.features import (
    FEATURES,
    GOODS,
    HISTORIES,
    ONCE,
    features_version,
    keys_of,
    matrix,
    price_per_kg,
)
from tearoad.customs.risk.history import learn, without_own_fold
from tearoad.customs.risk.model import Model, version_of
from tearoad.customs.risk.prices import learn_prices
from tearoad.kernel.draws import uniform
from tearoad.terms.days import day_word
from tearoad.terms.refusal import BadInput

SEED = 11
# What follows is assumed.
FOLDS = 10
FEWEST = 50  # inspected rows to learn from
FEW = 10_000  # with fewer inspected rows, fewer and smaller trees
LEARNING = {"learning_rate": 0.06, "l2_regularization": 1.0, "min_samples_leaf": 20, "max_bins": 255}
MANY_TREES = {"max_iter": 100, "max_leaf_nodes": 8}
FEW_TREES = {"max_iter": 60, "max_leaf_nodes": 6}
CUTS = (0.5, 0.75)  # of the days of training, for figures in time order: learned until here, measured until the next


class TooLittle(BadInput):
    """Too little was inspected to learn from."""


def made_from(items: Declarations, seed: int = SEED) -> dict[str, Any]:
    """What a model of these rows would be made from, and its `version`, before it is trained."""
    size = FEW_TREES if int(items.inspected.sum()) < FEW else MANY_TREES
    parameters = {**LEARNING, **size, "seed": seed, "folds": FOLDS, "cuts": list(CUTS)}
    libraries = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
    made = {
        "features": features_version(), "training_digest": items.digest, "parameters": parameters,
        "libraries": libraries,
    }  # fmt: skip
    return {**made, "version": version_of(made)}


def train(items: Declarations, seed: int = SEED) -> Model:
    """From what was inspected; prices from all rows. `TooLittle` where too little was inspected to learn from."""
    known = items.take(items.inspected)
    fraud = known.fraud.astype(np.float64)
    if len(known) < FEWEST or not 0.0 < fraud.mean() < 1.0:
        raise TooLittle(
            f"{len(known)} rows with a finding, fraud in {int(fraud.sum())}: expected at least {FEWEST} rows, with "
            "fraud in some and not in all"
        )
    keys, rate = keys_of(known), float(fraud.mean())
    goods = keys(GOODS)
    _, at, count = np.unique(goods, return_inverse=True, return_counts=True)
    weights = {name: 1.0 / count[at] if name in ONCE else np.ones(len(known)) for name in HISTORIES}
    folds = (uniform(seed, known.item, 0) * FOLDS).astype(np.int64)
    prices = learn_prices(fingerprints(items.words["hs"]), price_per_kg(items))
    features = matrix(
        known, lambda name: without_own_fold(keys(name), weights[name], fraud, folds, FOLDS), rate, prices
    )
    about = made_from(items, seed)
    grown = HistGradientBoostingClassifier(
        **{name: about["parameters"][name] for name in (*LEARNING, *MANY_TREES)},
        early_stopping=False,
        random_state=seed,
        monotonic_cst=[int(feature.rising) for feature in FEATURES],
    ).fit(features, fraud)
    trees, base = exported(grown)
    about |= {
        "rows": len(items),
        "inspected": len(known),
        "frauds": int(fraud.sum()),
        "first_day": day_word(int(items.day.min())),
        "last_day": day_word(int(items.day.max())),
    }
    histories = {name: learn(keys(name), weights[name], fraud) for name in HISTORIES}
    model = Model(histories, prices, trees, base, rate, about)
    told = grown.decision_function(features)
    assert np.allclose(model.of_features(features), told, atol=1e-6), "the exported trees answer otherwise"
    return model
