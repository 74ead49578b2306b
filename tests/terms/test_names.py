"""What is too long, has a NUL or half a character is the name of nothing."""

import pytest

from tearoad.terms.names import LONGEST_ID, storable


@pytest.mark.parametrize(
    ("text", "good"),
    [("", True), ("W1", True), ("заказ\u00a01", True), ("🍵", True), ("a\0b", False), ("\ud800", False)],
)
def test_what_a_data_base_can_hold(text: str, good: bool) -> None:
    assert storable(text) is good


def test_names_end_somewhere() -> None:
    assert storable("x" * LONGEST_ID, LONGEST_ID)
    assert not storable("x" * (LONGEST_ID + 1), LONGEST_ID)
