"""The label of a receptacle, CN 34- or CN 35-like: A6 on its side, its 29 characters as Code 128 and as QR."""

from tearoad.wire.forms.sheet import Box, Sheet
from tearoad.wire.forms.words import kilograms, word
from tearoad.wire.labels.layout import EDGE, Size, Slot, caption, note
from tearoad.wire.labels.values import Row
from tearoad.wire.receptacle import receptacle_of

SIZE = Size(148.5, 105, 297, 210)
WIDE = SIZE.width - 2 * EDGE
HALF = WIDE / 2
FROM, TO = Box(EDGE, EDGE, HALF, 29), Box(EDGE + HALF, EDGE, HALF, 29)
NUMBER = Box(EDGE, 64, WIDE, 38)
BARS = Box(EDGE + 5, 68, WIDE - 10, 25)
QR = Box(EDGE + WIDE - 31, 33, 30, 30)
CELL = (WIDE - 32) / 4
MODULE = 0.4
KEYS = ("mail_category", "subclass", "dispatch_number", "serial", "weight", "items", "last", "registered")
OFFICE = 26.0

SLOTS = (
    Slot("origin_name", Box(EDGE + 2, 22, HALF - 4, 9), 10, 6),
    Slot("destination_name", Box(EDGE + HALF + 2, 22, HALF - 4, 9), 10, 6),
)
NUMBER_SLOT = Slot("receptacle_id", Box(EDGE, 94, WIDE, 7), 14, 14, "centre")


def _cell(at: int) -> Box:
    return Box(EDGE + at % 4 * CELL, 32 + at // 4 * 16, CELL, 16)


def draw(sheet: Sheet, row: Row, language: str) -> None:
    """At the upper left corner; what all labels of a language have alike is drawn once."""
    sheet.again(f"receptacle-{language}", lambda empty: _empty(empty, language))
    said = receptacle_of(row["receptacle_id"])
    assert said, "the row was judged before"
    sheet.write(said.dispatch.origin, Box(FROM.x + 2, 8, HALF - 4, 12), OFFICE, OFFICE)
    sheet.write(said.dispatch.destination, Box(TO.x + 2, 8, HALF - 4, 12), OFFICE, OFFICE)
    for slot in SLOTS:
        slot.draw(sheet, row[slot.column])
    category = f"{said.dispatch.category} {word(f'category_{said.dispatch.category}', language)}"
    flags = [word("yes" if one else "no", language) for one in (said.last, said.registered)]
    texts = (category, said.dispatch.subclass, f"{said.dispatch.year} / {said.dispatch.serial:04}", f"{said.number:03}",
             kilograms(said.weight_grams), row["item_count"], *flags)  # fmt: skip
    for at, text in enumerate(texts):
        box = _cell(at).inner
        sheet.write(text, Box(box.x + 1, box.y + 4, box.width - 1, box.height - 4), 12, 6)
    sheet.bar_code(row["receptacle_id"], BARS, MODULE)
    NUMBER_SLOT.draw(sheet, row["receptacle_id"])
    sheet.qr_code(row["receptacle_id"], QR)


def _empty(sheet: Sheet, language: str) -> None:
    caption(sheet, "office_from", FROM, language)
    caption(sheet, "office_to", TO, language)
    for at, key in enumerate(KEYS):
        caption(sheet, key, _cell(at), language)
    sheet.frame(Box(EDGE + 4 * CELL, 32, WIDE - 4 * CELL, 32))
    caption(sheet, "receptacle", NUMBER, language)
    note(sheet, Box(EDGE + HALF, 64.5, HALF - 1, 3), language)
