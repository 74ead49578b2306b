"""Printed forms: what they say, read back; nothing is lost, cut or beside its page; same input, same bytes."""

import hashlib
import re
import subprocess
import sys
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed import WORDS, boxes, declaration, texts

from tearoad.customs.checks.declared import CATEGORIES
from tearoad.wire.forms import fonts, words
from tearoad.wire.forms.book import printed
from tearoad.wire.forms.declaration import LAYOUTS
from tearoad.wire.forms.front import TICK
from tearoad.wire.forms.layout import label_fitted
from tearoad.wire.forms.ruling import draw as draw_ruling
from tearoad.wire.forms.sheet import Box, Sheet, fitted
from tearoad.wire.forms.values import Back, Charge, Reason, Reckoning, Ruling

SIZES = {"CN 22": (74, 105), "CN 23": (210, 148)}
COUNTED = re.compile(r"This page: (\d+) of (\d+) lines, ([\d.]+) kg net, value ([\d ]+\.\d\d) CNY")


def ruling(**more: object) -> Ruling:
    whole = Ruling(
        declaration(), "selected", "documents", "checks",
        (Reason("C02", "1,3", "The description says what it is.", "a form", "verified"),
         Reason("N01", "", "The number is one.", "a standard", "assumed")),
        "", 249_764, "RUB",
        Reckoning((Charge("duty", None, 2_643, "EUR", 249_764, "RUB", "eaeu-duty", "in force", True),
                   Charge("vat", 2, None, "EUR", None, "RUB", "ru-vat", "proposed", False)), ("Because of a rule.",)),
        (Back("returned", "duty", "whole", 90, "a code"), Back("refused", "duty", "unknown", None, "")),
        "12345", "abcde",
    )  # fmt: skip
    return whole._replace(**more)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("form", ["CN 22", "CN 23"])
def test_a_form_says_what_was_declared(form: str, language: str) -> None:
    (text,) = texts(printed([declaration(form, 2, WORDS[language])], language).pdf)  # type: ignore[arg-type]
    for said in (form, f"{form}-like, not certified", "HA473124829CN", WORDS[language], "W17", "Lantern Trade",
                 "Анна Кузнец", "101000", "610910", "0.100", "0.200", "10.00 CNY", "20.00 CNY", "1.250", "30.00 CNY",
                 "2026-11-11", "zabaykalsk", words.word("certify", language)[:12], words.word("gift", language),
                 words.word("declaration", language), "CUSTOMS DECLARATION", "China", "Russia"):  # fmt: skip
        assert said in text, said
    if form == "CN 23":
        for said in ("500100732259", "acct-7", "INV-9", "25.00 CNY", "0.300"):
            assert said in text, said


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_ruling_says_what_was_decided_and_why(language: str) -> None:
    (text,) = texts(printed([ruling()], language).pdf)
    for said in ("C02", "1, 3", "The description says what it is.", "a form [verified]", "N01", "26.43 EUR",
                 "2 497.64 RUB", "eaeu-duty [in force]", "ru-vat [proposed]", "Because of a rule.", "a code", "12345",
                 "abcde", words.word("verdict_selected", language), words.word("channel_documents", language),
                 words.word("unknown", language), words.word("no_appeal", language)[:10],
                 words.word("within", language, 90)):  # fmt: skip
        assert said in text, said


def test_what_cannot_be_reckoned_again_is_not_made_up() -> None:
    (text,) = texts(printed([ruling(reckoning=None, backs=())], "en").pdf)
    assert "Not shown: the law or the declaration" in text
    assert "If the goods go back" not in text
    assert "eaeu" not in text
    (rejected,) = texts(printed([ruling(verdict="rejected", channel="", total_minor=None, currency="")], "en").pdf)
    assert "Rejected" in rejected
    assert "none yet" in rejected


@pytest.mark.parametrize("form", ["CN 22", "CN 23"])
@pytest.mark.parametrize("lines", [1, 9, 100])
def test_pages_add_up_to_the_whole(form: str, lines: int) -> None:
    pages = texts(printed([declaration(form, lines, "Cotton T-shirt, men's " * 4)], "en").pdf)  # type: ignore[arg-type]
    total = lines * (lines + 1) // 2
    assert f"{total * 10:,}.00 CNY".replace(",", " ") in pages[0]
    assert sum(page.count("Cotton") for page in pages) == 4 * lines
    found = [COUNTED.search(page) for page in pages]
    if len(pages) == 1:
        assert not found[0]
        return
    counts = [one.groups() for one in found if one]
    assert len(counts) == len(pages)
    assert {int(one[1]) for one in counts} == {lines}
    assert sum(int(one[0]) for one in counts) == lines
    assert sum(round(float(one[2]) * 1_000) for one in counts) == total * 100
    assert sum(round(float(one[3].replace(" ", "")) * 100) for one in counts) == total * 1_000
    assert [f"page {at} of {len(pages)}" in page for at, page in enumerate(pages, 1)] == [True] * len(pages)
    assert all(f"continued on page {at}" in page for at, page in enumerate(pages[:-1], 2))


