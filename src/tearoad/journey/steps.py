"""The steps of the journey: facts are reported of a whole batch, moments and sums are kept, the next timer is set.

No scans, transfers, numbers or stock: a step gives back what those need - which rows took which turn, and `at` int64[n]
in seconds since 1970, the moment of each row's step, which the next timer has overwritten.
"""

from typing import NamedTuple

import numpy as np

from tearoad.journey.moving import NEVER, Due, Moving
from tearoad.journey.players import Players
from tearoad.journey.stages import Border, Carriage, Fact, Money
from tearoad.network.road import Behaviour


class Declared(NamedTuple):
    """bool[n] each: which were declared, and which of those the border released at once."""

    rows: np.ndarray
    green: np.ndarray


class Left(NamedTuple):
    """`red` bool[n]: those that went to the officers; the others are on their way to the door."""

    at: np.ndarray
    red: np.ndarray


class Inspected(NamedTuple):
    """`refused` bool[n]: those that went back; the others were released."""

    at: np.ndarray
    refused: np.ndarray


class Attempted(NamedTuple):
    """bool[n] each, one of three in every row."""

    at: np.ndarray
    refused: np.ndarray
    absent: np.ndarray
    taken: np.ndarray


class WentOut(NamedTuple):
    """`waits` bool[n]: those that wait to be fetched; the others are on their way to the door."""

    at: np.ndarray
    waits: np.ndarray


def place(c: Moving, players: Players) -> None:
    """The order stands: paid, unless it is to be paid at the door."""
    c.due[:], c.due_at[:] = players.after_order(c)
    c.report(Fact.PAID, ~c.cash_on_delivery)


def wait_for_payment(c: Moving, until: np.ndarray) -> None:
    """The order stands and its stock is kept, but it is not paid yet; `until` int64[n] is how long that is waited for.

    What is to be paid at the door does not pass here.
    """
    c.then(c.every, Due.PAY, until)


def pay(c: Moving, players: Players, at: np.ndarray) -> None:
    """The payment that was waited for came at the moments `at` int64[n]; nothing of what follows happened before it."""
    place(c, players)
    c.due_at[:] = np.maximum(c.due_at, at)


def expire(c: Moving) -> np.ndarray:
    """Nobody paid in time."""
    at = c.due_at.copy()
    c.report(Fact.CANCELLED, c.every)
    end(c, c.every)
    return at


def cancel(c: Moving) -> np.ndarray:
    """The buyer changed their mind before the hand-over."""
    at = c.due_at.copy()
    c.report(Fact.CANCELLED, c.every)
    refund(c, c.every)
    return at


def declare(c: Moving, assessed_minor: np.ndarray, opened: np.ndarray) -> Declared:
    """Cross-border goods are declared electronically before they leave; what is not to be opened is released at once.

    `assessed_minor` int64[n] is all that is asked, negative where there is no total: then what was quoted stands.
    `opened` bool[n] are those that the officers want to see.
    """
    rows = c.border == Border.UNDECLARED
    for fact in (Fact.LODGED, Fact.ASSESSED, Fact.SELECTED):
        c.report(fact, rows)
    c.assessed_minor[rows] = np.where(assessed_minor >= 0, assessed_minor, c.duty_minor + c.tax_minor)[rows]
    c.inspect[rows] = opened[rows]
    green = rows & ~c.inspect
    c.report(Fact.RELEASED_BY_BORDER, green)
    return Declared(rows, green)


def wait_for_border(c: Moving, rows: np.ndarray, again: int) -> None:
    """The border does not let `rows` (bool[n]) be handed over yet; `again` seconds later it is asked once more."""
    c.then(rows, Due.READY, c.due_at + again)


def hand_over(c: Moving, players: Players) -> np.ndarray:
    """The merchant hands the goods over, declared where they must be."""
    at = c.due_at.copy()
    c.report(Fact.ACCEPTED, c.every)
    c.report(Fact.DISPATCHED, c.every)
    c.dispatched_at[:] = at
    c.then(c.every, Due.DEPART, players.departure(c))
    return at


