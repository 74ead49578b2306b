"""Pages as they are drawn: millimetres from the upper left corner, text that stays in its box, ticks and bar codes."""

import io
from typing import Literal, NamedTuple

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from tearoad.wire.forms import fonts

LEADING = 1.22  # of the size of the letters, from line to line
ASCENT = 0.95
STEP = 0.5  # points, by which a text that is too long gets smaller
THIN = 0.4
INSIDE = 0.8  # mm between a frame and its text
MODULE = 0.25  # mm, the narrowest bar of a code as it is meant to be; ISO/IEC 15417 leaves it to the use (assumed)
Align = Literal["left", "right", "centre"]


class Box(NamedTuple):
    """Millimetres from the left and upper edges of the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def inner(self) -> "Box":
        """Where text stands within a frame."""
        return Box(self.x + INSIDE, self.y + INSIDE / 2, self.width - 2 * INSIDE, self.height - INSIDE)


class Fitted(NamedTuple):
    """Lines that fit a box in letters of this size; `cut` where not all of the text does."""

    lines: tuple[str, ...]
    size: float
    cut: bool


def fitted(text: str, box: Box, largest: float, smallest: float) -> Fitted:
    """The largest letters in which a plain text fits, down to the smallest, in which it is cut."""
    room, height = box.width * mm, box.height * mm
    size = largest
    while True:
        lines, most = fonts.wrapped(text, size, room), max(1, int(height / (size * LEADING) + 1e-6))
        if len(lines) <= most:
            return Fitted(tuple(lines), size, cut=False)
        if size - STEP < smallest:
            break
        size -= STEP
    kept, last = lines[: most - 1], lines[most - 1]
    while last and fonts.width(last + "…", size) > room:
        last = last[:-1]
    return Fitted((*kept, last + "…"), size, cut=True)


class Sheet:
    """A document to which pages are added. `strange` are the characters that it could not print."""

    def __init__(self, title: str) -> None:
        fonts.glyphs()
        self._raw = io.BytesIO()
        # Invariant: no clock and no luck in the file, so that the same pages are the same bytes.
        self._canvas = Canvas(self._raw, invariant=1, pageCompression=1)
        self._canvas.setTitle(title)
        self._canvas.setAuthor("Tearoad")
        self._height = 0.0
        self.pages = 0
        self.strange: set[str] = set()

    def page(self, width: float, height: float) -> None:
        """Begins a page of so many millimetres; the one before it ends."""
        if self.pages:
            self._canvas.showPage()
        self.pages += 1
        self._height = height
        self._canvas.setPageSize((width * mm, height * mm))
        self._canvas.setLineWidth(THIN)

    def plain(self, text: str) -> str:
        """What can be printed of a text; the rest is remembered."""
        said = fonts.plain(text)
        self.strange |= said.strange
        return said.text

    def frame(self, box: Box, *, grey: bool = False) -> None:
        """A rectangle, of light grey within where it is a heading."""
        if grey:
            self._canvas.setFillGray(0.92)
        self._canvas.rect(
            box.x * mm, (self._height - box.y - box.height) * mm, box.width * mm, box.height * mm, fill=int(grey)
        )
        self._canvas.setFillGray(0)

    def line(self, x: float, y: float, width: float) -> None:
        """Level, from left to right."""
        self._canvas.line(x * mm, (self._height - y) * mm, (x + width) * mm, (self._height - y) * mm)

    def tick(self, x: float, y: float, size: float, *, on: bool) -> None:
        """A square, with a cross in it where it is chosen."""
        self.frame(Box(x, y, size, size))
        if on:
            left, right = x * mm, (x + size) * mm
            upper, lower = (self._height - y) * mm, (self._height - y - size) * mm
            self._canvas.setLineWidth(1)
            self._canvas.line(left, upper, right, lower)
            self._canvas.line(left, lower, right, upper)
            self._canvas.setLineWidth(THIN)

    def say(self, text: str, x: float, y: float, width: float, size: float, align: Align = "left") -> None:
        """One line of plain text below `y`."""
        free = width - fonts.width(text, size) / mm
        at = (x + {"left": 0.0, "right": free, "centre": free / 2}[align]) * mm
        level = (self._height - y) * mm - ASCENT * size
        for font, part in fonts.runs(text):
            self._canvas.setFont(font, size)
            self._canvas.drawString(at, level, part)
            at += fonts.width(part, size)

    def fill(self, text: Fitted, box: Box, align: Align = "left") -> None:
        """The lines of a fitted text, from the upper edge of its box."""
        for number, line in enumerate(text.lines):
            self.say(line, box.x, box.y + number * text.size * LEADING / mm, box.width, text.size, align)

    def write(self, text: str, box: Box, largest: float, smallest: float, align: Align = "left") -> bool:
        """Any text, within its box; whether all of it is there."""
        fit = fitted(self.plain(text), box, largest, smallest)
        self.fill(fit, box, align)
        return not fit.cut

    def bar_code(self, text: str, box: Box) -> None:
        """Code 128, in the middle of its box, as wide as it is meant to be or as there is room for."""
        code = Code128(text, barHeight=box.height * mm, barWidth=MODULE * mm, quiet=False)
        if code.width > box.width * mm:
            code = Code128(text, barHeight=box.height * mm, barWidth=MODULE * box.width * mm * mm / code.width,
                           quiet=False)  # fmt: skip
        left = box.x * mm + (box.width * mm - code.width) / 2
        code.drawOn(self._canvas, left, (self._height - box.y - box.height) * mm)

    def whole(self) -> bytes:
        """The file."""
        self._canvas.showPage()
        self._canvas.save()
        return self._raw.getvalue()
