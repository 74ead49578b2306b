"""A plain queueing network from file to file: read, run through the rehearsal's engine, written."""

import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tearoad.boot.memory import free_bytes
from tearoad.kernel.stations import Visits
from tearoad.terms.refusal import BadInput
from tearoad.twin.engine import departures
from tearoad.twin.waits import Waits, waits
from tearoad.wire.simulation import MOST_BYTES, bytes_needed, network, never_served, unpacked, write_departures
from tearoad.wire.simulation_document import decoded


class Simulated(NamedTuple):
    """What was written: `departure` int64[v]; `seconds` are the engine's alone, `waits` one per station."""

    names: tuple[str, ...]
    visits: Visits
    departure: np.ndarray
    waits: list[Waits]
    seconds: float


def simulate_file(path: Path, output: Path) -> Simulated:
    """`BadInput` for whatever is wrong with the file, too little memory for it, or no place to write to."""
    _expect_place(path, output)
    try:
        free = free_bytes()
        raw = unpacked(path, min(MOST_BYTES, free))
        needed = bytes_needed(raw)
        if needed > (free := free_bytes()):
            raise BadInput(f"{path}: needs about {needed / 1e9:.1f} GB of memory, {free / 1e9:.1f} GB are free")
        found = network(decoded(raw, path), path)
        del raw
        began = time.perf_counter()
        departure = departures(found.stations, found.visits)
        seconds = time.perf_counter() - began
        never_served(found, departure, path)
        write_departures(departure, output)
        names = tuple(row.name for row in found.rows)
        return Simulated(names, found.visits, departure, waits(found.stations, found.visits, departure), seconds)
    except MemoryError:
        raise BadInput(f"{path}: there is not enough memory for it") from None


def _expect_place(path: Path, output: Path) -> None:
    """Before the work, not after it."""
    try:
        if not output.parent.is_dir():
            raise BadInput(f"{output}: there is no folder {output.parent}")
        if output.is_dir():
            raise BadInput(f"{output}: a folder, expected the name of a file")
        if output.exists() and path.exists() and output.samefile(path):
            raise BadInput(f"{output}: the network itself, expected another file")
    except OSError as error:
        raise BadInput(f"{output}: {error.strerror or error}") from None
