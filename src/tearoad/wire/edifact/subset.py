"""Subsets of message types, as TOML: what may stand in which order, and what each segment's elements are."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tearoad.terms.refusal import BadInput
from tearoad.wire.shipped import edifact_subsets

SEGMENTS = "segments.toml"
PART = re.compile(r"([0-9A-Z]{4}) ([MC]) (an|a|n)(\.\.)?([1-9][0-9]{0,2})")
WHOLE = re.compile(r"(C[0-9]{3}|S[0-9]{3}) ([MC])(?: x([1-9][0-9]?))?")
LINE = re.compile(r"([A-Z]{3}) ([MC]) ([1-9][0-9]{0,4})(?: ([0-9A-Z|]+))?")
GROUP = re.compile(r"([A-Za-z0-9-]+) ([MC]) ([1-9][0-9]{0,4})")
CODE = re.compile("[0-9A-Z]{1,17}")
Identity = tuple[str, str, str, str]  # type, version, release, agency: S009 of UNH


@dataclass(frozen=True)
class Part:
    """A component: `kind` is a, n or an; `codes` are the only ones taken, all where empty."""

    id: str
    mandatory: bool
    kind: str
    least: int
    most: int
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Whole:
    """An element, of one part where it is simple."""

    id: str
    mandatory: bool
    parts: tuple[Part, ...]
    most: int = 1


@dataclass(frozen=True)
class Node:
    """A place in a message's structure: a segment, or a group where there are `children`, the first of which begins it
    and has the same tag. `codes` are the only ones that may stand first in the segment."""

    id: str
    tag: str
    mandatory: bool
    most: int
    codes: tuple[str, ...] = ()
    children: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Subset:
    """One message type; `wholes` has every tag that the structure uses."""

    message: str
    title: str
    version: str
    releases: tuple[str, ...]
    agency: str
    status: str
    sources: tuple[str, ...]
    structure: tuple[Node, ...]
    wholes: Mapping[str, tuple[Whole, ...]]

    @property
    def identities(self) -> list[Identity]:
        """What UNH of such a message says."""
        return [(self.message, self.version, release, self.agency) for release in self.releases]


@dataclass(frozen=True, eq=False)
class Book:
    """All subsets, and the elements of every segment that any may use, service segments among them."""

    subsets: tuple[Subset, ...]
    segments: Mapping[str, tuple[Whole, ...]]


def read_book(folder: Path) -> Book:
    """Every subset of a folder; `BadInput` names the file and what is not understood in it."""
    shared = _document(folder / SEGMENTS)
    if not all(isinstance(shared.get(name), dict) for name in ("segments", "composites")):
        raise BadInput(f"{folder / SEGMENTS}: expected [segments] and [composites]")
    wholes = {tag: _wholes(folder / SEGMENTS, shared, tag) for tag in shared["segments"]}
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name != SEGMENTS]
    return Book(tuple(_subset(path, wholes) for path in paths), wholes)


@cache
def own_book() -> Book:
    """The subsets that ship, read once."""
    return read_book(edifact_subsets())


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {error}") from None


def _wholes(path: Path, shared: dict[str, Any], tag: str) -> tuple[Whole, ...]:
    found = []
    for line in shared["segments"][tag]:
        if simple := PART.fullmatch(line):
            found.append(Whole(simple[1], simple[2] == "M", (_part(simple),)))
        elif (composite := WHOLE.fullmatch(line)) and composite[1] in shared["composites"]:
            parts = [PART.fullmatch(one) for one in shared["composites"][composite[1]]]
            if not all(parts):
                raise BadInput(f"{path}, [composites], {composite[1]}: expected components as '1001 C an..3'")
            most = int(composite[3] or 1)
            found.append(Whole(composite[1], composite[2] == "M", tuple(_part(one) for one in parts if one), most))
        else:
            raise BadInput(f"{path}, [segments], {tag}: {line!r}, expected '1225 C an..3' or 'C002 C' of a composite")
    return tuple(found)


def _part(said: "re.Match[str]") -> Part:
    most = int(said[5])
    return Part(said[1], said[2] == "M", said[3], 1 if said[4] else most, most)


def _subset(path: Path, shared: Mapping[str, tuple[Whole, ...]]) -> Subset:
    said = _document(path)
    try:
        structure = tuple(_node(path, line) for line in said["structure"])
        codes = {(name[:3], name[4:]): tuple(some) for name, some in said["codes"].items()}
        subset = Subset(
            said["message"], said["title"], said["version"], tuple(said["releases"]), said["agency"], said["status"],
            tuple(said["sources"]), structure,
            {tag: _with_codes(shared[tag], tag, codes) for tag in sorted(_tags(structure))},
        )  # fmt: skip
    except KeyError as error:
        raise BadInput(f"{path}: no {error.args[0]!r}, expected it or a segment of {SEGMENTS}") from None
    known = {(tag, part.id) for tag, wholes in subset.wholes.items() for whole in wholes for part in whole.parts}
    unknown = sorted(set(codes) - known)
    if unknown or not all(CODE.fullmatch(code) for some in codes.values() for code in some):
        raise BadInput(f"{path}, [codes]: {unknown or codes}, expected lists of codes of elements that it uses")
    return subset


def _node(path: Path, said: Any) -> Node:
    if isinstance(said, str) and (line := LINE.fullmatch(said)):
        return Node(line[1], line[1], line[2] == "M", int(line[3]), tuple(line[4].split("|")) if line[4] else ())
    if isinstance(said, list) and len(said) > 1 and (line := GROUP.fullmatch(str(said[0]))):
        children = tuple(_node(path, one) for one in said[1:])
        if not children[0].children and children[0].mandatory and children[0].most == 1:
            return Node(line[1], children[0].tag, line[2] == "M", int(line[3]), (), children)
    raise BadInput(
        f"{path}, structure: {said!r}, expected 'DTM C 9' or a list of 'SG1 C 99', 'RFF M 1' and what follows"
    )


def _tags(nodes: tuple[Node, ...]) -> set[str]:
    return {tag for node in nodes for tag in (_tags(node.children) if node.children else {node.tag})}


def _with_codes(
    wholes: tuple[Whole, ...], tag: str, codes: Mapping[tuple[str, str], tuple[str, ...]]
) -> tuple[Whole, ...]:
    def coded(part: Part) -> Part:
        return Part(part.id, part.mandatory, part.kind, part.least, part.most, codes.get((tag, part.id), ()))

    return tuple(Whole(one.id, one.mandatory, tuple(map(coded, one.parts)), one.most) for one in wholes)
