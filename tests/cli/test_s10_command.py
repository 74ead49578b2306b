"""`tearoad s10`: files checked, ranges laid and given from, and all accounted for."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from commands import called, told

from tearoad.boot.road import OpenRoad

NUMBERS = b"RA473124829CN\r\nra473124829CN\r\n\r\nCZ473124829CN\r\nRA473124828CN\r\n"
RANGES = "service,issuer,first,last,valid_from\nHA,CN,100,199,1970-01-01\nHA,CN,200,299,2030-01-01\n"


def test_a_file_is_checked_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "numbers.txt"
    path.write_bytes(NUMBERS)
    done = called("s10", "check", path, "--json")
    assert (done.returncode, done.stderr) == (1, "")
    assert [list(row) for row in json.loads(done.stdout)] == [["number", "valid", "reason"]] * 5
    assert [row["valid"] for row in json.loads(done.stdout)] == [True, False, False, True, False]
    said = called("s10", "check", path).stdout
    assert "1  not valid  small letters, expected capitals, first in line 2" in said
    assert said.endswith("5 lines: 2 valid, 3 not valid\n")


@pytest.mark.parametrize(("raw", "status", "rows"), [(b"", 0, 0), (b"RA473124829CN\n", 0, 1), (b"\n", 1, 1)])
def test_standard_input_is_read_too(monkeypatch: pytest.MonkeyPatch, raw: bytes, status: int, rows: int) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    done = called("s10", "check", "-", "--json")
    assert (done.returncode, len(json.loads(done.stdout))) == (status, rows)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n", "expected a header line service,issuer,first,last,valid_from"),
        (RANGES + "HA,CN,150,160,1970-01-01\n", "row 3, column first: '150', expected no serial of row 1"),
        (RANGES + "JA,CN,1,2,1970-01-01\n", "row 3, column service: 'JA of CN', expected a service that is assigned"),
        (RANGES + "HA,cn,1,2,1970-01-01\n", "expected two capital letters each"),
        (RANGES + "HB,CN,1,123456789,1970-01-01\n", "row 3, column last: '123456789', expected a serial"),
        (RANGES + "HB,CN,-1,9,1970-01-01\n", "row 3, column first: '-1', expected a serial"),
        (RANGES + "HB,CN,9,1,1970-01-01\n", "row 3, column last: '1', expected 9 or more"),
        (RANGES + "HB,CN,1,9,soon\n", "row 3, column valid_from: 'soon', expected a day"),
        (RANGES + "HB,CN,1\n", "expected 5 cells in a row"),
    ],
)
def test_a_bad_file_of_ranges_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "ranges.csv").write_text(text)
    done = called("s10", "ranges", tmp_path / "ranges.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_numbers_are_given_made_void_and_accounted_for(road: OpenRoad, tmp_path: Path) -> None:
    database_url = road.url
    path = tmp_path / "ranges.csv"
    path.write_text(RANGES)
    status, said = told(database_url, "s10", "ranges", path)
    assert (status, said.splitlines()[-1]) == (0, "2 ranges")
    assert "HA 00000100-00000199 CN from 1970-01-01: 100 left, next 00000100" in said
    status, numbers = told(database_url, "s10", "give", "HA", "CN", 3, "--to", "the printer")
    assert (status, [one[2:10] for one in numbers.split()]) == (0, ["00000100", "00000101", "00000102"])
    (tmp_path / "torn.txt").write_text(numbers.split()[1] + "\nHA000009995CN\n")
    status, said = told(database_url, "s10", "void", tmp_path / "torn.txt", "--why", "torn")
    assert (status, said.splitlines()[-1]) == (1, "1 void, 1 refused")
    status, said = told(database_url, "s10", "audit")
    assert (status, said) == (
        0,
        "HA of CN: 3 given, 0 on parcels, 2 in others' hands, 1 void\nevery number is accounted for",
    )
    status, said = told(database_url, "s10", "audit", "--json")
    assert json.loads(said)["broken"] == []
    status, said = told(database_url, "s10", "give", "HA", "CN", 98, "--to", "the printer")
    assert (status, said) == (2, "tearoad: S10 HA of CN: no numbers are left: 97 of 98, expected another range")
    status, said = told(database_url, "s10", "reopen", "HA", "CN", 100)
    assert (status, "24 months have not passed" in said) == (2, True)
    status, said = told(database_url, "s10", "ranges", "--json")
    assert [(row["first"], row["left"]) for row in json.loads(said)] == [(100, 97), (200, 100)]
