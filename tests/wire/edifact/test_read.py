"""Every message has a verdict, counts add up, and nothing that is read raises or takes all the memory there is."""

import subprocess
import sys
from pathlib import Path

import pytest
from edifact_words import BODY, GOLDEN, golden, interchange, message, told, verdicts
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tearoad.boot.edifact import own_book
from tearoad.wire.edifact.check import checker_of
from tearoad.wire.edifact.faults import MOST_FAULTS, Fault, Verdict
from tearoad.wire.edifact.read import Limits, Stream, read
from tearoad.wire.edifact.window import CHARACTERS


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_interchanges_are_right(path: Path) -> None:
    checked, tally = told(path.read_bytes())
    assert tally.ok, [*tally.faults, *(fault for one in checked for fault in one.faults)]
    assert {one.message.kind for one in checked} == {path.stem.upper()}


def test_there_is_a_golden_interchange_of_each_subset() -> None:
    assert {subset.message.lower() for subset in own_book().subsets} == {path.stem for path in GOLDEN}


def test_values_are_read_with_what_is_released() -> None:
    whole, checked, _ = read(golden("cuscar"), own_book())
    assert whole is not None
    text = next(one for one in checked[0].message.segments if one.tag == "FTX")
    assert text.get(4) == "CERAMIC MUG, 0.35 L: BLUE + WHITE, 'SPRING'"
    assert text.get(4, 2) == text.get(9) == text.get(0) == text.get(4, 1, 2) == ""
    assert whole.header.get(4, 2) == "1200"
    assert checked[1].message.reference == "M0002"


def test_an_interchange_has_its_own_service_characters() -> None:
    _, checked, tally = read(golden("iftsta"), own_book())
    assert tally.groups == checked[0].message.group == 1
    text = next(one for one in checked[0].message.segments if one.tag == "FTX")
    assert text.get(4) == "ARRIVED AT INWARD OFFICE; 'MOSCOW'+1 !"


def test_version_4_repeats_elements() -> None:
    body = ["BGM+23+S1", "NAD+CA+RUP", "CTA+IC", "COM+1:TE*2:FX*a@b:EM", *BODY[2:]]
    checked, tally = told(interchange(message(*body), charset="UNOC", version=4))
    assert tally.ok
    assert checked[0].message.segments[4].elements == ((("1", "TE"), ("2", "FX"), ("a@b", "EM")),)
    body[3] = "COM+1:TE*2:FX*3:FX*4:FX"
    assert verdicts(interchange(message(*body), version=4)) == [Verdict.TOO_MANY_REPEATS]
    body[3] = "COM+1:TE+2*?*:FX"  # before version 4 it is a character, and repetitions are elements
    assert verdicts(interchange(message(*body))) == []


