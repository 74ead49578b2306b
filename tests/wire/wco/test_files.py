"""Which files are taken, where messages are found, and what is said of each."""

import hashlib
import os
import tomllib
from pathlib import Path

import pytest
from wco_messages import DECLARATION, RESPONSES, SAMPLES, needs_samples

from tearoad.terms.refusal import BadInput
from tearoad.wire.wco.files import Report, files_of, report_on
from tearoad.wire.wco.message import TAX, Response
from tearoad.wire.wco.safe_xml import Verdict, parsed
from tearoad.wire.wco.schemas import DECLARATION_NAMESPACE, MOST_FAULTS, VENDOR, Kind, messages
from tearoad.wire.wco.tree import model
from tearoad.wire.wco.writing import write_declaration, write_response

GOOD, ANSWER = write_declaration(DECLARATION), write_response(RESPONSES["tax"])
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


def body(raw: bytes) -> bytes:
    """Without the line that says that it is XML."""
    return raw.removeprefix(HEAD)


def read(folder: Path, raw: bytes) -> Report:
    path = folder / "one.xml"
    path.write_bytes(raw)
    return report_on("one.xml", path)


def test_a_message_is_found_at_any_depth(tmp_path: Path) -> None:
    raw = body(GOOD)
    for depth in range(40):
        report = read(tmp_path, raw)
        assert (report.verdict, report.kind, len(report.messages)) == (Verdict.VALID, "declaration", 1), depth
        raw = b'<w:wrap xmlns:w="urn:w" a="1">text' + raw + b"<w:more/></w:wrap>"


def test_a_message_is_found_below_the_metadata_and_in_soap(tmp_path: Path) -> None:
    deeper = GOOD.replace(b"<Declaration ", b"<x><Declaration ").replace(b"</Declaration>", b"</Declaration></x>")
    assert read(tmp_path, deeper).verdict is Verdict.VALID
    soap = f'<s:Envelope xmlns:s="{SOAP}"><s:Header/><s:Body>'.encode() + body(ANSWER) + b"</s:Body></s:Envelope>"
    report = read(tmp_path, soap)
    assert (report.verdict, report.kind) == (Verdict.VALID, "notification")


def test_several_messages_of_one_file_are_one_report(tmp_path: Path) -> None:
    own = body(GOOD).decode()
    start = own.index("<Declaration ")
    end = own.index("</Declaration>") + len("</Declaration>")
    wrong = own[start:end].replace("<FunctionCode>9", "<FunctionCode>77")
    twice = own[:end] + wrong + own[end:]
    both = "<all>" + twice + body(ANSWER).decode() + "</all>"
    report = read(tmp_path, both.encode())
    assert (report.verdict, report.kind) == (Verdict.INVALID, "both")
    assert [(one.kind, bool(one.fault_count)) for one in report.messages] == [
        (Kind.DECLARATION, False),
        (Kind.DECLARATION, True),
        (Kind.NOTIFICATION, False),
    ]
    line = both.count("\n", 0, both.index("<FunctionCode>77")) + 1
    assert report.messages[1].faults[0].line == line
    assert report.words.startswith(f"line {line}: ")
    assert "FunctionCode" in report.words


def test_the_declaration_within_a_response_is_no_declaration(tmp_path: Path) -> None:
    inner = body(GOOD).split(b"<Declaration ")[1].split(b"</Declaration>")[0]
    raw = ANSWER.replace(
        b"</Declaration>\n  </Response>", b"</Declaration><Declaration " + inner + b"</Declaration></Response>"
    )
    report = read(tmp_path, raw)
    assert (report.verdict, report.kind, len(report.messages)) == (Verdict.VALID, "notification", 1)
    assert len(report.messages[0].tax_lines) == 3


@pytest.mark.parametrize(
    "words",
    [
        "<a/>",
        f'<Declaration xmlns="{DECLARATION_NAMESPACE}"/>',
        '<MetaData xmlns="urn:another"><Declaration xmlns=""/></MetaData>',
        "<MetaData/>",
        "<MetaData><declaration/></MetaData>",
    ],
)
def test_other_xml_is_other(words: str, tmp_path: Path) -> None:
    report = read(tmp_path, words.encode())
    assert (report.verdict, report.kind) == (Verdict.OTHER, "other")
    assert report.words.startswith("no declaration and no notification: ")


@pytest.mark.parametrize("namespace", ["", "urn:wco:datamodel:WCO:DEC:2", "urn:another"])
def test_a_declaration_in_a_wrong_namespace_is_invalid_and_told_so(namespace: str, tmp_path: Path) -> None:
    report = read(tmp_path, GOOD.replace(DECLARATION_NAMESPACE.encode(), namespace.encode()))
    assert (report.verdict, report.messages[0].reference) == (Verdict.INVALID, DECLARATION.reference)
    assert report.words.endswith(f"Its namespace is {namespace!r}, expected {DECLARATION_NAMESPACE!r}.")


