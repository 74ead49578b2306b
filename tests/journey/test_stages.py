"""Reachability and dead ends are read from the tables; `decide` agrees with the plain step."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.journey.decide import States, decide
from tearoad.journey.stages import (
    ENDS,
    STARTS,
    Border,
    Carriage,
    Fact,
    Money,
    reachable,
    stage,
    step,
)

ALL = [(m, b, c) for m in Money for b in Border for c in Carriage]


def test_every_state_of_every_track_is_reached() -> None:
    found = reachable()
    for at, track in enumerate((Money, Border, Carriage)):
        assert {state[at] for state in found} == {int(state) for state in track}


def test_every_reached_state_can_come_to_an_end() -> None:
    found = reachable()
    ending = {state for state in found if state[2] in ENDS and state[0] != Money.HELD}
    while True:
        more = {s for s in found - ending if any(step(s, fact) in ending for fact in Fact)}
        if not more:
            break
        ending |= more
    assert ending == found


def test_no_money_is_released_before_border_and_door() -> None:
    for money, border, carriage in reachable():
        if money == Money.RELEASED:
            assert border in (Border.NOT_NEEDED, Border.RELEASED)
            assert carriage in (Carriage.CONFIRMED, Carriage.AUTO_CONFIRMED)


def test_nothing_refused_at_the_border_is_delivered() -> None:
    for _, border, carriage in reachable():
        if border == Border.REFUSED:
            assert carriage in (Carriage.AT_OFFICE, Carriage.RETURNED)


def test_every_reached_state_has_a_word() -> None:
    assert all(stage(*state) for state in reachable())
    assert len(STARTS) == 2


@given(st.lists(st.sampled_from(ALL), min_size=1), st.sampled_from(list(Fact)))
def test_decide_is_step_on_every_row(states: list[tuple[int, int, int]], fact: Fact) -> None:
    columns = np.array(states, dtype=np.int8).T
    after, moved = decide(States(*columns), fact, np.ones(len(states), dtype=bool))
    for row, state in enumerate(states):
        expected = step(state, fact)
        assert moved[row] == (expected is not None)
        assert tuple(int(column[row]) for column in after) == (expected or tuple(int(code) for code in state))


def test_a_bank_takes_money_back_from_escrow_and_from_the_merchant_and_only_once() -> None:
    for state in reachable():
        after = step(state, Fact.CHARGED_BACK)
        assert (after is not None) == (state[0] in (Money.HELD, Money.RELEASED))
        if after:
            assert after == (Money.CHARGED_BACK, *state[1:])
            assert step(after, Fact.CHARGED_BACK) is None
            assert step(after, Fact.FUNDS_RELEASED) is step(after, Fact.FUNDS_REFUNDED) is None


def test_what_was_charged_back_is_called_so_where_the_parcel_rests() -> None:
    words = {carriage: stage(Money.CHARGED_BACK, Border.RELEASED, carriage) for carriage in Carriage}
    rests = {carriage for carriage, word in words.items() if word == "charged_back"}
    assert rests == {Carriage.NONE, Carriage.DELIVERED, *ENDS}
    assert words[Carriage.OUT_FOR_DELIVERY] == "out_for_delivery"
