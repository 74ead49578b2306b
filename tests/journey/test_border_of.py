"""A declaration's moves against the border track: the same story, told with more states."""

from itertools import product

import pytest
from border_ways import facts_between

from tearoad.customs import clearance
from tearoad.customs.clearance import State
from tearoad.journey.border_of import BORDER_OF
from tearoad.journey.stages import Border, Carriage, Fact, Money, reachable, step

MOVES = [
    (source, fact, move) for fact, move in clearance.MOVES.items() for source in move.sources if move.target is not None
]
ON_THE_WAY = (Carriage.NONE, Carriage.ACCEPTED, Carriage.DISPATCHED, Carriage.IN_TRANSIT)


def test_every_state_is_one_of_the_border_and_none_is_left_out() -> None:
    assert set(BORDER_OF) == set(State)
    assert set(BORDER_OF.values()) == set(Border) - {Border.NOT_NEEDED}


@pytest.mark.parametrize(("source", "fact", "move"), MOVES)
def test_every_move_is_none_or_legal_moves_of_the_border(
    source: State, fact: clearance.Fact, move: clearance.Move
) -> None:
    assert move.target is not None
    facts = facts_between(source, move.target)
    assert facts is not None, f"{fact.name} from {source.name}"
    assert (facts == ()) == (BORDER_OF[source] == BORDER_OF[move.target])


def carried(source: State, target: State, carriage: Carriage) -> bool:
    """Whether the whole of the facts is admitted with the item where it is."""
    facts = facts_between(source, target)
    state = (int(Money.HELD), int(BORDER_OF[source]), int(carriage))
    for fact in facts or ():
        after = step(state, fact)
        if after is None:
            return False
        state = after
    return facts is not None


def test_where_the_gates_of_carriage_admit_it() -> None:
    """Before the hand-over and at the office every move is admitted that can happen there: the track lets nothing come
    to the office that is not selected or released."""
    for source, _, move in MOVES:
        assert move.target is not None
        at_the_office = (int(Money.HELD), int(BORDER_OF[source]), int(Carriage.AT_OFFICE)) in reachable()
        if not move.arrived:
            assert carried(source, move.target, Carriage.NONE)
        if move.arrived is not False and at_the_office:
            assert carried(source, move.target, Carriage.AT_OFFICE)


def test_what_the_border_track_does_not_hear_while_an_item_is_on_its_way() -> None:
    """Withdrawals: what was handed over is declared."""
    unheard = {
        (BORDER_OF[source], BORDER_OF[move.target])
        for (source, _, move), carriage in product(MOVES, ON_THE_WAY[1:])
        if move.target is not None and not move.arrived and BORDER_OF[source] == Border.SELECTED
        if not carried(source, move.target, carriage)
    }
    assert unheard == {(Border.SELECTED, Border.UNDECLARED)}


def test_what_is_not_a_way_is_none() -> None:
    assert facts_between(State.RELEASED, State.HELD) is None
    assert facts_between(State.ASSESSED, State.RELEASED) == (Fact.SELECTED, Fact.RELEASED_BY_BORDER)
