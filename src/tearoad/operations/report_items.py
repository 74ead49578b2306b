"""What is reported of declarations that were lodged: by senders, by officers, by the road itself.

The table of `customs.clearance` says who may report what and when; a refusal has its verdict. What has passed every
check and waits for its payment alone passes with it.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tearoad.customs.clearance import MOVES, Fact, Role, State, Verdict
from tearoad.customs.clearance_events import Case, Event, after, case_of
from tearoad.operations.desk_view import Seen, seen_by
from tearoad.operations.duty_back import ENDED, give_back
from tearoad.operations.follow_declarations import follow
from tearoad.operations.item_ports import GREEN, SYSTEM, ItemRow, in_sight
from tearoad.operations.paper_ports import with_entered
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Store, Unit
from tearoad.terms.refusal import Refusal

# Facts that come with a content, or follow from it at once, are lodged, not reported.
WITH_CONTENT = (
    Fact.LODGED, Fact.CORRECTED, Fact.VALIDATED, Fact.REJECTED, Fact.ASSESSED, Fact.ASSESSED_FREE, Fact.PASSED,
)  # fmt: skip
REPORTED = tuple(fact for fact in Fact if fact not in WITH_CONTENT)
FACTS = {fact.name.lower(): fact for fact in REPORTED}
CODE = re.compile("[!-~]{1,40}")  # of a reason: one word of ASCII (assumed)
MOST_CODES, LONGEST_NOTE = 20, 500  # assumed
# What an office may begin again and again is refused from so many events on (assumed); all else comes to an end.
ROUNDS = (Fact.DOCUMENTS_ASKED, Fact.SCAN_ORDERED, Fact.OPENING_ORDERED, Fact.HELD, Fact.REASSESSED)
MOST_EVENTS = 100
# An operator speaks for the road itself: what its ledger, its scans and its rules say.
ROLE_OF = {
    "merchant": Role.SENDER,
    "post_worker": Role.SENDER,
    "officer": Role.OFFICER,
    "operator": Role.SYSTEM,
}


class Standpoint(NamedTuple):
    """A role in which one may report of what is in sight of it."""

    role: Role
    seen: Seen


class Said(NamedTuple):
    """One of REPORTED, by `who`, from one of these standpoints."""

    declaration_id: str
    fact: Fact
    who: str
    standpoints: tuple[Standpoint, ...]
    why: tuple[str, ...] = ()
    note: str = ""


class Heard(NamedTuple):
    """`row` as the declaration stands now, None where it is none of theirs; `refusal` where the fact was not taken."""

    declaration_id: str
    row: ItemRow | None
    refusal: Refusal | Verdict | None = None


def report(p: Platform, store: Store, said: Sequence[Said]) -> list[Heard]:
    """In one transaction, one after the other. Who says the same again hears that it is so. Parcels of the road follow
    their declarations."""
    with store.unit() as unit:
        return hear(p, unit, said, unit.roads.clock_held())


def hear(p: Platform, unit: Unit, said: Sequence[Said], clock: int) -> list[Heard]:
    """The same within a transaction that does more; `clock` is the road's, held."""
    names = sorted({one.declaration_id for one in said})
    rows = unit.items.some(names, locked=True)
    cases = {name: case_of(events) for name, events in unit.items.told(sorted(rows)).items()}
    if any(MOVES[one.fact].clears for one in said):
        cases = with_entered(cases, unit.papers.entered(sorted(rows)))
    gone = unit.items.handed_over(sorted({row.consignment_id for row in rows.values() if row.consignment_id}))
    before, heard = dict(rows), []
    for one in said:
        name = one.declaration_id
        row = rows.get(name)
        roles = [point.role for point in one.standpoints if row and in_sight(row, point.seen)]
        if row is None or not roles:
            heard.append(Heard(name, None, Refusal.UNKNOWN_DECLARATION))
            continue
        cases[name], verdict = _after(cases[name], row, one, roles, clock, row.consignment_id in gone)
        rows[name] = _standing(row, cases[name])
        heard.append(Heard(name, rows[name], None if verdict is Verdict.DONE else verdict))
    changed = [row for name, row in rows.items() if row != before[name]]
    unit.items.stand(changed)
    unit.items.tell([event for name, row in before.items() for event in _new(row, cases[name])])
    follow(p, unit, [row for row in changed if row.consignment_id in gone], clock)
    give_back(unit, [row.declaration_id for row in changed if row.state in ENDED], clock)
    return heard


