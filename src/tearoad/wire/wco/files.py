"""A file or a folder of WCO messages: which files are taken, and what is to be said of each."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tearoad.terms.refusal import BadInput
from tearoad.wire.wco.message import Declaration, Response
from tearoad.wire.wco.safe_xml import NotTaken, Verdict, one_line, parsed, read_file
from tearoad.wire.wco.schemas import NAMESPACES, Fault, Kind, judge, messages
from tearoad.wire.wco.tax import TaxLine, tax_lines
from tearoad.wire.wco.tree import model

SUFFIX = ".xml"


class Message(NamedTuple):
    """One Declaration or Response of a file; `faults` are the schema's first, `fault_count` is of all."""

    kind: Kind
    function: str
    reference: str
    mrn: str
    faults: tuple[Fault, ...]
    fault_count: int
    namespace: str
    tax_lines: tuple[TaxLine, ...]


class Report(NamedTuple):
    """What became of a file, whose path is relative to the folder that was asked for; `words` are one line, or ''."""

    path: str
    verdict: Verdict
    words: str
    messages: tuple[Message, ...] = ()

    @property
    def kind(self) -> str:
        """declaration, notification, both, other, or none for what is not taken as XML."""
        kinds = sorted({str(one.kind) for one in self.messages})
        if kinds:
            return kinds[0] if len(kinds) == 1 else "both"
        return "other" if self.verdict is Verdict.OTHER else "none"


def files_of(path: Path) -> list[tuple[str, Path]]:
    """(relative name, path) of every *.xml, in any letter case, sorted; folders that are links are not entered.

    `BadInput` where there is none, or a folder cannot be read.
    """
    try:
        found = [(file, file.relative_to(path)) for file in _walk(path)] if path.is_dir() else [(path, Path(path.name))]
        taken = sorted(pair for pair in found if pair[0].name.lower().endswith(SUFFIX) and pair[0].is_file())
    except OSError as error:
        raise BadInput(f"{error.filename or path}: {error.strerror or error}, expected to be let in") from None
    if not taken:
        raise BadInput(f"{path}: expected a file whose name ends in {SUFFIX}, or a folder with one; found none")
    return [(os.fsencode(name).decode(errors="backslashreplace"), file) for file, name in taken]


def report_on(name: str, path: Path) -> Report:
    """Reads one file; never raises for what is in it."""
    try:
        root = parsed(read_file(path))
    except NotTaken as error:
        return Report(name, error.verdict, error.words)
    found = tuple(_message(kind, element) for kind, element in messages(root))
    if not found:
        return Report(name, Verdict.OTHER, one_line(f"no declaration and no notification: {root.tag}"))
    wrong = next((one for one in found if one.fault_count), None)
    if wrong is None:
        return Report(name, Verdict.VALID, "", found)
    count = sum(one.fault_count for one in found)
    where = f"line {wrong.faults[0].line}: {wrong.faults[0].words}"
    more = f" (and {count - 1} more)" if count > 1 else ""
    own = NAMESPACES[wrong.kind]
    hint = "" if wrong.namespace == own else f" Its namespace is {wrong.namespace!r}, expected {own!r}."
    return Report(name, Verdict.INVALID, one_line(f"{where}{more}{hint}"), found)


def _message(kind: Kind, element: Any) -> Message:
    judged = judge(kind, element)
    tree = model(element)
    view = Declaration(tree) if kind is Kind.DECLARATION else Response(tree)
    reference = view.reference if isinstance(view, Declaration) else view.declaration_reference
    return Message(
        kind, view.function, reference, view.mrn, judged.faults, judged.total, tree.namespace, tax_lines(tree)
    )  # fmt: skip


def _walk(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise error

    for place, _, names in os.walk(folder, onerror=refuse):
        yield from (Path(place) / name for name in names)
