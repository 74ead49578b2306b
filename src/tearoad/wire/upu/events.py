"""The events of EMSEVT, out of the TOML beside this module."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("events.toml")


@dataclass(frozen=True)
class Kind:
    """`needs` names the fields of `values.TrackingEvent` without which the event says nothing."""

    code: str
    leg: str
    what: str
    status: str
    needs: tuple[str, ...]


@cache
def kinds() -> dict[str, Kind]:
    """By code."""
    document = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        code: Kind(code, leg, row["what"], row["status"], tuple(row.get("needs", ())))
        for leg, rows in document["leg"].items()
        for code, row in rows.items()
    }
