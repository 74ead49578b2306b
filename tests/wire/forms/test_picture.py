"""The label as a picture: its bars are read back as a scanner would, and what was declared is text and nothing else."""

import re
from itertools import pairwise

import pytest
from lxml import etree
from printed import WORDS, declaration
from reportlab.graphics.barcode.code128 import _patterns

from tearoad.wire.forms import words
from tearoad.wire.forms.picture import MARGIN, QUIET, WIDE, label_picture

BAR = re.compile(r"M([\d.]+) \d+h([\d.]+)v\d+h-[\d.]+z")
START_B, TO_C, TO_B = 104, 99, 100
HOSTILE = "<script>&\"'\u202e\x01" + "x" * 190


def scanned(picture: str) -> str:
    """The text of its bars, in the code sets B and C of ISO/IEC 15417, with the check of all symbols."""
    bars = [(float(at), float(wide)) for at, wide in BAR.findall(picture)]
    edges = [edge for at, wide in bars for edge in (at, at + wide)]
    module = min(wide for _, wide in bars)
    widths = [round((after - before) / module) for before, after in pairwise(edges)]
    values = {tuple(ord(one.upper()) - 64 for one in pattern): value for value, pattern in _patterns.items()}
    symbols = [values[tuple(widths[at : at + 6])] for at in range(0, len(widths) - 7, 6)]
    start, *data, check = symbols
    assert check == (start + sum(at * value for at, value in enumerate(data, 1))) % 103
    pairs, text = start != START_B, ""
    for value in data:
        if value in (TO_B, TO_C) and not (pairs and value == TO_C):
            pairs = value == TO_C
        else:
            text += f"{value:02d}" if pairs else chr(value + 32)
    return text


def test_the_bars_are_those_of_the_number() -> None:
    of = declaration("CN 22", 1, "x")
    picture = label_picture(of, "en")
    assert scanned(picture) == of.s10
    first, *_, last = BAR.findall(picture)
    module = min(float(wide) for _, wide in BAR.findall(picture))
    assert float(first[0]) == pytest.approx(MARGIN + QUIET * module, abs=0.1)
    assert float(last[0]) + float(last[1]) == pytest.approx(MARGIN + WIDE - QUIET * module, abs=0.1)
    assert "<path" not in label_picture(of._replace(s10="HA000000000CN"), "en"), "that is no such number"


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("form", ["CN 22", "CN 23"])
def test_a_label_says_what_was_declared(form: str, language: str) -> None:
    of = declaration(form, 2, WORDS[language])  # type: ignore[arg-type]
    text = " ".join(etree.fromstring(label_picture(of, language)).itertext())
    for said in (form, "HA 473 124 829 CN", "CN – RU", words.word("sale", language), "1.250", "30.00 CNY"):
        assert said in text


def test_what_was_declared_is_only_text() -> None:
    of = declaration("CN 22", 1, "x")
    names = (
        "s10",
        "origin",
        "destination",
        "category",
        "currency",
        "recipient_name",
        "sender_name",
        "recipient_postcode",
    )
    of = of._replace(**dict.fromkeys(names, HOSTILE), gross_grams=HOSTILE)
    drawn = etree.fromstring(label_picture(of, "en"))
    assert {one.tag for one in drawn.iter()} == {"svg", "rect", "text"}
    assert "\u202e" not in "".join(drawn.itertext())
    assert all(len(one.text or "") < 60 for one in drawn.iter("text")), "what is too long is cut"
