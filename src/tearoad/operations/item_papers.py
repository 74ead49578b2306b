"""Documents are added to declarations, and a sender without an account answers by a link.

A link is good for one question: it is void once the declaration stands elsewhere, once another was made, and after its
term. What is answered by it is reported in one transaction with its documents.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tearoad.customs.clearance import FINAL, Fact, Role, State, Verdict
from tearoad.customs.clearance_events import Case, case_of
from tearoad.operations.desk_view import Seen
from tearoad.operations.item_ports import ItemRow, in_sight
from tearoad.operations.paper import MOST_DOCUMENTS
from tearoad.operations.paper_ports import Link, Paper, SealedPaper
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Store, Unit
from tearoad.operations.report_items import Said, Standpoint, hear
from tearoad.terms.refusal import Refusal

# In these states something is asked of the sender, and by this they answer.
ANSWERS = {State.FOR_DOCUMENTS: Fact.ANSWERED, State.HELD: Fact.ANSWERED_ON_HOLD}
WHOLE = Seen(True, None, None, None)
Ends = Callable[[ItemRow, Case, int], int]


class Added(NamedTuple):
    """`papers` are those that were handed in, as they stand now: the same twice is one."""

    papers: tuple[Paper, ...]
    refusal: Refusal | Verdict | None = None


class Asked(NamedTuple):
    """A link with the declaration of which it asks. `answered`: it was used, and is good for saying the same again."""

    link: Link
    row: ItemRow
    case: Case
    answered: bool


def add(store: Store, seen: Seen, declaration_id: str, papers: Sequence[SealedPaper], who: str) -> Added:
    """All of them or none. What is decided gets no more; what is there already is as it was."""
    with store.unit() as unit:
        clock = unit.roads.clock_held()
        row = unit.items.some([declaration_id], locked=True).get(declaration_id)
        if row is None or not in_sight(row, seen):
            return Added((), Refusal.UNKNOWN_DECLARATION)
        there = unit.papers.of(declaration_id)
        new = _new(there, papers)
        if new and row.state in FINAL:
            return Added((), Verdict.NOT_IN_THIS_STATE)
        if len(there) + len(new) > MOST_DOCUMENTS:
            return Added((), Refusal.TOO_MANY_DOCUMENTS)
        now = _kept(unit, declaration_id, there, new, who, clock)
    return Added(tuple(now[one.digest] for one in papers))


def make_link(store: Store, seen: Seen, declaration_id: str, mark: bytes, who: str, ends: Ends) -> Link | Refusal:
    """A new one, good until `ends` says; those before it are void."""
    with store.unit() as unit:
        clock = unit.roads.clock_held()
        row = unit.items.some([declaration_id], locked=True).get(declaration_id)
        if row is None or not in_sight(row, seen):
            return Refusal.UNKNOWN_DECLARATION
        if row.state not in ANSWERS:
            return Refusal.NOTHING_ASKED
        case = case_of(unit.items.told([declaration_id])[declaration_id])
        number = unit.papers.newest(declaration_id) + 1
        link = Link(declaration_id, number, mark, asked_by(case), who, clock, ends(row, case, clock))
        unit.papers.make(link)
    return link


def asked(unit: Unit, mark: bytes, clock: int, *, locked: bool = False) -> Asked | None:
    """None where it is no link, or is void."""
    link = unit.papers.link_of(mark)
    if link is None:
        return None
    name = link.declaration_id
    row = unit.items.some([name], locked=locked)[name]
    link = unit.papers.link_of(mark) if locked else link  # as it is since nobody else has the row
    assert link, "links are never removed"
    case = case_of(unit.items.told([name])[name])
    if clock >= link.ends_at or unit.papers.newest(name) != link.number:
        return None
    if not link.answered and (row.state not in ANSWERS or asked_by(case) != link.asked):
        return None
    return Asked(link, row, case, link.answered > 0)


def answer(p: Platform, store: Store, mark: bytes, papers: Sequence[SealedPaper], note: str) -> Refusal | None:
    """None where it is answered, or was by the same before. Who answers is the party of the declaration: no account has
    such a name."""
    with store.unit() as unit:
        clock = unit.roads.clock_held()
        found = asked(unit, mark, clock, locked=True)
        if found is None:
            return Refusal.UNKNOWN_LINK
        link, row = found.link, found.row
        there = unit.papers.of(row.declaration_id)
        new = _new(there, papers)
        if found.answered:
            same = not new and found.case.done[link.answered - 1].event.note == note
            return None if same else Refusal.UNKNOWN_LINK
        if len(there) + len(new) > MOST_DOCUMENTS:
            return Refusal.TOO_MANY_DOCUMENTS
        by = Standpoint(Role.SENDER, WHOLE)
        (heard,) = hear(p, unit, [Said(row.declaration_id, ANSWERS[row.state], row.lodged_by, (by,), (), note)], clock)
        assert heard.row, "the declaration is there"
        assert heard.refusal is None, "what is asked may be answered"
        _kept(unit, row.declaration_id, there, new, row.lodged_by, clock)
        unit.papers.answered(link, heard.row.events)
    return None


def asked_by(case: Case) -> int:
    """The number of the event by which a declaration came to the state in which it is."""
    number = len(case.done)
    while number > 1 and case.done[number - 2].state is case.state:
        number -= 1
    return number


def _new(there: Sequence[Paper], papers: Sequence[SealedPaper]) -> dict[bytes, SealedPaper]:
    """Those that are not there yet, by their digests; of two that are the same the first."""
    known = {one.digest for one in there}
    new: dict[bytes, SealedPaper] = {}
    for one in papers:
        if one.digest not in known:
            new.setdefault(one.digest, one)
    return new


def _kept(
    unit: Unit, declaration_id: str, there: Sequence[Paper], new: dict[bytes, SealedPaper], who: str, clock: int
) -> dict[bytes, Paper]:
    """All documents by their digests."""
    now = {one.digest: one for one in there}
    for number, one in enumerate(new.values(), len(there) + 1):
        row = Paper(declaration_id, number, one.name, one.media_type, one.size_bytes, one.digest, who, clock)
        unit.papers.add(row, one.content)
        now[one.digest] = row
    return now
