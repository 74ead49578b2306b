"""The files of scenarios: found, laid over what they extend, and the lines in which they differ from it."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tearoad.terms.refusal import BadInput
from tearoad.wire.shipped import shipped_scenarios

LARGEST_FILE = 1_000_000
DEEPEST = 20  # scenarios that extend each other
TOLD_ELSEWHERE = ("title", "about", "published", "assumed", "sources", "uncertain")


class LaidOut(NamedTuple):
    """A document over what it extends, and its own lines that differ from it; all of them where it extends nothing."""

    whole: dict[str, Any]
    changes: tuple[str, ...]


def scenario_names() -> dict[str, Path]:
    """Those that ship, by name."""
    return {path.stem: path for path in sorted(shipped_scenarios().glob("*.toml"))}


def laid_out(path: Path, depth: int = 0) -> LaidOut:
    """`BadInput` says which file cannot be read, or extends what is not there."""
    own = _read(path)
    base = own.pop("extends", None)
    if base is None:
        return LaidOut(own, tuple(_lines(own).values()))
    below = path.parent / f"{base}.toml" if isinstance(base, str) else None
    if below is not None and not below.is_file():
        below = scenario_names().get(str(base))
    if below is None or depth == DEEPEST:
        raise BadInput(f"{path.name}: extends {base!r}: expected a scenario beside it or one that ships, in no circle")
    under = laid_out(below, depth + 1).whole
    before, after = _lines(under), _lines(own)
    return LaidOut(merged(under, own), tuple(line for place, line in after.items() if before.get(place) != line))


def merged(below: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are laid over tables; anything else takes the place of what was there."""
    result = dict(below)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if both else value
    return result


def put(document: Any, place: str, value: float) -> None:
    """Another number where a number stands, by its dotted place; whole numbers stay whole."""
    try:
        *way, last = (int(word) if word.isdecimal() else word for word in place.split("."))
        for word in way:
            document = document[word]
        now = document[last]
    except (KeyError, IndexError, TypeError, ValueError):
        raise BadInput(f"uncertain value {place!r}: no such place in the scenario") from None
    if isinstance(now, bool) or not isinstance(now, int | float):
        raise BadInput(f"uncertain value {place!r}: expected a number there, not {now!r}")
    document[last] = round(value) if isinstance(now, int) else float(value)


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadInput(f"{path.name}: more than {LARGEST_FILE} bytes, which no scenario needs")
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except ValueError as error:  # no TOML, not in UTF-8, or a number of thousands of digits
        raise BadInput(f"{path.name}: {error}") from None


def _lines(table: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """ "place = value" by place, as TOML says it."""
    return {place: f"{place} = {_said(value)}" for place, value in _leaves(table, before)}


def _leaves(table: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if not before and key in TOLD_ELSEWHERE:
            continue
        if isinstance(value, dict):
            yield from _leaves(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_said, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    return value.isoformat() if isinstance(value, date) else str(value)
