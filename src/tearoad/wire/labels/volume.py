"""Labels written one after another to one file, whole or four on a sheet; memory does not grow with their number."""

from typing import BinaryIO

from tearoad.wire.forms.sheet import Sheet
from tearoad.wire.labels import address, receptacle
from tearoad.wire.labels.dispatch import Dispatch
from tearoad.wire.labels.dispatch import draw as draw_dispatch
from tearoad.wire.labels.values import Row

LABELS = {"address": address, "receptacle": receptacle}
TITLE = "Labels, layout assumed, not certified"
UPS = (1, 4)


class Volume:
    """A PDF that begins with its first page: where nothing is printed, nothing is written. One at a time in a process
    (`fonts.ONE`)."""

    def __init__(self, out: BinaryIO, language: str, up: int = 1) -> None:
        self._out, self._language, self._up = out, language, up
        self._sheet: Sheet | None = None
        self._labels = 0

    @property
    def pages(self) -> int:
        """Those that have begun."""
        return self._sheet.pages if self._sheet else 0

    def add(self, kind: str, row: Row) -> int:
        """A label of a row that was found good; on which page it stands."""
        sheet, size = self._begun(), LABELS[kind].SIZE
        place = self._labels % self._up
        if place == 0:
            sheet.page(*(size[:2] if self._up == 1 else size[2:]))
        with sheet.moved(place % 2 * size.width, place // 2 * size.height):
            LABELS[kind].draw(sheet, row, self._language)
        self._labels += 1
        return sheet.pages

    def add_dispatch(self, of: Dispatch) -> int:
        """The pages of one dispatch; with which it begins."""
        first = self.pages + 1
        draw_dispatch(self._begun(), of, self._language)
        return first

    def end(self) -> None:
        """The file is whole then."""
        if self._sheet:
            self._sheet.whole()

    def _begun(self) -> Sheet:
        if self._sheet is None:
            self._sheet = Sheet(TITLE, self._out)
        return self._sheet
