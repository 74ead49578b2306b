"""A declaration drawn on its form: the first page, and as many more as its lines and long texts need.

Every content line stands on one page or goes on on the next; each page says how many begin on it, and what they weigh
and are worth, so that the pages add up to the totals of the first.
"""

from collections.abc import Sequence

from tearoad.wire.forms import flow, fonts, front
from tearoad.wire.forms.cn22 import LAYOUT as CN22
from tearoad.wire.forms.cn23 import LAYOUT as CN23
from tearoad.wire.forms.flow import Cell, Row
from tearoad.wire.forms.layout import Field, Layout
from tearoad.wire.forms.sheet import Box, Sheet
from tearoad.wire.forms.values import Declaration
from tearoad.wire.forms.words import amount, kilograms, label, summed, word

LAYOUTS = {layout.name: layout for layout in (CN22, CN23)}
MOST_NAMED = 8  # characters without a font, of a page


def draw(sheet: Sheet, of: Declaration, language: str) -> None:
    """All pages of one declaration."""
    sheet.strange.clear()
    form = LAYOUTS[of.choice.form]
    fields = form.fields(of, language)
    for one in fields:
        sheet.plain(one.text)
    lines, in_full = form.rows(sheet, of), _in_full(form, fields, language)
    pages = [(page, lines) for page in flow.pages(lines, form.first.height, form.others.height)]
    if in_full:
        pages += [(page, in_full) for page in flow.pages(in_full, form.others.height, form.others.height)]
    strange = strange_words(sheet, language)
    for at, (page, rows) in enumerate(pages):
        sheet.page(form.width, form.height)
        area = form.others if at else form.first
        if at:
            front.heading(sheet, form.name, Box(area.x, 3, area.width, 8.5), language)
        else:
            form.front(sheet, of, language)
            for one in fields:
                one.draw(sheet, language)
        if rows is lines:
            form.draw_table(sheet, area, language)
        flow.draw(sheet, page, rows, area.x, area.y, area.width)
        words = [word("page", language, at + 1, len(pages)), of.s10, of.reference]
        if rows is lines and len(pages) > 1:
            words.append(_counted(of, flow.begun(page), language))
        if at + 1 < len(pages):
            words.append(word("continued", language, at + 2))
        _foot(sheet, form.foot, words, strange)


def _in_full(form: Layout, fields: Sequence[Field], language: str) -> list[Row]:
    """Fields that are cut on the first page, whole."""
    width = form.first.width - 1.2
    found = []
    for one in fields:
        if one.fitted().cut:
            text = f"{word('full', language)}, {label(one.key, language)}: {fonts.plain(one.text).text}"
            found.append(Row((Cell(0.6, width, text, form.size),), 0.8, rule=True))
    return found


def _counted(of: Declaration, places: Sequence[int], language: str) -> str:
    here = [of.lines[at] for at in places]
    weight, value = summed([one.weight_grams for one in here]), summed([one.value_minor for one in here])
    nothing = word("not_added", language)
    return word("this_page", language, len(here), len(of.lines), nothing if weight is None else kilograms(weight),
                nothing if value is None else amount(value, of.currency))  # fmt: skip


def strange_words(sheet: Sheet, language: str) -> str:
    """What REPLACEMENT stands for, '' where it stands nowhere."""
    if not sheet.strange:
        return ""
    codes = [f"U+{ord(one):04X}" for one in sorted(sheet.strange)]
    return word("strange", language, ", ".join(codes[:MOST_NAMED]) + (" …" if len(codes) > MOST_NAMED else ""))


def _foot(sheet: Sheet, box: Box, words: Sequence[str], strange: str) -> None:
    half = box.height / 2
    sheet.write(" · ".join(filter(None, words)), box._replace(height=half if strange else box.height), 5, 3)
    if strange:
        sheet.write(strange, Box(box.x, box.y + half, box.width, half), 4.5, 3)
