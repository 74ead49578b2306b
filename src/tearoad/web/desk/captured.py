"""A CN 22 or CN 23 as it was typed from the paper: each field judged by the type that machines lodge it with."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from tearoad.operations.asked_item import MOST_LINES, AskedContent, AskedItem
from tearoad.terms.money import EXPONENTS, parse_minor

ITEM = {one.name: one.type for one in msgspec.structs.fields(AskedItem)}
LINE = {one.name: one.type for one in msgspec.structs.fields(AskedContent)}
# Fields of the form: by legend, in the order of the paper.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "label": ("s10", "id", "office", "category", "gross_grams", "postage", "currency", "origin", "destination"),
    "sender": ("sender_name", "sender_country"),
    "recipient": ("recipient_name", "recipient_postcode", "recipient_identity"),
    "papers": ("order_id", "invoice"),
}
OF_LINE = ("description", "hs", "quantity", "weight_grams", "value", "licence")
CAPITALS = ("currency", "origin", "destination", "sender_country")
AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")  # with no exponent, which may be huge
NUMBERS = ("gross_grams", "quantity", "weight_grams")
AMOUNTS = {"postage": "postage_minor", "value": "value_minor"}  # of the form, and of what is lodged
LINES, MORE = 3, 3  # shown at first, and with each press of the button; assumed


class Captured(NamedTuple):
    """What was typed as what is lodged, None where a field cannot be understood: `faults` has the code of each."""

    asked: AskedItem | None
    faults: dict[str, str]


def lines_of(typed: Mapping[str, str]) -> int:
    """How many lines the form has."""
    said = typed.get("lines", "")
    return min(max(int(said), 1), MOST_LINES) if said.isdecimal() and len(said) < 4 else LINES


def captured(typed: Mapping[str, str]) -> Captured:
    """Every fault at once. Lines of which nothing is said are left out; an item without an own id has its number's."""
    faults: dict[str, str] = {}
    currency = _said(typed, "currency")
    if currency not in EXPONENTS:
        faults["currency"] = "bad_currency"
    fields = [name for some in GROUPS.values() for name in some]
    found = _understood(typed, {name: name for name in fields}, ITEM, currency, faults)
    found["id"] = found.get("id") or found.get("s10", "")
    if not faults.keys() & {"id", "s10"}:
        _judge_id(found["id"], faults)
    found["lines"] = []
    for number in range(1, lines_of(typed) + 1):
        names = {f"{name}-{number}": name for name in OF_LINE}
        if any(typed.get(name, "").strip() for name in names):
            found["lines"].append(_understood(typed, names, LINE, currency, faults))
    if not found["lines"]:
        faults["description-1"] = "no_line"
    if faults:
        return Captured(None, faults)
    return Captured(msgspec.convert({**found, "correction": "correction" in typed}, AskedItem), {})


def _judge_id(said: str, faults: dict[str, str]) -> None:
    """It may be that of the number, which may be longer."""
    try:
        msgspec.convert(said, ITEM["id"])
    except msgspec.ValidationError:
        faults["s10"] = "bad_text" if said else "no_number"


def _understood(
    typed: Mapping[str, str], names: Mapping[str, str], types: Mapping[str, Any], currency: str, faults: dict[str, str]
) -> dict[str, Any]:
    """Fields by the names of what is lodged, as far as they are good; the others are added to the faults."""
    found = {}
    for field, name in names.items():
        own, said = AMOUNTS.get(name, name), _said(typed, field, name)
        if not said and name != "value" and name != "weight_grams":
            continue  # it has a default, or is for the checks to ask for
        try:
            found[own] = msgspec.convert(_value(name, said, currency), types[own])
        except ValueError:  # msgspec's too
            faults[field] = _fault(name, said)
    return {**dict.fromkeys(("currency", "origin", "destination", "office"), ""), **found} if types is ITEM else found


def _said(typed: Mapping[str, str], field: str, name: str = "") -> str:
    said = typed.get(field, "").strip()
    if (name or field) == "s10":
        return "".join(said.split()).upper()
    return said.upper() if (name or field) in CAPITALS else said


def _value(name: str, said: str, currency: str) -> str | int:
    if name in NUMBERS:
        if not (said.isascii() and said.isdecimal() and len(said) < 16):
            raise ValueError(name)
        return int(said)
    if name not in AMOUNTS:
        return said
    if not said:
        raise ValueError(name)
    if currency not in EXPONENTS:
        return 0  # the currency is at fault, not the amount
    plain = "".join(said[:40].split()).replace(",", ".")
    if not AMOUNT.fullmatch(plain):
        raise ValueError(name)
    return parse_minor(plain, currency)


def _fault(name: str, said: str) -> str:
    if not said:
        return "missing"
    return "bad_amount" if name in AMOUNTS else "bad_number" if name in NUMBERS else "bad_text"
