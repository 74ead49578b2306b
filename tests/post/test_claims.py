"""The table of claims: every state is reached and comes to an end; silence admits no more than scans leave room for."""

from datetime import date
from itertools import product

import pytest

from tearoad.post.claims import MOVES, Answer, Fact, Kind, State, Terms, advance, silent, terms_on


def test_every_state_is_reached_and_ends() -> None:
    found, queue = {State.OPEN}, [State.OPEN]
    while queue:
        state = queue.pop()
        new = {after for fact in Fact if (after := advance(state, fact)) is not None} - found
        found |= new
        queue += new
    assert found == set(State)
    assert all(advance(State.SETTLED, fact) is None for fact in Fact)
    assert all(advance(state, Fact.WITHDRAWN) is State.SETTLED for state in State if state is not State.SETTLED)
    assert set(MOVES) == set(Fact)


@pytest.mark.parametrize(("delivered", "ended"), list(product([False, True], repeat=2)))
def test_silence_admits_what_scans_do_not_deny(delivered: bool, ended: bool) -> None:
    said = silent(Kind.NOT_ARRIVED, delivered=delivered, ended=ended)
    assert said is (Answer.REJECTED if delivered or ended else Answer.LOST)
    for kind in (Kind.DAMAGED, Kind.CONTENTS_MISSING):
        assert silent(kind, delivered=delivered, ended=ended) is Answer.DAMAGED


def test_terms_are_those_of_the_day() -> None:
    first, second = (Terms(date(year, 1, 1), 6, 2, 30, "", "") for year in (2000, 2027))
    for day, expected in ((date(1999, 1, 1), first), (date(2026, 12, 31), first), (date(2027, 1, 1), second)):
        assert terms_on((first, second), day) is expected
