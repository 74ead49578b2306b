"""The ruling of customs on A4: what was decided, every reason with its source, the reckoning, what comes back."""

from collections.abc import Iterator, Sequence

from tearoad.wire.forms import flow
from tearoad.wire.forms.declaration import strange_words
from tearoad.wire.forms.flow import Cell, Row
from tearoad.wire.forms.sheet import Box, Sheet
from tearoad.wire.forms.values import Back, Charge, Ruling
from tearoad.wire.forms.words import NOTHING, amount, country, day, kilograms, label, summed, word

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 16.0
WIDE = WIDTH - 2 * MARGIN
TOP, OTHER_TOP, BOTTOM = 34.0, 20.0, 280.0
HEAD, BODY, SMALL = 9.5, 8.0, 6.5
NAMES = 52.0  # mm, the column of names
SEAL = 24.0  # mm, the box for stamp and signature


def draw(sheet: Sheet, of: Ruling, language: str) -> None:
    """All pages of one ruling."""
    sheet.strange.clear()
    rows = [
        row._replace(cells=tuple(cell._replace(text=sheet.plain(cell.text)) for cell in row.cells))
        for row in _rows(of, language)
    ]
    strange = strange_words(sheet, language)
    pages = flow.pages(rows, BOTTOM - TOP - SEAL, BOTTOM - OTHER_TOP - SEAL)
    for at, page in enumerate(pages):
        sheet.page(WIDTH, HEIGHT)
        if at == 0:
            sheet.write(label("ruling", language), Box(MARGIN, 14, WIDE, 8), 15, 9)
            sheet.write(word("ruling_note", language), Box(MARGIN, 23, WIDE, 8), 7.5, 5)
        flow.draw(sheet, page, rows, MARGIN, OTHER_TOP if at else TOP, WIDE)
        if at + 1 == len(pages):
            seal = Box(MARGIN + WIDE / 2, BOTTOM - SEAL + 2, WIDE / 2, SEAL - 4)
            sheet.frame(seal)
            sheet.write(word("officer", language), seal.inner._replace(height=6), 6.5, 5)
        named = [word("page", language, at + 1, len(pages)), of.declaration.reference,
                 word("hashes", language, of.inputs_hash or NOTHING, of.law_hash or NOTHING)]  # fmt: skip
        sheet.write(" · ".join(named), Box(MARGIN, BOTTOM + 2, WIDE, 3.5), 6, 4)
        if strange:
            sheet.write(strange, Box(MARGIN, BOTTOM + 6, WIDE, 6), 6, 4)


def _rows(of: Ruling, language: str) -> Iterator[Row]:
    yield from _decided(of, language)
    yield _heading(word("reasons", language))
    if of.reasons:
        yield _table([(0, 14, "check"), (16, 20, "lines"), (38, 78, "sentence"), (118, 60, "source")], language)
    for one in of.reasons:
        lines = one.lines.replace(",", ", ") or word("whole", language)
        yield _line([(0, 14, one.code), (16, 20, lines), (38, 78, one.sentence)],
                    (118, 60, f"{one.source} [{one.status}]"))  # fmt: skip
    if not of.reasons:
        yield _text(word("no_reasons", language))
    yield from _reckoned(of, language)
    if of.reckoning is not None:
        yield from _backs(of, language)
    yield _heading(word("appeal", language))
    yield _text(word("no_appeal", language))


def _backs(of: Ruling, language: str) -> Iterator[Row]:
    yield _heading(word("backs", language))
    for back in of.backs:
        name = f"{word(f'kind_{back.kind}', language)}, {word(f'event_{back.event}', language)}"
        yield _pair(name, back_in_words(back, language))
    if not of.backs:
        yield _text(word("nothing_owed", language))


def _decided(of: Ruling, language: str) -> Iterator[Row]:
    said = of.declaration
    weight = kilograms(said.gross_grams) or kilograms(summed([line.weight_grams for line in said.lines]))
    value = summed([line.value_minor for line in said.lines])
    total = amount(of.total_minor, of.currency) or word("no_total", language)
    yield _pair(word("number", language), said.s10)
    yield _pair(word("reference", language), said.reference)
    yield _pair(word("office", language), f"{said.office} {day(said.accepted_on)}".strip())
    yield _pair(word("from", language), f"{said.sender_name} {country(said.sender_country, language)}".strip())
    yield _pair(word("to", language), f"{said.recipient_name} {country(said.destination, language)}".strip())
    yield _pair(word("value_total", language), amount(value, said.currency) or word("not_added", language))
    yield _pair(word("gross_total" if said.gross_grams is not None else "net_total", language), weight)
    yield Row((Cell(0, NAMES, word("decided", language), HEAD),
               Cell(NAMES, WIDE - NAMES, word(f"verdict_{of.verdict}", language), HEAD)), 3, rule=True)  # fmt: skip
    if of.channel:
        yield _pair(word("channel", language), word(f"channel_{of.channel}", language))
    if of.decided_by:
        yield _pair(word("decided_by", language), of.decided_by)
    yield _pair(word("total", language), total)
    if of.detail:
        yield _pair(word("detail", language), of.detail)


def _reckoned(of: Ruling, language: str) -> Iterator[Row]:
    yield _heading(word("reckoning", language))
    if of.reckoning is None:
        yield _text(word("no_reckoning", language))
        return
    if of.reckoning.charges:
        heads = ((0, 36, "kind"), (38, 24, "line"), (64, 30, "law_amount"), (96, 32, "paid_amount"), (130, 48, "rule"))
        yield _table(heads, language)
    for one in of.reckoning.charges:
        yield _charge(one, language)
    if not of.reckoning.charges:
        yield _text(word("nothing_owed", language))
    for sentence in of.reckoning.words:
        yield _text(sentence, SMALL)


def _charge(of: Charge, language: str) -> Row:
    unknown = word("unknown", language)
    line = word("whole", language) if of.line is None else str(of.line)
    rule = f"{of.rule} [{of.status}]" + ("" if of.counted else f", {word('not_counted', language)}")
    return _line(
        [(0, 36, word(f"kind_{of.kind}", language)), (38, 24, line),
         (64, 30, amount(of.law_minor, of.law_currency) or unknown),
         (96, 32, amount(of.paid_minor, of.paid_currency) or unknown)],
        (130, 48, rule),
    )  # fmt: skip


def back_in_words(of: Back, language: str) -> str:
    """Whether it comes back, until when, and by which source."""
    said = word(f"refund_{of.refund}", language)
    if of.within_days is not None and of.refund == "whole":
        said += ", " + word("within", language, of.within_days)
    return f"{said} [{of.source or word('no_rule', language)}]"


def _heading(text: str) -> Row:
    return Row((Cell(0, WIDE, text, HEAD),), 4, rule=True)


def _pair(name: str, text: str) -> Row:
    return Row((Cell(0, NAMES - 2, name, SMALL), Cell(NAMES, WIDE - NAMES, text or NOTHING, BODY)), 0.8)


def _text(text: str, size: float = BODY) -> Row:
    return Row((Cell(0, WIDE, text, size),), 0.8)


def _table(columns: Sequence[tuple[float, float, str]], language: str) -> Row:
    return Row(tuple(Cell(x, width, word(key, language), SMALL) for x, width, key in columns), 0.8)


def _line(cells: Sequence[tuple[float, float, str]], last: tuple[float, float, str]) -> Row:
    return Row((*(Cell(x, width, text, BODY) for x, width, text in cells), Cell(*last, SMALL)), 1, rule=True)
