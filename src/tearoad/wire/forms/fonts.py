"""The fonts of forms: which one has a character, how wide a text is, and what is printed for what no font has."""

import io
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from tearoad.wire.forms.woff import unpacked

VENDOR = Path(__file__).resolve().parent / "vendor"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
CJK = 0x2E80  # from here on (radicals, ideographs, full width) a line may end after any character
PER_EM = 1_000
ONE = Lock()  # a font of reportlab is read at a place that it keeps itself: one document at a time


class _Glyph(NamedTuple):
    font: str
    width: float  # of an em


class Plain(NamedTuple):
    """A text of one line that can be printed, and the characters in the place of which REPLACEMENT stands."""

    text: str
    strange: frozenset[str]


@cache
def glyphs() -> dict[int, _Glyph]:
    """By code point, of the first font of the manifest that has it; fonts are read and registered once."""
    listed = tomllib.loads((VENDOR / "MANIFEST.toml").read_text("utf-8"))["file"]
    found: dict[int, _Glyph] = {}
    for entry in listed:
        if entry["file"].endswith(".woff"):
            name = entry["file"].removesuffix(".woff")
            font = TTFont(name, io.BytesIO(unpacked((VENDOR / entry["file"]).read_bytes())))
            font.face.name = name.encode()  # files of one font say one name, by which they would be taken for one
            pdfmetrics.registerFont(font)
            for code, glyph in font.face.charToGlyph.items():
                if glyph:  # the first is drawn for what is missing
                    found.setdefault(code, _Glyph(name, font.face.charWidths[code] / PER_EM))
    return found


@cache
def _printable() -> frozenset[str]:
    return frozenset(one for one in map(chr, glyphs()) if unicodedata.category(one)[0] != "C")


@lru_cache(4_096)
def plain(text: str) -> Plain:
    """White space becomes a space, and letters are joined with their marks; what no font has, what is not seen and
    what turns the direction of writing is replaced."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    strange = frozenset(composed) - _printable()
    return Plain("".join(REPLACEMENT if one in strange else one for one in composed) if strange else composed, strange)


def width(text: str, size: float) -> float:
    """Points, of a plain text."""
    known = glyphs()
    return size * sum([known[ord(one)].width for one in text])


def runs(text: str) -> Iterator[tuple[str, str]]:
    """A plain text cut where the font changes: (name of the font, part)."""
    known = glyphs()
    for font, part in groupby(text, lambda one: known[ord(one)].font):
        yield font, "".join(part)


def operators(text: str, size: float, document: Any) -> str:
    """What shows one line of plain text in a document of reportlab, from where its text begins. Each character is drawn
    by a font that has it."""
    shown = []
    for name, part in runs(text):
        font: Any = pdfmetrics.getFont(name)
        for subset, codes in font.splitString(part, document):
            shown.append(f"{font.getSubsetInternalName(subset, document)} {size:g} Tf <{codes.hex()}> Tj")
    return " ".join(shown)


def wrapped(text: str, size: float, room: float) -> list[str]:
    """A plain text in lines of at most `room` points; a word that is wider than a line is cut where the line ends. At
    least one character stands in a line."""
    known = glyphs()
    lines, line, used = [], "", 0.0
    for unit in _units(text):
        wide = size * sum(known[ord(one)].width for one in unit.rstrip())
        if line and used + wide > room:
            lines.append(line.rstrip())
            line, used = "", 0.0
        if wide <= room:
            line, used = line + unit, used + size * sum(known[ord(one)].width for one in unit)
            continue
        for one in unit:
            step = size * known[ord(one)].width
            if line and used + step > room:
                lines.append(line.rstrip())
                line, used = "", 0.0
            line, used = line + one, used + step
    lines.append(line.rstrip())
    return lines


def _units(text: str) -> Iterator[str]:
    """Parts that stay together: words with the space after them, and single characters of Chinese."""
    word = ""
    for one in text:
        if ord(one) >= CJK:
            if word:
                yield word
            yield one
            word = ""
        else:
            word += one
            if one == " ":
                yield word
                word = ""
    if word:
        yield word
