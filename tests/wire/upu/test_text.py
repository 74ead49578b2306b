"""EDIFACT-style text of the postal messages."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from upu_messages import EMSEVT, MESSAGES, messages

from tearoad.wire.upu.faults import Fault, Verdict
from tearoad.wire.upu.layout import MESSAGES as LAYOUTS
from tearoad.wire.upu.text import read_text, write_text
from tearoad.wire.upu.values import Message

GOLDEN = Path(__file__).parent / "golden" / "messages.edi"
PREPARED = datetime(2026, 11, 11, 8, 30, tzinfo=UTC)


def written(*some: Message) -> bytes:
    return write_text(some, "CNBJSA", "RUMOWB", PREPARED, "TEA1")


def test_the_golden_interchange_is_these_messages() -> None:
    golden = GOLDEN.read_bytes().replace(b"'\n", b"'")
    assert golden == written(*MESSAGES.values())
    assert read_text(GOLDEN.read_bytes()) == list(MESSAGES.values())
    for kind in LAYOUTS:
        assert f"FTX+ZCC+++{kind}-like, not certified'".encode() in golden


@given(st.lists(messages, min_size=1, max_size=2))
@settings(max_examples=50)
def test_what_is_written_is_read_as_it_was(some: list[Message]) -> None:
    assert read_text(written(*some)) == some


@pytest.mark.parametrize(
    ("before", "then", "verdict", "words"),
    [
        ("not certified", "certified", Verdict.NOT_A_MESSAGE, "expected FTX"),
        ("FTX+ZRR+++value in doubt'", "", Verdict.NOT_EDIFACT, "UNT counts other"),
        ("FTX+ZRR+++value in doubt'", "FTX+ZTE+++value in doubt'", Verdict.NOT_A_MESSAGE, "not expected here"),
        ("FTX+ZRR+++value in doubt'", "RFF+ZOF:X'", Verdict.NOT_EDIFACT, "may not stand here"),
        ("CNT+ZEC:3'", "CNT+ZEC:4'", Verdict.WRONG_COUNT, "4, expected 3"),
        ("GID+2'", "GID+7'", Verdict.NOT_A_MESSAGE, "expected GID+2"),
        ("STS+ZEV+EMD'", "STS+ZEV+EMZ'", Verdict.UNKNOWN_EVENT, "EMZ"),
        ("RFF+ZS1:LX473124829CN'", "RFF+ZS1:LX473124828CN'", Verdict.BAD_ITEM_ID, "check digit"),
        ("EMSEVT:0:1:TEA", "EMSEVT:0:1:UN", Verdict.NOT_EDIFACT, "subset is of another directory"),
    ],
)
def test_what_is_wrong_has_a_name(before: str, then: str, verdict: Verdict, words: str) -> None:
    text = written(EMSEVT).decode()
    assert before in text
    (found, *_) = read_text(text.replace(before, then, 1).encode())
    assert isinstance(found, Fault)
    assert found.verdict == verdict
    assert words in str(found)
    assert "\n" not in str(found)


def test_held_without_a_retention_reason_is_named_in_text_too() -> None:
    text = written(EMSEVT).decode().replace("FTX+ZRR+++value in doubt'", "", 1)
    count = text.count("'") - 2
    (found,) = read_text(text.replace(f"UNT+{count + 1}+", f"UNT+{count}+").encode())
    assert isinstance(found, Fault)
    assert found.verdict == Verdict.NO_RETENTION_REASON


@given(st.binary(max_size=200))
def test_any_bytes_are_no_interchange(raw: bytes) -> None:
    (found, *_) = read_text(raw)
    assert isinstance(found, Fault)
    assert found.verdict == Verdict.NOT_EDIFACT


@given(st.data())
def test_damaged_bytes_never_raise(data: st.DataObject) -> None:
    raw = bytearray(written(*MESSAGES.values()))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    for found in read_text(bytes(raw[: data.draw(st.integers(0, len(raw)))])):
        assert "\n" not in str(found) or not isinstance(found, Fault)
