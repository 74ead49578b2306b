"""Declarations and rulings as one PDF, in the order in which they are given."""

from collections.abc import Iterable
from typing import NamedTuple

from tearoad.wire.forms import declaration, fonts, ruling
from tearoad.wire.forms.sheet import Sheet
from tearoad.wire.forms.values import Declaration, Ruling


class Book(NamedTuple):
    """A PDF and how many pages it has."""

    pdf: bytes
    pages: int


def printed(what: Iterable[Declaration | Ruling], language: str) -> Book:
    """At least one of them, in one of `words.LANGUAGES`; the same input gives the same bytes."""
    with fonts.ONE:
        sheet = Sheet("CN 22-like, CN 23-like, not certified")
        for one in what:
            if isinstance(one, Ruling):
                ruling.draw(sheet, one, language)
            else:
                declaration.draw(sheet, one, language)
        return Book(sheet.whole(), sheet.pages)
