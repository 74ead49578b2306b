"""The waiting room of a campaign: numbers are served in the order in which they were taken, at a rate.

A campaign serves `a_minute` numbers from a base on, whoever is there to take them; a number that is taken late is never
one that was served already. So turns follow from the clock alone: they survive a restart, and nobody can change theirs.
"""

from enum import StrEnum
from typing import NamedTuple

GOOD_SECONDS = 600  # a number is good for so long from its turn on: assumed


class Campaign(NamedTuple):
    """`next_number` is the first that nobody has taken; `base_number` was served at `base_at`, seconds since 1970."""

    name: str
    a_minute: int
    base_at: float
    base_number: int
    next_number: int


class Ticket(NamedTuple):
    """One number of a campaign, of one buyer."""

    campaign: str
    buyer: str
    number: int


class Answer(StrEnum):
    """What the door says of a ticket."""

    ENTER = "enter"
    NO_TICKET = "no ticket"
    NOT_YOURS = "somebody else's ticket"
    OTHER_CAMPAIGN = "a ticket of another campaign"
    NOT_YET = "not your turn yet"
    OVER = "your turn is over"


def serving(c: Campaign, now: float) -> int:
    """The last number whose turn has come; `now` in seconds since 1970."""
    return c.base_number + int(max(now - c.base_at, 0.0) * c.a_minute / 60)


def turn_at(c: Campaign, number: int) -> float:
    """When a number is served, in seconds since 1970."""
    return c.base_at + (number - c.base_number) * 60 / c.a_minute


def first_free(c: Campaign, now: float) -> int:
    """The number of who comes now: after all that were taken, and after all whose turn is over."""
    return max(c.next_number, serving(c, now))


def answer(c: Campaign | None, ticket: Ticket | None, buyer: str, now: float) -> Answer:
    """Without a campaign everybody enters."""
    if c is None:
        return Answer.ENTER
    if ticket is None:
        return Answer.NO_TICKET
    if ticket.buyer != buyer:
        return Answer.NOT_YOURS
    if ticket.campaign != c.name:
        return Answer.OTHER_CAMPAIGN
    if ticket.number > serving(c, now):
        return Answer.NOT_YET
    return Answer.ENTER if now < turn_at(c, ticket.number) + GOOD_SECONDS else Answer.OVER


def at_rate(c: Campaign, a_minute: int, now: float) -> Campaign:
    """The same served quicker or slower from now on; what was served stays served."""
    return c._replace(a_minute=a_minute, base_at=now, base_number=serving(c, now))
