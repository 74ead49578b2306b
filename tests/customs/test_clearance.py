"""The life of a declaration: read from its table, walked by any sequence of events, and compared with its diagram."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.customs.clearance import (
    FINAL,
    MOVES,
    SELECTED,
    Fact,
    Report,
    Role,
    Standing,
    State,
    Verdict,
    advance,
    diagram,
    unlodged,
)
from tearoad.customs.clearance_events import ENTERING, NOTHING_YET, Event, after, case_of, report_of

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "clearance_states.md"
Whole = tuple[State, bool, bool]  # state, arrived, paid
REFUSED_TO_WHOM = (Verdict.NOT_THEIRS, Verdict.OWN_ENTRY)
START: Whole = (State.NOT_LODGED, False, False)
EVENTS = st.builds(
    Event,
    declaration=st.just("d"),
    fact=st.sampled_from(Fact),
    at=st.integers(0, 10**9),
    who=st.sampled_from(["ann", "bob"]),
    role=st.sampled_from(Role),
    why=st.sampled_from([(), ("value in doubt",)]),
)


def plain(whole: Whole, fact: Fact) -> Whole | None:
    """One row read off the table, by whoever may and with a reason: the oracle."""
    move, (state, arrived, paid) = MOVES[fact], whole
    if state not in move.sources or move.arrived not in (None, arrived) or move.paid not in (None, paid):
        return None
    return (
        state if move.target is None else move.target,
        arrived if move.sets_arrived is None else move.sets_arrived,
        paid if move.sets_paid is None else move.sets_paid,
    )


def reached() -> set[Whole]:
    found, queue = {START}, [START]
    while queue:
        whole = queue.pop()
        for fact in Fact:
            then = plain(whole, fact)
            if then is not None and then not in found:
                found.add(then)
                queue.append(then)
    return found


def columns(rows: list[Whole]) -> Standing:
    state, arrived, paid = zip(*rows, strict=True)
    return Standing(np.array(state, np.int8), np.array(arrived), np.array(paid))


def rows_of(standing: Standing) -> list[Whole]:
    return [(State(int(s)), bool(a), bool(p)) for s, a, p in zip(*standing, strict=True)]


def by_the_book(fact: Fact) -> Report:
    """Reported by one who may, with a reason."""
    return Report(np.array([fact]), np.array([MOVES[fact].by[0]]), np.array([True]), np.array([False]))


def test_every_fact_has_its_row_and_somebody_who_may_report_it() -> None:
    assert set(MOVES) == set(Fact)
    assert all(move.sources and move.by for move in MOVES.values())
    assert all(move.reason for fact, move in MOVES.items() if fact.name in ("REJECTED", "HELD", "REFUSED", "RETURNED"))


def test_every_state_is_reached() -> None:
    assert {state for state, _, _ in reached()} == set(State)


def test_there_are_no_dead_ends_but_the_final_states() -> None:
    """From everywhere some final state is reached, and nothing leads out of one."""
    found = reached()
    ending = {whole for whole in found if whole[0] in FINAL}
    while more := {w for w in found - ending if any(plain(w, fact) in ending for fact in Fact)}:
        ending |= more
    assert ending == found
    for whole in found:
        leaves = {plain(whole, fact) for fact in Fact} - {None, whole}
        assert {then[0] for then in leaves if then} <= {whole[0]} if whole[0] in FINAL else leaves


def test_an_item_that_has_not_arrived_can_be_let_go_without_anybody_else() -> None:
    """Sender or system can end every declaration of an item that will never come, but for one that is released."""
    for whole in reached():
        state, arrived, _ = whole
        if not arrived and state not in (*FINAL, State.NOT_LODGED):
            assert plain(whole, Fact.WITHDRAWN) == (State.WITHDRAWN, False, whole[2])


@given(st.lists(st.tuples(st.sampled_from(State), st.booleans(), st.booleans()), min_size=1), st.data())
def test_advance_is_the_table_on_every_row(rows: list[Whole], data: st.DataObject) -> None:
    facts = [data.draw(st.sampled_from(Fact)) for _ in rows]
    said = Report(
        np.array(facts),
        np.array([MOVES[fact].by[0] for fact in facts]),
        np.ones(len(rows), bool),
        np.zeros(len(rows), bool),
    )
    then, verdict = advance(columns(rows), said)
    for row, whole, fact, told in zip(rows_of(then), rows, facts, verdict.tolist(), strict=True):
        expected = plain(whole, fact)
        assert (told == Verdict.DONE) == (expected is not None)
        assert row == (expected or whole)


@given(
    st.lists(EVENTS, min_size=1, max_size=40),
    st.lists(st.tuples(st.sampled_from(State), st.booleans(), st.booleans()), min_size=40, max_size=40),
    st.lists(st.booleans(), min_size=40, max_size=40),
)
def test_a_batch_is_its_rows_one_by_one(events: list[Event], rows: list[Whole], own: list[bool]) -> None:
    n = len(events)
    whole, verdicts = advance(columns(rows[:n]), report_of(events, own[:n]))
    for at, event in enumerate(events):
        alone, verdict = advance(columns([rows[at]]), report_of([event], [own[at]]))
        assert rows_of(alone)[0] == rows_of(whole)[at]
        assert verdict[0] == verdicts[at]


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    """Events of one declaration, most of them such as its state admits."""
    case, events = NOTHING_YET, []
    for _ in range(draw(st.integers(0, 25))):
        event = draw(EVENTS)
        if draw(st.integers(0, 4)):
            fitting = [fact for fact, move in MOVES.items() if case.state in move.sources]
            event = replace(event, fact=draw(st.sampled_from(fitting or list(Fact))))
            event = replace(event, role=draw(st.sampled_from(MOVES[event.fact].by)), why=("value in doubt",))
        events.append(event)
        case, _ = after(case, event)
    return events


@given(stories())
def test_any_sequence_of_events_keeps_the_promises(events: list[Event]) -> None:
    keep_the_promises(events)


def keep_the_promises(events: list[Event]) -> None:
    found = reached()
    case, assessed = NOTHING_YET, False
    for event in events:
        before, earlier = rows_of(case.standing)[0], case.entered_by
        case, verdict = after(case, event)
        now = rows_of(case.standing)[0]
        assert now in found
        if verdict != Verdict.DONE:
            assert now == before
            continue
        assert event.role in MOVES[event.fact].by
        assert not (MOVES[event.fact].clears and event.who in earlier)
        assert event.why or not MOVES[event.fact].reason
        if event.fact in (Fact.LODGED, Fact.CORRECTED):
            assessed = False
        assessed |= event.fact in (Fact.ASSESSED, Fact.ASSESSED_FREE)
        if event.fact in (Fact.CORRECTED, Fact.WITHDRAWN):
            assert not before[1]
        if now[0] == State.RELEASED and before[0] != State.RELEASED:
            assert assessed
            assert before[2]
            assert before[0] not in SELECTED
            assert before[0] not in (State.HELD, State.HELD_ANSWERED) or event.fact == Fact.HOLD_LIFTED
        if now[0] in (State.HELD, State.EXAMINED, State.REFUSED, State.RETURNED):
            assert now[1]
    assert case_of(events)[1:] == case[1:]
    assert rows_of(case_of(events).standing) == rows_of(case.standing)
    assert case_of(events).state == case.state
    assert case.entered_by == {done.event.who for done in case.done if done.event.fact in ENTERING}


def test_every_standing_there_is_keeps_the_promises_whatever_comes_next() -> None:
    """By the shortest story that leads to it, so that no promise is asked only where it is easy to keep."""
    shortest: dict[Whole, list[Event]] = {START: []}
    queue = [START]
    while queue:
        whole = queue.pop(0)
        for fact, move in MOVES.items():
            event = told(fact, move.by[-1], f"{len(shortest[whole])}", ("because",))
            keep_the_promises([*shortest[whole], event])
            then = plain(whole, fact)
            if then is not None and then not in shortest:
                shortest[then] = [*shortest[whole], event]
                queue.append(then)
    assert set(shortest) == reached()


def told(fact: Fact, role: Role, who: str = "", why: tuple[str, ...] = ()) -> Event:
    return Event("d", fact, 0, who or role.name, role, why)


LODGED = told(Fact.LODGED, Role.SENDER, "shop")
GREEN = [
    LODGED,
    told(Fact.VALIDATED, Role.SYSTEM),
    told(Fact.ASSESSED_FREE, Role.SYSTEM),
    told(Fact.PASSED, Role.SYSTEM),
]
DUE = [LODGED, told(Fact.VALIDATED, Role.SYSTEM), told(Fact.ASSESSED, Role.SYSTEM)]


def test_what_owes_nothing_and_is_selected_for_nothing_passes_before_it_arrives() -> None:
    assert case_of(GREEN).state == State.RELEASED
    assert case_of([*GREEN, told(Fact.ARRIVED, Role.SYSTEM)]).state == State.RELEASED


@pytest.mark.parametrize(
    ("earlier", "event", "verdict"),
    [
        (DUE, told(Fact.PASSED, Role.SYSTEM), Verdict.NOT_PAID),
        (DUE, told(Fact.PASSED, Role.OFFICER), Verdict.NOT_THEIRS),
        (DUE, told(Fact.HELD, Role.OFFICER, why=("unpaid",)), Verdict.NOT_ARRIVED),
        (DUE, told(Fact.HELD, Role.OFFICER), Verdict.NO_REASON),
        (DUE, told(Fact.REFUSED, Role.OFFICER, why=("banned",)), Verdict.NOT_IN_THIS_STATE),
        (GREEN, told(Fact.PAID, Role.SYSTEM), Verdict.NOT_IN_THIS_STATE),
        ([LODGED, told(Fact.ARRIVED, Role.SYSTEM)], told(Fact.CORRECTED, Role.SENDER), Verdict.ARRIVED),
        ([told(Fact.LODGED, Role.OFFICER, "ann")], told(Fact.VALIDATED, Role.OFFICER, "ann"), Verdict.OWN_ENTRY),
        ([told(Fact.LODGED, Role.OFFICER, "ann")], told(Fact.VALIDATED, Role.OFFICER, "bob"), Verdict.DONE),
        ([*DUE, told(Fact.PAID, Role.SYSTEM)], told(Fact.PAID, Role.SYSTEM), Verdict.PAID),
        ([*DUE, told(Fact.PAID, Role.SYSTEM)], told(Fact.PASSED, Role.SYSTEM), Verdict.DONE),
    ],
)
def test_a_refusal_has_the_name_of_what_is_missing(earlier: list[Event], event: Event, verdict: Verdict) -> None:
    assert after(case_of(earlier), event)[1] == verdict
    assert verdict.words


def test_a_correction_after_payment_has_to_be_paid_anew() -> None:
    again = [told(Fact.CORRECTED, Role.SENDER), told(Fact.VALIDATED, Role.SYSTEM), told(Fact.ASSESSED, Role.SYSTEM)]
    case = case_of([*DUE, told(Fact.PAID, Role.SYSTEM), *again])
    assert after(case, told(Fact.PASSED, Role.SYSTEM))[1] == Verdict.NOT_PAID


def test_what_is_assessed_anew_on_hold_is_paid_before_it_is_released() -> None:
    case = case_of([*DUE, told(Fact.PAID, Role.SYSTEM), told(Fact.ARRIVED, Role.SYSTEM)])
    for event in (
        told(Fact.HELD, Role.OFFICER, why=("value in doubt",)),
        told(Fact.REASSESSED, Role.OFFICER, why=("value in doubt",)),
    ):
        case, verdict = after(case, event)
        assert verdict == Verdict.DONE
    assert after(case, told(Fact.HOLD_LIFTED, Role.OFFICER))[1] == Verdict.NOT_PAID
    case, _ = after(case, told(Fact.PAID, Role.SYSTEM))
    assert after(case, told(Fact.HOLD_LIFTED, Role.OFFICER))[0].state == State.RELEASED


def test_nobody_clears_what_they_answered_for_the_sender() -> None:
    """Entering is lodging, correcting and answering alike."""
    asked = [*DUE, told(Fact.PAID, Role.SYSTEM), told(Fact.DOCUMENTS_ASKED, Role.OFFICER, "bob")]
    case = case_of([*asked, told(Fact.ANSWERED, Role.OFFICER, "ann")])
    assert after(case, told(Fact.RELEASED, Role.OFFICER, "ann"))[1] == Verdict.OWN_ENTRY
    assert after(case, told(Fact.RELEASED, Role.OFFICER, "bob"))[0].state == State.RELEASED


def test_nobody_pays_by_their_own_word_what_they_lodged() -> None:
    """Else one person alone would lodge, report the payment, and see it pass."""
    case = case_of([told(Fact.LODGED, Role.SENDER, "ann"), *DUE[1:]])
    assert after(case, told(Fact.PAID, Role.SYSTEM, "ann"))[1] == Verdict.OWN_ENTRY
    assert after(case, told(Fact.PAID, Role.SYSTEM, "bob"))[1] == Verdict.DONE


@pytest.mark.parametrize(("fact", "role"), list(product(Fact, Role)))
def test_who_may_report_is_by_role_and_by_who_entered_it(fact: Fact, role: Role) -> None:
    """In every state that admits the fact."""
    for own in (False, True):
        for source in MOVES[fact].sources:
            for arrived, paid in product((False, True), repeat=2):
                said = Report(np.array([fact]), np.array([role]), np.array([True]), np.array([own]))
                _, verdict = advance(columns([(source, arrived, paid)]), said)
                expected = Verdict.NOT_THEIRS if role not in MOVES[fact].by else None
                if expected is None and own and MOVES[fact].clears:
                    expected = Verdict.OWN_ENTRY
                assert verdict[0] == expected or (expected is None and verdict[0] not in REFUSED_TO_WHOM)


def test_nothing_was_reported_of_what_is_not_lodged() -> None:
    assert rows_of(unlodged(2)) == [START, START]
    assert [int(advance(unlodged(1), by_the_book(fact))[1][0]) for fact in (Fact.LODGED, Fact.PAID)] == [
        Verdict.DONE,
        Verdict.NOT_IN_THIS_STATE,
    ]


def test_the_guide_draws_the_table() -> None:
    assert f"```mermaid\n{diagram()}\n```" in GUIDE.read_text(encoding="utf-8")


def test_the_guide_tells_the_table_in_words() -> None:
    rows = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    for fact, move in MOVES.items():
        gates = [
            {True: "at the office", False: "before arrival", None: ""}[move.arrived],
            {True: "paid, or nothing due", False: "not paid", None: ""}[move.paid],
            "with a reason" if move.reason else "",
            "not by who entered it" if move.clears else "",
        ]
        cells = [
            fact.name,
            ", ".join(state.name for state in move.sources),
            "stays" if move.target is None else move.target.name,
            ", ".join(role.name.lower() for role in move.by),
            "; ".join(filter(None, gates)),
        ]
        assert f"| {' | '.join(cells)} |" in rows
