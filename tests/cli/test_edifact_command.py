"""`edifact check` says what each message is, and its exit status says whether anything is wrong."""

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tearoad.boot.edifact import checked_bytes
from tearoad.cli.bench_edifact import SEGMENTS, _broken, _interchange, _message, bench_edifact, in_words
from tearoad.cli.main import application
from tearoad.terms.refusal import BadInput

GOLDEN = Path(__file__).resolve().parents[1] / "wire" / "edifact" / "golden"


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(application("edifact"), ["edifact", *words])
    if isinstance(done.exception, BadInput):
        raise done.exception
    return done.exit_code, done.stdout


def test_good_messages_are_ok() -> None:
    status, said = run("check", str(GOLDEN / "cuscar.edi"))
    assert status == 0
    assert said.splitlines() == [
        "message 1 CUSCAR M0001: ok",
        "message 2 CUSCAR M0002: ok",
        "2 messages: 2 good, 0 bad; 0 faults around them",
    ]


def test_one_bad_message_is_told_of_and_exits_1(tmp_path: Path) -> None:
    bad = tmp_path / "bad.edi"
    bad.write_bytes((GOLDEN / "cuscar.edi").read_bytes().replace(b"CNI+1+", b"CNI+x+", 1).replace(b"UNZ+2", b"UNZ+3"))
    status, said = run("check", str(bad), "--json")
    document = json.loads(said)
    assert status == 1
    assert (document["read"], document["good"], document["bad"], document["ok"]) == (2, 1, 1, False)
    fault = document["messages"][0]["faults"][0]
    assert (fault["verdict"], fault["tag"], fault["element"], fault["found"]) == ("NOT_NUMERIC", "CNI", 1, "x")
    assert [fault["verdict"] for fault in document["faults"]] == ["WRONG_MESSAGE_COUNT"]
    status, said = run("check", str(bad))
    assert status == 1
    assert "message 1 CUSCAR M0001, segment 13 CNI, element 1, component 1" in said
    assert "interchange, segment UNZ, element 1" in said


def test_bytes_that_are_no_characters_can_be_told_of(tmp_path: Path) -> None:
    bad = tmp_path / "bad.edi"
    bad.write_bytes((GOLDEN / "cusdec.edi").read_bytes().replace(b"UNH+1+CUSDEC", b"UNH+\xff\x1b[2J+CUSDEC", 1))
    for words in ([], ["--json"]):
        status, said = run("check", str(bad), *words)
        assert status == 1
        assert "0xFF" in said
        assert said.replace("\n", "").isprintable()


def test_what_is_no_interchange_is_bad_input(tmp_path: Path) -> None:
    other = tmp_path / "other.edi"
    other.write_bytes(b"ISA*00*")
    with pytest.raises(BadInput, match="not an interchange"):
        run("check", str(other))
    with pytest.raises(BadInput, match="No such file"):
        run("check", str(tmp_path / "none.edi"))


def test_the_bench_checks_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """In small, without the peer: its messages are good and differ, and each broken one is told of."""
    monkeypatch.setattr("tearoad.cli.bench_edifact.import_module", _absent)
    found = bench_edifact(600)
    assert (found["segments"], found["broken_and_told"]) == (SEGMENTS, found["broken"])
    assert 450 < found["bytes_a_message"] < 560
    assert found["orders"] > 540, "most of them are in an order that none before was in"
    assert found["pydifact"] == "not installed"
    assert "pydifact: not installed" in in_words(found)
    assert [found[name] for name in ("peer_messages_per_second", "ratio_to_pydifact", "ratio_of_values")] == [None] * 3


def test_every_way_of_breaking_a_message_is_told_of() -> None:
    """Even those that are seldom drawn: a segment is gone, or stands twice."""
    luck = random.Random(1)
    texts = [_message(number, luck) for number in range(1, 201)]
    broken = [(text, _broken(text, luck)) for text in texts]
    counts = {after.count("'") - before.count("'") for before, after in broken}
    assert {-1, 0, 1} <= counts
    assert not any(faults == () for _, faults in checked_bytes(_interchange([after for _, after in broken])))


def _absent(name: str) -> None:
    raise ImportError(name)
