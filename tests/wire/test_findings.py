"""What officers found, out of tables."""

from pathlib import Path

import pytest

from tearoad.customs.risk.finding import Finding
from tearoad.terms.refusal import BadInput
from tearoad.wire.findings import read_findings

HEAD = "item_id,inspected_at,found,by\n"


def read(tmp_path: Path, rows: str, head: str = HEAD) -> list[Finding]:
    path = tmp_path / "findings.csv"
    path.write_text(head + rows, "utf-8")
    return list(read_findings(path))


def test_days_and_moments(tmp_path: Path) -> None:
    rows = "a,2026-11-11,1,olga\nb,2026-11-11T03:00:00+03:00, 0 ,pavel\n"
    assert read(tmp_path, rows) == [
        Finding("a", 1_794_355_200, True, "olga"),
        Finding("b", 1_794_355_200, False, "pavel"),
    ]


@pytest.mark.parametrize(
    ("row", "says"),
    [(",2026-11-11,1,x", "row 1, column item_id: ''"), ("a,yesterday,1,x", "row 1, column inspected_at: 'yesterday'"),
     ("a,2026-11-11,2,x", "row 1, column found: '2', expected 0 or 1"), ("a,2026-11-11,1,", "row 1, column by: ''")],
)  # fmt: skip
def test_the_first_bad_cell_is_named(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read(tmp_path, row + "\n")


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="columns found, by are missing"):
        read(tmp_path, "a,2026-11-11\n", "item_id,inspected_at\n")
