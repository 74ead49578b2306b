"""Pre-advice of dispatches (PREDES-like) as the numbers of the items in their receptacles."""

from pathlib import Path

from tearoad.terms.refusal import BadInput
from tearoad.wire.bounded import read_bounded
from tearoad.wire.upu.document import MOST_BYTES, read_message
from tearoad.wire.upu.faults import Fault
from tearoad.wire.upu.item_rows import JSON
from tearoad.wire.upu.text import read_text
from tearoad.wire.upu.values import Predes


def read_numbers(path: Path) -> list[str]:
    """Of one JSON message, or of each of an interchange of text. `BadInput` where the file cannot be read or anything
    in it is at fault: what a manifest leaves out would be said not to have come."""
    raw = read_bounded(path, MOST_BYTES)
    found = [read_message(raw)] if path.suffix.lower() == JSON else read_text(raw)
    messages = [one for one in found if isinstance(one, Predes)]
    others = [one for one in found if not isinstance(one, Predes)]
    if others or not messages:
        first = others[0] if others else "no message"
        said = str(first) if isinstance(first, Fault | str) else f"{type(first).__name__.upper()}, expected PREDES"
        raise BadInput(f"{path.name}: faults: {max(len(others), 1)}, the first: {said}")
    return [number for one in messages for bag in one.receptacles for number in bag.items]
