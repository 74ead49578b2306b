import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.terms.money import LARGEST_MINOR, format_minor, parse_minor


@given(st.integers(-LARGEST_MINOR, LARGEST_MINOR))
def test_what_is_formatted_is_parsed_back(minor: int) -> None:
    text = format_minor(minor, "RUB").removesuffix(" RUB").replace(" ", "")
    assert parse_minor(text, "RUB") == minor


@pytest.mark.parametrize("text", ["", "1.234", "nan", "Infinity", "1e30", "1e999999", "-1e999999", "12,5", "one"])
def test_an_inexact_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        parse_minor(text, "RUB")