def depart(c: Moving, players: Players) -> np.ndarray:
    """The lane's next departure takes the parcel along."""
    at = c.due_at.copy()
    c.report(Fact.DEPARTED, c.every)
    c.due[:], c.due_at[:] = players.after_departure(c)
    return at


def arrive(c: Moving, leaves: np.ndarray) -> np.ndarray:
    """Joins the queue of its office; `leaves` int64[n] is when the office is done with each."""
    at = c.due_at.copy()
    c.report(Fact.ARRIVED_AT_OFFICE, c.every)
    c.arrived_at[:] = at
    c.then(c.every, Due.LEAVE, leaves)
    return at


def leave(c: Moving, players: Players, reported: np.ndarray | None = None) -> Left:
    """At the head of the queue: green parcels go on, the others go to the officers. Of `reported` (bool[n]) officers
    report themselves, so nothing is due of those that they want to see."""
    at, red = c.due_at.copy(), c.inspect.copy()
    played = red if reported is None else red & ~reported
    c.report(Fact.HELD_BY_BORDER, played)
    ends = players.inspection_ends(c)
    _let_go(c, players, ~red)
    c.then(played, Due.INSPECTED, ends)
    _rest(c, red & ~played)
    return Left(at, red)


def inspected(c: Moving, players: Players) -> Inspected:
    """The officers have looked: released with duty, or refused and sent back."""
    at, refused = c.due_at.copy(), players.border_refuses(c)
    release(c, players, ~refused, at)
    turn_back(c, refused, at)
    return Inspected(at, refused)


