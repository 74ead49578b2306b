"""What a form is made of: fields with their labels, columns of content lines, and where both stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tearoad.wire.forms import fonts
from tearoad.wire.forms.flow import Cell, Row
from tearoad.wire.forms.sheet import Align, Box, Fitted, Sheet, fitted
from tearoad.wire.forms.values import Declaration, Line
from tearoad.wire.forms.words import label

LABEL_HEIGHT, LABEL_LARGEST, LABEL_SMALLEST = 2.1, 4.4, 2.9


@dataclass(frozen=True)
class Field:
    """A framed box with a label and a text in letters of `largest` down to `smallest` points. Where `text` is '' there
    is room to write by hand."""

    box: Box
    key: str
    text: str
    largest: float = 7
    smallest: float = 5
    label_height: float = LABEL_HEIGHT

    @property
    def room(self) -> Box:
        """Where the text stands: below the label."""
        inner = self.box.inner
        return Box(inner.x, inner.y + self.label_height, inner.width, inner.height - self.label_height)

    def fitted(self) -> Fitted:
        """The text as it stands there."""
        return fitted(fonts.plain(self.text).text, self.room, self.largest, self.smallest)

    def draw(self, sheet: Sheet, language: str) -> None:
        """With its frame."""
        sheet.frame(self.box)
        room = self.box.inner._replace(height=self.label_height)
        sheet.fill(label_fitted(self.key, language, room), room)
        sheet.fill(self.fitted(), self.room)


@dataclass(frozen=True)
class Column:
    """One of the columns of content lines; millimetres from the left edge of the table."""

    key: str
    x: float
    width: float
    text: Callable[[Declaration, Line], str]
    align: Align = "left"


@dataclass(frozen=True)
class Layout:
    """A form of this size: `first` is where content lines stand on its first page, `others` on those that continue it.
    The heads of columns stand above either, `head` millimetres high; `foot` is the last lines of every page."""

    name: str
    width: float
    height: float
    first: Box
    others: Box
    head: float
    foot: Box
    size: float
    columns: tuple[Column, ...]
    fields: Callable[[Declaration, str], Sequence[Field]]
    front: Callable[[Sheet, Declaration, str], None]

    def rows(self, sheet: Sheet, of: Declaration) -> list[Row]:
        """A row for each content line."""
        return [
            Row(
                tuple(
                    Cell(one.x + 0.6, one.width - 1.2, sheet.plain(one.text(of, line)), self.size, one.align)
                    for one in self.columns
                ),
                above=0.6,
                rule=at > 0,
            )
            for at, line in enumerate(of.lines)
        ]

    def draw_table(self, sheet: Sheet, area: Box, language: str) -> None:
        """The heads of the columns, and frames around what stands below them."""
        for one in self.columns:
            head = Box(area.x + one.x, area.y - self.head, one.width, self.head)
            sheet.frame(head, grey=True)
            inner = head.inner
            sheet.fill(label_fitted(one.key, language, inner), inner)
            sheet.frame(Box(area.x + one.x, area.y, one.width, area.height))


def label_fitted(key: str, language: str, room: Box) -> Fitted:
    """A label in small letters; it always fits, as the tests see to."""
    return fitted(fonts.plain(label(key, language)).text, room, LABEL_LARGEST, LABEL_SMALLEST)
