"""CUSDEC messages become rows that are cleared as those of a table are."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from edifact_words import golden, interchange, message

from tearoad.boot.declarations import clear_file
from tearoad.boot.edifact import checked_bytes
from tearoad.boot.law import applied_law
from tearoad.terms.refusal import BadInput
from tearoad.wire.edifact.item_rows import rows_of
from tearoad.wire.item_rows import Row

DAY = date(2026, 11, 11)
LAW = applied_law(DAY)
GOOD = (
    "BGM+929+P1+9", "LOC+22+10005030", "LOC+35+CN", "LOC+36+RU", "GEI+4+SAL", "MEA+WT+AAD+KGM:0.5",
    "RFF+AAQ:HA000000014CN", "NAD+CZ++Yiwu Willow Home", "NAD+IM+500100732259++Anna Orlik++++420000", "UNS+D",
    "CST+1+610910", "FTX+AAA+++T-shirt of cotton", "LOC+27+CN", "MEA+AAE+AAA+KGM:0.4", "PAC+2++PK", "MOA+38:20.00:EUR",
    "UNS+S",
)  # fmt: skip


def cleared(tmp_path: Path, *messages: str) -> pl.DataFrame:
    return of_bytes(tmp_path, interchange(*messages))


def of_bytes(tmp_path: Path, raw: bytes) -> pl.DataFrame:
    path = tmp_path / "items.edi"
    path.write_bytes(raw)
    return clear_file(path, tmp_path / "d.parquet", LAW, day=DAY, whole_day=True, language="en")


def cusdec(*body: str, reference: str = "1") -> str:
    return message(*body, reference=reference, kind="CUSDEC:D:21A:UN")


def test_every_field_comes_through(tmp_path: Path) -> None:
    (row,) = cleared(tmp_path, cusdec(*GOOD)).iter_rows(named=True)
    assert (row["parcel_id"], row["s10"]) == ("P1", "HA000000014CN")
    assert row["detail"] is None
    assert row["reasons"] == "K07", "a message names no order: papers are asked for, and nothing else is missing"
    assert row["verdict"] == "selected"
    assert row["currency"] == "RUB"


@pytest.mark.parametrize(
    ("was", "put", "fails"),
    [("FTX+AAA+++T-shirt of cotton", "FTX+AAA+++gift", "C02(1)"), ("CST+1+610910", "CST+1+123456", "H02(1)"),
     ("MEA+WT+AAD+KGM:0.5", "MEA+WT+AAD+KGM:0.3", "W03"), ("RFF+AAQ:HA000000014CN", "RFF+AAQ:HA000000013CN", "N03")],
)  # fmt: skip
def test_what_is_wrong_fails_its_check(tmp_path: Path, was: str, put: str, fails: str) -> None:
    (found,) = cleared(tmp_path, cusdec(*(put if one == was else one for one in GOOD)))["reasons"].to_list()
    assert fails in found.split()


def test_one_bad_message_does_not_lose_the_others(tmp_path: Path) -> None:
    second = (one.replace("P1", "P2").replace("0014CN", "0028CN") for one in GOOD)
    bad = cusdec("BGM+929+P3+9", "XYZ+1", "UNS+D", "UNS+S", reference="3")
    found = cleared(tmp_path, cusdec(*GOOD), cusdec(*second, reference="2"), bad)
    assert found["parcel_id"].to_list() == ["P1", "P2", "P3"]
    assert [("X06" in one.split()) for one in found["reasons"]] == [False, False, True]
    assert "XYZ" in found["detail"][2]


def rows(*body: str) -> list[Row]:
    return list(rows_of(checked_bytes(interchange(cusdec(*body)))))


def put(was: str, becomes: str) -> tuple[str, ...]:
    assert was in GOOD
    return tuple(becomes if one == was else one for one in GOOD)


@pytest.mark.parametrize(
    ("becomes", "says"),
    [("BGM+929+P1+1", "BGM 1225 1, expected 9"), ("BGM+929+P1+4", "BGM 1225 4, expected 9"),
     ("BGM+929+P1", "BGM 1225 is empty, expected 9"), ("BGM+830+P1+9", "BGM 1001 830, expected 929")],
)  # fmt: skip
def test_only_a_first_declaration_of_an_import_is_cleared(tmp_path: Path, becomes: str, says: str) -> None:
    found = cleared(tmp_path, cusdec(*put("BGM+929+P1+9", becomes)))
    assert found["parcel_id"].to_list() == ["P1"]
    assert found["verdict"].to_list() == ["rejected"]
    assert found["detail"].to_list() == [says]


def test_a_code_of_the_whole_declaration_is_of_the_header(tmp_path: Path) -> None:
    """CST may stand before UNS D: it is no goods item, and what follows it is still the header."""
    header, *others = GOOD
    assert rows(header, "CST++IM4", *others) == rows(*GOOD)
    assert cleared(tmp_path, cusdec(header, "CST++IM4", *others))["reasons"].to_list() == ["K07"]


@pytest.mark.parametrize(
    ("weights", "grams"),
    [(["MEA+AAE+AAA+GRM:400"], "400"), (["MEA+AAE+AAA+TNE:0.0004"], "400"), (["MEA+AAE+AAB+KGM:0.45"], "450"),
     (["MEA+AAE+AAB+KGM:0.45", "MEA+AAE+AAA+KGM:0.4"], "400")],
)  # fmt: skip
def test_the_net_weight_is_in_a_known_unit_else_the_gross_one(weights: list[str], grams: str) -> None:
    at = GOOD.index("MEA+AAE+AAA+KGM:0.4")
    (row,) = rows(*GOOD[:at], *weights, *GOOD[at + 1 :])
    assert (row["weight_grams"], row["fault"]) == (grams, "")


@pytest.mark.parametrize("weight", ["MEA+AAE+AAA+LBR:0.4", "MEA+AAE+AAA+:0.4", "MEA+WT+AAD+LBR:0.5"])
def test_another_unit_is_a_fault(weight: str) -> None:
    was = "MEA+WT+AAD+KGM:0.5" if "AAD" in weight else "MEA+AAE+AAA+KGM:0.4"
    (row,) = rows(*put(was, weight))
    assert row["fault"] == "MEA 6411, expected GRM, KGM, TNE"
    assert "" in (row["weight_grams"], row["gross_grams"])


def test_one_number_in_two_messages_is_two_parcels(tmp_path: Path) -> None:
    found = cleared(tmp_path, cusdec(*GOOD), cusdec(*GOOD, reference="2"))
    assert found["parcel_id"].to_list() == ["P1", "P1, message 2"]
    assert found["detail"].to_list() == [None, "its number stands in another message too"]


def test_a_fault_says_where_but_not_what_stood_there(tmp_path: Path) -> None:
    found = cleared(tmp_path, cusdec(*put(GOOD[8], "NAD+IM+500100732259++Anna Orlik++++420000+RU+Anna Orlik")))
    (detail,) = found["detail"]
    assert detail.startswith("segment 10 NAD, element")
    assert "Anna" not in detail


def test_a_name_that_begins_a_segment_is_not_told_as_its_tag(tmp_path: Path) -> None:
    found = cleared(tmp_path, cusdec(*put(GOOD[8], "NAD+IM+500100732259++Anna O'Orlik++++420000")))
    (detail,) = found["detail"]
    assert detail.startswith("segment 11 Orl, ")
    assert "Orlik" not in detail


def test_another_message_is_no_declaration(tmp_path: Path) -> None:
    found = of_bytes(tmp_path, golden("iftsta"))
    assert set(found["verdict"]) == {"rejected"}
    assert all("IFTSTA, expected CUSDEC" in one for one in found["detail"])


def test_a_wrong_count_is_the_fault_of_all(tmp_path: Path) -> None:
    second = (one.replace("P1", "P2").replace("0014CN", "0028CN") for one in GOOD)
    found = of_bytes(tmp_path, interchange(cusdec(*GOOD), cusdec(*second, reference="2"), count=7))
    assert [("X06" in one.split()) for one in found["reasons"]] == [True, True]


def test_what_is_no_interchange_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"items\.edi: "):
        of_bytes(tmp_path, b"parcel_id,value\n")
