"""Scans of the post for the doors: from stations one by one, from machines in batches, from files.

Many threads may ask at once: who waits goes through together (`boot.gather`). A file goes by two lanes, each with the
parcels whose number ends alike, so that no lane waits for the other's parcels.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
import polars as pl

from tearoad.boot.chart import own_chart
from tearoad.boot.gather import Gather
from tearoad.boot.road import OpenRoad
from tearoad.boot.scan_desk import ScanDesk
from tearoad.operations.platform import Platform
from tearoad.operations.record_scans import ground_of, record_scans
from tearoad.operations.scan_ports import FATES, Fate, Scans
from tearoad.store.pool import PooledStore
from tearoad.wire.goods import expect_table, write_table
from tearoad.wire.scans import read_scans

MOST = 1_000  # scans of one call; assumed
TOGETHER = 16  # calls in a transaction
BATCH = 10_000  # scans of a file in a transaction
LANES = 2
CHECK_DIGIT = 10  # its place in a number


class Scanning:
    """What stations and carriers tell; `desk` has what somebody should look at. `close` it."""

    def __init__(self, platform: Platform, store: PooledStore) -> None:
        self.platform, self.store, self.ground = platform, store, ground_of(platform.road)
        self.desk = ScanDesk(store)
        self._told: Gather[tuple[Scans, str], list[Fate]] = Gather(self._record, TOGETHER)

    def close(self) -> None:
        """Serves those who wait, then ends."""
        self._told.close()

    def record(self, scans: Scans, who: str) -> list[Fate]:
        """The fate of each, in their order; at most MOST. `Unavailable` where the answer was lost: tell them again."""
        assert len(scans) <= MOST, "the doors bound it"
        return self._told.ask((scans, who)) if len(scans) else []

    def _record(self, calls: list[tuple[Scans, str]]) -> Sequence[list[Fate]]:
        if len({who for _, who in calls}) > 1:  # the list of exceptions names who told them
            return [one for call in calls for one in self._record([call])]
        whole = joined([scans for scans, _ in calls])
        fates = [FATES[one] for one in record_scans(self.platform, self.store, self.ground, whole, calls[0][1]).fate]
        ends = accumulate((len(scans) for scans, _ in calls), initial=0)
        return [fates[start:end] for start, end in pairwise(ends)]


def file_of_scans(path: Path, fates: Path | None) -> Scans:
    """What a file tells; `fates` is where the fates are to be written. `BadInput` where either cannot be used."""
    if fates:
        expect_table(fates)
    return read_scans(path)


def write_fates(path: Path, scans: Scans, fate: np.ndarray) -> None:
    """Each row as it was told, with its fate."""
    words = [str(FATES[one]) for one in fate.tolist()]
    columns = {"number": scans.number, "event": scans.event, "place": scans.place, "at": scans.at, "fate": words}
    write_table(pl.DataFrame(columns), path)


def record_all(road: OpenRoad, scans: Scans, who: str, progress: Callable[[int], None]) -> np.ndarray:
    """The fates of many scans, int8[n] as places in FATES, recorded in the order in which they were told."""
    store, ground = PooledStore(road.url, own_chart(), LANES), ground_of(road.platform.road)
    fate = np.empty(len(scans), dtype=np.int8)
    lane = np.array([ord(number[CHECK_DIGIT]) % LANES if len(number) > CHECK_DIGIT else 0 for number in scans.number])

    def run(own: int) -> None:
        for rows in _batches(np.flatnonzero(lane == own)):
            fate[rows] = record_scans(road.platform, store, ground, taken(scans, rows), who).fate
            progress(len(rows))

    try:
        with ThreadPoolExecutor(LANES) as lanes:
            for done in [lanes.submit(run, own) for own in range(LANES)]:
                done.result()
    finally:
        store.close()
    return fate


def joined(parts: Sequence[Scans]) -> Scans:
    """One batch of several."""
    if len(parts) == 1:
        return parts[0]
    number, event, place, reason = ([word for part in parts for word in part[column]] for column in (0, 1, 2, 4))
    return Scans(number, event, place, np.concatenate([part.at for part in parts]), reason)


def taken(scans: Scans, rows: np.ndarray) -> Scans:
    """These rows of a batch."""
    at = rows.tolist()
    number, event, place, reason = ([column[row] for row in at] for column in (scans[0], scans[1], scans[2], scans[4]))
    return Scans(number, event, place, scans.at[rows], reason)


def _batches(rows: np.ndarray) -> Iterator[np.ndarray]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
