"""Manifests as the numbers of what has come: everything in them is read, or nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tearoad.boot.manifests import arrived_numbers
from tearoad.terms.refusal import BadInput
from tearoad.wire.upu.document import read_message
from tearoad.wire.upu.text import write_text
from tearoad.wire.upu.values import Predes

GOLDEN = Path(__file__).parents[1] / "wire"
TRAIN, BAGS = "edifact/golden/cuscar.edi", "upu/golden/predes.json"


def changed(folder: Path, name: str, ending: str, *change: bytes) -> Path:
    """A golden file under another ending, with some of its bytes as others."""
    found = folder / f"manifest{ending}"
    raw = (GOLDEN / name).read_bytes()
    assert not change or change[0] in raw
    found.write_bytes(raw.replace(*change) if change else raw)
    return found


def test_a_cargo_report_has_the_number_of_each_consignment(tmp_path: Path) -> None:
    assert arrived_numbers(GOLDEN / TRAIN).to_list() == ["RA473124829CN", "LP00012345678901"]
    bare = changed(tmp_path, TRAIN, ".EDI", b"RFF+AAQ:LP00012345678901", b"RFF+AAZ:LP00012345678901")
    assert arrived_numbers(bare).to_list() == ["RA473124829CN", ""], "it came, and nobody says what it is"


def test_a_pre_advice_has_the_items_of_its_receptacles(tmp_path: Path) -> None:
    assert arrived_numbers(GOLDEN / BAGS).to_list() == ["LX473124829CN"]
    message = read_message((GOLDEN / BAGS).read_bytes())
    assert isinstance(message, Predes)
    text = tmp_path / "bags.UPU"
    text.write_bytes(write_text([message], "CNBJSA", "RUMOWB", datetime(2026, 11, 11, tzinfo=UTC), "R1"))
    assert arrived_numbers(text).to_list() == ["LX473124829CN"]


def test_a_table_has_a_column_of_them(tmp_path: Path) -> None:
    table = tmp_path / "arrived.csv"
    table.write_text("s10\nRA473124829CN\n")
    assert arrived_numbers(table).to_list() == ["RA473124829CN"]
    table.write_text("number\nRA473124829CN\n")
    with pytest.raises(BadInput, match="column s10 is missing"):
        arrived_numbers(table)


@pytest.mark.parametrize(
    ("name", "ending", "change", "says"),
    [
        (TRAIN, ".edi", (b"UNZ+2", b"UNZ+3"), "faults: 1, the first: "),
        (TRAIN, ".edi", (b"CNI+1", b"CNI+x"), "faults: 2, the first: message 1, segment 13 CNI"),
        (TRAIN, ".edi", (b"-1112+9", b"-1112+1"), "faults: 1, the first: message 2, a cancellation"),
        (TRAIN, ".edi", (b"UN", b"XX"), "not an interchange"),
        ("edifact/golden/iftsta.edi", ".edi", (), "IFTSTA, expected CUSCAR"),
        (BAGS, ".json", (b"LX473124829CN", b"LX473124828CN"), "not an item identifier of S10"),
        (BAGS, ".json", (b'"message"', b"message"), "not JSON"),
        (BAGS, ".upu", (), "not an interchange"),
        ("upu/golden/itmatt.json", ".json", (), "ITMATT, expected PREDES"),
        ("upu/golden/messages.edi", ".upu", (), "expected PREDES"),
    ],
)
def test_what_is_at_fault_is_bad_input(
    tmp_path: Path, name: str, ending: str, change: tuple[bytes, ...], says: str
) -> None:
    with pytest.raises(BadInput) as told:
        arrived_numbers(changed(tmp_path, name, ending, *change))
    assert says in str(told.value)
    assert "manifest" in str(told.value)
    assert "\n" not in str(told.value)
