"""Titles and queries meet in the same words; what reaches PostgreSQL is letters and digits alone."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tearoad.market.words import LONGEST_TEXT, Asked, asked, indexed

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=20)
WORD = re.compile(r"[^\W_]+")


def test_words_of_three_languages() -> None:
    assert indexed("Чайник заварочный, «Ёлка» 1,5 л") == "чайник заварочный елка 1 5 л"
    assert indexed("T-shirt of 100% COTTON") == "t shirt of 100 cotton"
    assert indexed("纯棉T恤") == "纯 棉 纯棉 t 恤"
    assert indexed("LED灯泡", "LED lamp") == "led 灯 泡 灯泡 lamp"


def test_what_was_typed() -> None:
    assert asked("Чайники из ста") == Asked("чайники & из", "ста", "ста:*")
    assert asked("不锈钢") == Asked("不锈", "锈钢", "锈钢")
    assert asked("LED 灯") == Asked("led", "灯", "灯")
    assert asked("b") == Asked("", "b", "b")
    assert asked("’ ( ) & | ! :* \\ \0 🫖 \u202e") == Asked("", "", "")


@given(HAN, st.data())
def test_any_word_of_two_characters_is_found(title: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(title) - 2))
    assert asked(title[at : at + 2]).last in indexed(f"x {title}，1").split()


@given(st.text(max_size=2 * LONGEST_TEXT))
def test_hostile_text_is_harmless(text: str) -> None:
    found = asked(text)
    assert all(WORD.fullmatch(word) for word in found.others.split(" & ") if found.others)
    assert bool(WORD.fullmatch(found.last)) == bool(found.last)
    assert found.begun in (found.last, f"{found.last}:*")
    assert all(WORD.fullmatch(word) for word in indexed(text).split())
