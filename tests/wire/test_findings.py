"""What officers found, out of tables."""

from pathlib import Path

import polars as pl
import pytest

from tearoad.customs.risk.finding import Finding
from tearoad.terms.refusal import BadInput
from tearoad.wire.findings import read_findings

HEAD = "item_id,inspected_at,found,by\n"  # by is not looked at


def read(tmp_path: Path, rows: str, head: str = HEAD) -> list[Finding]:
    path = tmp_path / "findings.csv"
    path.write_text(head + rows, "utf-8")
    return list(read_findings(path))


def test_days_and_moments(tmp_path: Path) -> None:
    rows = "a,2026-11-11,1,olga\nb,2026-11-11T03:00:00+03:00, 0 ,pavel\n"
    assert read(tmp_path, rows) == [
        Finding("a", 1_794_355_200, True),
        Finding("b", 1_794_355_200, False),
    ]


@pytest.mark.parametrize(
    ("row", "says"),
    [(",2026-11-11,1,x", "row 1, column item_id: ''"), ("a,yesterday,1,x", "row 1, column inspected_at: 'yesterday'"),
     ("a,2026-11-11,2,x", "row 1, column found: '2', expected 0 or 1")],
)  # fmt: skip
def test_the_first_bad_cell_is_named(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read(tmp_path, row + "\n")


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="columns found are missing"):
        read(tmp_path, "a,2026-11-11\n", "item_id,inspected_at\n")


def test_ids_and_findings_that_are_numbers(tmp_path: Path) -> None:
    table = pl.DataFrame(
        {"item_id": [7.0, 8.0], "inspected_at": ["2026-11-11"] * 2, "found": [1.0, 0.0], "x": [[1], [2]]}
    )
    table.write_parquet(tmp_path / "findings.parquet")
    assert [(one.item_id, one.found) for one in read_findings(tmp_path / "findings.parquet")] == [
        ("7", True),
        ("8", False),
    ]
    table.with_columns(item_id=[[1], [2]]).write_parquet(tmp_path / "lists.parquet")
    with pytest.raises(BadInput, match=r"lists\.parquet, column item_id: List") as error:
        list(read_findings(tmp_path / "lists.parquet"))
    assert "\n" not in str(error.value)
