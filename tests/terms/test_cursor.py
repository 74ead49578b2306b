"""Cursors go on where they were made, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.terms.cursor import LONGEST_CURSOR, cursor_of, keys_of
from tearoad.terms.refusal import BadInput


@given(st.integers(-(2**62), 2**62), st.text(max_size=50))
def test_the_keys_come_back(number: int, word: str) -> None:
    if word.encode(errors="ignore").decode() == word:
        assert keys_of(cursor_of("list", number, word), "list", (int, str)) == (number, word)


@given(st.integers(0, 200), st.characters(codec="ascii"))
def test_a_changed_cursor_is_refused(place: int, letter: str) -> None:
    good = cursor_of("list", 7, "teapot-1")
    place %= len(good)
    bad = good[:place] + letter + good[place + 1 :]
    if bad != good and place < len(good) - 1:  # the last letter has bits that carry nothing
        with pytest.raises(BadInput):
            keys_of(bad, "list", (int, str))


@pytest.mark.parametrize("text", ["", "x", "=", "é", "\ud800", "\0", "A" * (LONGEST_CURSOR + 1), "e30", "[]", "🫖"])
def test_what_never_was_one_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="expected one from the page before"):
        keys_of(text, "list", (int, str))


def test_each_list_has_its_own() -> None:
    good = cursor_of("orders of anna", 7, "x")
    for about, kinds in (("orders of boris", (int, str)), ("orders of anna", (str, int)), ("orders of anna", (int,))):
        with pytest.raises(BadInput):
            keys_of(good, about, kinds)


def test_true_is_no_number() -> None:
    with pytest.raises(BadInput):
        keys_of(cursor_of("list", True), "list", (int,))
