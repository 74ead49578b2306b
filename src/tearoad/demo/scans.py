"""Scans of the post, made up: what stations would tell of parcels from the counter to the door."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from tearoad.operations.on_the_way import INSPECTION, NOBODY
from tearoad.operations.scan_ports import Scans
from tearoad.terms.days import HOUR

# Of the way of one parcel: event, where, and after how many hours at least and at most. All assumed.
FROM_ABROAD = (
    ("EMA", "origin", 1, 2), ("EMB", "origin", 2, 8), ("EXA", "origin", 1, 3), ("EXC", "origin", 2, 8),
    ("EMC", "origin", 4, 24), ("EMD", "office", 100, 250), ("EDB", "office", 1, 5), ("EDC", "office", 1, 20),
    ("EMF", "office", 1, 5), ("EDD", "office", 1, 5), ("EDE", "office", 2, 9), ("EDF", "destination", 20, 90),
    ("EDG", "destination", 4, 12), ("EMI", "destination", 1, 8),
)  # fmt: skip
LOCAL = tuple(step for step in FROM_ABROAD if step[0] in ("EMA", "EDD", "EDE", "EDF", "EDG", "EMI"))
NOT_AT_HOME, AGAIN, LATE, NONSENSE = 0.1, 0.05, 0.02, 0.005  # shares of parcels, and of scans; assumed


class Scanned(NamedTuple):
    """A parcel that is scanned; `office` is the place of its exchange office, '' where it passes none; `opened` where
    customs want to see it."""

    number: str
    origin: str
    office: str
    destination: str
    dispatched_at: int
    opened: bool


def scans(parcels: Sequence[Scanned], seed: int) -> Scans:
    """In the order in which they are told: by time, but that some come late, some twice, and some make no sense."""
    random = np.random.default_rng(seed)
    rows = [row for parcel in parcels for row in _way(parcel, random)]
    told = np.array([row[3] for row in rows], dtype=np.int64)
    luck = random.random(len(rows))
    late = luck < LATE
    told[late] += random.integers(HOUR, 72 * HOUR, late.sum())
    again = np.flatnonzero((luck >= LATE) & (luck < LATE + AGAIN))
    nonsense = np.flatnonzero(luck > 1 - NONSENSE)
    rows += [rows[row] for row in again.tolist()]
    rows += [(rows[row][0], "EMI", "vladivostok", rows[row][3] + 1, "") for row in nonsense.tolist()]
    told = np.concatenate([told, told[again] + random.integers(0, 24 * HOUR, len(again)), told[nonsense] + 60])
    order = np.argsort(told, kind="stable").tolist()
    number, event, place, at, reason = zip(*(rows[row] for row in order), strict=True)
    return Scans(number, event, place, np.array(at, dtype=np.int64), reason)


def _way(parcel: Scanned, random: np.random.Generator) -> Iterator[tuple[str, str, str, int, str]]:
    at = parcel.dispatched_at
    way = FROM_ABROAD if parcel.office else LOCAL
    hours = random.random(len(way)).tolist()
    absent = random.random() < NOT_AT_HOME
    for (event, where, least, most), luck in zip(way, hours, strict=True):
        place = getattr(parcel, where) or parcel.origin
        if event == "EDC" and parcel.opened:
            yield parcel.number, "EME", place, at + HOUR // 2, INSPECTION
        at += int((least + (most - least) * luck) * HOUR)
        if event == "EMI" and absent:
            yield parcel.number, "EMH", place, at, NOBODY
            yield parcel.number, "EDG", place, at + 20 * HOUR, ""
            at += 24 * HOUR
        yield parcel.number, event, place, at, ""
