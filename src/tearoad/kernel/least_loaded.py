"""Who is least loaded: the one rule by which a rehearsal and the live road choose among offices."""

import numpy as np

from tearoad.kernel.compiled import inlined, njit

NOWHERE = -1


@inlined
def wait_of(load: int, pace: float) -> float:
    """How long a load takes at a pace: whoever has the least is next, the first of equals."""
    return load / pace


@njit
def spread(admitted: np.ndarray, load: np.ndarray, pace: np.ndarray) -> np.ndarray:
    """int64[n]: the member that each row takes, one row after another, counted there at once; NOWHERE where none is
    admitted.

    `admitted` bool[n, m], `load` int64[m] before the first row, `pace` float64[m] above 0, items in a unit of time.
    """
    taken = np.empty(len(admitted), dtype=np.int64)
    loads = load.copy()
    for row in range(len(admitted)):
        best, least = NOWHERE, np.inf
        for member in range(len(loads)):
            if admitted[row, member]:
                wait = wait_of(loads[member], pace[member])
                if wait < least:
                    best, least = member, wait
        taken[row] = best
        if best != NOWHERE:
            loads[best] += 1
    return taken
