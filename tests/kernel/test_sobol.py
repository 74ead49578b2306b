"""Sobol's points are SciPy's, and stand once in each of equal parts."""

import numpy as np
import pytest
from scipy.stats import qmc

from tearoad.kernel.door_moments import PARTS
from tearoad.kernel.sobol import DIMENSIONS, sobol


@pytest.mark.parametrize("count", [1, 2, 16, 512, 4_096])
def test_points_are_those_of_scipy(count: int) -> None:
    found = sobol(count)
    assert (found == qmc.Sobol(DIMENSIONS, scramble=False).random(count) + 0.5 / count).all()
    for column in found.T:
        assert np.sort(column) == pytest.approx((np.arange(count) + 0.5) / count)


def test_there_are_as_many_dimensions_as_parts_of_the_chain() -> None:
    assert DIMENSIONS == PARTS


@pytest.mark.parametrize("count", [0, -4, 3, 500])
def test_other_counts_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="expected a power of two"):
        sobol(count)
