"""Identifiers of dispatches and receptacles: there and back, and every fault by its name."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.post.receptacle import (
    Dispatch,
    Fault,
    Receptacle,
    Wrong,
    dispatch_id,
    parse_dispatch,
    parse_receptacle,
    receptacle_id,
)
from tearoad.terms.refusal import BadInput
from tearoad.wire.receptacle import FILE, own_layout, read_layout

LAYOUT = own_layout()
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
S8 = "CNHRBARUMOWAACC60042"
ONE = Dispatch("CNHRBA", "RUMOWA", "A", "CC", 6, 42)
BAG = Receptacle(ONE, number=7, last=True, registered=False, weight_tenths_kg=253)
letters = st.text(CAPITALS, min_size=2, max_size=2)
offices = st.builds(
    "".join, st.tuples(letters, st.text(CAPITALS + "0123456789", min_size=3, max_size=3), st.sampled_from(CAPITALS))
)
dispatches = st.builds(
    Dispatch, offices, offices, st.sampled_from("ABCD"), letters, st.integers(0, 9), st.integers(0, 9_999)
)
receptacles = st.builds(
    Receptacle, dispatches, st.integers(0, 999), st.booleans(), st.booleans(), st.integers(0, 9_999)
)


@given(receptacles)
def test_there_and_back(one: Receptacle) -> None:
    whole, first = receptacle_id(one, LAYOUT), dispatch_id(one.dispatch, LAYOUT)
    assert isinstance(whole, str)
    assert isinstance(first, str)
    assert (len(first), len(whole)) == (20, 29)
    assert whole.startswith(first)
    assert parse_receptacle(whole, LAYOUT) == one
    assert parse_dispatch(first, LAYOUT) == one.dispatch


@given(st.text(max_size=40))
def test_any_text_is_an_identifier_or_a_fault(text: str) -> None:
    found = parse_receptacle(text, LAYOUT)
    assert isinstance(found, Fault) or receptacle_id(found, LAYOUT) == text


def test_an_identifier_by_hand() -> None:
    assert dispatch_id(ONE, LAYOUT) == S8
    assert receptacle_id(BAG, LAYOUT) == S8 + "007100253"
    assert BAG.weight_grams == 25_300


@pytest.mark.parametrize(
    ("text", "wrong", "field"),
    [
        (S8[:-1], Wrong.LENGTH, ""),
        ("cn" + S8[2:], Wrong.OFFICE, "origin"),
        ("CNHRB1" + S8[6:], Wrong.OFFICE, "origin"),
        (S8[:6] + "RUМОWA" + S8[12:], Wrong.OFFICE, "destination"),  # two letters are Cyrillic
        (S8[:12] + "E" + S8[13:], Wrong.CATEGORY, "category"),
        (S8[:13] + "C1" + S8[15:], Wrong.SUBCLASS, "subclass"),
        (S8[:15] + "X" + S8[16:], Wrong.DIGITS, "year"),
        (S8[:16] + "００４２", Wrong.DIGITS, "serial"),
    ],
)
def test_what_is_wrong_has_a_name_and_a_field(text: str, wrong: Wrong, field: str) -> None:
    found = parse_dispatch(text, LAYOUT)
    assert isinstance(found, Fault)
    assert (found.wrong, found.field) == (wrong, field)
    assert str(wrong) in str(found)


def test_flags_are_0_or_1() -> None:
    found = parse_receptacle(S8 + "007200253", LAYOUT)
    assert found == Fault(Wrong.FLAG, "last", "2")


@pytest.mark.parametrize(
    ("one", "wrong", "field"),
    [
        (replace(BAG, number=1_000), Wrong.TOO_LARGE, "number"),
        (replace(BAG, number=-1), Wrong.DIGITS, "number"),
        (replace(BAG, weight_tenths_kg=10_000), Wrong.TOO_LARGE, "weight_tenths_kg"),
        (replace(BAG, dispatch=replace(ONE, serial=10_000)), Wrong.TOO_LARGE, "serial"),
        (replace(BAG, dispatch=replace(ONE, origin="CNHRB")), Wrong.LENGTH, "origin"),
        (replace(BAG, dispatch=replace(ONE, category="Z")), Wrong.CATEGORY, "category"),
    ],
)
def test_values_that_do_not_fit_make_no_identifier(one: Receptacle, wrong: Wrong, field: str) -> None:
    found = receptacle_id(one, LAYOUT)
    assert isinstance(found, Fault)
    assert (found.wrong, found.field) == (wrong, field)


def test_the_lists_say_what_codes_mean() -> None:
    assert LAYOUT.categories.complete
    assert not LAYOUT.subclasses.complete
    assert "e-commerce" in LAYOUT.subclasses.codes["CC"]
    assert LAYOUT.subclasses.has("UN"), "a list of which a part is known judges by the form"
    assert {field.status for field in (*LAYOUT.dispatch, *LAYOUT.receptacle)} == {"unverified"}


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('name = "year"', 'name = "serial"', "dispatch: expected each of"),
        ('name = "last"', 'name = "final"', "receptacle: expected each of"),
        ("width = 6", "width = 0", "Expected `int` >= 1"),
        ('form = "flag"', 'form = "yes"', "Invalid enum value 'yes'"),
    ],
)
def test_a_layout_that_is_not_whole_is_refused(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    path = tmp_path / "receptacle.toml"
    path.write_text(FILE.read_text("utf-8").replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        read_layout(path)