def test_one_line_that_is_longer_than_a_page_goes_on() -> None:
    pages = texts(printed([declaration("CN 22", 1, "х" * 2_000)], "ru").pdf)
    assert len(pages) > 1
    assert sum(page.count("х") for page in pages) >= 2_000


def test_a_text_that_is_cut_stands_whole_on_a_further_page() -> None:
    name = " ".join(f"part{at}" for at in range(200))
    first, *others = texts(printed([declaration("CN 23", 1, sender_name=name)], "en").pdf)
    assert "…" in first
    assert name in " ".join(others)
    assert "In full, From" in others[0]


def test_numbers_that_are_none_stand_as_they_were_said() -> None:
    whole = declaration("CN 23", 2)
    odd = whole.lines[0]._replace(quantity="a few", weight_grams="heavy", value_minor="-5")
    (text,) = texts(printed([whole._replace(lines=(odd, whole.lines[1]), accepted_on=None)], "en").pdf)
    for said in ("a few", "heavy", "-5 CNY", "20.00 CNY"):
        assert said in text
    assert "30.00" not in text


def test_what_no_font_has_is_replaced_and_named() -> None:
    text = "ابحث 😀 \u202e\x07 Ёж\n中 \ufeff\u0e01"
    (page,) = texts(printed([declaration(description=text)], "en").pdf)
    assert fonts.plain(text).text == "\ufffd" * 4 + " \ufffd \ufffd\ufffd Ёж 中 \ufffd\ufffd"
    assert "stands for characters that no font here has: U+0007, U+0627, U+0628" in page
    assert "…" in page  # more than are named
    assert "stands for" not in texts(printed([declaration()], "en").pdf)[0]
    assert fonts.plain("и\u0306 a\t\r\nb").text == "й a b"


@pytest.mark.parametrize("form", ["CN 22", "CN 23"])
@settings(max_examples=12, deadline=None)
@given(st.text(max_size=400), st.text(max_size=80), st.integers(1, 4), st.sampled_from(words.LANGUAGES))
def test_any_text_stays_on_its_page(form: str, text: str, name: str, lines: int, language: str) -> None:
    whole = declaration(form, lines, text, sender_name=text, recipient_name=name, s10=name, category=name,  # type: ignore[arg-type]
                        currency=name, office=name, destination=name, invoice=text, reference=name)  # fmt: skip
    for wide, high, characters in boxes(printed([whole, ruling(declaration=whole, detail=text)], language).pdf):
        for left, lower, right, upper in characters:
            assert -1 <= left <= right <= wide + 1
            assert -1 <= lower <= upper <= high + 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.floats(3, 80), st.floats(2, 40))
def test_a_fitted_text_stays_in_its_box(text: str, wide: float, high: float) -> None:
    said = fonts.plain(text).text
    box = Box(0, 0, wide, high)
    fit = fitted(said, box, 9, 5)
    for line in fit.lines:
        assert fonts.width(line, fit.size) <= max(wide * 72 / 25.4, fit.size * 3) + 1e-6
    assert len(fit.lines) == 1 or len(fit.lines) * fit.size * 1.22 <= high * 72 / 25.4 + 0.1
    if not fit.cut:
        assert "".join(fit.lines).replace(" ", "") == said.replace(" ", "")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_label_is_cut(language: str) -> None:
    for layout in LAYOUTS.values():
        for one in layout.fields(declaration(), language):
            assert not label_fitted(one.key, language, one.box.inner._replace(height=one.label_height)).cut, one.key
        for column in layout.columns:
            inner = Box(0, 0, column.width, layout.head).inner
            assert not label_fitted(column.key, language, inner).cut, column.key
    for name in CATEGORIES:  # in the narrower of both forms
        assert not label_fitted(name, language, Box(0, 0, 66.4 / 3 - TICK - 1.2, 3.7)).cut, name


@pytest.mark.parametrize("form", ["CN 22", "CN 23"])
def test_fields_neither_overlap_nor_leave_the_page(form: str) -> None:
    layout = LAYOUTS[form]
    table = layout.first._replace(y=layout.first.y - layout.head, height=layout.first.height + layout.head)
    found = [*(one.box for one in layout.fields(declaration(), "en")), table, layout.foot]
    assert SIZES[form] == (layout.width, layout.height)
    assert sum(one.width for one in layout.columns) == pytest.approx(layout.first.width)
    for at, one in enumerate(found):
        assert 0 < one.x < one.x + one.width < layout.width
        assert 0 < one.y < one.y + one.height < layout.height
        for other in found[:at]:
            apart = (one.x + one.width <= other.x + 1e-6 or other.x + other.width <= one.x + 1e-6
                     or one.y + one.height <= other.y + 1e-6 or other.y + other.height <= one.y + 1e-6)  # fmt: skip
            assert apart, (one, other)


