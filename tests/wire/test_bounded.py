"""A file within its bound is read whole; what is not is one line."""

from pathlib import Path

import pytest

from tearoad.terms.refusal import BadInput
from tearoad.wire.bounded import read_bounded


def test_a_file_is_whole_or_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "five"
    path.write_bytes(b"12345")
    assert read_bounded(path, 5) == b"12345"
    for bad, most, says in (
        (path, 4, "five: more than 4 bytes, expected fewer"),
        (tmp_path / "none", 5, "none: No such file"),
        (tmp_path, 5, "Is a directory"),
    ):
        with pytest.raises(BadInput, match=says):
            read_bounded(bad, most)
