"""Labels: every number is read back by a scanner, every text is extracted as it was given, or its row is refused."""

import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed import boxes, declaration, texts
from reportlab.pdfbase import pdfmetrics
from scanned import LINEAR, RECEPTACLE, SQUARE, address, faults, receptacle, scanned, volume

from tearoad.kernel.s10 import numbers
from tearoad.wire.forms import fonts, words
from tearoad.wire.forms.book import printed as forms
from tearoad.wire.forms.codes import QR_TEXT
from tearoad.wire.forms.sheet import Box, Sheet
from tearoad.wire.labels.address import code_of
from tearoad.wire.labels.values import COLUMNS, Verdict
from tearoad.wire.labels.volume import Volume
from tearoad.wire.receptacle import receptacle_of

NUMBERS = numbers("RB", np.arange(47_000_000, 47_000_400, 7), "CN")
TEXTS = {"ru": "Ёлкин №5 «Съезд» ЩЪЫЭ", "zh": "浙江省杭州市余杭区文一西路", "en": "Łódź Ångström Çelik"}


def in_words(pdf: bytes) -> list[str]:
    """The text of each page without its blanks, as wide letters are set apart and lines wrapped."""
    return [page.replace(" ", "") for page in texts(pdf)]


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("up", [1, 4])
def test_an_address_label_is_read_back(language: str, up: int) -> None:
    rows = [address(number, recipient_name=TEXTS[language]) for number in NUMBERS[:6]]
    pdf, judged = volume("address", rows, language, up)
    read, said = scanned(pdf), in_words(pdf)
    assert len(read) == len(said) == (6 if up == 1 else 2)
    for at, row in enumerate(rows):
        assert judged[at].page == at // up + 1
        assert (LINEAR, row["number"]) in read[at // up]
        assert (SQUARE, f"{row['number']}/RU/420111") in read[at // up]
        for column, text in row.items():
            if column != "weight_grams":
                assert text.replace(" ", "") in said[at // up], column
        assert "1.250kg" in said[at // up]
    assert sum(map(len, read)) == 2 * len(rows)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("up", [1, 4])
def test_a_receptacle_label_is_read_back(language: str, up: int) -> None:
    rows = [receptacle(serial) for serial in range(1, 6)]
    pdf, judged = volume("receptacle", rows, language, up)
    read, said = scanned(pdf), in_words(pdf)
    for at, row in enumerate(rows):
        number = row["receptacle_id"]
        assert judged[at].number == number
        assert {(LINEAR, number), (SQUARE, number)} <= {*read[at // up]}
        category = words.word("category_A", language).replace(" ", "")
        for text in (
            number,
            "CNPEKA",
            "RUMOWA",
            "北京国际邮件互换局",
            "МоскваММПОШереметьево",
            category,
            "12.300",
            "6/0001",
        ):
            assert text in said[at // up]
    assert sum(map(len, read)) == 2 * len(rows)


def test_a_list_of_a_dispatch_is_read_back_and_adds_up() -> None:
    rows = [{"receptacle_id": receptacle(1 + at // 20)["receptacle_id"], "number": number, "weight_grams": "100"}
            for at, number in enumerate(NUMBERS[:50])]  # fmt: skip
    other = {"receptacle_id": RECEPTACLE.replace("60001", "60002"), "number": NUMBERS[-1], "weight_grams": ""}
    pdf, judged = volume("dispatch", [*rows, other], "ru")
    read, said = scanned(pdf), in_words(pdf)
    assert [one.page for one in judged] == [1] * 50 + [len(read)]
    whole = [one for page in read for one in page]
    expected = {row["number"] for row in [*rows, other]} | {row["receptacle_id"] for row in [*rows, other]}
    assert sorted(text for _, text in whole) == sorted({*expected, RECEPTACLE[:20], other["receptacle_id"][:20]})
    assert {kind for kind, _ in whole} == {LINEAR}
    assert "50,5.000kg" in said[0]
    assert "3,36.900kg" in said[0]
    for at, page in enumerate(said[:-1], 1):
        assert f"страница{at}из{len(said) - 1}" in page


def test_more_items_than_a_page_holds_stand_on_further_pages() -> None:
    many = numbers("RB", np.arange(1_000, 1_400), "CN")
    rows = [{"receptacle_id": RECEPTACLE, "number": number, "weight_grams": ""} for number in many]
    pdf, _ = volume("dispatch", rows, "zh")
    said = " ".join(texts(pdf))
    assert all(said.count(number) == 1 for number in many)
    for wide, high, characters in boxes(pdf):
        for left, lower, right, upper in characters:
            assert 0 <= left <= right <= wide
            assert 0 <= lower <= upper <= high


def test_forms_are_read_back_too() -> None:
    for form in ("CN 22", "CN 23"):
        (page,) = scanned(forms([declaration(form, s10=NUMBERS[3])], "ru").pdf)  # type: ignore[arg-type]
        assert page == [(LINEAR, NUMBERS[3])]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**8 - 1), st.sampled_from(["RB", "CC", "EE", "LX"]), st.from_regex(QR_TEXT, fullmatch=True))
def test_any_number_and_any_code_is_read_back(serial: int, service: str, code: str) -> None:
    (number,) = numbers(service, np.array([serial]), "CN")
    code = code[:38].strip() or "A"
    out = io.BytesIO()
    sheet = Sheet("t", out)
    sheet.page(90, 60)
    sheet.bar_code(number, Box(5, 5, 80, 12), 0.4)
    sheet.qr_code(code, Box(5, 22, 30, 30))
    sheet.whole()
    assert scanned(out.getvalue()) == [[(LINEAR, number), (SQUARE, code)]]


@pytest.mark.parametrize(
    ("column", "value", "verdict"),
    [
        ("number", "RB470000000CN", Verdict.NOT_S10),
        ("number", "", Verdict.MISSING),
        ("number", "RВ473124829CN", Verdict.NOT_S10),
        ("recipient_name", "", Verdict.MISSING),
        ("recipient_name", "Юрий 😀", Verdict.NO_FONT),
        ("recipient_name", "a\0b", Verdict.NO_FONT),
        ("recipient_name", "ابحث", Verdict.NO_FONT),
        ("recipient_name", "\u202eabc", Verdict.NO_FONT),
        ("recipient_name", "麴", Verdict.NO_FONT),
        ("recipient_street", "x" * 201, Verdict.TOO_LONG),
        ("recipient_city", "W" * 190, Verdict.TOO_LONG),
        ("recipient_country", "RUS", Verdict.NOT_COUNTRY),
        ("recipient_country", "ZZ", Verdict.NOT_COUNTRY),
        ("recipient_postcode", "", Verdict.MISSING),
        ("recipient_postcode", "42-", Verdict.NOT_POSTCODE),
        ("recipient_postcode", "４２０１１１", Verdict.NOT_POSTCODE),
        ("weight_grams", "-1", Verdict.NOT_WEIGHT),
        ("weight_grams", "1e3", Verdict.NOT_WEIGHT),
        ("weight_grams", "9" * 40, Verdict.NOT_WEIGHT),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_printed(column: str, value: str, verdict: Verdict) -> None:
    pdf, judged = volume("address", [address(NUMBERS[0], **{column: value})])
    assert faults(judged) == [[(column, verdict)]]
    assert judged[0].page is None
    assert pdf == b""


def test_every_fault_of_a_row_is_told_at_once_and_others_are_printed() -> None:
    bad = address(NUMBERS[1], recipient_name="", sender_country="xx", weight_grams="heavy")
    pdf, judged = volume("address", [address(NUMBERS[0]), bad, address(NUMBERS[0]), address(NUMBERS[2])])
    assert [one.page for one in judged] == [1, None, None, 2]
    assert {column for column, _ in faults(judged)[1]} == {"recipient_name", "sender_country", "weight_grams"}
    assert faults(judged)[2] == [("number", Verdict.TWICE)]
    assert "row 1" in str(judged[2].faults[0])
    assert len(texts(pdf)) == 2


def test_a_receptacle_that_contradicts_itself_is_refused() -> None:
    for grams, good in (("12300", True), ("12399", True), ("12201", True), ("12400", False), ("12200", False)):
        _, judged = volume("receptacle", [receptacle(1, weight_grams=grams)])
        assert faults(judged) == [[] if good else [("weight_grams", Verdict.CONTRADICTS)]]
    for name in (RECEPTACLE[:-1], RECEPTACLE.lower(), RECEPTACLE.replace("ACA6", "ECA6"), "x"):
        assert receptacle_of(name) is None
        assert faults(volume("receptacle", [receptacle(1, receptacle_id=name)])[1]) == [
            [("receptacle_id", Verdict.NOT_S9)]
        ]


def test_a_dispatch_is_printed_whole_or_not_at_all() -> None:
    one = [{"receptacle_id": RECEPTACLE, "number": number, "weight_grams": ""} for number in (NUMBERS[0], "nothing")]
    other = {"receptacle_id": RECEPTACLE.replace("60001", "60002"), "number": NUMBERS[1], "weight_grams": "5"}
    pdf, judged = volume("dispatch", [one[0], other, one[1]])
    assert faults(judged) == [[("receptacle_id", Verdict.OF_REFUSED)], [], [("number", Verdict.NOT_S10)]]
    assert NUMBERS[0] not in " ".join(texts(pdf))
    assert [row.page for row in judged] == [None, 1, None]


def test_what_a_code_says_fits_it_whatever_is_good() -> None:
    longest = address(NUMBERS[0], recipient_postcode="ABCDE 12-4")
    assert len(code_of(longest)) <= 38
    assert QR_TEXT.fullmatch(code_of(longest))
    assert (SQUARE, code_of(longest)) in scanned(volume("address", [longest])[0])[0]


def test_pages_are_written_as_they_end_and_all_are_found() -> None:
    out = io.BytesIO()
    book = Volume(out, "zh")
    sizes = []
    for number in NUMBERS[:5]:
        book.add("address", address(number))
        sizes.append(out.tell())
    assert sizes[1] - sizes[0] < sizes[4] - sizes[1]
    assert sizes == sorted({*sizes})
    book.end()
    raw = out.getvalue()
    start = int(re.findall(rb"startxref\n(\d+)\n", raw)[-1])
    head, *entries = raw[start:].split(b"trailer")[0].splitlines()[1:]
    assert int(head.split()[1]) == len(entries)
    for number, entry in enumerate(entries[1:], 1):
        place = int(entry.split()[0])
        assert raw[place:].startswith(b"%d 0 obj" % number)
    assert len(texts(raw)) == 5


def test_the_same_rows_are_the_same_bytes() -> None:
    rows = [address(number) for number in NUMBERS[:3]]
    assert volume("address", rows, "zh", 4)[0] == volume("address", rows, "zh", 4)[0]


def test_no_character_is_looked_up_as_one_that_is_missing() -> None:
    for code, glyph in fonts.glyphs().items():
        assert pdfmetrics.getFont(glyph.font).face.charToGlyph[code] > 0, f"U+{code:04X}"


@pytest.mark.parametrize("kind", COLUMNS)
def test_names_of_columns_are_said_once(kind: str) -> None:
    names = [column.name for column in COLUMNS[kind]]
    assert len(names) == len({*names})
