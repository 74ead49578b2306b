"""The pattern that is quick and the plain check that tells say the same of every segment."""

import pytest
from edifact_words import LIMITS
from hypothesis import given
from hypothesis import strategies as st

from tearoad.boot.edifact import own_book
from tearoad.wire.edifact.faults import Verdict
from tearoad.wire.edifact.pattern import faults_of, pattern_of
from tearoad.wire.edifact.subset import Part, Whole

WORDS = ["", "A", "AB", "ABC", "ABCD", "102", "203", "CZ", "X" * 70, "x" * 513, "\x01", "a\x02b", "?", "a\n", "Я"]
NUMBERS = ["1", "12", "-1", "1.5", "1,5", ".5", "1.", "--1", "123456", "0" * 36, "²", "٣"]
TEXTS = st.sampled_from(WORDS + NUMBERS)
ELEMENTS = st.lists(st.lists(TEXTS, max_size=6).map(":".join), max_size=3).map("*".join)
SEGMENTS = st.lists(ELEMENTS, max_size=8).map("+".join)
KNOWN = {(tag, wholes) for subset in own_book().subsets for tag, wholes in subset.wholes.items()}


@given(st.sampled_from(sorted(KNOWN, key=str)), SEGMENTS, st.booleans(), st.sampled_from([".", ",", ".,"]))
def test_pattern_and_faults_agree(
    known: tuple[str, tuple[Whole, ...]], said: str, repeats: bool, decimals: str
) -> None:
    tag, wholes = known
    segment = f"{tag}+{said}"
    found = list(faults_of(segment, wholes, repeats, decimals))
    assert bool(pattern_of(tag, wholes, repeats, decimals).fullmatch(segment)) == (not found), found


WRONG = [
    ("n..3", "123", None),
    ("n..3", "-12.3", None),
    ("n..3", "-12.34", Verdict.TOO_LONG),
    ("n..3", "1234", Verdict.TOO_LONG),
    ("n..3", ".5", None),
    ("n..3", "5.", Verdict.NOT_NUMERIC),
    ("n..3", "1,5", Verdict.NOT_NUMERIC),
    ("n..3", "1e3", Verdict.NOT_NUMERIC),
    ("n6", "123456", None),
    ("n6", "12345", Verdict.TOO_SHORT),
    ("n6", "123.456", Verdict.NOT_NUMERIC),
    ("a4", "UNOC", None),
    ("a4", "UN0C", Verdict.NOT_ALPHABETIC),
    ("a4", "UNO", Verdict.TOO_SHORT),
    ("an..2", "a\x01", None),  # a released colon is one character
    ("an..2", "a\x01b", Verdict.TOO_LONG),
]


@pytest.mark.parametrize(("kind", "text", "verdict"), WRONG)
def test_types_and_lengths(kind: str, text: str, verdict: Verdict | None) -> None:
    name = kind.rstrip("0123456789.")
    most = int(kind[len(name) :].strip("."))
    part = Part("1234", True, name, 1 if ".." in kind else most, most)
    wholes = (Whole("1234", True, (part,)),)
    found = list(faults_of(f"ABC+{text}", wholes, False, "."))
    assert found == ([(verdict, 1, 1, text)] if verdict else [])
    assert bool(pattern_of("ABC", wholes, False, ".").fullmatch(f"ABC+{text}")) == (verdict is None)


def test_patterns_do_not_take_longer_the_more_there_is_to_try() -> None:
    """A pattern that could backtrack would not come back from this."""
    for tag, wholes in KNOWN:
        pattern = pattern_of(tag, wholes, True, ".,")
        assert pattern.fullmatch(f"{tag}+" + "a:" * (LIMITS.characters // 40)) is None
