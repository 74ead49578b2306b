"""WCO declarations become rows that are cleared as those of a table are."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from wco_messages import DECLARATION, TEAPOT, needs_samples

from tearoad.boot.declarations import clear_file
from tearoad.boot.law import applied_law
from tearoad.terms.refusal import BadInput
from tearoad.wire.item_rows import Row
from tearoad.wire.wco.item_rows import read_rows
from tearoad.wire.wco.values import Package, Party
from tearoad.wire.wco.writing import write_declaration

DAY = date(2026, 11, 11)
SAMPLES = Path(__file__).parents[4] / "shared" / "data" / "wco" / "samples"
ANNA = Party("Consignee", "500100732259", "Anna Orlik", postcode="420000")


def cleared(tmp_path: Path, raw: bytes) -> pl.DataFrame:
    path = tmp_path / "items.xml"
    path.write_bytes(raw)
    return clear_file(path, tmp_path / "d.parquet", applied_law(DAY), day=DAY, whole_day=True, language="en")


def test_every_field_comes_through(tmp_path: Path) -> None:
    whole = DECLARATION._replace(parties=(DECLARATION.parties[1], ANNA))
    (tmp_path / "one.xml").write_bytes(write_declaration(whole))
    (row,) = read_rows(tmp_path / "one.xml")
    assert row == {
        "parcel_id": "TEA-2026-1", "destination": "RU", "gross_grams": "2500", "category": "", "s10": "",
        "sender_name": "Jingdezhen Kiln", "sender_id": "", "sender_country": "CN", "recipient_name": "Anna Orlik",
        "recipient_postcode": "420000", "recipient_identity": "500100732259", "fault": "", "line": "1",
        "description": TEAPOT.description, "hs": "69111000", "quantity": "2", "value_minor": "300000",
        "currency": "RUB", "weight_grams": "2250", "origin": "CN",
    }  # fmt: skip
    assert cleared(tmp_path, write_declaration(whole))["reasons"].to_list() == ["K01 N01"]


def test_weights_and_values_that_are_no_whole_units_are_told(tmp_path: Path) -> None:
    odd = TEAPOT._replace(net_kg=Decimal("0.0005"))
    found = cleared(tmp_path, write_declaration(DECLARATION._replace(items=(odd,))))
    assert "X01" in found["reasons"][0].split()
    assert "weight_grams" in found["detail"][0]


def rows(tmp_path: Path, raw: bytes) -> list[Row]:
    (tmp_path / "one.xml").write_bytes(raw)
    return list(read_rows(tmp_path / "one.xml"))


def test_what_the_schema_does_not_allow_is_a_fault_that_quotes_nobody(tmp_path: Path) -> None:
    raw = write_declaration(DECLARATION)
    for was, becomes, where in (
        (b"<FunctionCode>9", b"<FunctionCode>Anna", "FunctionCode"),
        (b">2.25<", b">Anna<", "NetNetWeightMeasure"),
    ):
        assert was in raw
        found = cleared(tmp_path, raw.replace(was, becomes))
        assert "X06" in found["reasons"][0].split()
        assert where in found["detail"][0]
        assert "Anna" not in found["detail"][0]


@pytest.mark.parametrize(
    ("function", "kind", "says"),
    [("13", "COR", "FunctionCode 13, expected 9"), ("9", "EXD", "TypeCode EXD, expected an import")],
)
def test_only_a_first_declaration_of_an_import_is_cleared(tmp_path: Path, function: str, kind: str, says: str) -> None:
    found = cleared(tmp_path, write_declaration(DECLARATION._replace(function=function, type=kind)))
    assert found["verdict"].to_list() == ["rejected"]
    assert found["detail"].to_list() == [says]


@pytest.mark.parametrize(
    ("measure", "grams", "fault"),
    [(' unitCode="GRM">400', "400", ""), (' unitCode="KGM">0.4', "400", ""), (' unitCode="TNE">0.0004', "400", ""),
     (' unitCode="LBR">0.4', "", "NetNetWeightMeasure: expected unitCode GRM, KGM, TNE")],
)  # fmt: skip
def test_the_unit_of_a_weight_counts(tmp_path: Path, measure: str, grams: str, fault: str) -> None:
    raw = write_declaration(DECLARATION)
    assert raw.count(b"<NetNetWeightMeasure>2.25<") == 1
    (row,) = rows(tmp_path, raw.replace(b"Measure>2.25<", f"Measure{measure}<".encode()))
    assert (row["weight_grams"], row["fault"]) == (grams, fault)


def test_numbers_are_plain_and_what_nobody_said_is_empty(tmp_path: Path) -> None:
    item = TEAPOT._replace(price=None, customs_value=None, packages=(Package(1, "BX", Decimal("2.0")),))
    (row,) = rows(tmp_path, write_declaration(DECLARATION._replace(items=(item,))))
    assert (row["quantity"], row["value_minor"], row["currency"]) == ("2", "", "")


def test_each_declaration_is_a_parcel_of_its_own(tmp_path: Path) -> None:
    one = write_declaration(DECLARATION).decode()
    start, end = one.index("<Declaration"), one.index("</md:MetaData>")
    nameless = one[start:end].replace("<FunctionalReferenceID>TEA-2026-1</FunctionalReferenceID>", "")
    found = rows(tmp_path, (one[:end] + one[start:end] + nameless * 2 + one[end:]).encode())
    assert [row["parcel_id"] for row in found] == ["TEA-2026-1", "TEA-2026-1, message 2", "message 3", "message 4"]
    assert [row["fault"] for row in found[:2]] == ["", "its number stands in another message too"]


@pytest.mark.parametrize(
    ("raw", "says"),
    [(b"<a>", "not well-formed"), (b"<!DOCTYPE a><a/>", "document type"), (b"<a/>", "expected a WCO declaration")],
)
def test_what_is_no_declaration_is_one_line(tmp_path: Path, raw: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        cleared(tmp_path, raw)


@needs_samples
def test_the_samples_have_a_decision_each(tmp_path: Path) -> None:
    counts = []
    for path in sorted(SAMPLES.rglob("*.xml")):
        try:
            rows = list(read_rows(path))
        except BadInput:
            continue
        found = cleared(tmp_path, path.read_bytes())
        assert found.height == len({row["parcel_id"] for row in rows})
        for one in {row["fault"] for row in rows}:
            assert one in ("", "FunctionCode 13, expected 9", "TypeCode EXD, expected an import",
                           "TypeCode EXY, expected an import"), "all are valid by their schema"  # fmt: skip
        counts.append(found.height)
    assert len(counts) >= 18
