"""The three tracks of a consignment - money, border, carriage - as tables of states, facts and moves.

A fact moves one track from some states to one state, and may be gated by the states of the other tracks.
Reachability, dead ends and the diagram in the documentation come from these tables, and so does `decide`.
"""

from dataclasses import dataclass, field
from enum import IntEnum


class Money(IntEnum):
    """Where the buyer's money is. `NONE` is also cash on delivery before the door."""

    NONE = 0
    HELD = 1
    RELEASED = 2
    REFUNDED = 3
    CHARGED_BACK = 4


class Border(IntEnum):
    """What the border has said. Local goods are `NOT_NEEDED` by data."""

    NOT_NEEDED = 0
    UNDECLARED = 1
    LODGED = 2
    ASSESSED = 3
    SELECTED = 4
    HELD = 5
    RELEASED = 6
    REFUSED = 7


class Carriage(IntEnum):
    """Where the parcel is. `COLLECTABLE`: it waits at a delivery office or a collection point for who gets it."""

    NONE = 0
    CANCELLED = 1
    ACCEPTED = 2
    DISPATCHED = 3
    IN_TRANSIT = 4
    AT_OFFICE = 5
    OUT_FOR_DELIVERY = 6
    FAILED_ATTEMPT = 7
    DELIVERED = 8
    CONFIRMED = 9
    AUTO_CONFIRMED = 10
    RETURNED = 11
    LOST = 12
    COLLECTABLE = 13


class Fact(IntEnum):
    """What a room, a carrier or a clock reports of a consignment."""

    PAID = 0
    CANCELLED = 1
    LODGED = 2
    ASSESSED = 3
    SELECTED = 4
    RELEASED_BY_BORDER = 5
    HELD_BY_BORDER = 6
    REFUSED_BY_BORDER = 7
    ACCEPTED = 8
    DISPATCHED = 9
    DEPARTED = 10
    ARRIVED_AT_OFFICE = 11
    OUT_FOR_DELIVERY = 12
    ATTEMPT_FAILED = 13
    DELIVERED = 14
    CONFIRMED = 15
    AUTO_CONFIRMED = 16
    RETURNED = 17
    LOST = 18
    FUNDS_RELEASED = 19
    FUNDS_REFUNDED = 20
    CHARGED_BACK = 21
    DECLARATION_WITHDRAWN = 22
    COLLECTABLE = 23


Gates = dict[type[IntEnum], tuple[IntEnum, ...]]


@dataclass(frozen=True)
class Move:
    """One fact: on which track, from which states to which state, and which states of other tracks admit it."""

    track: type[IntEnum]
    sources: tuple[IntEnum, ...]
    target: IntEnum
    gates: Gates = field(default_factory=dict)


NOT_REFUSED = tuple(state for state in Border if state != Border.REFUSED)
CLEARED: Gates = {Border: (Border.NOT_NEEDED, Border.RELEASED)}
ACCEPTED_MONEY: Gates = {Money: (Money.HELD, Money.NONE, Money.CHARGED_BACK)}
CONFIRMED_MONEY: Gates = {Money: (Money.HELD, Money.CHARGED_BACK)}

ON_THE_WAY = (Carriage.ACCEPTED, Carriage.DISPATCHED, Carriage.IN_TRANSIT)
AT_THE_DOOR = (Carriage.OUT_FOR_DELIVERY, Carriage.FAILED_ATTEMPT, Carriage.COLLECTABLE)
TRAVELS = (*ON_THE_WAY, Carriage.AT_OFFICE, *AT_THE_DOOR)