BAD = {
    "the count of segments": (message(count=8), Verdict.WRONG_SEGMENT_COUNT, 7, 1, 0),
    "the reference": (message().replace("UNT+7+1", "UNT+7+2"), Verdict.WRONG_REFERENCE, 7, 2, 0),
    "no trailer": (message().replace("UNT+7+1'", ""), Verdict.NO_TRAILER, 6, 0, 0),
    "type": (message(kind="ORDERS:D:21A:UN"), Verdict.NO_SUBSET, 1, 2, 0),
    "directory": (message(kind="IFTSTA:D:96A:UN"), Verdict.OTHER_DIRECTORY, 1, 2, 0),
    "missing": (message(*BODY[:3]), Verdict.MISSING_SEGMENT, 5, 0, 0),
    "order": (message(BODY[1], BODY[0], *BODY[2:]), Verdict.MISSING_SEGMENT, 2, 0, 0),
    "too often": (message(BODY[0], *[BODY[1]] * 10, *BODY[2:]), Verdict.TOO_OFTEN, 12, 0, 0),
    "unknown": (message(BODY[0], "TMD+1", *BODY[2:]), Verdict.UNKNOWN_SEGMENT, 3, 0, 0),
    "length": (message("BGM+23+S1+1234", *BODY[1:]), Verdict.TOO_LONG, 2, 3, 1),
    "number": (message(*BODY[:2], "CNI+x+A", *BODY[3:]), Verdict.NOT_NUMERIC, 4, 1, 1),
    "code": (message(*BODY[:4], "DTM+78:2026:602"), Verdict.NOT_IN_LIST, 6, 1, 3),
    "element": (message(*BODY[:4], "DTM"), Verdict.MISSING_ELEMENT, 6, 1, 0),
    "component": (message(*BODY[:4], "DTM+:2026:102"), Verdict.MISSING_COMPONENT, 6, 1, 1),
    "elements": (message(*BODY[:4], "DTM+78:2026:102+1"), Verdict.TOO_MANY_ELEMENTS, 6, 2, 0),
    "components": (message(*BODY[:4], "DTM+78:2026:102:1"), Verdict.TOO_MANY_COMPONENTS, 6, 1, 4),
    "character": (message(*BODY[:4], "DTM+78:20\x0726:102"), Verdict.WRONG_CHARACTER, 6, 0, 0),
    "line break": (message(*BODY[:4], "DTM+78:20\n26:102"), Verdict.WRONG_CHARACTER, 6, 0, 0),
    "tag": (message(*BODY[:4], "dtm+78:2026:102"), Verdict.BAD_TAG, 6, 0, 0),
    "long tag": (message(*BODY[:4], "DTMX+78:2026:102"), Verdict.BAD_TAG, 6, 0, 0),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_message_is_told_with_its_place_and_does_not_disturb_the_others(name: str) -> None:
    text, verdict, segment, element, component = BAD[name]
    raw = interchange(message(), text, message())
    checked, tally = told(raw)
    assert [one.ok for one in checked] == [True, False, True]
    assert (tally.messages, tally.good, tally.bad, tally.faults) == (3, 2, 1, ())
    fault = checked[1].faults[0]
    assert (fault.verdict, fault.message, fault.segment) == (verdict, 2, segment)
    assert (fault.element, fault.component) == (element, component)
    whole = raw.decode("latin-1")
    if verdict is Verdict.WRONG_CHARACTER:
        assert f"U+{ord(whole[fault.offset]):04X}" == fault.found
    elif segment <= text.count("'"):
        assert whole[fault.offset - 1] == "'"
        assert whole.startswith(text.split("'")[segment - 1], fault.offset)


def test_a_fault_is_one_line() -> None:
    fault = Fault(Verdict.TOO_LONG, 2, 5, "BGM", 120, 3, 1, "1234")
    assert str(fault) == "segment 5 BGM, element 3, component 1, character 120: too long: '1234'"


def test_offsets_count_line_breaks_and_released_characters() -> None:
    body = ["BGM+23+?+?'?:", *BODY[1:4], "DTM+x"]
    raw = interchange(message(), message(*body).replace("'CNI", "'\r\nCNI").replace("'STS", "'\nSTS"))
    checked, _ = told(raw)
    assert [raw.decode()[fault.offset :][:5] for fault in checked[1].faults] == []
    body[4] = "DTM++"
    raw = interchange(message(), message(*body).replace("'CNI", "'\r\nCNI").replace("'STS", "'\nSTS"))
    checked, _ = told(raw)
    assert [raw.decode()[fault.offset :][:6] for fault in checked[1].faults] == ["DTM++'", "DTM++'"]


def test_faults_of_one_message_are_bounded() -> None:
    checked, _ = told(interchange(message(*["QQQ+1"] * 100)))
    assert len(checked[0].faults) == MOST_FAULTS


WHOLE = interchange(message(), message())
AROUND = {
    "nothing": (b"", Verdict.NO_INTERCHANGE),
    "other": (b"ISA*00*", Verdict.NO_INTERCHANGE),
    "advice alone": (b"UNA:+.? '", Verdict.NO_INTERCHANGE),
    "one character twice": (b"UNA++.? '" + WHOLE, Verdict.BAD_SERVICE),
    "a letter": (b"UNAx+.? '" + WHOLE, Verdict.BAD_SERVICE),
    "set": (WHOLE.replace(b"UNOC", b"UNOX"), Verdict.UNKNOWN_CHARSET),
    "header without end": (WHOLE[:20], Verdict.BROKEN_TAIL),
    "no trailer": (WHOLE[: WHOLE.index(b"UNZ")], Verdict.NO_END),
    "cut": (WHOLE[:-1], Verdict.BROKEN_TAIL),
    "count": (interchange(message(), count=2), Verdict.WRONG_MESSAGE_COUNT),
    "reference": (WHOLE.replace(b"UNZ+2+R", b"UNZ+2+S"), Verdict.WRONG_CONTROL_REFERENCE),
    "more": (WHOLE + b"UNB+UNOC:3+A'", Verdict.AFTER_END),
    "stray": (WHOLE.replace(b"UNH", b"BGM+1'UNH", 1), Verdict.OUTSIDE),
    "trailer": (WHOLE.replace(b"UNZ", b"UNT+1+1'UNZ", 1), Verdict.OUTSIDE),
    "group": (WHOLE.replace(b"UNZ+2", b"UNG+I+A+B+261111:1200+1+UN+D:21A'UNZ+1"), Verdict.GROUP_NOT_CLOSED),
    "end of group": (WHOLE.replace(b"UNZ", b"UNE+1+1'UNZ"), Verdict.GROUP_NOT_OPENED),
    "group's count": (golden("iftsta").replace(b"UNE|1", b"UNE|2"), Verdict.WRONG_MESSAGE_COUNT),
    "group's reference": (golden("iftsta").replace(b"UNE|1|1", b"UNE|1|9"), Verdict.WRONG_CONTROL_REFERENCE),
    "header": (WHOLE.replace(b"261111:1200", b"261111:12"), Verdict.TOO_SHORT),
}


@pytest.mark.parametrize("name", AROUND)
def test_what_is_wrong_around_the_messages_is_told(name: str) -> None:
    raw, verdict = AROUND[name]
    checked, tally = told(raw)
    assert tally.faults[0].verdict is verdict
    assert all(one.ok for one in checked)
    assert not tally.ok


def test_a_message_that_is_cut_off_is_bad_and_the_interchange_says_that_it_has_no_end() -> None:
    assert verdicts(WHOLE[:-30]) == [Verdict.NO_TRAILER, Verdict.BROKEN_TAIL, Verdict.NO_END]


@pytest.mark.parametrize(
    ("charset", "text", "good"),
    [
        ("UNOA", "CERAMIC MUG", True),
        ("UNOA", "Ceramic mug", False),
        ("UNOB", "Ceramic mug", True),
        ("UNOB", "Käse", False),
        ("UNOC", "Käse", True),
        ("UNOE", "Кружка", True),
        ("UNOY", "Кружка 杯子", True),
        ("UNOC", "\x85", False),
    ],
)
def test_a_character_set_is_what_unb_says(charset: str, text: str, good: bool) -> None:
    codec = {"UNOE": "iso8859-5", "UNOY": "utf-8"}.get(charset, "latin-1")
    marked = interchange(message(*BODY[:4], "FTX+AAI+++@@"), message(), charset=charset)
    checked, tally = told(marked.replace(b"@@", text.encode(codec)))
    assert tally.faults == ()
    assert [one.ok for one in checked] == [good, True]
    if good:
        assert checked[0].message.segments[5].get(4) == text
    else:
        assert checked[0].faults[0].verdict is Verdict.WRONG_CHARACTER


def test_one_message_in_another_encoding_is_one_bad_message() -> None:
    raw = interchange(message(), message(*BODY[:4], "FTX+AAI+++@@"), message(), charset="UNOY")
    checked, tally = told(raw.replace(b"@@", "Кружка".encode("cp1251")))
    assert [one.ok for one in checked] == [True, False, True]
    assert (checked[1].faults[0].verdict, checked[1].faults[0].found) == (Verdict.WRONG_CHARACTER, "0xCA")
    assert tally.faults == ()


@pytest.mark.parametrize(
    ("body", "limits"),
    [
        (["FTX+AAI+++TEXT"] * 20_000, Limits()),
        (["FTX+AAI+++TEXT"] * 20, Limits(segments=20)),
        (["FTX+AAI+++TEXT"] * 20_000, Limits(segments=100_000, characters=200_000)),
        (["FTX+AAI+++" + "x" * 9_000_000], Limits()),
    ],
    ids=["segments", "segments in a window", "characters", "one segment"],
)
def test_a_message_of_more_than_is_taken_is_refused_and_the_next_is_read(body: list[str], limits: Limits) -> None:
    checked, tally = told(interchange(message(), message(*BODY, *body), message()), limits)
    assert [one.ok for one in checked] == [True, False, True]
    assert [fault.verdict for fault in checked[1].faults] == [Verdict.MESSAGE_TOO_LARGE]
    assert tally.faults == ()


def test_a_segment_that_is_too_long_is_told_of() -> None:
    found = verdicts(interchange(message(), message(*BODY, "FTX+AAI+++" + "x" * 40_000)))
    assert found == [Verdict.SEGMENT_TOO_LONG]


def test_messages_of_several_windows_are_read_each_once() -> None:
    many = [message(*BODY, *["DTM+78:202611110855:203"] * (at % 7), reference=str(at)) for at in range(4_000)]
    checked, tally = told(interchange(*many), Limits(characters=CHARACTERS))
    assert tally.ok
    assert [one.message.reference for one in checked] == [str(at) for at in range(4_000)]
    assert ["'".join([*one.message.raw, ""]) for one in checked] == many


def test_more_messages_than_are_read_end_the_reading() -> None:
    many = interchange(*[message()] * 5_000)
    assert verdicts(many) == []
    _, tally = told(many, Limits(messages=1_000))
    assert tally.good == tally.messages < 5_000
    assert [fault.verdict for fault in tally.faults] == [Verdict.TOO_MANY_MESSAGES]


def test_more_bytes_than_are_read_are_refused_whole() -> None:
    _, tally = told(WHOLE, Limits(bytes=len(WHOLE) - 1))
    assert [fault.verdict for fault in tally.faults] == [Verdict.TOO_LARGE]


MOST_MEGABYTES = 60  # beside the bytes of the file
CHILD = """
import sys
from pathlib import Path
from tearoad.boot.edifact import own_book
from tearoad.wire.edifact.read import read
def most():
    return next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
raw, book = Path(sys.argv[1]).read_bytes(), own_book()
print(most())
read(raw, book)
print(most())
"""
BOMBS = {
    "elements": b"UNH+1+IFTSTA:D:21A:UN'BGM" + b"+1" * 10_000_000 + b"'UNT+3+1'",
    "components": b"UNH+1+IFTSTA:D:21A:UN'BGM+" + b":" * 10_000_000 + b"'UNT+3+1'",
    "segments": b"UNH+1+IFTSTA:D:21A:UN'" + b"BGM'" * 5_000_000 + b"UNT+3+1'",
    "released": b"UNH+1+IFTSTA:D:21A:UN'BGM+" + b"?'" * 10_000_000 + b"'UNT+3+1'",
    "without end": b"UNH+1+IFTSTA:D:21A:UN'BGM+" + b"?" * 20_000_000,
    "outside": b"BGM'" * 5_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_by_name_within_bounded_memory(name: str, tmp_path: Path) -> None:
    """In a process of its own: the most that this one ever used says nothing."""
    raw = b"UNB+UNOC:3+A+B+261111:1200+R'" + BOMBS[name] + interchange(message())[29:]
    path = tmp_path / "bomb.edi"
    path.write_bytes(raw)
    done = subprocess.run([sys.executable, "-c", CHILD, path], capture_output=True, text=True, check=True)
    before, after = map(int, done.stdout.split())
    assert after - before < MOST_MEGABYTES * 1024
    checked, tally = told(raw)
    assert not tally.ok
    assert name in ("without end", "outside") or checked[0].faults[0].verdict is Verdict.MESSAGE_TOO_LARGE
    assert name == "without end" or checked[-1].ok


PIECES = [
    *("UNA:+.? '", "UNB+UNOC:3+A+B+261111:1200+R'", "UNB+UNOY:4+A+B+20261111:1200+R'", "UNH+1+IFTSTA:D:21A:UN'"),
    *("UNT+7+1'", "UNT+2+1'", "UNZ+1+R'", "UNG+I+A+B+261111:1200+1+UN+D:21A'", "UNE+1+1'", "UNH+", "UNT"),
    *(f"{one}'" for one in BODY),
    *(message(), "CNI+1+A?+?'", "9" * 20, "\r\n", "?", "'", "+", ":", "*", "?'", "\x01", "é"),
]


EDITS = st.lists(
    st.tuples(st.integers(0, 2_000), st.integers(0, 3), st.sampled_from([b"", *(one.encode() for one in PIECES)])),
    max_size=6,
)


def edited(raw: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for at, gone, put in edits:
        raw = raw[: at % len(raw)] + put + raw[at % len(raw) + gone :] or b"U"
    return raw


@settings(max_examples=600)
@example(b"UNA:+.? '\n\nUNB+UNOC:3")
@example("UNB+UNOY:4+Я'".encode())
@given(
    st.one_of(
        st.binary(max_size=300).map(lambda body: b"UNB+UNOC:3+A+B+261111:1200+R'" + body),
        st.lists(st.sampled_from(PIECES), max_size=40).map(lambda some: "".join(some).encode()),
        st.lists(st.sampled_from(PIECES), max_size=40).map(lambda some: (PIECES[1] + "".join(some)).encode("latin-1")),
        st.builds(edited, st.sampled_from([path.read_bytes() for path in GOLDEN]), EDITS),
    )
)
def test_any_bytes_get_a_verdict_and_quick_and_slow_agree(raw: bytes) -> None:
    stream = Stream(raw, own_book())
    good = 0
    for checked in stream:
        message = checked.message
        assert len(message.segments) == len(message.raw)
        assert [fault.message for fault in checked.faults] == [message.number] * len(checked.faults)
        good += checked.ok
        if checked.ok:
            slow = checker_of(own_book(), bool(message.service.repetition), message.service.decimals)
            whole = stream.interchange([])
            assert whole is not None
            assert slow.faults(1, message.raw, [0] * len(message.raw), message.service, whole.charset) == []
    assert stream.tally.good == good
    assert stream.tally.messages or stream.tally.faults or b"UNZ" in raw
    assert all(str(fault) and fault.offset <= len(raw) for fault in stream.tally.faults)
