"""One row judged cell by cell, every fault at once: what is good here is printed whole and read back as it is."""

import re
from collections.abc import Callable, Iterator, Sequence

import pycountry

from tearoad.kernel.s10 import valid
from tearoad.wire.forms import fonts
from tearoad.wire.forms.sheet import fitted
from tearoad.wire.labels.layout import Slot
from tearoad.wire.labels.values import Column, Fault, Row, Verdict
from tearoad.wire.receptacle import receptacle_of

MOST = 200  # characters of a cell
MOST_SHOWN = 40  # of a value in a fault
MOST_GRAMS, MOST_ITEMS = 9_999_900, 9_999
POSTCODE = re.compile(r"[0-9A-Z][0-9A-Z -]{0,8}[0-9A-Z]")
COUNTRIES = frozenset(country.alpha_2 for country in pycountry.countries)


def faults_of(row: Row, columns: Sequence[Column], slots: Sequence[Slot]) -> list[Fault]:
    """Nothing where the row is good. `slots` say where its texts have to fit."""
    found = [fault for column in columns if (fault := _fault(column, row[column.name]))]
    bad = {fault.column for fault in found}
    found += [fault for slot in slots if slot.column not in bad and (fault := _cut(slot, row[slot.column]))]
    return found if found else [*_contradictions(row)]


def _fault(column: Column, value: str) -> Fault | None:
    def bad(verdict: Verdict, expected: str) -> Fault:
        return Fault(column.name, value[:MOST_SHOWN], verdict, expected)

    if not value:
        return bad(Verdict.MISSING, _RULES[column.what][2]) if column.needed else None
    if len(value) > MOST:
        return bad(Verdict.TOO_LONG, f"at most {MOST} characters")
    good, verdict, expected = _RULES[column.what]
    if not good(value):
        return bad(verdict, expected)
    strange = fonts.plain(value).strange
    if strange:
        named = " ".join(f"U+{ord(one):04X}" for one in sorted(strange)[:8])
        return bad(Verdict.NO_FONT, f"none of {named}")
    return None


def _whole(most: int) -> Callable[[str], bool]:
    return lambda value: len(value) <= 9 and value.isascii() and value.isdecimal() and 0 < int(value) <= most


_RULES: dict[str, tuple[Callable[[str], bool], Verdict, str]] = {
    "text": (lambda value: True, Verdict.MISSING, "a text"),
    "s10": (valid, Verdict.NOT_S10, "two letters, eight digits, their check digit and two letters"),
    "s9": (lambda value: receptacle_of(value) is not None, Verdict.NOT_S9, "29 characters of a receptacle"),
    "country": (lambda value: value in COUNTRIES, Verdict.NOT_COUNTRY, "two capital letters of ISO 3166-1"),
    "postcode": (lambda value: POSTCODE.fullmatch(value) is not None, Verdict.NOT_POSTCODE,
                 "2 to 10 digits, capital letters, blanks or hyphens"),
    "weight": (_whole(MOST_GRAMS), Verdict.NOT_WEIGHT, f"whole grams from 1 to {MOST_GRAMS}"),
    "count": (_whole(MOST_ITEMS), Verdict.NOT_COUNT, f"a whole number from 1 to {MOST_ITEMS}"),
}  # fmt: skip


def _cut(slot: Slot, value: str) -> Fault | None:
    if not fitted(fonts.plain(value).text, slot.box, slot.largest, slot.smallest).cut:
        return None
    room = f"a text that fits {slot.box.width:.0f} x {slot.box.height:.0f} mm"
    return Fault(slot.column, value[:MOST_SHOWN], Verdict.TOO_LONG, room)


def _contradictions(row: Row) -> Iterator[Fault]:
    """A receptacle's number says its weight to a tenth of a kilogram, rounded either way (assumed)."""
    said = receptacle_of(row.get("receptacle_id", ""))
    grams = row.get("weight_grams", "")
    if said and grams and "number" not in row and abs(int(grams) - said.weight_grams) >= 100:
        yield Fault("weight_grams", grams, Verdict.CONTRADICTS, f"{said.weight_grams} to a tenth of a kilogram")
