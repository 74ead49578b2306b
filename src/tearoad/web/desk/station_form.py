"""What a scan station sends: numbers of one event at one place, and what its page had shown before."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from tearoad.boot.scanning import MOST
from tearoad.journey.scanned import EVENTS
from tearoad.operations.record_scans import LONGEST, S10_LENGTH
from tearoad.operations.scan_desk import REASONS
from tearoad.operations.scan_ports import Fate
from tearoad.web.desk.fates import BY_NAME

SHOWN = 20  # rows on the page; assumed
LONGEST_SHOWN = 40  # characters of a number; assumed


class Station(NamedTuple):
    """What is to be recorded."""

    numbers: list[str]
    event: str
    place: str
    reason: str


class Row(NamedTuple):
    """One scan of this page, as it is shown."""

    number: str
    event: str
    at: int
    fate: Fate


def sent(typed: Mapping[str, str], place: str, places: Collection[str]) -> Station | str:
    """What was sent, or the code of what is wrong with it."""
    event, numbers = typed.get("event", ""), numbers_of(f"{typed.get('number', '')}\n{typed.get('many', '')}")
    reason = reason_of(typed, event)
    if place not in places:
        return "no_place"
    if event not in EVENTS:
        return "no_event"
    if not numbers:
        return "no_number"
    if len(numbers) > MOST:
        return "too_many"
    return "bad_reason" if reason is None else Station(numbers, event, place, reason)


def numbers_of(text: str) -> list[str]:
    """Numbers between blanks or line ends, in capitals; a line that is one number in groups, as labels print it, is
    one. Only letters of Latin script are made capitals: what else there is stays wrong, and is seen to be."""
    found: list[str] = []
    for line in text.splitlines():
        parts = line.split()
        whole = "".join(parts)
        found += [whole] if len(whole) == S10_LENGTH else parts
    return [one.upper() if one.isascii() else one for one in found]


def reason_of(typed: Mapping[str, str], event: str) -> str | None:
    """The reason in own words, or the chosen one, '' where the event has none; None where it is not for this event, or
    cannot be kept."""
    if event not in REASONS:
        return ""
    said = typed.get("other", "").strip() or typed.get("reason", "")
    own = bool(typed.get("other", "").strip())
    if len(said) > LONGEST or not said.isprintable():
        return None
    return said if own or said in ("", *REASONS[event]) else None


def remembered(told: Sequence[str]) -> list[Row]:
    """What the page had shown: it carries that itself, so only its own reader is told what is in it. What is no row of
    ours is left out."""
    rows = []
    for text in told[:SHOWN]:
        name, event, at, number = (*text.split(" ", 3), "", "", "")[:4]
        if name in BY_NAME and event in EVENTS and at.isascii() and at.isdecimal() and len(at) < 12 and number:
            rows.append(Row(number[:LONGEST_SHOWN], event, int(at), BY_NAME[name]))
    return rows


def carried(row: Row) -> str:
    """A row as the page carries it."""
    return f"{row.fate.name.lower()} {row.event} {row.at} {row.number}"
