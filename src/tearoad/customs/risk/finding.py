"""What officers found: it becomes the labels that a model learns from, and nothing else does."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from tearoad.customs.risk.declarations import NOT_INSPECTED, Declarations


@dataclass(frozen=True)
class Finding:
    """An inspection: of which item, when (seconds since 1970), whether fraud was found, and by whom."""

    item_id: str
    inspected_at: int
    found: bool
    by: str


def labelled(items: Declarations, findings: Iterable[Finding]) -> Declarations:
    """The items with what was found in them, and no other label. Of two findings of one item the later stands; of two
    at one moment the one that found fraud."""
    last: dict[str, Finding] = {}
    for one in findings:
        before = last.get(one.item_id)
        if before is None or (one.inspected_at, one.found) > (before.inspected_at, before.found):
            last[one.item_id] = one
    of_word = [int(last[word].found) if word in last else NOT_INSPECTED for word in items.ids.words]
    return replace(items, fraud=np.array(of_word, dtype=np.int8)[items.ids.codes])