MOVES: dict[Fact, Move] = {
    Fact.PAID: Move(Money, (Money.NONE,), Money.HELD, {Carriage: (Carriage.NONE, Carriage.DELIVERED)}),
    Fact.FUNDS_RELEASED: Move(
        Money,
        (Money.HELD,),
        Money.RELEASED,
        {Carriage: (Carriage.CONFIRMED, Carriage.AUTO_CONFIRMED), **CLEARED},
    ),
    Fact.FUNDS_REFUNDED: Move(
        Money,
        (Money.HELD,),
        Money.REFUNDED,
        {Carriage: (Carriage.CANCELLED, Carriage.RETURNED, Carriage.LOST)},
    ),
    # The buyer's bank takes a payment back at any time, wherever the parcel is. It decides the money alone: the parcel
    # goes its own road to the end, to the door and to a confirmation that releases nothing.
    Fact.CHARGED_BACK: Move(Money, (Money.HELD, Money.RELEASED), Money.CHARGED_BACK),
    Fact.LODGED: Move(Border, (Border.UNDECLARED,), Border.LODGED, {Carriage: (Carriage.NONE,)}),
    Fact.ASSESSED: Move(Border, (Border.LODGED,), Border.ASSESSED, {Carriage: (Carriage.NONE,)}),
    Fact.SELECTED: Move(Border, (Border.ASSESSED,), Border.SELECTED, {Carriage: (Carriage.NONE,)}),
    # By the sender, before the hand-over: to let the order go, or to declare anew what was assessed.
    Fact.DECLARATION_WITHDRAWN: Move(
        Border, (Border.LODGED, Border.ASSESSED, Border.SELECTED), Border.UNDECLARED, {Carriage: (Carriage.NONE,)}
    ),
    # On papers alone also while the parcel is on its way: electronic clearance does not wait for it.
    Fact.RELEASED_BY_BORDER: Move(
        Border,
        (Border.SELECTED, Border.HELD),
        Border.RELEASED,
        {Carriage: (Carriage.NONE, *ON_THE_WAY, Carriage.AT_OFFICE)},
    ),
    Fact.HELD_BY_BORDER: Move(Border, (Border.SELECTED,), Border.HELD, {Carriage: (Carriage.AT_OFFICE,)}),
    Fact.REFUSED_BY_BORDER: Move(Border, (Border.HELD,), Border.REFUSED, {Carriage: (Carriage.AT_OFFICE,)}),
    Fact.CANCELLED: Move(
        Carriage,
        (Carriage.NONE,),
        Carriage.CANCELLED,
        {Border: (Border.NOT_NEEDED, Border.UNDECLARED), **ACCEPTED_MONEY},
    ),
    Fact.ACCEPTED: Move(
        Carriage,
        (Carriage.NONE,),
        Carriage.ACCEPTED,
        {Border: (Border.NOT_NEEDED, Border.SELECTED, Border.RELEASED), **ACCEPTED_MONEY},
    ),
    Fact.DISPATCHED: Move(Carriage, (Carriage.ACCEPTED,), Carriage.DISPATCHED),
    Fact.DEPARTED: Move(Carriage, (Carriage.DISPATCHED,), Carriage.IN_TRANSIT),
    Fact.ARRIVED_AT_OFFICE: Move(
        Carriage, (Carriage.IN_TRANSIT,), Carriage.AT_OFFICE, {Border: (Border.SELECTED, Border.RELEASED)}
    ),
    Fact.OUT_FOR_DELIVERY: Move(
        Carriage,
        (Carriage.IN_TRANSIT, Carriage.AT_OFFICE, Carriage.FAILED_ATTEMPT, Carriage.COLLECTABLE),
        Carriage.OUT_FOR_DELIVERY,
        CLEARED,
    ),
    Fact.ATTEMPT_FAILED: Move(Carriage, (Carriage.OUT_FOR_DELIVERY,), Carriage.FAILED_ATTEMPT),
    Fact.COLLECTABLE: Move(
        Carriage,
        (Carriage.IN_TRANSIT, Carriage.AT_OFFICE, Carriage.OUT_FOR_DELIVERY, Carriage.FAILED_ATTEMPT),
        Carriage.COLLECTABLE,
        CLEARED,
    ),
    Fact.DELIVERED: Move(Carriage, (Carriage.OUT_FOR_DELIVERY, Carriage.COLLECTABLE), Carriage.DELIVERED, CLEARED),
    Fact.CONFIRMED: Move(Carriage, (Carriage.DELIVERED,), Carriage.CONFIRMED, CONFIRMED_MONEY),
    Fact.AUTO_CONFIRMED: Move(Carriage, (Carriage.DELIVERED,), Carriage.AUTO_CONFIRMED, CONFIRMED_MONEY),
    Fact.RETURNED: Move(
        Carriage, (Carriage.AT_OFFICE, Carriage.OUT_FOR_DELIVERY, Carriage.COLLECTABLE), Carriage.RETURNED
    ),
    # By the clock on the way between countries; the post may say so of all that it has.
    Fact.LOST: Move(Carriage, TRAVELS, Carriage.LOST, {Border: NOT_REFUSED}),
}

# Facts that close a road: in these states of carriage the money is settled at once, so they may stand alone.
ENDS = (Carriage.CANCELLED, Carriage.CONFIRMED, Carriage.AUTO_CONFIRMED, Carriage.RETURNED, Carriage.LOST)

# Where a parcel lies that is on no road any more, or on none yet.
AT_REST = (Carriage.NONE, Carriage.DELIVERED, *ENDS)

STARTS = ((Money.NONE, Border.UNDECLARED, Carriage.NONE), (Money.NONE, Border.NOT_NEEDED, Carriage.NONE))


def reachable() -> frozenset[tuple[int, int, int]]:
    """Every (money, border, carriage) that some order of facts leads to, from the two starts."""
    found = {(int(m), int(b), int(c)) for m, b, c in STARTS}
    queue = list(found)
    while queue:
        state = queue.pop()
        for fact in Fact:
            after = step(state, fact)
            if after is not None and after not in found:
                found.add(after)
                queue.append(after)
    return frozenset(found)


def step(state: tuple[int, int, int], fact: Fact) -> tuple[int, int, int] | None:
    """The state after one fact, or None where the tables do not admit it."""
    move = MOVES[fact]
    tracks: list[type[IntEnum]] = [Money, Border, Carriage]
    at = tracks.index(move.track)
    if state[at] not in move.sources:
        return None
    for track, admitted in move.gates.items():
        if state[tracks.index(track)] not in admitted:
            return None
    after = list(state)
    after[at] = int(move.target)
    return after[0], after[1], after[2]


def stage(money: int, border: int, carriage: int) -> str:
    """The one word that people see, derived from the triple; of a parcel under way it says where that is, whatever
    became of the money."""
    if money == Money.CHARGED_BACK and carriage in AT_REST:
        return "charged_back"
    if carriage == Carriage.NONE:
        return "paid" if money == Money.HELD else "placed"
    if carriage == Carriage.AT_OFFICE:
        return "held_at_border" if border == Border.HELD else "at_exchange_office"
    if carriage == Carriage.RETURNED and border == Border.REFUSED:
        return "refused_at_border"
    return Carriage(carriage).name.lower()
