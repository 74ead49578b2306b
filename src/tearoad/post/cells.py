"""What the cells of an address look like: characters that no label has, words of two scripts, swapped cells."""

import re
import unicodedata
from enum import Enum

MOST_SHOWN = 6
_UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Zl", "Zp"}
_WANTED = frozenset("№°")
_WORD = re.compile(r"[^\W\d_]+")
_POSTCODE = re.compile(r"[0-9]{6}")
_PHONE = re.compile(r"\+?[0-9]{10,15}")
_SEPARATORS = re.compile(r"[\s()./-]")
_STREET = re.compile(
    r"^(ул|улица|пр-т|пр-кт|проспект|пер|переулок|наб|набережная|шоссе|бульвар|б-р)\b[. ]|[路街巷弄]\d",
    re.IGNORECASE,
)


class Shape(Enum):
    """What a cell looks like."""

    NOTHING = "nothing"
    POSTCODE = "a postcode"
    PHONE = "a telephone number"
    STREET = "a street"
    TEXT = "a text"
    OTHER = "neither letters nor a number"


def shape_of(text: str) -> Shape:
    """By its characters alone."""
    bare = _SEPARATORS.sub("", text)
    if not text:
        return Shape.NOTHING
    if _POSTCODE.fullmatch(bare):
        return Shape.POSTCODE
    if _PHONE.fullmatch(bare):
        return Shape.PHONE
    if _STREET.search(text):
        return Shape.STREET
    return Shape.TEXT if any(one.isalpha() for one in text) else Shape.OTHER


def tidy(text: str) -> str:
    """Letters joined with their marks, one space between words."""
    spaced = "".join(" " if unicodedata.category(one) == "Zs" else one for one in unicodedata.normalize("NFC", text))
    return " ".join(one for one in spaced.split(" ") if one)


def plain_digits(text: str) -> str:
    """Full width digits and signs as the usual ones: what machines read."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def unwanted(text: str) -> str:
    """Characters that are no letter, mark, digit, stop or space, as code points: emoji, controls, what is not seen."""
    found = sorted({one for one in text if one not in _WANTED and unicodedata.category(one) in _UNWANTED})
    return " ".join(f"U+{ord(one):04X}" for one in found[:MOST_SHOWN])


def mixed(text: str) -> str:
    """The letters that are of another script than the rest of their word, Latin among Cyrillic or the reverse."""
    found: set[str] = set()
    for word in _WORD.findall(text):
        latin = {one for one in word if unicodedata.name(one, "").startswith("LATIN")}
        cyrillic = {one for one in word if unicodedata.name(one, "").startswith("CYRILLIC")}
        if latin and cyrillic:
            fewer = sum(one in latin for one in word) <= sum(one in cyrillic for one in word)
            found |= latin if fewer else cyrillic
    named = [f"{one} U+{ord(one):04X} {unicodedata.name(one).split()[0].title()}" for one in sorted(found)]
    return ", ".join(named[:MOST_SHOWN])
