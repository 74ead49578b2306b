"""A bank that carries so much and chokes on more, as banks of 2012 did; moments are seconds and are given.

What is asked is done one after another at the bank's capacity. Where more wait than it can hold at once, each takes the
longer the more there are: it works on what nobody waits for any more, and gets less done than it could.
"""

from collections import deque
from dataclasses import dataclass, field

HOLDS_SECONDS = 2.0  # of its capacity may wait without harm: assumed
CHOKED = 0.25  # of its capacity is left, however many wait: assumed
TAKES_SECONDS = 0.2  # at the least, from question to answer: assumed


@dataclass
class BankModel:
    """`a_second` it can do; `at` is the moment of its last step; `slow` stretches every answer, for a bank that is ill.
    A `dead` one does nothing."""

    a_second: float
    at: float = 0.0
    slow: float = 1.0
    dead: bool = False
    _waiting: deque[tuple[float, str]] = field(default_factory=deque)
    _done: float = 0.0  # the part of the next one that is done

    @property
    def waiting(self) -> int:
        """How many it works on."""
        return len(self._waiting)

    @property
    def speed(self) -> float:
        """How many a second it does now."""
        holds = max(1.0, self.a_second * HOLDS_SECONDS)
        return self.a_second / self.slow * max(CHOKED, min(1.0, holds / max(len(self._waiting), 1)))

    def ask(self, name: str, now: float) -> None:
        """Somebody asks for a payment; `step` says when it is decided."""
        self._waiting.append((now + TAKES_SECONDS * self.slow, name))

    def step(self, now: float) -> list[str]:
        """What was decided since the last step; steps of a hundredth of a second or so."""
        passed, self.at = max(now - self.at, 0.0), max(now, self.at)
        if self.dead:
            return []
        room = max(1.0, self.a_second * TAKES_SECONDS)  # of what is under way, it does some beforehand
        self._done = min(self._done + passed * self.speed, room)
        done = []
        while self._waiting and self._done >= 1 and self._waiting[0][0] <= now:
            done.append(self._waiting.popleft()[1])
            self._done -= 1
        return done
