"""What is read is written as it was, byte by byte, where it was canonical; and values become what is read."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from edifact_words import GOLDEN, golden
from hypothesis import given
from hypothesis import strategies as st

from tearoad.boot.edifact import own_book
from tearoad.terms.refusal import BadInput
from tearoad.wire.edifact.read import read
from tearoad.wire.edifact.service import DEFAULT, Service
from tearoad.wire.edifact.values import Interchange, Segment, cut
from tearoad.wire.edifact.write import interchange_of, message_of, segment_text, write

AT = datetime(2026, 11, 11, 12, 5, tzinfo=UTC)
STATUS = [Segment.of("BGM", "23"), Segment.of("CNI", "1"), Segment.of("STS", "1", "31")]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_interchanges_are_written_as_they_were(path: Path) -> None:
    whole, _, _ = read(path.read_bytes(), own_book())
    assert whole is not None
    assert write(whole) == path.read_bytes()


def test_what_is_not_canonical_becomes_so() -> None:
    raw = golden("cusdec").replace(b"'BGM+929+", b"'\nBGM+929::+").replace(b"TDT+20+SU205+4", b"TDT+20+S?U205+4++:::+")
    whole, checked, _ = read(raw, own_book())
    assert whole is not None
    assert checked[0].ok
    assert write(whole) == golden("cusdec")


def test_a_message_is_made_of_its_body() -> None:
    message = message_of("IFTSTA", "21A", "M1", STATUS, DEFAULT)
    whole = interchange_of("RUP", "CRE", AT, "X1", [message, message])
    assert write(whole) == (
        b"UNB+UNOC:3+RUP+CRE+261111:1205+X1'"
        + b"UNH+M1+IFTSTA:D:21A:UN'BGM+23'CNI+1'STS+1+31'UNT+5+M1'" * 2
        + b"UNZ+2+X1'"
    )
    _, checked, tally = read(write(whole), own_book())
    assert tally.ok
    assert checked[1].message.segments[1:4] == tuple(STATUS)


def test_what_cannot_be_written_is_one_line() -> None:
    body = [*STATUS, Segment.of("RFF", ("AAQ", "杯子"))]
    message = message_of("IFTSTA", "21A", "M1", body, DEFAULT)
    with pytest.raises(BadInput, match="expected some of UNOC"):
        write(interchange_of("A", "B", AT, "X", [message]))
    assert "杯子".encode() in write(interchange_of("A", "B", AT, "X", [message], "UNOY"))
    with pytest.raises(BadInput, match="expected a character of UNOA"):
        write(interchange_of("a", "B", AT, "X", [], "UNOA"))
    with pytest.raises(BadInput, match="expected one of UNOA"):
        write(interchange_of("A", "B", AT, "X", [], "UNOX"))
    with pytest.raises(BadInput, match="where none is released"):
        segment_text(Segment.of("FTX", "a+b"), Service(release=""))
    with pytest.raises(BadInput, match="a syntax version that has them"):
        segment_text(Segment("COM", ((("1", "TE"), ("2", "TE")),)), DEFAULT)


def services() -> st.SearchStrategy[Service]:
    def made(chars: list[str], decimal: str, with_release: bool, version: int) -> Service:
        component, element, terminator, release, repetition = chars
        return Service(
            component,
            element,
            decimal,
            release if with_release else "",
            repetition if version == 4 else "",
            terminator,
            version,
            advised=True,
        )

    own = st.lists(st.sampled_from(":+?'*|~^#!;\x1c\x1d"), min_size=5, max_size=5, unique=True)
    told = st.builds(made, own, st.sampled_from(".,"), st.just(True), st.integers(1, 4))
    return told | st.sampled_from([DEFAULT, Service(version=4, repetition="*"), Service(advised=True)])


TEXTS = st.text(st.sampled_from("AZaz09 .,:+?'*|~^#!;Я杯"), max_size=8)
TAGS = st.sampled_from(["BGM", "FTX", "NAD", "ZZZ"])


def trimmed(segment: Segment) -> Segment:
    return cut(segment_text(segment, WIDE), WIDE)


WIDE = Service(version=4, repetition="*")


@st.composite
def interchanges(draw: st.DrawFn) -> Interchange:
    service = draw(services())
    most = 3 if service.repetition else 1
    composites = st.lists(TEXTS, min_size=1, max_size=4).map(tuple)
    elements = st.lists(composites, min_size=1, max_size=most).map(tuple)
    segments = st.builds(Segment, TAGS, st.lists(elements, max_size=5).map(tuple))
    bodies = draw(st.lists(st.lists(segments, max_size=6), max_size=4))
    messages = [
        message_of("IFTSTA", "21A", f"M{at}", [trimmed(one) for one in body], service) for at, body in enumerate(bodies)
    ]
    return interchange_of("A+B", "?C:", AT, "R'1", messages, "UNOY", service)


@given(interchanges())
def test_what_is_written_is_read_and_written_again_alike(whole: Interchange) -> None:
    raw = write(whole)
    again, checked, tally = read(raw, own_book())
    assert again is not None
    assert not tally.faults
    assert [one.message.segments for one in checked] == [message.segments for message in whole.messages]
    assert again.header == whole.header
    assert write(again) == raw
