"""Item declarations are lodged: once for each id, checked and assessed at once, and their life begins.

Every fact goes through the table of `customs.clearance`: what is lodged is rejected with all reasons, or validated and
assessed; then it has passed, where nothing was selected and nothing is owed, or waits for payment, papers or a scan.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from tearoad.customs.clearance import Fact, Report, Role, Standing, State, Verdict, advance
from tearoad.customs.clearance_events import Event
from tearoad.operations.arrive_items import settle
from tearoad.operations.asked_item import AskedItem
from tearoad.operations.duty_back import give_back
from tearoad.operations.inspect_items import Inspecting
from tearoad.operations.item_numbers import next_turn
from tearoad.operations.item_ports import DOCUMENTS, GREEN, OPEN, SCAN, SYSTEM, Border, Decision, ItemRow, Taken
from tearoad.operations.lodge_declaration import number
from tearoad.operations.parcel_declarations import refusal
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Store, Unit
from tearoad.terms.refusal import Refusal

# Events with which a declaration is corrected no more (assumed); beyond them its office has room of its own.
MOST_CORRECTED = 50
ORDERED = {DOCUMENTS: Fact.DOCUMENTS_ASKED, SCAN: Fact.SCAN_ORDERED, OPEN: Fact.OPENING_ORDERED}


class Lodging(NamedTuple):
    """A wish to lodge: `lodged_by` is whose it is, `who` reports it in this role; the others are as in `ItemRow`."""

    declaration_id: str
    asked: AskedItem
    lodged_by: str
    who: str
    content: bytes
    sealed: str
    plain: str
    role: Role = Role.SENDER


class Lodged(NamedTuple):
    """`row` as the declaration stands, None where nothing of this wish was kept, with a `refusal`; `known` where it
    stood with this content before."""

    declaration_id: str
    row: ItemRow | None
    refusal: Refusal | Verdict | None = None
    known: bool = False


class _Begun(NamedTuple):
    """A row with what is to be added to its events."""

    row: ItemRow
    events: list[tuple[int, Event]]


def lodge(
    p: Platform, border: Border, store: Store, asked: Sequence[Lodging], inspecting: Inspecting | None = None
) -> list[Lodged]:
    """In one transaction; each is answered for itself, in the order of asking. Of one id each content has its turn.
    Without `inspecting` only what checks ask for is inspected."""
    answers: dict[tuple[str, bytes, bool], Lodged] = {}
    with store.unit() as unit:
        held = unit.roads.clock_to_hold()
        unit.items.lodging(alone=inspecting is not None or any(one.asked.correction for one in asked))
        clock = held()
        for wishes in _turns(asked):
            found = _lodge(p, border, inspecting, unit, wishes, clock)
            answers |= {_key(wishes[one.declaration_id]): one for one in found}
    return [answers[_key(one)] for one in asked]


def _key(one: Lodging) -> tuple[str, bytes, bool]:
    return one.declaration_id, one.content, one.asked.correction


def _turns(asked: Sequence[Lodging]) -> list[dict[str, Lodging]]:
    """Each wish once, and in each turn an id once."""
    turns: list[dict[str, Lodging]] = []
    count: dict[str, int] = {}
    for one in {_key(one): one for one in asked}.values():
        turn = count.get(one.declaration_id, 0)
        count[one.declaration_id] = turn + 1
        if turn == len(turns):
            turns.append({})
        turns[turn][one.declaration_id] = one
    return turns


def _lodge(
    p: Platform,
    border: Border,
    inspecting: Inspecting | None,
    unit: Unit,
    asked: Mapping[str, Lodging],
    clock: int,
) -> list[Lodged]:
    known = unit.items.some(sorted(asked), locked=any(one.asked.correction for one in asked.values()))
    found = {name: _known(asked[name], row) for name, row in known.items()}
    wishes = [one for name, one in asked.items() if found.get(name) is None]
    numbered, refused = _of_parcels(p, unit, wishes)
    found |= refused
    new = [one for one in numbered if one.declaration_id not in known]
    again = [one for one in numbered if one.declaration_id in known]
    if new or again:
        wanted = (*new, *again)
        decided = border([one.asked for one in wanted], clock)
        if inspecting:
            places = [(one.declaration_id, one.asked.office) for one in wanted]
            decided = inspecting.decided(unit, places, decided, clock)
        # Corrections first: a number that one of them gives up is free.
        found |= _correct(unit, again, decided[len(new) :], known, clock)
        found |= _add(unit, new, decided[: len(new)], clock)
        found |= _settled(unit, found, clock)
    return [one for one in found.values() if one]


def _settled(unit: Unit, found: Mapping[str, Lodged | None], clock: int) -> dict[str, Lodged]:
    """Those that had arrived before they were declared, as they stand with that."""
    lodged = {name: one.row for name, one in found.items() if one and one.row and not one.known}
    return {name: Lodged(name, row) for name, row in settle(unit, lodged, clock).items()}


def _of_parcels(p: Platform, unit: Unit, asked: Sequence[Lodging]) -> tuple[list[Lodging], dict[str, Lodged]]:
    """The wishes, with their numbers where they declare parcels of the road, and those whose parcel refuses."""
    names = sorted({one.asked.consignment for one in asked if one.asked.consignment})
    if not names:
        return list(asked), {}
    c = unit.journeys.some(names)
    refused: dict[str, Lodged] = {}
    for one in asked:
        why = one.asked.consignment and refusal(c, one.asked.consignment, one.lodged_by, one.asked.office)
        if why:
            refused[one.declaration_id] = Lodged(one.declaration_id, None, why)
    good = [one for one in asked if one.declaration_id not in refused]
    c = c.take(np.isin(c.consignment_id, [one.asked.consignment for one in good]))
    number(p, unit, c)
    unit.journeys.save(c)
    s10 = dict(zip(c.consignment_id.tolist(), c.s10.tolist(), strict=True))
    numbered = [replace(one.asked, s10=s10.get(one.asked.consignment, one.asked.s10)) for one in good]
    return [one._replace(asked=asked) for one, asked in zip(good, numbered, strict=True)], refused


def _known(one: Lodging, row: ItemRow) -> Lodged | None:
    """None where it is to be corrected."""
    if row.content == one.content:
        return Lodged(one.declaration_id, row, known=True)
    if not one.asked.correction:
        return Lodged(one.declaration_id, None, Refusal.OTHER_CONTENT)
    return Lodged(one.declaration_id, None, Refusal.HISTORY_FULL) if row.events >= MOST_CORRECTED else None


def _add(unit: Unit, asked: Sequence[Lodging], decided: Sequence[Decision], clock: int) -> dict[str, Lodged]:
    rows = [_row(one, decision, clock) for one, decision in zip(asked, decided, strict=True)]
    begun, _ = _begun(rows, asked, [Fact.LODGED] * len(rows), clock)
    fit = _numbered(unit, begun, {})
    # Sorted, as all who add them do, so that nobody waits in a circle.
    added = unit.items.add([fit[name] for name in sorted(fit)])
    unit.items.tell([event for name, one in begun.items() if name in added for event in one.events])
    lost = [one for one in asked if one.declaration_id not in added]
    # Somebody else may have just lodged the same.
    there = unit.items.some([one.declaration_id for one in lost]) if lost else {}
    found = {name: Lodged(name, fit[name]) for name in added}
    for wish in lost:
        name, row = wish.declaration_id, there.get(wish.declaration_id)
        known = _known(wish, row) if row else None
        why = Refusal.OTHER_CONTENT if row else Refusal.NUMBER_TAKEN
        found[name] = known or Lodged(name, None, why)
    return found


def _correct(
    unit: Unit, asked: Sequence[Lodging], decided: Sequence[Decision], known: Mapping[str, ItemRow], clock: int
) -> dict[str, Lodged]:
    if not asked:
        return {}
    before = [known[one.declaration_id] for one in asked]
    rows = [_corrected(*three, clock) for three in zip(before, asked, decided, strict=True)]
    facts = [Fact.LODGED if row.state is State.REJECTED else Fact.CORRECTED for row in before]
    begun, refused = _begun(rows, asked, facts, clock)
    found = {name: Lodged(name, None, why) for name, why in refused.items()}
    done = _numbered(unit, begun, known)
    found |= {name: Lodged(name, None, Refusal.NUMBER_TAKEN) for name in begun if name not in done}
    unit.items.correct(list(done.values()))
    unit.items.tell([event for name in done for event in begun[name].events])
    give_back(unit, list(done), clock)
    return found | {name: Lodged(name, row) for name, row in done.items()}


def _numbered(unit: Unit, begun: Mapping[str, _Begun], known: Mapping[str, ItemRow]) -> dict[str, ItemRow]:
    """The rows that may have their numbers, each with its turn; of two in a batch the first. What was `known` and keeps
    its number keeps its turn."""
    standing = {one.row.s10 for one in begun.values() if one.row.state is not State.REJECTED}
    taken = unit.items.taken(sorted(standing))
    fit = {}
    for name, one in begun.items():
        before, row = known.get(name), one.row
        if row.state is not State.REJECTED:
            keeps = before is not None and before.state is not State.REJECTED and before.s10 == row.s10
            turn = before.turn if before and keeps else next_turn(taken.get(row.s10), row.lodged_at)
            if turn is None:
                continue
            row = row._replace(turn=turn)
            taken[row.s10] = Taken(name, row.lodged_at, turn)
        fit[name] = row
    return fit


def _begun(
    rows: Sequence[ItemRow], asked: Sequence[Lodging], first: Sequence[Fact], clock: int
) -> tuple[dict[str, _Begun], dict[str, Verdict]]:
    """The rows after the first fact of each and what follows from its decision, and those to which it is refused."""
    steps = [[(fact, ""), *following(row)] for fact, row in zip(first, rows, strict=True)]
    standing = Standing(
        np.array([row.state for row in rows], dtype=np.int8),
        np.array([row.arrived for row in rows], dtype=bool),
        np.array([row.paid for row in rows], dtype=bool),
    )
    refused: dict[str, Verdict] = {}
    for turn in range(max(map(len, steps), default=0)):
        at = [n for n, some in enumerate(steps) if len(some) > turn and rows[n].declaration_id not in refused]
        part = Standing(*(column[at] for column in standing))
        after, verdict = advance(part, _report([(*steps[n][turn], Role.SYSTEM if turn else asked[n].role) for n in at]))
        for column, new in zip(standing, after, strict=True):
            column[at] = new
        for n in np.flatnonzero(verdict != Verdict.DONE).tolist():
            assert not turn, f"what the table says after lodging is refused: {Verdict(int(verdict[n]))!r}"
            refused[rows[at[n]].declaration_id] = Verdict(int(verdict[n]))
    begun = {}
    for n, (row, one) in enumerate(zip(rows, asked, strict=True)):
        if row.declaration_id not in refused:
            state, arrived, paid = (column[n].item() for column in standing)
            told = [(row.events + nr, _event(one, *step, nr, clock)) for nr, step in enumerate(steps[n], 1)]
            now = row._replace(state=State(state), arrived=arrived, paid=paid, events=row.events + len(told))
            begun[row.declaration_id] = _Begun(now, told)
    return begun, refused


def following(row: ItemRow) -> list[tuple[Fact, str]]:
    """What follows from the decision on what is lodged, each with its reasons."""
    if not row.channel:
        return [(Fact.REJECTED, row.reasons)]
    free = row.total_minor == 0
    facts = [(Fact.VALIDATED, ""), (Fact.ASSESSED_FREE if free else Fact.ASSESSED, "")]
    if row.channel in ORDERED:
        return [*facts, (ORDERED[row.channel], row.reasons)]
    assert row.channel == GREEN, f"no channel of ours: {row.channel}"
    return [*facts, (Fact.PASSED, "")] if free else facts


def _report(steps: Sequence[tuple[Fact, str, Role]]) -> Report:
    count = len(steps)
    return Report(
        np.array([fact for fact, _, _ in steps], dtype=np.int8),
        np.array([role for _, _, role in steps], dtype=np.int8),
        np.array([bool(why) for _, why, _ in steps], dtype=bool),
        np.zeros(count, dtype=bool),  # what clears it then is the road's own
    )


def _event(one: Lodging, fact: Fact, why: str, number: int, clock: int) -> Event:
    who, role = (one.who, one.role) if number == 1 else (SYSTEM, Role.SYSTEM)
    return Event(one.declaration_id, fact, clock, who, role, tuple(why.split()))


def _row(one: Lodging, decision: Decision, clock: int) -> ItemRow:
    """Before its life begins."""
    asked = one.asked
    return ItemRow(
        one.declaration_id, asked.id, one.lodged_by, clock, asked.office, asked.destination, asked.s10.strip(),
        State.NOT_LODGED, False, False, decision.channel, decision.reasons, decision.total_minor, decision.tax_minor,
        decision.currency, decision.law_hash, asked.consignment, one.content, one.sealed, one.plain, 0,
        decision.asked, decision.decided_by, decision.score,
    )  # fmt: skip


def _corrected(before: ItemRow, one: Lodging, decision: Decision, clock: int) -> ItemRow:
    """The new content, with the life of the one that stands."""
    return _row(one, decision, clock)._replace(
        lodged_at=before.lodged_at,
        state=before.state,
        arrived=before.arrived,
        paid=before.paid,
        events=before.events,
    )
