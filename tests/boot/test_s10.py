"""Files of numbers, line by line: how lines end, what is a row, and the same words in every form of the answer."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.boot import s10
from tearoad.boot.s10 import Checked, checked_bytes, checked_file
from tearoad.kernel.s10 import valid
from tearoad.post.s10 import Reason
from tearoad.terms.refusal import BadInput

GOOD = b"RA473124829CN"


def rows(raw: bytes) -> list[tuple[str, bool, str]]:
    return [tuple(line) for line in Checked(raw)]


@pytest.mark.parametrize(
    "raw",
    [GOOD, GOOD + b"\n", GOOD + b"\r\n", b"\xef\xbb\xbf" + GOOD + b"\r\n"],
)
def test_one_number_however_its_line_ends(raw: bytes) -> None:
    assert rows(raw) == [(GOOD.decode(), True, "")]


def test_an_empty_line_is_a_row_but_at_the_end() -> None:
    assert rows(b"") == []
    assert rows(b"\n") == [("", False, Reason.EMPTY)]
    assert [line[0] for line in rows(GOOD + b"\n\n" + GOOD + b"\n\n")] == [GOOD.decode(), "", GOOD.decode(), ""]


def test_the_number_is_what_stands_in_the_file() -> None:
    found = rows(b" ra473124829cn \n\xff\nRA\x00\n\xd0\x90\n\xef\xbb\xbf" + GOOD)
    assert [line[0] for line in found] == [" ra473124829cn ", "\\xff", "RA\0", "А", "\ufeff" + GOOD.decode()]
    assert not any(line[1] for line in found)


@given(st.lists(st.one_of(st.binary(max_size=20), st.just(GOOD), st.just(b"JA473124829CN")), max_size=20))
def test_every_form_of_the_answer_says_the_same(some: list[bytes]) -> None:
    checked = Checked(b"\n".join(some))
    lines = list(checked)
    assert len(lines) == len(checked)
    assert json.loads("".join(checked.document())) == [dict(line._asdict()) for line in lines]
    assert checked.valid == sum(line.valid for line in lines)
    found = checked.found()
    assert sum(one.lines for one in found) == len(lines)
    for one in found:
        alike = [at for at, line in enumerate(lines, 1) if line[1:] == (one.valid, one.reason)]
        assert (len(alike), min(alike)) == (one.lines, one.first)
    for line in lines:
        assert valid(line.number) or not line.valid
        assert line.valid or line.reason


def test_pieces_of_a_long_document_make_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s10, "ROWS", 3)
    assert len(json.loads("".join(Checked((GOOD + b"\n") * 10).document()))) == 10


def test_files_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s10, "MOST_BYTES", 20)
    path = tmp_path / "numbers.txt"
    path.write_bytes(b"A" * 21)
    with pytest.raises(BadInput, match="more than 20 bytes"):
        checked_file(path)
    with pytest.raises(BadInput, match="standard input: more than 20 bytes"):
        checked_bytes(b"A" * 21, "standard input")
    with pytest.raises(BadInput, match="No such file"):
        checked_file(tmp_path / "none")
