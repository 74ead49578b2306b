"""Words of a bank's file become values, within bounds; what cannot be understood is named with its place."""

import codecs
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from tearoad.payments.statement import NO_NUMBER
from tearoad.terms.days import day_number
from tearoad.terms.money import EXPONENTS
from tearoad.terms.refusal import BadInput

MOST_BYTES = 32 * 2**20
MOST_MINOR = 10**15
LONGEST_NAME = 140
LONGEST_TEXT = 500
YEARS = range(2000, 2100)
ENCODINGS = ("utf-8", "gb18030", "cp1251", "cp866")
BOM = codecs.BOM_UTF8

_DECIMAL = re.compile(r"(-?)([0-9]{1,18})(?:\.([0-9]+))?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class Place(NamedTuple):
    """Where in a file a word stands; each reader of a word raises `BadInput` with it."""

    file: str
    where: str

    def bad(self, name: str, value: str, expected: str) -> BadInput:
        """The one form of a complaint; long words are cut."""
        return BadInput(f"{self.file}, {self.where}, {name}: {value[:40]!r}, expected {expected}")

    def minor(self, name: str, word: str, currency: str, signed: bool = False) -> int:
        """Plain digits with at most the currency's decimals, as minor units."""
        expected = f"{'' if signed else 'not negative, '}digits with at most {EXPONENTS[currency]} decimals"
        found = _DECIMAL.fullmatch(word)
        if found is None or len(found[3] or "") > EXPONENTS[currency]:
            raise self.bad(name, word, f"an amount of {currency}: {expected}")
        minor = int(Decimal(word).scaleb(EXPONENTS[currency]))
        if abs(minor) > MOST_MINOR or (found[1] and not (signed and minor)):
            raise self.bad(name, word, f"an amount of {currency}: {expected}, at most {MOST_MINOR} minor units")
        return minor

    def currency(self, name: str, word: str) -> str:
        """One of the currencies of the road."""
        if word not in EXPONENTS:
            raise self.bad(name, word, f"a currency, one of {', '.join(EXPONENTS)}")
        return word

    def day(self, name: str, word: str) -> int:
        """Days since 1970 of YYYY-MM-DD."""
        found = _DAY.fullmatch(word)
        try:
            if found is not None and int(found[1]) in YEARS:
                return day_number(date(int(found[1]), int(found[2]), int(found[3])))
        except ValueError:
            pass
        raise self.bad(name, word, f"a day from {YEARS[0]} to {YEARS[-1]}")

    def number(self, name: str, word: str) -> int:
        """The number of a statement; NO_NUMBER for an empty word."""
        if word and not (word.isascii() and word.isdigit() and len(word) <= 18 and int(word)):
            raise self.bad(name, word, "a number of at most 18 digits, not 0")
        return int(word) if word else NO_NUMBER

    def name(self, name: str, word: str, may_be_empty: bool = False) -> str:
        """An id or an account: short, of printable characters."""
        if not (word or may_be_empty) or len(word) > LONGEST_NAME or not word.isprintable():
            raise self.bad(name, word, f"{'at most' if may_be_empty else '1 to'} {LONGEST_NAME} printable characters")
        return word


def content_of(path: Path) -> bytes:
    """The file's bytes; a large one is refused by its size and not read."""
    try:
        if not path.is_file():
            raise BadInput(f"{path}: no such file")
        if path.stat().st_size <= MOST_BYTES:
            with path.open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
            if len(raw) <= MOST_BYTES:
                return _without_nul(path.name, raw)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    raise BadInput(f"{path.name}: more than {MOST_BYTES} bytes, expected fewer; cut the file by time")


def decoded(file: str, raw: bytes, encoding: str | None) -> str:
    """Text of the encoding that was named. Where none was, it has to be UTF-8: GB18030 and CP1251 look alike to a
    program, so nobody guesses between them."""
    name = _known(encoding or "utf-8")
    if name != "utf-8" and raw.startswith(BOM):
        raise BadInput(f"{file}: begins as UTF-8, expected {name} as was said")
    try:
        return raw.removeprefix(BOM).decode(name)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        wrong = f"{file}, line {line}: byte {raw[min(error.start, len(raw) - 1)]:#04x} is not {name}"
        raise BadInput(wrong if encoding else f"{wrong}; say its encoding, one of {', '.join(ENCODINGS)}") from None


def shortened(text: str) -> str:
    """What an entry is for, for people to read: its beginning, on one line."""
    return " ".join(text.split())[:LONGEST_TEXT]


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        name = ""
    if name not in ENCODINGS:
        raise BadInput(f"encoding {encoding!r}, expected one of {', '.join(ENCODINGS)}")
    return name


def _without_nul(file: str, raw: bytes) -> bytes:
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        raise BadInput(f"{file}, line {line}: a NUL byte, expected text in one of {', '.join(ENCODINGS)}")
    return raw
