"""`clear --wco`: counts that add up, statuses 0, 1 and 2, one document or words."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from wco_messages import DECLARATION, RESPONSES, rubles, taxed

from tearoad.cli.main import run
from tearoad.wire.wco.values import Duty
from tearoad.wire.wco.writing import write_declaration, write_response

GOOD = write_declaration(DECLARATION)
KEYS = ["files", "not_well_formed", "other", "declarations", "valid", "notifications", "notifications_valid",
        "tax_lines", "tax_lines_equal", "differences", "reports"]  # fmt: skip


def clear(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["tearoad", "clear", *words])
    with pytest.raises(SystemExit) as ended:
        run()
    captured = capsys.readouterr()
    return int(ended.value.code or 0), captured.out, captured.err


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    folder = tmp_path / "messages"
    (folder / "answers").mkdir(parents=True)
    (folder / "good.xml").write_bytes(GOOD)
    (folder / "other.XML").write_bytes(b"<a/>")
    (folder / "notes.txt").write_bytes(b"no XML")
    for name, one in RESPONSES.items():
        (folder / "answers" / f"{name}.xml").write_bytes(write_response(one))
    return folder


def test_all_good_is_status_0(
    messages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = clear(monkeypatch, capsys, "--wco", str(messages), "--json")
    found: dict[str, Any] = json.loads(out)
    assert (status, err, list(found)) == (0, "", KEYS)
    assert [found[key] for key in KEYS[:-1]] == [6, 0, 1, 1, 1, 4, 4, 3, 3, []]
    assert [one["path"] for one in found["reports"]] == [
        *(f"answers/{name}.xml" for name in sorted(RESPONSES)), "good.xml", "other.XML",
    ]  # fmt: skip
    assert {one["verdict"] for one in found["reports"]} == {"valid", "other"}
    status, out, _ = clear(monkeypatch, capsys, "--wco", str(messages))
    assert status == 0
    assert "declarations: 1, 1 valid\nnotifications: 4, 4 valid\ntax lines: 3, 3 equal\n" in out
    assert out.startswith("files: 6, 1 other, 0 not well-formed; ")


def test_what_is_wrong_is_told_and_is_status_1(
    messages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    duty = Duty("A00", "100", rubles("1000"), Decimal(2), assessed=rubles("21"))
    (messages / "differs.xml").write_bytes(write_response(taxed(duty, item=4)))
    (messages / "invalid.xml").write_bytes(GOOD.replace(b"<FunctionCode>9", b"<FunctionCode>8"))
    (messages / "type.xml").write_bytes(b"<!DOCTYPE a><a/>")
    (messages / "line\nbreak.xml").write_bytes(b"<a>")
    status, out, _ = clear(monkeypatch, capsys, "--wco", str(messages), "--json")
    found = json.loads(out)
    assert status == 1
    assert [found[key] for key in KEYS[:-2]] == [10, 2, 1, 2, 1, 5, 5, 5, 4]
    holding = sum(bool(one["messages"]) for one in found["reports"])
    assert found["files"] == found["not_well_formed"] + found["other"] + holding
    (difference,) = found["differences"]
    told = {key: difference[key] for key in ("path", "mrn", "item", "tax_type", "base", "rate", "stated", "reasons")}
    assert told == {
        "path": "differs.xml", "mrn": "26RU00000000000001", "item": 4, "tax_type": "A00", "base": "1000", "rate": "2",
        "stated": "21", "reasons": ["the rate would have to be 2.10 %"],
    }  # fmt: skip
    assert Decimal(difference["expected"]) == 20
    assert Decimal(difference["difference"]) == 1
    by_path = {one["path"]: one for one in found["reports"]}
    assert by_path["type.xml"]["verdict"] == "document type"
    assert by_path["invalid.xml"]["schema_errors"][0]["line"] == 6
    status, out, _ = clear(monkeypatch, capsys, "--wco", str(messages))
    lines = out.splitlines()
    assert status == 1
    assert lines[0].startswith("invalid.xml: invalid: line 6: ")
    assert lines[1].startswith(r"'line\nbreak.xml': not well-formed: ")
    assert lines[2] == "type.xml: document type: a document type 'a', expected XML without one"
    assert lines[3].startswith("differs.xml: MRN 26RU00000000000001, item 4, tax A00: 1000.00 x 2.00 % is 20.00 RUB, ")


@pytest.mark.parametrize("bad", ["invalid", "difference", "broken"])
def test_each_of_them_alone_is_status_1(
    bad: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    duty = Duty("A00", "", rubles("1000"), Decimal(2), assessed=rubles("21"))
    raw = {
        "invalid": GOOD.replace(b"TypeCode>IMA", b"TypeCode>LONG"),
        "difference": write_response(taxed(duty)),
        "broken": GOOD[:-1] + b"<",
    }[bad]
    path = tmp_path / "one.xml"
    path.write_bytes(raw)
    assert clear(monkeypatch, capsys, "--wco", str(path), "--json")[0] == 1


def test_no_files_are_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (tmp_path, tmp_path / "gone"):
        status, out, err = clear(monkeypatch, capsys, "--wco", str(path), "--json")
        assert (status, out) == (2, "")
        assert err.startswith(f"tearoad: {path}: expected ")
        assert err.count("\n") == 1
