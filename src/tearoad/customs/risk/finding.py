"""What officers found: it becomes the labels that a model learns from, and nothing else does."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from tearoad.customs.risk.declarations import NOT_INSPECTED, Declarations

# Codes of an examination (assumed), as the column `found` of a table of findings has it.
FOUND, NOTHING_FOUND = "found=1", "found=0"


@dataclass(frozen=True)
class Finding:
    """An inspection: of which item, when (seconds since 1970), and whether fraud was found."""

    item_id: str
    inspected_at: int
    found: bool


class Labelled(NamedTuple):
    """Items with what was found in them; how many findings there are, and how many of items that are not there."""

    items: Declarations
    findings: int
    without_row: int


def labelled(items: Declarations, findings: Iterable[Finding]) -> Labelled:
    """The items have no other label. Of two findings of one item the later stands; of two at one moment the one that
    found fraud."""
    in_time = sorted(findings, key=lambda one: (one.inspected_at, one.found))
    last = {one.item_id: int(one.found) for one in in_time}
    fraud = items.ids.mapped(last, NOT_INSPECTED).astype(np.int8)
    known = set(items.ids.words)
    without_row = sum(one.item_id not in known for one in in_time)
    return Labelled(replace(items, fraud=fraud), len(in_time), without_row)
