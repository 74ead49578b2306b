"""One answer is shared for a while: at least as long as was said, longer where it took long."""

import pytest

from tearoad.boot.shared import WORTH, Shared


class Slow:
    """Says how often it was asked; each time takes `seconds` of the clock."""

    def __init__(self, seconds: float) -> None:
        self.now, self.asked, self.seconds = 100.0, 0, seconds

    def take(self) -> int:
        self.asked += 1
        self.now += self.seconds
        if self.asked == 2:
            raise LookupError("away")
        return self.asked


@pytest.mark.parametrize(("seconds", "lasts"), [(0.01, 1.0), (0.5, WORTH * 0.5)])
def test_it_is_asked_again_when_it_is_old(seconds: float, lasts: float) -> None:
    slow = Slow(seconds)
    shared = Shared(slow.take, 1.0, lambda: slow.now)
    began = slow.now
    assert [shared(), shared()] == [1, 1]
    slow.now = began + lasts - 0.01
    assert shared() == 1
    slow.now = began + lasts
    with pytest.raises(LookupError):
        shared()
    assert [shared(), shared(), slow.asked] == [3, 3, 3]