def misfit_of(why: Sequence[str]) -> int | None:
    """Which of these is no code of a reason, the first; MOST_CODES where they are too many; None where all fit."""
    return next((at for at, code in enumerate(why) if at == MOST_CODES or not CODE.fullmatch(code)), None)


def standpoints(
    role_names: Sequence[str], fact: Fact, *, merchant: str | None, office: str | None
) -> tuple[Standpoint, ...]:
    """Of somebody with these roles on the platform. The post acts for the sender, and what it scans the system says."""
    found = []
    for name in role_names:
        if name in ROLE_OF:
            role = Role.SYSTEM if name == "post_worker" and fact is Fact.ARRIVED else ROLE_OF[name]
            seen = seen_by([name], "item", buyer="", merchant=merchant, office=office, action="change")
            found.append(Standpoint(role, seen))
    return tuple(found)


def possible(
    row: ItemRow, case: Case, who: str, points: Callable[[Fact], tuple[Standpoint, ...]], *, gone: bool
) -> list[Fact]:
    """What somebody with these standpoints could report of it now, were a reason given; `gone` where it is of a parcel
    that was handed over."""
    found: list[Fact] = []
    for fact in REPORTED:
        roles = [point.role for point in points(fact) if in_sight(row, point.seen)]
        said = Said(row.declaration_id, fact, who, (), ("x",))
        if roles and _after(case, row, said, roles, 0, gone)[1] is Verdict.DONE:
            found.append(fact)
    return found


def _new(before: ItemRow, case: Case) -> list[tuple[int, Event]]:
    """Events with their numbers."""
    return [(number, one.event) for number, one in enumerate(case.done[before.events :], before.events + 1)]


def _after(
    case: Case, row: ItemRow, one: Said, roles: Sequence[Role], clock: int, gone: bool
) -> tuple[Case, Verdict | Refusal]:
    """`gone`: it is of a parcel of the road that was handed over."""
    if row.consignment_id and one.fact is Fact.ARRIVED:
        return case, Verdict.NOT_THEIRS  # the road's own scans say so
    if row.consignment_id and not gone and one.fact is Fact.PAID:
        return case, Verdict.NOT_THEIRS  # the escrow of its order says so, at the hand-over
    if gone and one.fact is Fact.WITHDRAWN:
        return case, Refusal.HANDED_OVER
    role = next((role for role in roles if role in MOVES[one.fact].by), roles[0])
    event = Event(one.declaration_id, one.fact, clock, one.who, role, one.why, one.note)
    found, verdict = after(case, event)
    if verdict is not Verdict.DONE:
        return case, Verdict.DONE if _said_before(case, event) else verdict
    if one.fact in ROUNDS and len(case.done) >= MOST_EVENTS:
        return case, Refusal.HISTORY_FULL
    if row.channel == GREEN and found.state is State.ASSESSED and found.standing.paid[0]:
        found, verdict = after(found, Event(one.declaration_id, Fact.PASSED, clock, SYSTEM, Role.SYSTEM))
        assert verdict is Verdict.DONE, "what waited for its payment alone passes"
    return found, Verdict.DONE


def _said_before(case: Case, event: Event) -> bool:
    """Whether it was the last that anybody reported; what passed by itself after it does not count."""
    last = next((done.event for done in reversed(case.done) if done.event.fact is not Fact.PASSED), None)
    return last is not None and (last.fact, *_words(last)) == (event.fact, *_words(event))


def _words(event: Event) -> tuple[object, ...]:
    return event.who, event.role, event.why, event.note


def _standing(row: ItemRow, case: Case) -> ItemRow:
    state, arrived, paid = (column[0].item() for column in case.standing)
    return row._replace(state=State(state), arrived=arrived, paid=paid, events=len(case.done))
