"""XML from outside becomes a tree, or a verdict with a name and one line of words; memory stays bounded.

Bytes are gone through twice. The guard builds nothing: it refuses a document type where it begins, so that no entity
is ever declared, and whatever is too deep, too long or too much. What passed it is parsed without network, entities
and DTD, and within the parser's own bounds.

    NotTaken        the file is not taken as XML; `verdict` and one line, `words`
"""

from enum import StrEnum
from pathlib import Path
from typing import Any

from lxml import etree

# All bounds are assumed, and so is what they are compared with.
MOST_BYTES = 16 * 2**20  # 999 goods items, the most that a declaration may have, with long comments
MOST_NODES = 200_000  # elements and attributes: 999 goods items have some 90,000
DEEPEST = 100  # a declaration has some ten levels, the rest is for envelopes
LONGEST_TEXT = 65_536  # characters; the model's longest text has 512
MOST_NAMESPACES = 64  # in force at one place
LONGEST_WORDS = 300
ENCODING_ERRORS = {31, 32, 81}  # libxml2's numbers: unknown encoding, unsupported encoding, bytes that are not in it


class Verdict(StrEnum):
    """What became of a file. The value is what reports show."""

    VALID = "valid"
    INVALID = "invalid"
    OTHER = "other"
    NOT_WELL_FORMED = "not well-formed"
    BAD_ENCODING = "bad encoding"
    DOCUMENT_TYPE = "document type"
    TOO_LARGE = "too large"
    TOO_DEEP = "too deep"
    TOO_MANY = "too many elements"
    TOO_LONG = "text too long"
    TOO_MANY_NAMESPACES = "too many namespaces"
    UNREADABLE = "cannot be read"


class NotTaken(Exception):
    """Why a file is not taken as XML."""

    def __init__(self, verdict: Verdict, words: str) -> None:
        super().__init__(words)
        self.verdict, self.words = verdict, one_line(words)


def read_file(path: Path) -> bytes:
    """The whole file; `NotTaken` where it cannot be read or is too large, and never more than that in memory."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise NotTaken(Verdict.UNREADABLE, error.strerror or str(error)) from None
    _within(len(raw), MOST_BYTES, Verdict.TOO_LARGE, "bytes")
    return raw


def parsed(raw: bytes) -> Any:
    """The root as an lxml element, without comments and processing instructions; `NotTaken` where it is not taken."""
    _within(len(raw), MOST_BYTES, Verdict.TOO_LARGE, "bytes")
    try:
        etree.fromstring(raw, etree.XMLParser(target=_Guard(), **_CLOSED))
        return etree.fromstring(raw, etree.XMLParser(remove_comments=True, remove_pis=True, **_CLOSED))
    except etree.XMLSyntaxError as error:
        bad = Verdict.BAD_ENCODING if error.code in ENCODING_ERRORS else Verdict.NOT_WELL_FORMED
        raise NotTaken(bad, error.msg or "no XML") from None


def one_line(words: str) -> str:
    """Printable, without line breaks, and not too long."""
    whole = " ".join(words.split())
    shown = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in whole[: LONGEST_WORDS + 1])
    return shown if len(shown) <= LONGEST_WORDS else shown[: LONGEST_WORDS - 3] + "..."


_CLOSED = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class _Guard:
    """What the parser tells of a document while it reads: counts, and keeps nothing."""

    def __init__(self) -> None:
        self.depth = self.nodes = self.text = self.namespaces = 0

    def doctype(self, name: str, _public: str | None, _system: str | None) -> None:
        raise NotTaken(Verdict.DOCUMENT_TYPE, f"a document type {name[:40]!r}, expected XML without one")

    def start_ns(self, _prefix: str, _uri: str) -> None:
        self.namespaces += 1
        _within(self.namespaces, MOST_NAMESPACES, Verdict.TOO_MANY_NAMESPACES, "namespaces in force at one place")

    def end_ns(self, _prefix: str) -> None:
        self.namespaces -= 1

    def start(self, _tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.nodes += 1 + len(attributes)
        self.text = 0
        _within(self.depth, DEEPEST, Verdict.TOO_DEEP, "levels")
        _within(self.nodes, MOST_NODES, Verdict.TOO_MANY, "elements and attributes")
        for value in attributes.values():
            _within(len(value), LONGEST_TEXT, Verdict.TOO_LONG, "characters in an attribute")

    def end(self, _tag: str) -> None:
        self.depth -= 1
        self.text = 0

    def data(self, text: str) -> None:
        self.text += len(text)
        _within(self.text, LONGEST_TEXT, Verdict.TOO_LONG, "characters between two tags")

    def close(self) -> None:
        """The document has ended."""


def _within(count: int, most: int, verdict: Verdict, what: str) -> None:
    if count > most:
        raise NotTaken(verdict, f"expected at most {most} {what}")
