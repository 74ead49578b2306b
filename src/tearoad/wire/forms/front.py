"""What the first pages of CN 22 and CN 23 have alike: the heading, the number with its bar code, the categories."""

from tearoad.customs.checks.declared import CATEGORIES
from tearoad.kernel.s10 import valid
from tearoad.wire.forms.layout import label_fitted
from tearoad.wire.forms.sheet import Box, Sheet
from tearoad.wire.forms.values import Declaration
from tearoad.wire.forms.words import label, word

TICK = 2.0  # mm


def heading(sheet: Sheet, name: str, box: Box, language: str) -> None:
    """The title on the left, the name of the form on the right."""
    right = box.width * 0.36
    left = Box(box.x, box.y, box.width - right, box.height)
    title = word("declaration", language)
    sheet.write(title, left._replace(height=box.height * 0.55), 10, 6)
    english = "" if language == "en" else f"{word('declaration', 'en')}. "
    beside = english + label("opened", language)
    sheet.write(beside, Box(left.x, box.y + box.height * 0.5, left.width, box.height * 0.5), 5, 3)
    sheet.write(name, Box(box.x + left.width, box.y, right, box.height * 0.55), 11, 8, "right")
    note = name + word("like", language) + ("" if language == "en" else f" / {name}{word('like', 'en')}")
    sheet.write(note, Box(box.x + left.width, box.y + box.height * 0.5, right, box.height * 0.5), 4.5, 3, "right")


def number(sheet: Sheet, of: Declaration, box: Box, language: str) -> None:
    """The S10 number as a bar code and in words; a code only where it is such a number. Without one the box stays
    empty, for a label."""
    sheet.frame(box)
    inner = box.inner
    sheet.write(label("number", language), inner._replace(height=2.1), 4.4, 2.9)
    if valid(of.s10):
        sheet.bar_code(of.s10, Box(inner.x, inner.y + 2.3, inner.width, inner.height - 6.2))
    sheet.write(of.s10, Box(inner.x, inner.y + inner.height - 3.6, inner.width, 3.6), 8, 5, "centre")


def categories(sheet: Sheet, of: Declaration, box: Box, language: str, columns: int = 3) -> None:
    """One square for each category, the declared one with a cross."""
    sheet.frame(box)
    inner = box.inner
    sheet.fill(label_fitted("category", language, inner._replace(height=2.1)), inner)
    chosen = of.category.lower()
    rows = -(-len(CATEGORIES) // columns)
    wide, high = inner.width / columns, (inner.height - 2.2) / rows
    for at, name in enumerate(CATEGORIES):
        x, y = inner.x + at % columns * wide, inner.y + 2.2 + at // columns * high
        sheet.tick(x, y + 0.3, TICK, on=name == chosen)
        room = Box(x + TICK + 0.8, y, wide - TICK - 1.2, high)
        sheet.fill(label_fitted(name, language, room), room)


def signature(sheet: Sheet, box: Box, language: str) -> None:
    """What the sender certifies, and the line on which they sign."""
    sheet.frame(box)
    inner = box.inner
    said = word("certify", language) if language == "en" else f"{word('certify', language)} {word('certify', 'en')}"
    sheet.write(said, inner._replace(height=inner.height * 0.62), 5, 2.9)
    line = box.y + box.height - 2.7
    sheet.line(inner.x, line, inner.width)
    sheet.write(label("signature", language), Box(inner.x, line + 0.2, inner.width, 2.2), 4.4, 2.9)
