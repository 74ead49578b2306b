"""What arrivals need of the world: the parcels that stand at an office and that nobody declared yet."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class UndeclaredRow(NamedTuple):
    """A number that was scanned at an office before anybody declared it: when first, and by whom."""

    s10: str
    office: str
    seen_at: int
    who: str


class Undeclared(Protocol):
    """What arrived without data, within one transaction. Each office has its own list: what is scanned at two is
    on both."""

    def of_the_road(self, numbers: Sequence[str]) -> set[str]:
        """Those that the road's own parcels have."""
        ...

    def keep(self, rows: Sequence[UndeclaredRow]) -> None:
        """Adds those that the office's list does not have; what was settled there stands on it anew."""
        ...

    def settle(self, numbers: Sequence[str], at: int) -> list[UndeclaredRow]:
        """Takes these numbers from every list: those that stood on one, which stay in the books as settled."""
        ...


class NoUndeclared:
    """Nothing of a rehearsal comes without data."""

    def of_the_road(self, numbers: Sequence[str]) -> set[str]:
        """There are none."""
        return set()

    def keep(self, rows: Sequence[UndeclaredRow]) -> None:
        """There are none."""

    def settle(self, numbers: Sequence[str], at: int) -> list[UndeclaredRow]:
        """There are none."""
        return []
