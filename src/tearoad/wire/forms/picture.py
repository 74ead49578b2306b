"""The label of an item as a picture for pages (SVG): what its declaration says, drawn on paper that is always white.

Measures are those of the drawing, 320 wide; letters are the reader's own, so texts are wrapped by the widths of ours.
"""

from collections.abc import Iterator
from html import escape

from tearoad.customs.checks.declared import CATEGORIES
from tearoad.kernel.s10 import valid
from tearoad.wire.forms import fonts
from tearoad.wire.forms.cn22 import total_value
from tearoad.wire.forms.codes import QUIET, code128
from tearoad.wire.forms.values import Declaration
from tearoad.wire.forms.words import NOTHING, country, kilograms, label, summed, word

WIDTH, HEIGHT, MARGIN = 320, 212, 14
WIDE = WIDTH - 2 * MARGIN
BARS, BARS_HIGH = 44, 46  # where the bars begin, and how high they are
SMALL, BODY, LARGE = 7, 10, 15
WIDER = 1.25  # the reader's letters than ours, at most (assumed)


def label_picture(of: Declaration, language: str) -> str:
    """One <svg> element. Texts that are too long are cut after their second line."""
    said = "".join(_parts(of, language))
    title = escape(fonts.plain(f"{of.choice.form}{word('like', language)}, {of.s10 or of.reference}").text)
    return (
        f'<svg class="label-picture" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
        f'<rect x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" rx="6" fill="#fff" stroke="#000"/>{said}</svg>'
    )


def _parts(of: Declaration, language: str) -> Iterator[str]:
    yield _text(MARGIN, 26, f"{of.choice.form}{word('like', language)}", BODY, bold=True)
    yield _text(
        WIDTH - MARGIN, 26, _cut(f"{of.origin} {NOTHING} {of.destination}", LARGE, WIDE / 2), LARGE, bold=True, end=True
    )
    if valid(of.s10):
        yield from _bars(of.s10)
        yield _text(WIDTH / 2, BARS + BARS_HIGH + 16, _grouped(of.s10), LARGE, bold=True, middle=True)
    else:
        yield _text(WIDTH / 2, BARS + BARS_HIGH, _cut(of.s10, LARGE, WIDE), LARGE, middle=True)
    half = WIDE / 2
    to = " ".join(filter(None, (of.recipient_name, of.recipient_postcode, country(of.destination, language))))
    sender = " ".join(filter(None, (of.sender_name, country(of.sender_country or of.origin, language))))
    yield from _field(MARGIN, 124, half - 8, label("from", language), sender)
    yield from _field(MARGIN + half, 124, half - 8, label("to", language), to)
    gross = of.gross_grams is not None
    grams = of.gross_grams if gross else summed([line.weight_grams for line in of.lines])
    category = of.category.lower()
    third = WIDE / 3
    yield from _field(MARGIN, 170, third - 6, label("category", language),
                      word(category, language) if category in CATEGORIES else of.category)  # fmt: skip
    yield from _field(MARGIN + third, 170, third - 6, word("gross_total" if gross else "net_total", language),
                      kilograms(grams))  # fmt: skip
    yield from _field(MARGIN + 2 * third, 170, third - 6, word("value_total", language), total_value(of))


def _bars(number: str) -> Iterator[str]:
    """Code 128 as one path, as wide as the label allows."""
    bars = code128(number)
    module = WIDE / (bars.width + 2 * QUIET)
    path = [
        f"M{MARGIN + (QUIET + at) * module:.2f} {BARS}h{width * module:.2f}v{BARS_HIGH}h-{width * module:.2f}z"
        for at, width in bars.runs
    ]
    yield f'<path fill="#000" d="{"".join(path)}"/>'


def _field(x: float, y: float, width: float, name: str, text: str) -> Iterator[str]:
    """A name and below it what it holds, two lines at most."""
    yield _text(x, y, _cut(name, SMALL, width), SMALL)
    lines = _lines(text, BODY, width)
    for at, line in enumerate(lines[:2]):
        yield _text(x, y + 13 + 12 * at, line + ("…" if at == 1 and len(lines) > 2 else ""), BODY)


def _cut(text: str, size: float, width: float) -> str:
    return _lines(text, size, width)[0]


def _lines(text: str, size: float, width: float) -> list[str]:
    return fonts.wrapped(fonts.plain(text).text or NOTHING, size * WIDER, width)


def _text(
    x: float, y: float, text: str, size: float, *, bold: bool = False, middle: bool = False, end: bool = False
) -> str:
    anchor = ' text-anchor="middle"' if middle else ' text-anchor="end"' if end else ""
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{weight}{anchor} fill="#000">{escape(text)}</text>'


def _grouped(number: str) -> str:
    return f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:11]} {number[11:]}"
