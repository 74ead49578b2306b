"""Rest days are stepped over one by one, as a person with a calendar would."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.network.calendar import next_open
from tearoad.terms.days import DAY, HOUR


@given(
    st.lists(st.integers(0, 40 * DAY), min_size=1),
    st.sets(st.integers(0, 40)),
    st.sampled_from([0, 3 * HOUR, 8 * HOUR]),
)
def test_it_is_the_plain_reckoning(moments: list[int], closed: set[int], zone: int) -> None:
    def plain(at: int) -> int:
        while (at + zone) // DAY in closed:
            at += DAY
        return at

    found = next_open(np.array(moments), np.array(sorted(closed), dtype=np.int64), zone)
    assert found.tolist() == [plain(at) for at in moments]
