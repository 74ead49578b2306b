"""Postal messages become the table of declarations, and are cleared as any table is."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from upu_messages import HEADER, MESSAGES

from tearoad.boot.declarations import clear_file
from tearoad.boot.law import applied_law
from tearoad.terms.refusal import BadInput
from tearoad.wire.upu.item_rows import read_rows
from tearoad.wire.upu.text import write_text
from tearoad.wire.upu.values import Message

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
    assert faults["fault"].unique(maintain_order=True).to_list() == [
        "its number stands in another message too",
        *(f"{kind}, expected ITMATT or CUSITM" for kind in ("PREDES", "RESDES", "CUSRSP", "EMSEVT")),
    ]
    found = clear_file(path, tmp_path / "d.csv", applied_law(DAY), day=DAY, whole_day=True, language="en")
    assert found["reasons"].str.contains("X06").sum() == faults["parcel_id"].n_unique()


def interchange(*some: Message) -> bytes:
    return write_text(some, "CNBJSA", "RUMOWB", HEADER.prepared_at, "TEA1")


def rows_of(tmp_path: Path, raw: bytes) -> pl.DataFrame:
    path = tmp_path / "items.upu"
    path.write_bytes(raw)
    return read_rows(path)


def test_a_wrong_count_is_the_fault_of_all(tmp_path: Path) -> None:
    raw = interchange(MESSAGES["itmatt"], MESSAGES["predes"])
    whole, table = rows_of(tmp_path, raw), rows_of(tmp_path, raw.replace(b"UNZ+2+", b"UNZ+7+"))
    assert table["parcel_id"].to_list() == whole["parcel_id"].to_list()
    count = "interchange segment UNZ, element 1, character"
    assert [one.startswith(count) for one in table["fault"]] == [*[True] * (table.height - 1), False]
    assert table["fault"][-1] == "PREDES, expected ITMATT or CUSITM"


def test_one_id_in_two_messages_is_two_parcels(tmp_path: Path) -> None:
    table = rows_of(tmp_path, interchange(MESSAGES["itmatt"], MESSAGES["cusitm"]))
    second = table.filter(pl.col("fault") != "")
    assert table["parcel_id"].unique(maintain_order=True).to_list() == ["p-1", "p-2", "p-1, message 2"]
    assert set(second["parcel_id"]) == {"p-1, message 2"}
    assert set(second["fault"]) == {"its number stands in another message too"}


def test_a_fault_quotes_nobody(tmp_path: Path) -> None:
    text = interchange(MESSAGES["itmatt"], MESSAGES["itmatt"]).decode()
    name = "FTX+ZRN+++Анна'"
    assert text.count(name) >= 2
    twice = text.replace(name, name * 2, 1).replace("UNT+", "UNT+0", 1)
    assert twice.count("UNT+0") == 1
    for raw in (twice, text.replace(name, name * 2 + "XYZ'", 1)):
        table = rows_of(tmp_path, raw.encode())
        assert table["fault"][0] != ""
        assert "Анна" not in table["fault"][0]


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
