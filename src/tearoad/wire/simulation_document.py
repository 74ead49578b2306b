"""The JSON document of a plain queueing network (docs/guides/simulate.md): each value of the kind that belongs there.

msgspec decodes and finds what is wrong; here its complaint becomes one line in the house's words. Whether the parts
agree with each other is seen in `wire.simulation`.
"""

import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from tearoad.kernel.stations import FAR
from tearoad.terms.refusal import BadInput

MOST_TOLD = 60  # characters of a value that a complaint repeats
Whole = Annotated[int, msgspec.Meta(ge=0, le=FAR)]
WHOLE = "a whole number from 0 to 2^62"
KEYS = "stations, arrival, route_start, route_station and route_service"
EXPECTED = {
    "": f"an object with {KEYS}",
    "stations": "a list of stations",
    "stations[]": "an object with name, kind, servers and calendar",
    "stations[].name": "a text",
    "stations[].kind": "'serve' or 'delay'",
    "stations[].servers": f"{WHOLE}, or null",
    "stations[].calendar": "null or a list of [tick, capacity]",
    "stations[].calendar[]": "[tick, capacity]",
    "arrival": "a list of ticks, one a customer",
    "route_start": "a list of offsets, one more than customers",
    "route_station": "a list of station numbers, one a visit",
    "route_service": "a list of ticks, one a visit",
}


class StationRow(msgspec.Struct, gc=False):
    name: str
    kind: Literal["serve", "delay"]
    servers: Whole | None
    calendar: list[tuple[Whole, Whole]] | None


class Document(msgspec.Struct, gc=False):
    """The file as it stands; keys that are not named here are left out."""

    stations: list[StationRow]
    arrival: list[Whole]
    route_start: list[Whole]
    route_station: list[Whole]
    route_service: list[Whole]


def decoded(raw: bytearray, file: Path) -> Document:
    """`raw` is UTF-8, with or without its byte order mark. `BadInput` names the first place that is not as expected."""
    if not raw.isascii():
        try:
            raw.decode()
        except UnicodeDecodeError as error:
            raise BadInput(f"{file}, byte {error.start}: {raw[error.start]:#04x}, expected UTF-8") from None
        if raw.startswith(b"\xef\xbb\xbf"):
            del raw[:3]
    try:
        try:
            return msgspec.json.decode(raw, type=Document)
        except msgspec.ValidationError as error:
            raise _misplaced(str(error), msgspec.json.decode(raw), file) from None
    except msgspec.DecodeError as error:
        fault = str(error).removeprefix("JSON is malformed: ").replace("Input data was truncated", "it ends too early")
        raise BadInput(f"{file}: {fault}, expected one whole JSON document") from None
    except RecursionError:
        raise BadInput(f"{file}: nested too deep, expected {EXPECTED['']}") from None


def misfit(file: Path, place: str, value: Any, expected: str) -> BadInput:
    """The one form of a complaint about a value of a network."""
    text = repr(value) if isinstance(value, str) else json.dumps(value)
    told = text if len(text) <= MOST_TOLD else f"{text[:MOST_TOLD]}..."
    return BadInput(f"{file}{f', {place}' if place else ''}: {told}, expected {expected}")


def _misplaced(complaint: str, value: Any, file: Path) -> BadInput:
    """msgspec's complaint in the house's words, with the value, which msgspec does not tell: `value` is the whole."""
    what, _, path = complaint.removesuffix("`").partition(" - at `$")
    if missing := re.fullmatch(r"Object missing required field `(\w+)`?", what):
        place = f"{path}.{missing[1]}".removeprefix(".")
        return BadInput(f"{file}, {place}: missing, expected {_expected(place)}")
    place = path.removeprefix(".")
    try:
        for name, number in re.findall(r"\.(\w+)|\[(\d+)\]", path):
            value = value[name] if name else value[int(number)]
    except (
        KeyError,
        IndexError,
        TypeError,
    ):  # of a key that is there twice msgspec judges the first, Python has the last
        raise BadInput(f"{file}, {place}: expected {_expected(place)}, and each key once") from None
    return misfit(file, place, value, _expected(place))


def _expected(place: str) -> str:
    return EXPECTED.get(re.sub(r"\[\d+\]", "[]", place), WHOLE)
