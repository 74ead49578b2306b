"""Where the texts of labels stand: millimetres from a label's upper left corner; sizes and places are assumed."""

from typing import NamedTuple

from tearoad.wire.forms import fonts
from tearoad.wire.forms.sheet import Align, Box, Sheet, fitted
from tearoad.wire.forms.words import label

EDGE = 3.0  # mm from the edge of a label to its frame, which printers leave white
CAPTION, CAPTION_LARGEST, CAPTION_SMALLEST = 2.6, 5.5, 3.5


class Slot(NamedTuple):
    """A column's place and its letters, in points."""

    column: str
    box: Box
    largest: float
    smallest: float
    align: Align = "left"

    def draw(self, sheet: Sheet, text: str) -> None:
        """A text that fits, as `cells` has made sure."""
        if text:
            sheet.fill(fitted(fonts.plain(text).text, self.box, self.largest, self.smallest), self.box, self.align)


class Size(NamedTuple):
    """Of one label, and of the sheet that takes four of them."""

    width: float
    height: float
    sheet_width: float
    sheet_height: float


def caption(sheet: Sheet, key: str, box: Box, language: str) -> None:
    """A frame with a small heading in its upper left corner."""
    sheet.frame(box)
    inner = box.inner._replace(height=CAPTION)
    sheet.write(label(key, language), inner, CAPTION_LARGEST, CAPTION_SMALLEST)


def note(sheet: Sheet, box: Box, language: str) -> None:
    """That nobody certified it."""
    sheet.write(label("assumed", language), box, 5, 3.5)
