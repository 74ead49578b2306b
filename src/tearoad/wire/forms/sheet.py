"""Pages as they are drawn: millimetres from the upper left corner, text that stays in its box, ticks and bar codes."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any, BinaryIO, Literal, NamedTuple

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from tearoad.wire.forms import codes, fonts
from tearoad.wire.forms.stream import Stream

LEADING = 1.22  # of the size of the letters, from line to line
ASCENT = 0.95
STEP = 0.5  # points, by which a text that is too long gets smaller
THIN = 0.4
INSIDE = 0.8  # mm between a frame and its text
MODULE = 0.25  # mm, the narrowest bar of a code as it is meant to be; ISO/IEC 15417 leaves it to the use (assumed)
REMEMBERED = 4_096  # texts: senders, offices and captions come again and again
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


@lru_cache(REMEMBERED)
def fitted(text: str, box: Box, largest: float, smallest: float) -> Fitted:
    """The largest letters in which a plain text fits, down to the smallest, in which it is cut."""
    room, height = box.width * mm, box.height * mm
    size = largest
    if fonts.width(text, size) <= room:
        return Fitted((text.rstrip(),), size, cut=False)
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
    """A document to which pages are added. `strange` are the characters that it could not print. With `out` each page
    is written there as it ends; without, `whole` has the file."""

    def __init__(self, title: str, out: BinaryIO | None = None) -> None:
        fonts.glyphs()
        self._raw = io.BytesIO()
        # Invariant: no clock and no luck in the file, so that the same pages are the same bytes.
        self._canvas = _canvas(self._raw)
        self._canvas.setTitle(title)
        self._canvas.setAuthor("Tearoad")
        self._stream = Stream(self._canvas._doc, out or self._raw)
        self._operators = lru_cache(REMEMBERED)(partial(fonts.operators, document=self._canvas._doc))
        self._height = 0.0
        self.pages = 0
        self.strange: set[str] = set()

    def page(self, width: float, height: float) -> None:
        """Begins a page of so many millimetres; the one before it ends."""
        if self.pages:
            self._end_page()
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
        free = 0.0 if align == "left" else width - fonts.width(text, size) / mm
        at = (x + {"left": 0.0, "right": free, "centre": free / 2}[align]) * mm
        level = (self._height - y) * mm - ASCENT * size
        shown = self._operators(text, size)
        self._canvas.addLiteral(f"BT {at:.3f} {level:.3f} Td {shown} ET")

    def fill(self, text: Fitted, box: Box, align: Align = "left") -> None:
        """The lines of a fitted text, from the upper edge of its box."""
        for number, line in enumerate(text.lines):
            self.say(line, box.x, box.y + number * text.size * LEADING / mm, box.width, text.size, align)

    def write(self, text: str, box: Box, largest: float, smallest: float, align: Align = "left") -> bool:
        """Any text, within its box; whether all of it is there."""
        fit = fitted(self.plain(text), box, largest, smallest)
        self.fill(fit, box, align)
        return not fit.cut

    def bar_code(self, text: str, box: Box, module: float = MODULE) -> None:
        """Code 128, in the middle of its box, as wide as it is meant to be or as there is room for."""
        bars = codes.code128(text)
        wide = min(module * bars.width, box.width)
        self._path(codes.bars_path(bars), box.x + (box.width - wide) / 2, box, wide / bars.width, box.height)

    def qr_code(self, text: str, box: Box) -> None:
        """A QR code with its quiet within a square box; `text` as `codes.qr_path` takes it."""
        module = box.width / (codes.QR_SIDE + 2 * codes.QR_QUIET)
        quiet = codes.QR_QUIET * module
        self._path(codes.qr_path(text), box.x + quiet, box._replace(height=box.height - quiet), module, module)

    @contextmanager
    def moved(self, right: float, down: float) -> Iterator[None]:
        """What is drawn meanwhile stands so much further; the height of the page stays."""
        self._canvas.saveState()
        self._canvas.translate(right * mm, -down * mm)
        yield
        self._canvas.restoreState()

    def again(self, name: str, draw: Callable[["Sheet"], None]) -> None:
        """What many pages of one size have alike: drawn and kept once under this name, and shown here."""
        if not self._canvas.hasForm(name):
            self._canvas.beginForm(name)
            self._canvas.setLineWidth(THIN)
            draw(self)
            self._canvas.endForm()
        self._canvas.doForm(name)

    def whole(self) -> bytes:
        """The file; nothing where it went `out`."""
        self._end_page()
        self._stream.end(self._canvas)
        return self._raw.getvalue()

    def _end_page(self) -> None:
        self._canvas.showPage()
        self._stream.page_ended()

    def _path(self, path: str, x: float, box: Box, wide: float, high: float) -> None:
        """Units of so many millimetres, from the lower edge of the box."""
        y = self._height - box.y - box.height
        self._canvas.addLiteral(f"q {wide * mm:.5f} 0 0 {high * mm:.5f} {x * mm:.4f} {y * mm:.4f} cm {path} Q")


def _canvas(raw: io.BytesIO) -> Any:
    return Canvas(raw, invariant=1, pageCompression=1)