def test_faults_shown_are_bounded_and_all_are_counted(tmp_path: Path) -> None:
    packages = b"<Packaging><SequenceNumeric>x</SequenceNumeric></Packaging>" * 30
    report = read(tmp_path, GOOD.replace(b"<Packaging>", packages + b"<Packaging>", 1))
    assert len(report.messages[0].faults) == MOST_FAULTS
    assert report.messages[0].fault_count > MOST_FAULTS
    assert f"(and {report.messages[0].fault_count - 1} more)" in report.words


def test_files_are_taken_in_any_letter_case_and_links_make_no_loop(tmp_path: Path) -> None:
    for name in ("a.xml", "B.XML", "c.xMl", "d.txt", "xml", "e.xml.gz", ".xml"):
        (tmp_path / name).write_bytes(GOOD)
    deep = tmp_path / "in" / "side"
    deep.mkdir(parents=True)
    (deep / "f.xml").write_bytes(GOOD)
    (deep / "loop").symlink_to(tmp_path)
    (deep / "g.xml").symlink_to(tmp_path / "d.txt")
    (deep / "self.xml").symlink_to("self.xml")
    (deep / "folder.xml").mkdir()
    os.mkfifo(deep / "pipe.xml")
    (tmp_path / os.fsdecode(b"\xff.xml")).write_bytes(GOOD)
    names = [name for name, _ in files_of(tmp_path)]
    assert names == [".xml", "B.XML", "a.xml", "c.xMl", "in/side/f.xml", "in/side/g.xml", "\\xff.xml"]
    assert [name for name, _ in files_of(tmp_path / "B.XML")] == ["B.XML"]
    linked = tmp_path / "linked"
    linked.symlink_to(deep)
    assert [name for name, _ in files_of(linked)] == ["f.xml", "g.xml"]


def test_where_there_is_no_file_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "d.txt").write_bytes(GOOD)
    for path in (tmp_path, tmp_path / "d.txt", tmp_path / "gone", tmp_path / "gone.xml", tmp_path / ("x" * 300)):
        with pytest.raises(BadInput, match="expected"):
            files_of(path)


def test_the_vendored_schemas_are_those_of_the_manifest() -> None:
    listed = tomllib.loads((VENDOR / "MANIFEST.toml").read_text(encoding="utf-8"))["file"]
    there = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()} - {"MANIFEST.toml"}
    assert there == {one["file"] for one in listed}
    for one in listed:
        raw = (VENDOR / one["file"]).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == one["sha256"], one["file"]
        assert one["file"] == "LICENSE" or f'version="{one["version"]}"'.encode() in raw
        assert one["name"]
        assert one["licence"] == "Apache-2.0"


@needs_samples
def test_the_samples_are_what_their_schemas_say() -> None:
    """Its notifications are in no namespace at all, and no schema knows those; six files are other services'."""
    reports = {name: report_on(name, path) for name, path in files_of(SAMPLES)}
    assert len(reports) == 34
    kinds = [report.kind for report in reports.values()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"declaration": 19, "notification": 9, "other": 6}
    for name, report in reports.items():
        wanted = {"declaration": Verdict.VALID, "notification": Verdict.INVALID, "other": Verdict.OTHER}[report.kind]
        assert report.verdict is wanted, name
        if report.kind == "notification":
            assert report.messages[0].namespace == ""
    lines = [line for report in reports.values() for one in report.messages for line in one.tax_lines]
    assert (len(lines), sum(line.equal for line in lines)) == (8, 8)


@needs_samples
def test_a_sample_is_read_as_it_stands() -> None:
    ((_, element),) = messages(parsed((SAMPLES / "TT_IM001a/Example_Notifications/02_DMSTAX.xml").read_bytes()))
    view = Response(model(element))
    assert view.function == TAX
    assert (view.mrn, view.declaration_reference, view.version) == ("24GB22WOA1EV2P6AR5", "7847767E1WB6", 1)
    assert [one.code for one in view.statuses] == ["67"]
    assert [duty.tax_type for one in view.items for duty in one.duties] == ["A00", "B00"]
    ((_, element),) = messages(parsed((SAMPLES / "TT_IM001b/Example_Notifications/01_DMSREJ.xml").read_bytes()))
    (mistake,) = Response(model(element)).mistakes
    assert (mistake.code, [one.section for one in mistake.pointers]) == ("CDS12005", ["42A", "17C"])
