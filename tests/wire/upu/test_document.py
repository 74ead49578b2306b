"""JSON of the postal messages: golden files, round trips, and what is refused by which name."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from upu_messages import MESSAGES, event, messages

from tearoad.wire.upu.document import MOST_BYTES, read_message, write_message
from tearoad.wire.upu.events import kinds
from tearoad.wire.upu.faults import Fault, Verdict
from tearoad.wire.upu.judge import REASONS, faults
from tearoad.wire.upu.values import MOST_ITEMS, NOT_CERTIFIED, Emsevt, Message

GOLDEN = Path(__file__).parent / "golden"
GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guides" / "upu.md"
WHOLE = {name: msgspec.to_builtins(message) for name, message in MESSAGES.items()}


def changed(name: str, path: list[str | int], value: object) -> bytes:
    """A good message with one value put in the place of another; `...` takes it away."""
    document = msgspec.json.decode(msgspec.json.encode(WHOLE[name]))
    at: Any = document
    for step in path[:-1]:
        at = at[step]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return msgspec.json.encode(document)


@pytest.mark.parametrize("name", MESSAGES)
def test_the_golden_files_are_these_messages(name: str) -> None:
    golden = (GOLDEN / f"{name}.json").read_bytes()
    assert read_message(golden) == MESSAGES[name]
    assert write_message(MESSAGES[name]) == golden
    assert NOT_CERTIFIED.encode() in golden
    assert b"-like" in golden


def test_a_fault_does_not_quote_a_word_in_the_wrong_place() -> None:
    for name, path in (("itmatt", ["items", 0, "category"]), ("cusrsp", ["responses", 0, "decision"])):
        found = read_message(changed(name, list(path), "Anna Orlik"))
        assert isinstance(found, Fault)
        assert "Invalid" in found.found
        assert "Anna" not in str(found)


@given(messages)
def test_what_is_written_is_read_as_it_was(message: Message) -> None:
    assert read_message(write_message(message)) == message


@pytest.mark.parametrize(
    ("name", "path", "value", "verdict", "where"),
    [
        ("itmatt", ["conformance"], "certified", Verdict.NOT_A_MESSAGE, "$.conformance"),
        ("itmatt", ["conformance"], ..., Verdict.NOT_A_MESSAGE, "$"),
        ("itmatt", ["message"], "ITMATT", Verdict.NOT_A_MESSAGE, "$.message"),
        ("itmatt", ["items", 0, "colour"], "red", Verdict.NOT_A_MESSAGE, "$.items[0]"),
        ("itmatt", ["items", 0, "contents", 1, "hs"], "12345", Verdict.NOT_A_MESSAGE, "$.items[0].contents[1].hs"),
        ("itmatt", ["items", 0, "contents", 1, "hs"], "123456\n", Verdict.NOT_A_MESSAGE, "$.items[0].contents[1].hs"),
        ("itmatt", ["items", 0, "gross_grams"], 0, Verdict.NOT_A_MESSAGE, "$.items[0].gross_grams"),
        ("itmatt", ["items", 0, "gross_grams"], "12", Verdict.NOT_A_MESSAGE, "$.items[0].gross_grams"),
        ("itmatt", ["items", 0, "postage_minor"], 1.0, Verdict.NOT_A_MESSAGE, "$.items[0].postage_minor"),
        ("itmatt", ["items", 0, "accepted_on"], "2026-02-30", Verdict.NOT_A_MESSAGE, "$.items[0].accepted_on"),
        ("itmatt", ["items", 0, "sender_name"], "a\x07b", Verdict.NOT_A_MESSAGE, "$.items[0].sender_name"),
        ("itmatt", ["header", "prepared_at"], "2026-11-11T08:30:00", Verdict.NOT_A_MESSAGE, "$.header.prepared_at"),
        ("itmatt", ["item_count"], 3, Verdict.WRONG_COUNT, "$.item_count"),
        ("itmatt", ["items", 0, "content_count"], 1, Verdict.WRONG_COUNT, "$.items[0].content_count"),
        ("itmatt", ["items", 1, "parcel_id"], "p-1", Verdict.TWICE, "$.items[1].parcel_id"),
        ("itmatt", ["items", 1, "s10"], "LX473124829CN", Verdict.TWICE, "$.items[1].s10"),
        ("itmatt", ["items", 0, "s10"], "LX473124828CN", Verdict.BAD_ITEM_ID, "$.items[0].s10"),
        ("itmatt", ["items", 0, "contents", 1, "line"], 1, Verdict.TWICE, "$.items[0].contents[1].line"),
        ("itmatt", ["items"], [], Verdict.NOT_A_MESSAGE, "$.items"),
        ("predes", ["dispatch_id"], "CNBJSARUMOWBACE60043", Verdict.OTHER_DISPATCH, "$.receptacles[0].receptacle_id"),
        ("predes", ["dispatch_id"], "CNBJSARUMOWBACE6004", Verdict.BAD_MAIL_ID, "$.dispatch_id"),
        ("predes", ["dispatch_id"], "CNBJSARUMOWBECE60042", Verdict.BAD_MAIL_ID, "$.dispatch_id"),
        ("predes", ["receptacles", 0, "receptacle_id"], "CNBJSARUMOWBACE60042001900022", Verdict.BAD_MAIL_ID,
         "$.receptacles[0].receptacle_id"),
        ("predes", ["receptacle_count"], 2, Verdict.WRONG_COUNT, "$.receptacle_count"),
        ("predes", ["receptacles", 0, "item_count"], 0, Verdict.WRONG_COUNT, "$.receptacles[0].item_count"),
        ("cusrsp", ["responses", 1, "reason"], " ", Verdict.NO_REASON, "$.responses[1].reason"),
        ("cusrsp", ["responses", 1, "decision"], "maybe", Verdict.NOT_A_MESSAGE, "$.responses[1].decision"),
        ("cusrsp", ["responses", 1, "s10"], "LX473124829CN", Verdict.TWICE, "$.responses[1].s10"),
        ("emsevt", ["events", 1, "retention_reason"], "", Verdict.NO_RETENTION_REASON, "$.events[1].retention_reason"),
        ("emsevt", ["events", 0, "retention_reason"], "x", Verdict.OUT_OF_PLACE, "$.events[0].retention_reason"),
        ("emsevt", ["events", 0, "event"], "EMZ", Verdict.UNKNOWN_EVENT, "$.events[0].event"),
        ("emsevt", ["events", 0, "event"], "EMH", Verdict.NO_ATTEMPT_REASON, "$.events[0].attempt_reason"),
        ("emsevt", ["event_count"], 1, Verdict.WRONG_COUNT, "$.event_count"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_a_name_and_a_place(
    name: str, path: list[str | int], value: object, verdict: Verdict, where: str
) -> None:
    found = read_message(changed(name, path, value))
    assert isinstance(found, Fault)
    assert (found.verdict, found.path) == (verdict, where)
    assert "\n" not in str(found)


@pytest.mark.parametrize("code", kinds())
def test_each_event_is_taken_with_what_it_needs_and_with_nothing_else(code: str) -> None:
    needs = kinds()[code].needs
    good = event(code, **dict.fromkeys(needs, "because"))

    def judged(one: object) -> list[Fault]:
        return list(faults(msgspec.structs.replace(MESSAGES["emsevt"], event_count=1, events=(one,))))

    assert judged(good) == []
    for name in REASONS:
        assert len(judged(msgspec.structs.replace(good, **{name: "" if name in needs else "because"}))) == 1


def test_held_by_customs_is_the_one_event_that_needs_a_retention_reason() -> None:
    assert [code for code, kind in kinds().items() if "retention_reason" in kind.needs] == ["EME"]
    assert {kind.status for kind in kinds().values()} == {"verified", "unverified"}


@given(st.binary(max_size=300))
def test_any_bytes_have_a_verdict(raw: bytes) -> None:
    found = read_message(raw)
    assert isinstance(found, Fault)
    assert found.verdict in (Verdict.NOT_JSON, Verdict.NOT_A_MESSAGE)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, one in inner for found in places(one, (*path, key)))]


@given(st.data())
def test_a_message_with_anything_put_anywhere_is_read_or_refused_in_one_line(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(WHOLE)))
    document = msgspec.json.decode(msgspec.json.encode(WHOLE[name]))
    path = data.draw(st.sampled_from(places(document)[1:]))
    value = data.draw(JSON)
    found = read_message(changed(name, list(path), value))
    if isinstance(found, Fault):
        assert "\n" not in str(found)
        assert len(str(found)) < 500
    else:
        assert list(faults(found)) == []


@given(st.data())
def test_damaged_bytes_never_raise(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(MESSAGES)))
    raw = bytearray((GOLDEN / f"{name}.json").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    assert read_message(bytes(raw[: data.draw(st.integers(0, len(raw)))])) is not None


@pytest.mark.parametrize(
    ("raw", "verdict"),
    [
        (b"[" * 200_000, Verdict.NOT_A_MESSAGE),
        (b'{"a":' * 200_000, Verdict.NOT_JSON),
        (b'{"message":"ITMATT-like","x":' + b"[" * 200_000, Verdict.NOT_A_MESSAGE),
        (b'{"message":"ITMATT-like","item_count":' + b"9" * 100_000 + b"}", Verdict.NOT_A_MESSAGE),
        (b" " * (MOST_BYTES + 1), Verdict.TOO_LARGE),
    ],
    ids=["arrays", "objects", "unknown", "digits", "bytes"],
)
def test_bombs_are_refused(raw: bytes, verdict: Verdict) -> None:
    found = read_message(raw)
    assert isinstance(found, Fault)
    assert found.verdict == verdict


def test_more_items_than_a_message_holds_are_refused() -> None:
    whole = MESSAGES["emsevt"]
    assert isinstance(whole, Emsevt)
    many = msgspec.structs.replace(whole, event_count=MOST_ITEMS, events=(event("EMD"),) * (MOST_ITEMS + 1))
    found = read_message(write_message(many))
    assert isinstance(found, Fault)
    assert found.path == "$.events"


def test_the_guide_lists_the_events_as_they_are() -> None:
    rows = GUIDE.read_text(encoding="utf-8").splitlines()
    for kind in kinds().values():
        assert f"| `{kind.code}` | {kind.leg} | {kind.what} | {', '.join(kind.needs)} | {kind.status} |" in rows
