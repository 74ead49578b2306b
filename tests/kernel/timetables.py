"""Small timetables for tests, and the plain search through them: every journey there is, one after another."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from tearoad.kernel.timetable_search import Connections, connections, profile

PLACES = 4


class Row(NamedTuple):
    """A connection: goods are taken until `closing`."""

    start: int
    end: int
    closing: int
    arrival: int
    arc: int


class Fare(NamedTuple):
    """Of one arc."""

    base: int
    per_kg: int
    kg_per_m3: int
    most_grams: int
    most_cm3: int


def departed(arcs: list[tuple[int, int, int]], departures: list[tuple[int, int]]) -> list[Row]:
    """Rows of arcs, each with a start, a step to its end and a time that it takes, and of departures."""
    return [_row((*arcs[arc][:2], closing, arcs[arc][2], arc)) for arc, closing in departures]


def _row(drawn: tuple[int, int, int, int, int]) -> Row:
    start, step, closing, takes, arc = drawn
    return Row(start, (start + step) % PLACES, closing, closing + takes, arc)


ARCS = 5
# Few moments, so that many are the same; some rows close before others open, and places may have no service at all.
ROWS = st.lists(
    st.tuples(
        st.integers(0, PLACES - 1), st.integers(1, PLACES - 1), st.integers(0, 24), st.integers(1, 9),
        st.integers(0, ARCS - 1),
    ).map(_row),
    max_size=16,
)  # fmt: skip
TRANSFERS = st.lists(st.integers(0, 3), min_size=PLACES, max_size=PLACES)
FIXED_ARCS = st.lists(
    st.tuples(st.integers(0, PLACES - 1), st.integers(1, PLACES - 1), st.integers(1, 9)), min_size=ARCS, max_size=ARCS
)
DEPARTURES = st.lists(st.tuples(st.integers(0, ARCS - 1), st.integers(0, 24)), max_size=16)
FARES = st.lists(
    st.builds(
        Fare,
        st.integers(0, 3),
        st.integers(0, 3_000),
        st.sampled_from([0, 167, 250]),
        st.sampled_from([500, 2_000, 10**6]),
        st.sampled_from([3_000, 10**7]),
    ),
    min_size=ARCS,
    max_size=ARCS,
)


class Searched(NamedTuple):
    """What the kernel made of rows."""

    rows: Connections
    base: int
    best: np.ndarray
    transfer: np.ndarray


def searched(rows: list[Row], transfer: list[int]) -> Searched:
    rows = sorted(rows, key=lambda row: row.closing)
    start, end, closing, arrival, arc = np.array(rows, dtype=np.int64).reshape(-1, 5).T.copy()
    wait = np.array(transfer, dtype=np.int64)
    narrow = [column.astype(np.int32) for column in (start, end, arc)]
    found = connections(narrow[0], narrow[1], closing, arrival, narrow[2], wait)
    base = int(closing[0]) if rows else 0
    best = np.empty((len(rows) + 1, len(transfer)), dtype=np.int32)
    profile(found.end, found.arrival, found.later, found.onward, base, best)
    return Searched(found, base, best, wait)


def journeys(
    rows: list[Row], transfer: list[int], origin: int, destination: int, ready: int
) -> Iterator[tuple[Row, ...]]:
    """Every way that visits no place twice; the empty one where there is no way to go."""
    if origin == destination:
        yield ()
        return
    ways: list[tuple[tuple[Row, ...], int]] = [((), ready)]
    while ways:
        way, free = ways.pop()
        here = way[-1].end if way else origin
        seen = {origin, *(row.end for row in way)}
        for row in rows:
            if row.start == here and row.closing >= free and row.end not in seen:
                if row.end == destination:
                    yield (*way, row)
                else:
                    ways.append(((*way, row), row.arrival + transfer[row.end]))


def price_of(way: tuple[Row, ...], fares: list[Fare], grams: int, cm3: int) -> int | None:
    """None where the goods do not fit; otherwise the sum over the ways' arcs, each rounded half up."""
    total = 0
    for row in way:
        fare = fares[row.arc]
        if grams > fare.most_grams or cm3 > fare.most_cm3:
            return None
        paid = max(grams, int(cm3 * fare.kg_per_m3 / 1000 + 0.5))
        total += fare.base + int(fare.per_kg * paid / 1000 + 0.5)
    return total
