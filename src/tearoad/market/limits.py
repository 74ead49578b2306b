"""How many pieces of a product one buyer may order while a limit stands."""

from typing import NamedTuple


class Limit(NamedTuple):
    """It stands from `since` on and before `until`, seconds since 1970; None of a number or an end is no bound."""

    most_per_order: int | None
    most_per_buyer: int | None
    since: int
    until: int | None

    def stands(self, at: int) -> bool:
        return self.since <= at and (self.until is None or at < self.until)

    @property
    def most_at_once(self) -> int | None:
        """In one order, whatever was ordered before."""
        return min((most for most in (self.most_per_order, self.most_per_buyer) if most is not None), default=None)