def test_the_declared_category_alone_is_ticked(monkeypatch: pytest.MonkeyPatch) -> None:
    ticked: list[bool] = []
    monkeypatch.setattr(Sheet, "tick", lambda self, x, y, size, on: ticked.append(on))
    for name in (*CATEGORIES, "SAMPLE", "nonsense", ""):
        ticked.clear()
        printed([declaration(category=name)], "en")
        assert ticked == [one == name.lower() for one in CATEGORIES]


def test_only_a_valid_number_gets_a_bar_code(monkeypatch: pytest.MonkeyPatch) -> None:
    coded: list[str] = []
    monkeypatch.setattr(Sheet, "bar_code", lambda self, text, box: coded.append(text))
    for number in ("HA473124829CN", "HA473124820CN", "", "Ж" * 13):
        printed([declaration(s10=number)], "en")
    assert coded == ["HA473124829CN"]


def test_the_same_input_is_the_same_bytes_in_any_process() -> None:
    program = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1])\n"
        "from printed import declaration; from tearoad.wire.forms.book import printed\n"
        "pages = [declaration('CN 22', 9, '男士 Ёж ' * 9), declaration()]\n"
        "print(hashlib.sha256(printed(pages, 'zh').pdf).hexdigest())"
    )
    pages = [declaration("CN 22", 9, "男士 Ёж " * 9), declaration()]
    here = {printed(pages, "zh").pdf for _ in range(2)}
    folder = next(path for path in sys.path if path.endswith("tests/wire"))
    done = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, text=True, check=True)
    assert {hashlib.sha256(one).hexdigest() for one in here} == {done.stdout.strip()}
    assert texts(printed(pages, "zh").pdf) != texts(printed(pages, "ru").pdf)


def test_languages_have_the_same_words_and_places() -> None:
    said = tomllib.loads((fonts.VENDOR.parent / "words.toml").read_text("utf-8"))
    assert set(said) == set(words.LANGUAGES)
    for name, text in said["en"].items():
        for language in words.LANGUAGES:
            assert said[language][name].count("{}") == text.count("{}"), (language, name)
            assert not fonts.plain(said[language][name].replace("\ufffd", "")).strange, (language, name)
    assert said["ru"].keys() == said["zh"].keys() == said["en"].keys()


def test_the_fonts_are_those_of_the_manifest_and_have_the_common_characters() -> None:
    listed = tomllib.loads((fonts.VENDOR / "MANIFEST.toml").read_text("utf-8"))["file"]
    assert {one["file"] for one in listed} == {path.name for path in fonts.VENDOR.iterdir()} - {"MANIFEST.toml"}
    for one in listed:
        assert hashlib.sha256((fonts.VENDOR / one["file"]).read_bytes()).hexdigest() == one["sha256"], one["file"]
        assert one["licence"] == "OFL-1.1"
    known = fonts.glyphs()
    assert all(ord(one) in known for one in "ёЁҚқҒғӘәҮүҰұҢңӨөҺһІіЎў№«»—…€₽ŁłŞşžß婷鑫昊晗瑾璐雯妍翀")
    level_one = [bytes([high, low]) for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]  # GB 2312
    missing = [one for one in level_one if ord(one.decode("gb2312")) not in known]
    assert len(missing) <= 4


def test_a_ruling_goes_on_on_further_pages() -> None:
    many = tuple(Reason(f"C{at:02d}", "1", "What should hold, in a sentence. " * 4, "a source", "assumed")
                 for at in range(60))  # fmt: skip
    pages = texts(printed([ruling(reasons=many)], "en").pdf)
    assert len(pages) > 1
    for one in many:
        assert sum(f"{one.code} 1 What" in page for page in pages) == 1, one.code
    assert [("stamp" in page) for page in pages] == [False] * (len(pages) - 1) + [True]
    sheet = Sheet("t")
    draw_ruling(sheet, ruling(), "en")
    assert sheet.pages == 1


def test_a_narrow_field_shrinks_before_it_is_cut() -> None:
    (field,) = [one for one in LAYOUTS["CN 23"].fields(declaration(), "en") if one.key == "reference"]
    sizes = [replace(field, text="W" * count).fitted() for count in (5, 30, 60, 300)]
    assert [one.size for one in sizes] == sorted((one.size for one in sizes), reverse=True)
    assert [one.cut for one in sizes][0::3] == [False, True]
