"""Messages as JSON: one object a message, read strictly, written with its fields in their order."""

import re

import msgspec

from tearoad.wire.upu.faults import Fault, Verdict
from tearoad.wire.upu.judge import first_fault
from tearoad.wire.upu.values import Message

MOST_BYTES = 64 * 1024**2  # assumed
_DECODER = msgspec.json.Decoder(Message)
_WHERE = re.compile(r"^(.*) - at `(.*)`$", re.DOTALL)
_QUOTED = re.compile(r"^(Invalid (?:enum )?value) .*$", re.DOTALL)


def read_message(raw: bytes) -> Message | Fault:
    """The message, or the first that is wrong with it; nothing is raised, whatever the bytes."""
    if len(raw) > MOST_BYTES:
        return Fault(Verdict.TOO_LARGE, "$", f"{len(raw)}, expected at most {MOST_BYTES}")
    try:
        message = _DECODER.decode(raw)
    except msgspec.ValidationError as error:
        return fault_of(error)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Fault(Verdict.NOT_JSON, "$", str(error))
    return first_fault(message) or message


def write_message(message: Message) -> bytes:
    """Indented, with a line break at the end. What stands in a value is not judged again."""
    return msgspec.json.format(msgspec.json.encode(message), indent=2) + b"\n"


def fault_of(error: msgspec.ValidationError) -> Fault:
    """With the path that the error names, and without what stood there."""
    told = _WHERE.match(str(error))
    words = _QUOTED.sub(r"\1", told[1] if told else str(error))
    return Fault(Verdict.NOT_A_MESSAGE, told[2] if told else "$", words)
