"""Subsets are data: those that ship are whole and say where they come from; what is not understood is one line."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tearoad.boot.edifact import own_book
from tearoad.terms.refusal import BadInput
from tearoad.wire.edifact.subset import Node, read_book
from tearoad.wire.shipped import edifact_subsets


def nodes_of(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from nodes_of(node.children)


def test_each_subset_begins_and_ends_as_a_message_does_and_has_a_source() -> None:
    assert sorted(subset.message for subset in own_book().subsets) == ["CUSCAR", "CUSDEC", "CUSRES", "IFTSTA"]
    for subset in own_book().subsets:
        assert [node.tag for node in subset.structure[:2]] == ["UNH", "BGM"]
        assert subset.structure[-1].tag == "UNT"
        assert subset.status
        assert all(subset.sources)
        assert "21A" in subset.releases


def test_every_segment_is_used_by_a_subset_or_by_the_envelope() -> None:
    used = {tag for subset in own_book().subsets for tag in subset.wholes}
    assert set(own_book().segments) - used == {"UNB", "UNG", "UNE", "UNZ"}


def test_every_composite_is_used() -> None:
    text = (edifact_subsets() / "segments.toml").read_text(encoding="utf-8")
    composites, _, segments = text.partition("[segments]")
    for line in composites.partition("[composites]")[2].splitlines():
        if line.startswith(("C", "S")):
            assert f'"{line[:4]} ' in segments, line


@pytest.mark.parametrize(
    ("file", "was", "becomes", "said"),
    [
        ("iftsta.toml", '"BGM M 1"', '"BGM X 1"', "structure: 'BGM X 1', expected"),
        ("iftsta.toml", '["SG1 C 9", "RFF M 1"', '["SG1 C 9", "RFF C 1"', "structure: .*, expected"),
        ("iftsta.toml", '"BGM M 1"', '"QQQ M 1"', "no 'QQQ', expected it or a segment"),
        ("iftsta.toml", 'title = "', 'name = "', "no 'title', expected"),
        ("iftsta.toml", '"BGM 1001"', '"BGM 9999"', "codes.*9999"),
        ("iftsta.toml", '["23", "77"]', '["2+3"]', "expected lists of codes"),
        ("iftsta.toml", "[codes]", "[codes", "iftsta.toml: "),
        ("segments.toml", '"1225 C an..3"', '"1225 C xx"', "BGM: '1225 C xx', expected"),
        ("segments.toml", 'BGM = ["C002 C"', 'BGM = ["C999 C"', "BGM: 'C999 C', expected"),
        ("segments.toml", '"1001 C an..3"', '"1001"', "C002: expected components"),
        ("segments.toml", "[composites]", "[others]", r"expected \[segments\] and \[composites\]"),
    ],
)
def test_what_is_not_understood_is_one_line(tmp_path: Path, file: str, was: str, becomes: str, said: str) -> None:
    folder = tmp_path / "subsets"
    shutil.copytree(edifact_subsets(), folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert was in text
    (folder / file).write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=said) as refused:
        read_book(folder)
    assert "\n" not in str(refused.value)


def test_a_folder_without_segments_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        read_book(tmp_path)
