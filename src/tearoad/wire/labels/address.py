"""The address label of an item: A6, from and to, its S10 number as Code 128, and a QR code of number and place.

The QR code says `S10/country/postcode` of the addressee, such as RB123456785CN/RU/420111 (assumed: no standard was
read).
"""

from tearoad.wire.forms.sheet import Box, Sheet
from tearoad.wire.forms.words import country, kilograms
from tearoad.wire.labels.layout import EDGE, Size, Slot, caption, note
from tearoad.wire.labels.values import Row

SIZE = Size(105, 148.5, 210, 297)
WIDE = SIZE.width - 2 * EDGE
FROM, TO = Box(EDGE, EDGE, WIDE, 31), Box(EDGE, 34, WIDE, 47)
NUMBER, PLACE = Box(EDGE, 81, WIDE, 29), Box(EDGE, 110, WIDE, 35)
BARS = Box(EDGE + 5, 84.5, WIDE - 10, 17)
QR = Box(EDGE + 1, 111, 33, 33)
BESIDE = EDGE + 36.0
MODULE = 0.5  # mm of the narrowest bar (assumed)


def _party(who: str, box: Box, large: float) -> tuple[Slot, ...]:
    """Its lines: name, street, city and area, postcode and country, telephone."""
    x, wide, line = box.x + 2, box.width - 4, (box.height - 3.5) / 6
    y = box.y + 3
    half = wide / 2
    return (
        Slot(f"{who}_name", Box(x, y, wide, line), large, 5),
        Slot(f"{who}_street", Box(x, y + line, wide, 2 * line), large, 5),
        Slot(f"{who}_city", Box(x, y + 3 * line, half - 1, line), large, 5),
        Slot(f"{who}_area", Box(x + half, y + 3 * line, half, line), large, 5),
        Slot(f"{who}_postcode", Box(x, y + 4 * line, half - 1, line), large, 5),
        Slot(f"{who}_country", Box(x + half, y + 4 * line, half, line), large, 5),
        Slot(f"{who}_phone", Box(x, y + 5 * line, wide, line), large - 1, 5),
    )


SLOTS = (*_party("sender", FROM, 9), *_party("recipient", TO, 13))
NUMBER_SLOT = Slot("number", Box(EDGE, 102.5, WIDE, 7), 14, 14, "centre")
WEIGHT = Box(BESIDE + 2, 115.5, WIDE - 41, 6)
CONTENT = Box(BESIDE + 2, 128, WIDE - 41, 4)


def code_of(row: Row) -> str:
    """What the QR code says."""
    return f"{row['number']}/{row['recipient_country']}/{row['recipient_postcode']}"


def draw(sheet: Sheet, row: Row, language: str) -> None:
    """At the upper left corner; what all labels of a language have alike is drawn once."""
    sheet.again(f"address-{language}", lambda empty: _empty(empty, language))
    for slot in SLOTS:
        text = row[slot.column]
        slot.draw(sheet, country(text, language) if slot.column.endswith("_country") else text)
    sheet.bar_code(row["number"], BARS, MODULE)
    NUMBER_SLOT.draw(sheet, row["number"])
    code = code_of(row)
    sheet.qr_code(code, QR)
    if row["weight_grams"]:
        sheet.write(f"{kilograms(int(row['weight_grams']))} kg", WEIGHT, 11, 8)
    sheet.write(code, CONTENT, 7, 4)


def _empty(sheet: Sheet, language: str) -> None:
    caption(sheet, "from", FROM, language)
    caption(sheet, "to", TO, language)
    caption(sheet, "number", NUMBER, language)
    sheet.frame(PLACE)
    caption(sheet, "gross_total", Box(BESIDE, 111, WIDE - 37, 12), language)
    caption(sheet, "code", Box(BESIDE, 124, WIDE - 37, 9), language)
    note(sheet, Box(BESIDE + 0.8, 136, WIDE - 39, 8), language)
