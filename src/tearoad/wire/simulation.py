"""A plain queueing network read from JSON within bounds, and when each visit ends written to JSON.

docs/guides/simulate.md has the format. Every fault is a `BadInput` with file, place, value and what was expected.
"""

import gzip
import os
import tempfile
import zlib
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from tearoad.kernel.stations import DELAY, FAR, FIFO, NO_LIMIT, SERVE, Stations, Visits
from tearoad.terms.refusal import BadInput
from tearoad.wire.simulation_document import Document, StationRow, misfit

MOST_BYTES = 4 * 1024**3
BYTES_A_NUMBER = 48  # at the peak: an integer of Python, its place in a list and its place in an array
CHUNK_BYTES = 1 << 24


class Network(NamedTuple):
    """`rows` are the stations as they stand in the file; their names need not differ."""

    rows: list[StationRow]
    stations: Stations
    visits: Visits


def unpacked(path: Path, most_bytes: int = MOST_BYTES) -> bytearray:
    """The bytes of a file, out of their gzip if they are in one."""
    raw = bytearray()
    try:
        with path.open("rb") as file:
            packed = file.peek(2)[:2] == b"\x1f\x8b"
            with gzip.GzipFile(fileobj=file) if packed else file as stream:
                while chunk := stream.read(CHUNK_BYTES):
                    raw += chunk
                    if len(raw) > most_bytes:
                        raise BadInput(
                            f"{path}: more than {most_bytes} bytes unpacked, expected no more than are read here"
                        )
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadInput(f"{path}: not a whole gzip file: {error}") from None
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    return raw


def bytes_needed(raw: bytearray) -> int:
    """What the network takes in memory beside its text, roughly: all but a few numbers end with a comma."""
    return BYTES_A_NUMBER * raw.count(b",")


def network(document: Document, file: Path) -> Network:
    """The document as arrays, once its parts agree with each other."""
    own = [_steps(row, f"stations[{number}]", file) for number, row in enumerate(document.stations)]
    steps = np.array([step for steps in own for step in steps], dtype=np.int64).reshape(-1, 2)
    kinds = [DELAY if row.kind == "delay" else SERVE for row in document.stations]
    stations = Stations(
        kind=np.array(kinds, dtype=np.int8),
        discipline=np.full(len(own), FIFO, dtype=np.int8),
        room=np.full(len(own), NO_LIMIT, dtype=np.int64),
        step_from=np.cumsum([0, *map(len, own)], dtype=np.int64),
        step_tick=steps[:, 0].copy(),
        step_capacity=steps[:, 1].copy(),
    )
    arrival, start, station, service = (
        np.array(numbers, dtype=np.int64)
        for numbers in (document.arrival, document.route_start, document.route_station, document.route_service)
    )
    latest = max(int(arrival.max(initial=0)), int(stations.step_tick.max(initial=0))) + sum(document.route_service)
    if latest >= FAR:
        raise BadInput(f"{file}: the latest arrival or step and all services make {latest}, expected less than 2^62")
    _expect_routes(len(own), len(arrival), start, station, service, file)
    return Network(document.stations, stations, Visits(arrival, start, station.astype(np.int32), service))


def never_served(found: Network, departure: np.ndarray, file: Path) -> None:
    """`BadInput` where a station has closed for ever on customers who are still to be served."""
    stations, visits = found.stations, found.visits
    for number in np.unique(visits.station[departure >= FAR]).tolist():
        last = int(stations.step_from[number + 1]) - 1
        if stations.kind[number] == SERVE and stations.step_capacity[last] == 0:
            left = int(np.count_nonzero((visits.station == number) & (departure >= FAR)))
            told = f"1 or more; visits there that never begin: {left}"
            if calendar := found.rows[number].calendar:
                place = f"stations[{number}].calendar[{len(calendar) - 1}]"
                raise misfit(file, place, calendar[-1], f"a last capacity of {told}")
            raise misfit(file, f"stations[{number}].servers", 0, told)


def write_departures(departure: np.ndarray, path: Path) -> None:
    """`departure` int64[v] as JSON, packed where the name ends in .gz; a file is whole or not there at all."""
    raw = msgspec.json.encode({"departure": departure.tolist()})
    if path.suffix == ".gz":
        raw = gzip.compress(raw, 1, mtime=0)
    target = path.resolve()
    try:
        if target.exists() and not target.is_file():  # a pipe or a device is written to, never put aside
            target.write_bytes(raw)
            return
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise BadInput(f"{path}: {error.strerror or error}") from None


def _steps(row: StationRow, place: str, file: Path) -> list[tuple[int, int]]:
    """The steps of a station's capacity; a delay has none."""
    if row.kind == "delay":
        for key, value in (("servers", row.servers), ("calendar", row.calendar)):
            if value is not None:
                raise misfit(file, f"{place}.{key}", value, "null: at a delay nobody waits")
        return []
    if row.calendar is None:
        if row.servers is None:
            raise misfit(file, f"{place}.servers", None, "a whole number, or a calendar: this station serves")
        return [(0, row.servers)]
    if not row.calendar:
        raise misfit(file, f"{place}.calendar", [], "at least one [tick, capacity], or null")
    before = -1
    for number, (tick, capacity) in enumerate(row.calendar):
        if tick <= before or (tick and not number):
            expected = f"a tick after {before}, ticks ascending" if number else "tick 0 at the first step"
            raise misfit(file, f"{place}.calendar[{number}]", [tick, capacity], expected)
        before = tick
    return row.calendar


def _expect_routes(
    stations: int, customers: int, start: np.ndarray, station: np.ndarray, service: np.ndarray, file: Path
) -> None:
    """Offsets that ascend from 0 to the count of visits, and stations that are there and rise along each route."""
    count = len(station)
    if len(service) != count:
        raise BadInput(f"{file}, route_service: {len(service)} entries, expected {count}, as many as in route_station")
    if len(start) != customers + 1:
        raise BadInput(f"{file}, route_start: {len(start)} entries, expected {customers + 1}, one more than in arrival")
    if start[0]:
        raise misfit(file, "route_start[0]", int(start[0]), "0")
    if (falls := np.flatnonzero(start[1:] < start[:-1])).size:
        at = int(falls[0]) + 1
        raise misfit(file, f"route_start[{at}]", int(start[at]), f"at least {start[at - 1]}, offsets ascending")
    if start[-1] != count:
        raise misfit(
            file, f"route_start[{customers}]", int(start[-1]), f"{count}, the count of visits in route_station"
        )
    if (strays := np.flatnonzero(station >= stations)).size:
        at = int(strays[0])
        raise misfit(file, f"route_station[{at}]", int(station[at]), f"a station's number, less than {stations}")
    goes_on = np.ones(count + 1, dtype=bool)
    goes_on[start] = False  # the first visit of each route has none before it
    if (loops := np.flatnonzero(goes_on[1:count] & (station[1:] <= station[:-1]))).size:
        at = int(loops[0]) + 1
        expected = f"more than {station[at - 1]}, the one before on its route: loops are not allowed here"
        raise misfit(file, f"route_station[{at}]", int(station[at]), expected)
