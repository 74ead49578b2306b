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
from tearoad.wire.wco.item_rows import read_rows
from tearoad.wire.wco.values import Party
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


def test_what_the_schema_does_not_allow_is_a_fault(tmp_path: Path) -> None:
    found = cleared(tmp_path, write_declaration(DECLARATION).replace(b"<FunctionCode>9", b"<FunctionCode>8"))
    assert "X06" in found["reasons"][0].split()
    assert "FunctionCode" in found["detail"][0]


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
        assert all("X06" not in (one or "").split() for one in found["reasons"]), "all are valid by their schema"
        counts.append(found.height)
    assert len(counts) >= 18
