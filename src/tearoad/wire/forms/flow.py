"""Rows of text that flow from page to page: cells are wrapped, and what does not fit goes on on the next page."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reportlab.lib.units import mm

from tearoad.wire.forms import fonts
from tearoad.wire.forms.sheet import ASCENT, LEADING, Align, Sheet

SLACK = 1e-6


class Cell(NamedTuple):
    """Millimetres from the left edge of the flow; `text` is plain."""

    x: float
    width: float
    text: str
    size: float
    align: Align = "left"


class Row(NamedTuple):
    """`above` is left free above it; with `rule` a line stands there."""

    cells: tuple[Cell, ...]
    above: float = 0.4
    rule: bool = False


class Piece(NamedTuple):
    """A line of text of a row, so far below the top of its page; `begins` where it is the row's first."""

    y: float
    height: float
    cells: tuple[Cell, ...]
    row: int
    begins: bool


Page = tuple[Piece, ...]


def pages(rows: Sequence[Row], first: float, others: float) -> list[Page]:
    """Rows on pages that have so much room for them, in millimetres; at least one page, and no line is lost."""
    found: list[list[Piece]] = [[]]
    y, room = 0.0, first
    for number, row in enumerate(rows):
        for at, (height, cells) in enumerate(_lines(row)):
            above = row.above if at == 0 else 0.0
            if y + above + height > room + SLACK and (found[-1] or len(found) == 1):
                found.append([])
                y, room = 0.0, others
            found[-1].append(Piece(y + above, height, cells, number, at == 0))
            y += above + height
    return [tuple(page) for page in found]


def _lines(row: Row) -> Iterable[tuple[float, tuple[Cell, ...]]]:
    """The lines of text of a row with their heights."""
    columns = [fonts.wrapped(cell.text, cell.size, cell.width * mm) for cell in row.cells]
    for at in range(max(map(len, columns), default=0)):
        cells = tuple(
            cell._replace(text=texts[at]) for cell, texts in zip(row.cells, columns, strict=True) if at < len(texts)
        )
        yield max(cell.size for cell in cells) * LEADING / mm, cells


def draw(sheet: Sheet, page: Page, rows: Sequence[Row], x: float, y: float, width: float) -> None:
    """One page of a flow, its upper left corner there."""
    for piece in page:
        if piece.begins and piece is not page[0] and rows[piece.row].rule:
            sheet.line(x, y + piece.y - rows[piece.row].above / 2, width)
        largest = max(cell.size for cell in piece.cells)
        for cell in piece.cells:
            lower = (largest - cell.size) * ASCENT / mm  # on one base line
            sheet.say(cell.text, x + cell.x, y + piece.y + lower, cell.width, cell.size, cell.align)


def begun(page: Page) -> list[int]:
    """The places of the rows that begin on a page."""
    return [piece.row for piece in page if piece.begins]
