"""Luck by hashing: a stream of draws that depends on what it is about alone."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Luck:
    """The same words give the same draws, in every process."""

    def __init__(self, *about: object) -> None:
        self._about = "\0".join(map(str, about)).encode()
        self._drawn = 0
        self._left: list[int] = []

    def below(self, bound: int) -> int:
        """A whole number from 0 to bound - 1; bound is at most 2**32."""
        if not self._left:
            block = blake2b(self._about + self._drawn.to_bytes(8, "big"), digest_size=64).digest()
            self._left = [int.from_bytes(block[at : at + 8], "big") for at in range(0, 64, 8)]
            self._drawn += 1
        return self._left.pop() % bound

    def chance(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.below(100) < percent

    def seconds(self, least: float, most: float) -> float:
        """A length of time between the two."""
        return least + (most - least) * self.below(1_000_001) / 1_000_000

    def pick(self, things: Sequence[T]) -> T:
        """One of them."""
        return things[self.below(len(things))]
