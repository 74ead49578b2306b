"""The order of segments, beside a plain oracle: the same structure as a regular expression over tags."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.boot.edifact import own_book
from tearoad.wire.edifact.faults import Verdict
from tearoad.wire.edifact.structure import place
from tearoad.wire.edifact.subset import Node, Subset

SUBSETS = {subset.message: subset for subset in own_book().subsets}


def expression(nodes: Iterable[Node]) -> str:
    told = ""
    for node in nodes:
        one = expression(node.children) if node.children else node.tag
        told += f"(?:{one}){{{int(node.mandatory)},{node.most}}}"
    return told


@cache
def oracle(name: str) -> re.Pattern[str]:
    return re.compile(expression(SUBSETS[name].structure))


def joined(parts: Iterable[list[str]]) -> list[str]:
    return list(chain.from_iterable(parts))


def sequences(nodes: tuple[Node, ...]) -> st.SearchStrategy[list[str]]:
    def times(node: Node) -> st.SearchStrategy[list[str]]:
        one = st.deferred(lambda: sequences(node.children)) if node.children else st.just([node.tag])
        least = int(node.mandatory)
        return st.lists(one, min_size=least, max_size=max(least, min(node.most, 2))).map(joined)

    rare = [times(node) if node.mandatory else st.just([]) | st.just([]) | times(node) for node in nodes]
    return st.tuples(*rare).map(joined)


@pytest.mark.parametrize("name", SUBSETS)
def test_what_the_structure_says_is_taken(name: str) -> None:
    @given(sequences(SUBSETS[name].structure))
    def taken(tags: list[str]) -> None:
        placed = place(SUBSETS[name], tags)
        assert placed.faults == []
        assert len(placed.codes) == len(tags)

    taken()


@pytest.mark.parametrize("name", SUBSETS)
def test_what_is_taken_is_what_the_expression_takes(name: str) -> None:
    subset = SUBSETS[name]
    edits = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["", *subset.wholes])), min_size=1, max_size=3)

    @given(sequences(subset.structure), edits)
    def alike(tags: list[str], changes: list[tuple[int, str]]) -> None:
        for at, tag in changes:
            at %= len(tags)
            tags = tags[:at] + ([tag] if tag else []) + tags[at + (not tag) :] or ["UNH"]
        placed = place(subset, tags)
        assert (not placed.faults) == bool(oracle(name).fullmatch("".join(tags))), placed.faults

    alike()


def first_fault(subset: Subset, tags: str) -> tuple[Verdict, int, str]:
    return place(subset, tags.split()).faults[0]


def test_what_is_wrong_is_told_with_its_place() -> None:
    subset = SUBSETS["IFTSTA"]
    assert first_fault(subset, "UNH BGM CNI STS" + " DTM" * 10 + " UNT") == (Verdict.TOO_OFTEN, 13, "DTM")
    assert first_fault(subset, "UNH BGM CNI DTM STS UNT") == (Verdict.MISSING_SEGMENT, 3, "STS")
    assert first_fault(subset, "UNH BGM CNI STS UNT RFF") == (Verdict.OUT_OF_ORDER, 5, "RFF")
    assert first_fault(subset, "UNH BGM TMD CNI STS UNT") == (Verdict.UNKNOWN_SEGMENT, 2, "TMD")


def test_a_place_may_take_one_code_only() -> None:
    tags = ["UNH", "BGM", "UNS", "CST", "UNS", "UNT"]
    assert [codes for tag, codes in zip(tags, place(SUBSETS["CUSDEC"], tags).codes, strict=True) if tag == "UNS"] == [
        ("D",),
        ("S",),
    ]
