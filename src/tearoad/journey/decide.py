"""`decide` moves many consignments by one fact at once: table look-ups, no I/O."""

from typing import NamedTuple

import numpy as np

from tearoad.journey.stages import MOVES, Border, Carriage, Fact, Money

Codes = np.ndarray  # int8[n]
TRACKS = (Money, Border, Carriage)


class States(NamedTuple):
    """Three int8[n] columns, one per track."""

    money: Codes
    border: Codes
    carriage: Codes


def decide(states: States, fact: Fact, rows: np.ndarray) -> tuple[States, np.ndarray]:
    """The states after `fact` was reported of `rows` (bool[n]), and which of those rows it moved (bool[n]).

    A row that the tables do not let move keeps its states; the caller names the refusal.
    """
    move = MOVES[fact]
    at = TRACKS.index(move.track)
    moved = rows & _IN[fact][at][states[at]]
    for other in range(len(TRACKS)):
        if other != at:
            moved = moved & _IN[fact][other][states[other]]
    after = states[at].copy()
    after[moved] = move.target
    return states._replace(**{States._fields[at]: after}), moved


def _tables() -> dict[Fact, tuple[np.ndarray, ...]]:
    tables = {}
    for fact, move in MOVES.items():
        columns = []
        for track in TRACKS:
            admitted = move.sources if track is move.track else move.gates.get(track, tuple(track))
            columns.append(np.isin(np.arange(len(track)), [int(state) for state in admitted]))
        tables[fact] = tuple(columns)
    return tables


_IN = _tables()
