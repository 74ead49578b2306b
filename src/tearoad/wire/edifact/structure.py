"""The order of a message's segments against a subset, from top to bottom as the directories say."""

from collections.abc import Sequence
from typing import NamedTuple

from tearoad.wire.edifact.faults import Verdict
from tearoad.wire.edifact.subset import Node, Subset

Misplaced = tuple[Verdict, int, str]  # with the segment's place from 0, and the tag


class Placed(NamedTuple):
    """`codes` has for each segment, by its place, what may stand first in it; () where anything may."""

    codes: list[tuple[str, ...]]
    faults: list[Misplaced]


def place(subset: Subset, tags: Sequence[str]) -> Placed:
    """Each segment goes to the first place that is open to it. Segments which the subset does not use are told and then
    left out; after one that may not stand where it stands, nothing more is told of the order."""
    used = [at for at, tag in enumerate(tags) if tag in subset.wholes]
    walk = _Walk([tags[at] for at in used])
    walk.through(subset.structure)
    faults = [(Verdict.UNKNOWN_SEGMENT, at, tag) for at, tag in enumerate(tags) if tag not in subset.wholes]
    faults += [(verdict, used[at] if at < len(used) else len(tags), tag) for verdict, at, tag in walk.faults]
    if walk.at < len(used):  # what is missing then is so because of it, but that it stands in the wrong place
        stuck = used[walk.at]
        if walk.full == walk.at:
            faults.insert(0, (Verdict.TOO_OFTEN, stuck, tags[stuck]))
        else:
            faults.append((Verdict.OUT_OF_ORDER, stuck, tags[stuck]))
    codes: list[tuple[str, ...]] = [()] * len(tags)
    for at, node_codes in zip(used, walk.codes, strict=False):
        codes[at] = node_codes
    return Placed(codes, faults)


class _Walk:
    """`at` is the next segment, `full` where a segment stood that its place had no more room for."""

    def __init__(self, tags: list[str]) -> None:
        self.tags, self.at, self.full = tags, 0, -1
        self.codes: list[tuple[str, ...]] = []
        self.faults: list[Misplaced] = []

    def through(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            count = 0
            while self.at < len(self.tags) and self.tags[self.at] == node.tag:
                if count == node.most:
                    self.full = self.at
                    break
                count += 1
                if node.children:
                    self.through(node.children)
                else:
                    self.codes.append(node.codes)
                    self.at += 1
            if node.mandatory and not count:
                self.faults.append((Verdict.MISSING_SEGMENT, self.at, node.tag))
