"""CUSCAR interchanges as the numbers of the parcels on them.

A parcel is what one group of CNI tells of; its number is RFF AAQ (assumed), as a CUSDEC has it. One without a number is
'': it came, and nobody knows what it is.
"""

from collections.abc import Sequence
from itertools import pairwise

from tearoad.terms.refusal import BadInput
from tearoad.wire.edifact.read import Stream
from tearoad.wire.edifact.values import Message, Segment

CUSCAR, NUMBER, CANCELLATION = "CUSCAR", "AAQ", "1"


def numbers_of(stream: Stream) -> list[str]:
    """Of every message, in their order. `BadInput` where anything is at fault: what a manifest leaves out would be said
    not to have come."""
    found: list[str] = []
    faults: list[str] = []
    for message, of_it in stream:
        wrong = str(of_it[0].without_data) if of_it else _refused(message)
        if wrong:
            faults.append(f"message {message.number}, {wrong}")
        else:
            found += _numbers(message.segments)
    faults += [str(one.without_data) for one in stream.tally.faults]
    if faults:
        raise BadInput(f"faults: {len(faults)}, the first: {faults[0]}")
    return found


def _refused(message: Message) -> str:
    """Why a message without a fault says nothing of what came, '' where it does."""
    if message.kind != CUSCAR:
        return f"{message.kind}, expected {CUSCAR}"
    document = next((one for one in message.segments if one.tag == "BGM"), Segment("BGM"))
    return "a cancellation, expected what came" if document.get(3) == CANCELLATION else ""


def _numbers(segments: Sequence[Segment]) -> list[str]:
    starts = [at for at, one in enumerate(segments) if one.tag == "CNI"]
    found: list[str] = []
    for start, end in pairwise([*starts, len(segments)]):
        own = [one.get(1, 2) for one in segments[start:end] if one.tag == "RFF" and one.get(1) == NUMBER]
        found += own or [""]
    return found
