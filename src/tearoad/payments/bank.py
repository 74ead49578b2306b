"""Banks as data: what each has declared it can carry, when, how much, and at which price.

Nobody pays a bank itself: a provider stands between, and a channel is one bank's way to pay through it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from tearoad.payments.register import Price
from tearoad.terms.days import DAY, MOSCOW
from tearoad.terms.refusal import Refusal


class Provider(NamedTuple):
    """What a payment provider takes of a payment, for how long it gives money back, and whether in parts too."""

    name: str
    price: Price
    refund_days: int
    parts_back: bool

    def gives_back(self, minor: int, charged_minor: int, age: float) -> bool:
        """Whether so much of a charge can go back, which is `age` seconds old."""
        return age <= self.refund_days * DAY and (self.parts_back or minor == charged_minor)


class Channel(NamedTuple):
    """One bank's way to pay. `share` is its part of all payments of this method; it is open from `opens` until before
    `closes`, in seconds of Moscow's day, over midnight where it closes earlier than it opens."""

    bank: str
    method: str
    provider: str
    share: float
    capacity_a_minute: int
    opens: int
    closes: int
    least_minor: int
    most_minor: int

    def is_open(self, at: int) -> bool:
        """`at` in seconds since 1970."""
        second = (at + MOSCOW) % DAY
        if self.opens < self.closes:
            return self.opens <= second < self.closes
        return second >= self.opens or second < self.closes


ChannelKey = tuple[str, str]  # a bank, and the method by which it is reached
Channels = Mapping[ChannelKey, Channel]


def not_taken(channel: Channel | None, amount_minor: int, at: int) -> Refusal | None:
    """Why a channel does not take a payment of this amount at this moment; what has no channel has no such bounds."""
    if channel is None:
        return None
    if not channel.least_minor <= amount_minor <= channel.most_minor:
        return Refusal.NOT_BY_THIS_BANK
    return None if channel.is_open(at) else Refusal.BANK_CLOSED
