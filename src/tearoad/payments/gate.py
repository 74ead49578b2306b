"""The gate before one bank: it lets through what the bank can carry, and tells the others at once.

Five things in one: a *bulkhead* (so many calls at once and no more, whatever befalls the bank), a *token bucket* filled
at the declared capacity, a *limit* of calls at once that falls when answers become slow or stay away and rises slowly
when they are quick (AIMD), a *circuit breaker* that lets single calls feel whether the bank is back, and a *queue by
deadline*. Whoever cannot be served in time is told so on coming, not after waiting; whoever's time is over is told too.

No clock is read here: moments are seconds by any clock that does not go back, and are given.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heappop, heappush
from typing import NamedTuple

# All assumed; `bench banks` shows what they do.
CALL_SECONDS = 10.0  # a call that takes longer is given up, and its outcome is asked for
BURST_SECONDS = 0.5  # of the declared capacity, at once
BEGIN_SECONDS = 1.0  # of the declared capacity are let in at once before anything was measured
SPARE = 0.8  # of a buyer's patience is promised to the queue; the rest is for the bank
SLOW = 3.0  # times as slow as it can be: the bank has more than it can carry
FALL, WEIGHT, FORGET = 0.8, 0.1, 1.001  # of the limit; of a new latency in the mean; of the quickest, each answer
TRIP = 5  # calls in a row without an answer, and the bank is taken for dead
PAUSE, LONGEST_PAUSE = 2.0, 30.0  # before somebody tries it again: doubled each time


class State(StrEnum):
    """Of the breaker."""

    CLOSED = "closed"  # as with a fuse: the current flows
    OPEN = "open"
    HALF_OPEN = "half-open"


class Due(NamedTuple):
    """The names of calls to be made now, and of those whose time is over."""

    send: list[str]
    late: list[str]


@dataclass
class Gate:
    """Of one bank's channel; `a_second` is the declared capacity, `at` the moment at which it begins."""

    a_second: float
    at: float
    in_flight: int = 0
    limit: float = field(init=False)
    latency: float | None = None  # the mean of late
    quickest: float | None = None  # the least mean there was, forgotten slowly
    _tokens: float = field(init=False)
    _queue: list[tuple[float, int, str]] = field(default_factory=list)
    _count: int = 0
    _failed: int = 0
    _until: float = 0.0  # the breaker is open
    _pause: float = PAUSE
    _fell: float = 0.0
    _feels: bool = False  # one call is out to feel whether the bank is back

    def __post_init__(self) -> None:
        self._tokens = self._burst
        self.limit = min(max(2.0, self.a_second * BEGIN_SECONDS), self.bulkhead)

    @property
    def bulkhead(self) -> float:
        """Never more calls at once: all that can be under way at the declared capacity before they are given up."""
        return max(2.0, self.a_second * CALL_SECONDS)

    @property
    def waiting(self) -> int:
        """How many stand in the queue."""
        return len(self._queue)

    def state(self, now: float) -> State:
        """Of the breaker."""
        if self._failed < TRIP:
            return State.CLOSED
        return State.OPEN if now < self._until else State.HALF_OPEN

    def wait(self, now: float) -> float:
        """In how many seconds somebody who comes now is likely to be sent to the bank."""
        pause = max(self._until - now, 0.0) if self._failed >= TRIP else 0.0
        return max(pause, (len(self._queue) + 1 - self._tokens) / self._pace, 0.0)

    def change(self, a_second: float) -> None:
        """Another capacity was declared."""
        self.a_second = a_second
        self.limit, self._tokens = min(self.limit, self.bulkhead), min(self._tokens, self._burst)

    def offer(self, name: str, deadline: float, now: float) -> bool:
        """Into the queue; False where the bank cannot be expected to answer before the deadline."""
        self._fill(now)
        if self._queue and self.state(now) is not State.CLOSED:
            return False  # one is enough to feel for a bank that does not answer
        takes = self.latency if self.latency and self.in_flight else 0.0  # who is alone finds out how long it takes
        if self.wait(now) + takes > SPARE * (deadline - now):
            return False
        heappush(self._queue, (deadline, self._count, name))
        self._count += 1
        return True

    def at_once(self, now: float) -> bool:
        """One who does not queue is to be sent, which is only where nobody does and the bank has room."""
        self._fill(now)
        if self._queue or not self._lets_through(now):
            return False
        self._tokens -= 1
        self.in_flight += 1
        return True

    def due(self, now: float) -> Due:
        """Whom to send now, and whom to tell that it is too late."""
        self._fill(now)
        found, takes = Due([], []), self.latency if self.latency and self.in_flight else 0.0
        while self._queue:
            if self._queue[0][0] <= now + takes:
                found.late.append(heappop(self._queue)[2])
            elif self._lets_through(now):
                found.send.append(heappop(self._queue)[2])
                self._tokens -= 1
                self.in_flight += 1
            else:
                break
        return found

    def ended(self, seconds: float, answered: bool, now: float) -> None:
        """A call that was sent took so long; yes and no are both answers, silence and congestion are none."""
        self.in_flight -= 1
        self._feels = False
        if not answered:
            self._failed += 1
            if self._failed >= TRIP and now >= self._until:
                self._until = now + self._pause
                self._pause = min(2 * self._pause, LONGEST_PAUSE)
            self._less(now)
            return
        self._failed, self._pause = 0, PAUSE
        self.latency = seconds if self.latency is None else self.latency + WEIGHT * (seconds - self.latency)
        self.quickest = min(self.latency, (self.quickest or self.latency) * FORGET)
        if self.latency > SLOW * self.quickest:
            self._less(now)
        else:
            self.limit = min(self.limit + 1 / self.limit, self.bulkhead)

    def withdrawn(self) -> None:
        """One that was to be sent is not: its buyer pays in another way."""
        self.in_flight -= 1
        self._feels = False

    @property
    def _burst(self) -> float:
        return max(1.0, self.a_second * BURST_SECONDS)

    @property
    def _pace(self) -> float:
        return min(self.a_second, self.limit / self.latency) if self.latency else self.a_second

    def _fill(self, now: float) -> None:
        self._tokens = min(self._tokens + max(now - self.at, 0.0) * self.a_second, self._burst)
        self.at = max(now, self.at)

    def _lets_through(self, now: float) -> bool:
        if self._tokens < 1:
            return False
        state = self.state(now)
        if state is State.HALF_OPEN and not self._feels:
            self._feels = True
            return True
        return state is State.CLOSED and self.in_flight < self.limit

    def _less(self, now: float) -> None:
        if now - self._fell >= max(self.latency or 0.0, 1.0):
            self.limit, self._fell = max(self.limit * FALL, 1.0), now
