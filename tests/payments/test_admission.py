"""Numbers are served at their rate, in their order, and a late one is never an early one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.payments.admission import (
    GOOD_SECONDS,
    Answer,
    Campaign,
    Ticket,
    answer,
    at_rate,
    first_free,
    serving,
    turn_at,
)

SALE = Campaign("eleven", 120, 1_000.0, 0, 1)  # two a second
MINE = Ticket("eleven", "anna", 20)


@pytest.mark.parametrize(
    ("campaign", "ticket", "now", "said"),
    [
        (None, None, 0.0, Answer.ENTER),
        (SALE, None, 1_010.0, Answer.NO_TICKET),
        (SALE, MINE._replace(buyer="egor"), 1_010.0, Answer.NOT_YOURS),
        (SALE, MINE._replace(campaign="last-year"), 1_010.0, Answer.OTHER_CAMPAIGN),
        (SALE, MINE, 1_009.9, Answer.NOT_YET),
        (SALE, MINE, 1_010.0, Answer.ENTER),
        (SALE, MINE, 1_010.0 + GOOD_SECONDS - 0.1, Answer.ENTER),
        (SALE, MINE, 1_010.0 + GOOD_SECONDS, Answer.OVER),
        (SALE, MINE, 0.0, Answer.NOT_YET),  # a clock that was set back
    ],
)
def test_the_door_says_why(campaign: Campaign | None, ticket: Ticket | None, now: float, said: Answer) -> None:
    assert answer(campaign, ticket, "anna", now) is said


def test_who_comes_late_stands_behind_those_whose_turn_was_nobodys() -> None:
    assert first_free(SALE, 1_000.0) == 1
    assert first_free(SALE._replace(next_number=50), 1_010.0) == 50
    assert first_free(SALE, 1_100.0) == 200, "the numbers of a quiet hour are not there for one crowd"


@given(
    rates=st.lists(st.tuples(st.integers(1, 100_000), st.floats(0.01, 5_000)), min_size=1, max_size=6),
    number=st.integers(1, 10**6),
)
def test_another_rate_takes_no_turn_back(rates: list[tuple[int, float]], number: int) -> None:
    """Whatever the operator does, what was served stays served, and numbers are served in their order."""
    campaign, now, before = SALE, SALE.base_at, 0
    for a_minute, seconds in rates:
        now += seconds
        campaign = at_rate(campaign, a_minute, now)
        assert serving(campaign, now) >= before
        before = serving(campaign, now)
        assert turn_at(campaign, number) < turn_at(campaign, number + 1)
        if number > before:
            assert turn_at(campaign, number) >= now
