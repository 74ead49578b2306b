"""The declarations of the Korea Customs Service: trained on 2020, measured on the first quarter of 2021."""

from pathlib import Path

import numpy as np
import pytest

from tearoad.boot.risk import SHARED_DATA, RiskDesk
from tearoad.customs.risk.train import train
from tearoad.wire.import_declarations import read_declarations

TRAIN, VALID = (SHARED_DATA / f"customs_declarations_{part}.csv.gz" for part in ("train", "valid"))
pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(not (TRAIN.is_file() and VALID.is_file()), reason=f"no customs declarations in {SHARED_DATA}"),
]


def test_the_figures(tmp_path: Path) -> None:
    found = RiskDesk(tmp_path).evaluate(VALID, None)
    assert found["precision_at_5"] >= 0.95
    assert found["precision_at_10"] >= 0.90
    assert found["interval_at_5"][0] >= 0.95
    assert found["interval_at_10"][0] >= 0.90
    assert found["auc"] > 0.97
    assert (found["rows"], found["count_at_5"], found["count_at_10"]) == (8_134, 407, 814)
    assert found["precision_at_10"] > found["lookup_precision_at_10"] > found["partial_label_precision_at_10"] > 0.4
    assert min(one["precision_at_10"] for one in found["in_time_order"]) >= 0.90
    again = RiskDesk(tmp_path).evaluate(VALID, TRAIN)  # the kept models answer alike
    assert again == found


def test_the_same_again_and_each_row_alone() -> None:
    past, new = read_declarations(TRAIN), read_declarations(VALID)
    model, again = train(past), train(past)
    whole = model.score(new)
    assert np.array_equal(whole, again.score(new))
    order = np.random.default_rng(1).permutation(len(new))
    assert np.array_equal(model.score(new.take(order)), whole[order])
    for row in range(0, len(new), 811):
        assert model.score(new.take(np.array([row])))[0] == whole[row]
