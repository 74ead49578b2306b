"""Declarations and rulings as one PDF, in the order in which they are given."""

from collections.abc import Iterable
from threading import Lock
from typing import NamedTuple

from tearoad.wire.forms import declaration, ruling
from tearoad.wire.forms.sheet import Sheet
from tearoad.wire.forms.values import Declaration, Ruling

_ONE = Lock()  # a font of reportlab is read at a place that it keeps itself: one document at a time


class Book(NamedTuple):
    """A PDF and how many pages it has."""

    pdf: bytes
    pages: int


def printed(what: Iterable[Declaration | Ruling], language: str) -> Book:
    """At least one of them, in one of `words.LANGUAGES`; the same input gives the same bytes."""
    with _ONE:
        sheet = Sheet("CN 22-like, CN 23-like, not certified")
        for one in what:
            if isinstance(one, Ruling):
                ruling.draw(sheet, one, language)
            else:
                declaration.draw(sheet, one, language)
        return Book(sheet.whole(), sheet.pages)
