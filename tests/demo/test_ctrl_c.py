"""A Ctrl-C while the demo's tables are made is heard: Polars drops those that come while it reads NumPy's strings."""

import gc
import signal
from collections.abc import Callable, Iterator

import numpy as np
import polars as pl
import pytest

from tearoad.boot.road import own_corridor
from tearoad.demo.catalogue import products
from tearoad.demo.columns import words
from tearoad.demo.goods import goods
from tearoad.demo.stream import span

OFTEN, TIMES = 0.003, 40  # seconds; what is raised in between is counted


class Alarm(Exception):
    pass


@pytest.fixture
def rung() -> Iterator[list[int]]:
    """How often the alarm was raised."""
    raised: list[int] = []

    def ring(number: int, frame: object) -> None:
        raised.append(number)
        raise Alarm

    before = signal.signal(signal.SIGALRM, ring)
    gc.disable()  # what is raised in a callback of the collector, and Hypothesis has one, nobody hears
    yield raised
    signal.setitimer(signal.ITIMER_REAL, 0)
    gc.enable()
    signal.signal(signal.SIGALRM, before)


def heard(make: Callable[[], object], rung: list[int]) -> int:
    """How many of TIMES alarms come out of `make`, which is begun anew until then."""
    came = 0
    while len(rung) < TIMES:
        try:
            signal.setitimer(signal.ITIMER_REAL, OFTEN * (1 + len(rung) % 7))
            while len(rung) <= came:
                make()
            signal.setitimer(signal.ITIMER_REAL, 0)
            return came
        except (Alarm, TypeError):  # of one that comes while Polars reads a type it says that this is none
            came += 1
    return came


CORRIDOR, CATALOGUE = own_corridor(), products(1)
WORDS = np.array([f"word-{number}" for number in range(200_000)])


@pytest.mark.parametrize(
    "make", [lambda: words(WORDS), lambda: span(CORRIDOR, 20_000), lambda: goods(CATALOGUE, 20_000, 1)]
)
def test_every_interrupt_is_heard(make: Callable[[], object], rung: list[int]) -> None:
    assert heard(make, rung) == TIMES


def test_it_is_needed(rung: list[int]) -> None:
    """Once Polars hears by itself, `words` can go."""
    assert heard(lambda: pl.Series(WORDS), rung) < TIMES
