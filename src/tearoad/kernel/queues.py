"""First in, first out, several equal servers: the queue of an exchange office, live and rehearsed."""

import heapq

import numpy as np

from tearoad.kernel.compiled import njit


@njit
def serve_fifo(
    arrival: np.ndarray, service: np.ndarray, free_at: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Start and departure int64[n] of items in their order of arrival, and when each server is free after them.

    `arrival` int64[n] ascending; `service` int64[n] seconds; `free_at` int64[c], one per server. Serving a batch in
    two halves, the second with the first's `free_at`, gives the same as serving it whole.
    """
    free = sorted(free_at)
    start, departure = np.empty_like(arrival), np.empty_like(arrival)
    for row in range(len(arrival)):
        begin = max(arrival[row], free[0])
        start[row] = begin
        departure[row] = begin + service[row]
        heapq.heapreplace(free, begin + service[row])
    return start, departure, np.array(sorted(free), dtype=np.int64)
