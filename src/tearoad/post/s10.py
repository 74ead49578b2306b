"""An S10 number taken apart, and in words what is wrong with what is none."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tearoad.kernel.s10 import DIGIT, FAULTS, FORM, ISSUER, LENGTH, SERVICE, UNSURE, USE_SHIFT, USES, verdicts
from tearoad.post.services import Use

LOOKED_AT = 100  # characters; what stands within a longer line is not looked for, however long it is
_LAYOUT = re.compile("[A-Z]{2}[0-9]{9}[A-Z]{2}")


class Reason(StrEnum):
    """Why a line is no number of this form."""

    EMPTY = "the line is empty"
    NOT_UTF8 = "bytes that are not UTF-8"
    NUL = "a NUL byte"
    CONTROL = "a control character"
    BLANKS_AROUND = "blanks around it"
    BLANKS_WITHIN = "blanks within it"
    FULL_WIDTH = "full-width letters or digits, expected plain ones"
    OTHER_LETTERS = "letters or digits of another script, expected A-Z and 0-9"
    TOO_SHORT = "shorter than 13 characters"
    TOO_LONG = "longer than 13 characters"
    SMALL_LETTERS = "small letters, expected capitals"
    LAYOUT = "expected two letters, nine digits, two letters"


WRONG_DIGIT = "the check digit is wrong"
UNKNOWN_ISSUER = "the issuer is no country of ISO 3166-1"
OF_USE = {
    Use.INTERNATIONAL: "",
    Use.BILATERAL: "note: needs an agreement of two posts",
    Use.MULTILATERAL: "note: needs an agreement of several posts",
    Use.HOME: "note: for use within a country, or as posts have agreed",
    Use.UNASSIGNED: "the service indicator is not assigned",
    Use.RESERVED: "the service indicator is reserved",
}


@dataclass(frozen=True)
class Tables:
    """What `kernel.s10.verdicts` asks beside the numbers."""

    services: np.ndarray
    issuers: np.ndarray


@dataclass(frozen=True)
class Number:
    """The parts of an identifier; with the posting date it names one item for good."""

    service: str
    serial: int
    check: int
    issuer: str

    def __str__(self) -> str:
        return f"{self.service}{self.serial:08d}{self.check}{self.issuer}"


def parse(text: str) -> Number | Reason:
    """The parts of what has the layout, right or wrong; else why it has not."""
    if not _LAYOUT.fullmatch(text):
        return why_not(text.encode(errors="surrogatepass"))
    return Number(text[:2], int(text[2:10]), int(text[10]), text[11:])


def check(text: str, tables: Tables) -> tuple[bool, str]:
    """Whether it is valid, and why not or on what condition: a batch of one."""
    raw = text.encode(errors="surrogatepass")
    rows = np.frombuffer(raw, dtype=np.uint8)
    verdict = int(verdicts(rows.reshape(1, -1), tables.services, tables.issuers)[0]) if len(raw) == LENGTH else FORM
    return is_valid(verdict), why_not(raw) if verdict & FORM else reason(verdict)


def is_valid(verdict: int) -> bool:
    """By the bits of a verdict."""
    return not verdict & FAULTS


def reason(verdict: int) -> str:
    """In words what a verdict says of a number that has the layout: '' where there is nothing to be said."""
    use = OF_USE[Use(verdict >> USE_SHIFT & USES)]
    if use and verdict & UNSURE:
        use += " (unverified)"
    wrong = (use if verdict & SERVICE else "", DIGIT & verdict and WRONG_DIGIT, ISSUER & verdict and UNKNOWN_ISSUER)
    return "; ".join(word for word in wrong if word) or use


def why_not(raw: bytes) -> Reason:
    """Of a line that has not the layout, the first that applies."""
    if not raw:
        return Reason.EMPTY
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return Reason.NOT_UTF8
    if "\0" in text:
        return Reason.NUL
    bare = text.strip(" \t\u00a0\u3000")
    if bare != text:
        return Reason.BLANKS_AROUND
    if len(text) > LOOKED_AT:
        return Reason.TOO_LONG
    if any(unicodedata.category(one) in {"Cc", "Cf"} for one in text):
        return Reason.CONTROL
    if any(one.isspace() for one in text):
        return Reason.BLANKS_WITHIN
    if not text.isascii():
        plain = unicodedata.normalize("NFKC", text)
        return Reason.FULL_WIDTH if plain.isascii() else Reason.OTHER_LETTERS
    if len(text) != LENGTH:
        return Reason.TOO_SHORT if len(text) < LENGTH else Reason.TOO_LONG
    return Reason.SMALL_LETTERS if _LAYOUT.fullmatch(text.upper()) else Reason.LAYOUT
