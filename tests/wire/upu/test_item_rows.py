"""Postal messages become the table of declarations, and are cleared as any table is."""

from datetime import date
from pathlib import Path

import pytest

from tearoad.boot.declarations import clear_file
from tearoad.boot.law import applied_law
from tearoad.terms.refusal import BadInput
from tearoad.wire.upu.item_rows import read_rows

GOLDEN = Path(__file__).parent / "golden"
DAY = date(2026, 11, 11)


def test_a_message_of_json_is_cleared(tmp_path: Path) -> None:
    path = tmp_path / "items.json"
    path.write_bytes((GOLDEN / "itmatt.json").read_bytes())
    found = clear_file(path, tmp_path / "d.csv", applied_law(DAY), day=DAY, whole_day=True, language="en")
    assert found.height == read_rows(path)["parcel_id"].n_unique()
    assert not found["reasons"].str.contains("X0").any()


def test_of_an_interchange_what_is_no_item_is_a_row_with_its_fault(tmp_path: Path) -> None:
    path = tmp_path / "items.upu"
    path.write_bytes((GOLDEN / "messages.edi").read_bytes())
    table = read_rows(path)
    faults = table.filter(table["fault"] != "")
    assert faults["fault"].to_list() == [
        f"{kind}, expected ITMATT or CUSITM" for kind in ("PREDES", "CUSRSP", "EMSEVT")
    ]
    found = clear_file(path, tmp_path / "d.csv", applied_law(DAY), day=DAY, whole_day=True, language="en")
    assert found["reasons"].str.contains("X06").sum() == faults.height


@pytest.mark.parametrize(("name", "says"), [("predes.json", "PREDES, expected"), ("none.json", "No such file")])
def test_what_has_no_items_is_one_line(tmp_path: Path, name: str, says: str) -> None:
    path = tmp_path / name
    if name != "none.json":
        path.write_bytes((GOLDEN / name).read_bytes())
    with pytest.raises(BadInput, match=says):
        read_rows(path)


def test_what_is_no_message_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(b"{")
    with pytest.raises(BadInput, match=r"bad\.json: "):
        read_rows(path)
