"""The list of a dispatch, CN 31- or CN 33-like, on A4: its receptacles and the items in each, all as Code 128.

What stands on which page is laid out before anything is drawn, so that each page says of how many it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tearoad.post.receptacle import Receptacle as ReceptacleId
from tearoad.wire.forms.sheet import Box, Sheet
from tearoad.wire.forms.words import kilograms, label, word
from tearoad.wire.labels.layout import note
from tearoad.wire.receptacle import dispatch_part, receptacle_of

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 14.0
WIDE = WIDTH - 2 * MARGIN
FIRST, OTHERS, BOTTOM = 66.0, 24.0, 283.0
COLUMNS, ITEM, HEADING = 3, 14.0, 19.0
CELL = WIDE / COLUMNS
MODULE, ITEM_MODULE = 0.3, 0.27  # mm of the narrowest bar (assumed)
MOST_RECEPTACLES, MOST_ITEMS = 1_000, 10_000  # of one dispatch: assumed, as for PREDES-like messages


class Item(NamedTuple):
    """Its number and its weight, where that is known."""

    number: str
    grams: int | None


class Receptacle(NamedTuple):
    """A bag or a container with what is in it."""

    id: str
    items: tuple[Item, ...]


class Dispatch(NamedTuple):
    """Its receptacles have numbers that begin alike, with the dispatch's own."""

    receptacles: tuple[Receptacle, ...]

    @property
    def id(self) -> str:
        """20 characters, S8-like."""
        return dispatch_part(self.receptacles[0].id)


class _Placed(NamedTuple):
    """A receptacle's heading, or a row of at most COLUMNS items, so far below the upper edge of its page."""

    y: float
    what: Receptacle | tuple[Item, ...]


def draw(sheet: Sheet, of: Dispatch, language: str) -> None:
    """All pages of one dispatch."""
    pages = [*_pages(of.receptacles)]
    for at, page in enumerate(pages):
        sheet.page(WIDTH, HEIGHT)
        _head(sheet, of, language, whole=at == 0)
        for one in page:
            if isinstance(one.what, Receptacle):
                _receptacle(sheet, one.what, one.y, language)
            else:
                _items(sheet, one.what, one.y)
        named = f"{word('page', language, at + 1, len(pages))} · {of.id}"
        sheet.write(named, Box(MARGIN, BOTTOM + 3, WIDE / 2, 4), 7, 5)
        note(sheet, Box(MARGIN + WIDE / 2, BOTTOM + 3, WIDE / 2, 4), language)


def _pages(receptacles: Iterable[Receptacle]) -> Iterator[Sequence[_Placed]]:
    """A heading stands on the page of its first items."""
    page: list[_Placed] = []
    y = FIRST
    for receptacle in receptacles:
        rows = [receptacle.items[at : at + COLUMNS] for at in range(0, len(receptacle.items), COLUMNS)]
        for at, row in enumerate(rows):
            heading = HEADING if at == 0 else 0.0
            if y + heading + ITEM > BOTTOM:
                yield page
                page, y = [], OTHERS
            if heading:
                page.append(_Placed(y, receptacle))
            page.append(_Placed(y + heading, row))
            y += heading + ITEM
    yield page


def _head(sheet: Sheet, of: Dispatch, language: str, *, whole: bool) -> None:
    sheet.write(label("dispatch_list", language), Box(MARGIN, 10, WIDE, 8), 13, 8)
    if not whole:
        return
    said = receptacle_of(of.receptacles[0].id)
    assert said, "the rows were judged before"
    sheet.bar_code(of.id, Box(MARGIN, 20, 100, 14), MODULE)
    sheet.write(of.id, Box(MARGIN, 34.5, 100, 5), 10, 10, "centre")
    items = [item for one in of.receptacles for item in one.items]
    for at, (key, text) in enumerate(_facts(of, said, items, language)):
        x, y = MARGIN + (at % 3) * CELL, 41 + at // 3 * 11
        sheet.frame(Box(x, y, CELL, 11))
        inner = Box(x, y, CELL, 11).inner
        sheet.write(label(key, language), inner._replace(height=2.6), 5.5, 3.5)
        sheet.write(text, Box(inner.x, inner.y + 3, inner.width, inner.height - 3), 10, 6)


def _facts(of: Dispatch, said: ReceptacleId, items: Sequence[Item], language: str) -> Iterator[tuple[str, str]]:
    gross = sum(found.weight_grams for one in of.receptacles if (found := receptacle_of(one.id)))
    dispatch = said.dispatch
    yield "office_from", dispatch.origin
    yield "office_to", dispatch.destination
    yield "mail_category", f"{dispatch.category} {word(f'category_{dispatch.category}', language)}, {dispatch.subclass}"
    yield "dispatch_number", f"{dispatch.year} / {dispatch.serial:04}"
    yield "receptacles", f"{len(of.receptacles)}, {kilograms(gross)} kg"
    yield "items", f"{len(items)}{_weight(items)}"


def _receptacle(sheet: Sheet, of: Receptacle, y: float, language: str) -> None:
    sheet.line(MARGIN, y + 1, WIDE)
    said = receptacle_of(of.id)
    assert said, "the rows were judged before"
    sheet.bar_code(of.id, Box(MARGIN, y + 3, 104, 9), MODULE)
    sheet.write(of.id, Box(MARGIN, y + 12.5, 104, 4.5), 9, 9, "centre")
    beside = Box(MARGIN + 112, y + 4, WIDE - 112, 4.5)
    sheet.write(f"{word('receptacle', language)} {said.number:03}, {kilograms(said.weight_grams)} kg", beside, 9, 6)
    count = f"{word('items', language)}: {len(of.items)}{_weight(of.items)}"
    sheet.write(count, beside._replace(y=y + 9), 9, 6)


def _items(sheet: Sheet, items: Sequence[Item], y: float) -> None:
    for at, one in enumerate(items):
        x = MARGIN + at * CELL
        sheet.bar_code(one.number, Box(x + 5, y + 1, CELL - 10, 7.5), ITEM_MODULE)
        weight = "" if one.grams is None else f"  {kilograms(one.grams)} kg"
        sheet.write(one.number + weight, Box(x, y + 8.8, CELL, 4.2), 8, 8, "centre")


def _weight(items: Sequence[Item]) -> str:
    """Of all of them; nothing where one is not known."""
    known = [one.grams for one in items if one.grams is not None]
    return f", {kilograms(sum(known))} kg" if len(known) == len(items) else ""