def release(c: Moving, players: Players, rows: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The border lets `rows` (bool[n]) go at the moments `at` int64[n]; bool[n] are those that the office lets out with
    that. What has not reached the head of its queue by then passes there as green; of what the post scans, its scans
    say when it leaves."""
    c.report(Fact.RELEASED_BY_BORDER, rows)
    seen = rows & (c.carriage == Carriage.AT_OFFICE) & (c.due != Due.LEAVE) & (c.due != Due.LOST)
    c.inspect[rows & ~seen] = False
    c.due_at[seen] = at[seen]
    _let_go(c, players, seen)
    return seen


def hold(c: Moving, rows: np.ndarray) -> None:
    """The officers keep `rows` (bool[n]) until they have decided."""
    c.report(Fact.HELD_BY_BORDER, rows)


def turn_back(c: Moving, rows: np.ndarray, at: np.ndarray) -> None:
    """The border refuses `rows` (bool[n]), which are on hold, at the moments `at` int64[n]; they go back."""
    c.report(Fact.REFUSED_BY_BORDER, rows)
    c.report(Fact.RETURNED, rows)
    c.left_office_at[rows] = at[rows]
    c.due_at[rows] = at[rows]
    refund(c, rows)


def go_out(c: Moving, players: Players) -> WentOut:
    """The postman sets out, or puts the parcel where it is fetched."""
    at, waits = c.due_at.copy(), players.to_collect(c)
    door, fetched = players.at_the_door(c), players.collection(c)
    c.report(Fact.OUT_FOR_DELIVERY, ~waits)
    c.report(Fact.COLLECTABLE, waits)
    c.then(~waits, Due.ATTEMPT, door)
    c.then(waits, Due.COLLECT, fetched)
    return WentOut(at, waits)


def collect(c: Moving, players: Players, fetched: np.ndarray) -> np.ndarray:
    """`fetched` (bool[n]) are taken; of the others the storage term is over, and they go back."""
    at = c.due_at.copy()
    deliver(c, fetched, at)
    confirms = players.confirmation(c)
    take_back(c, ~fetched, at)
    c.then(fetched, Due.CONFIRM, confirms)
    return at


def attempt(c: Moving, players: Players) -> Attempted:
    """At the door: taken, refused by one who would have paid there, or nobody home."""
    at, refused = c.due_at.copy(), players.refused_at_door(c)
    absent = ~refused & players.nobody_home(c)
    taken = ~refused & ~absent
    again = players.next_attempt(c)
    c.report(Fact.RETURNED, refused)
    c.report(Fact.ATTEMPT_FAILED, absent)
    c.attempts[absent] += 1
    deliver(c, taken, at)
    confirms = players.confirmation(c)
    refund(c, refused)
    c.then(absent, Due.OUT, again)
    c.then(taken, Due.CONFIRM, confirms)
    return Attempted(at, refused, absent, taken)


def deliver(c: Moving, rows: np.ndarray, at: np.ndarray) -> None:
    """`rows` (bool[n]) are taken at the door, and what is to be paid there is paid."""
    c.report(Fact.DELIVERED, rows)
    c.report(Fact.PAID, rows & c.cash_on_delivery)
    c.delivered_at[rows] = at[rows]


def take_back(c: Moving, rows: np.ndarray, at: np.ndarray) -> None:
    """`rows` (bool[n]) are refused at the door, or not fetched, at the moments `at` int64[n]."""
    c.report(Fact.RETURNED, rows)
    c.due_at[rows] = at[rows]
    refund(c, rows)


def lose(c: Moving) -> np.ndarray:
    """So long without a scan that the parcel counts as lost."""
    at = c.due_at.copy()
    c.report(Fact.LOST, c.every)
    refund(c, c.every)
    return at


def confirm(c: Moving, behaviour: Behaviour) -> np.ndarray:
    """By the buyer, or by the clock when the protection window has passed; cash is handed over later. Where the bank
    took the money back there is nothing left to release."""
    at = c.due_at.copy()
    by_clock = at >= c.protected_until(c.delivered_at, behaviour.auto_confirm)
    c.report(Fact.AUTO_CONFIRMED, by_clock)
    c.report(Fact.CONFIRMED, ~by_clock)
    c.report(Fact.FUNDS_RELEASED, c.money == Money.HELD)
    end(c, c.every)
    c.then(c.cash_on_delivery, Due.REMIT, np.maximum(at, c.delivered_at + behaviour.remit_after))
    return at


def remit(c: Moving) -> np.ndarray:
    """What was collected at the door reaches the bank."""
    at = c.due_at.copy()
    _rest(c, c.every)
    return at


def refund(c: Moving, rows: np.ndarray) -> None:
    """The road of `rows` (bool[n]) ended without a buyer: what was paid goes back, and nothing is due any more."""
    paid = rows & (c.money == Money.HELD)
    c.refunded_minor[paid] += c.price_minor[paid]
    c.report(Fact.FUNDS_REFUNDED, paid)
    end(c, rows)


def end(c: Moving, rows: np.ndarray) -> None:
    """`rows` (bool[n]) are settled at the moment that was due, unless they were before, and nothing is due any more."""
    fresh = rows & (c.settled_at == NEVER)
    c.settled_at[fresh] = c.due_at[fresh]
    _rest(c, rows)


def charge_back(c: Moving, at: np.ndarray) -> np.ndarray:
    """The buyers' banks took the payments back at the moments `at` int64[n]. A parcel under way travels on; bool[n] are
    those that had not been handed over, which are cancelled."""
    c.report(Fact.CHARGED_BACK, c.every)
    c.refunded_minor += c.price_minor
    unsettled = c.settled_at == NEVER
    c.settled_at[unsettled] = at[unsettled]
    unsent = c.carriage == Carriage.NONE
    c.report(Fact.CANCELLED, unsent)
    _rest(c, unsent)
    return unsent


def _let_go(c: Moving, players: Players, rows: np.ndarray) -> None:
    c.left_office_at[rows] = c.due_at[rows]
    c.then(rows, Due.OUT, players.out_for_delivery(c))


def _rest(c: Moving, rows: np.ndarray) -> None:
    c.due[rows], c.due_at[rows] = Due.NOTHING, NEVER
