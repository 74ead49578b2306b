"""The road lives: its clock goes on by itself in small steps, and what is asked within each is placed before it ends.

A step is `operations.play` over a short stretch, so live and played roads are one. Orders of other processes come in
between steps, by the lock on the road's row. A step that takes longer than it may is not made up for: the pace falls.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS, AskedOrder
from tearoad.operations.place_orders import Verdicts
from tearoad.operations.platform import Platform
from tearoad.operations.play import play
from tearoad.terms.days import DAY
from tearoad.terms.refusal import BadInput, Unavailable

TICK_SECONDS = 2.0  # of the wall clock, from one step to the next
LATE_TICKS = 5  # behind by so much, and the pace is said to fall
Asked = Callable[[int, int], Sequence[AskedOrder]]  # what is ordered in [start, end), seconds since 1970
Say = Callable[[str], None]


def clock_of(p: Platform) -> int:
    """The road clock, seconds since 1970."""
    with p.store.unit() as unit:
        return unit.roads.state().clock_at


def step(p: Platform, asked: Asked, seconds: int) -> Verdicts:
    """One stretch of the road's time from where its clock stands; verdicts of lines that leave no trace."""
    clock = clock_of(p)
    until = clock + seconds
    return play(p, asked(clock, until), ASSUMED_WEIGHT_GRAMS, lambda more: None, until)


def live_until(p: Platform, asked: Asked, until: int, told: Callable[[int], None] = lambda days: None) -> None:
    """Day by day to a moment; `told` hears of each day."""
    while (clock := clock_of(p)) < until:
        step(p, asked, min(until, (clock // DAY + 1) * DAY) - clock)
        told(1)


@dataclass
class Living:
    """`pace` is in days of the road a minute; `alive` is asked before each step; `say` tells the operator one line."""

    platform: Platform
    asked: Asked
    pace: float
    alive: Callable[[], bool]
    say: Say
    tick: float = TICK_SECONDS

    def run(self) -> None:
        """Until `alive` says no. A data base that is away is waited for, and so is an operator who lays new ranges of
        S10 numbers where they are used up."""
        seconds, late, told, away = max(1, round(self.pace * DAY / 60 * self.tick)), 0.0, False, ""
        while self.alive():
            began = time.monotonic()
            try:
                self._one(seconds)
                if away:
                    self.say(away)
                away = ""
            except (Unavailable, BadInput) as error:
                if not away:
                    self.say(f"the road waits: {error}")
                away = (
                    "the data base is back; the road goes on" if isinstance(error, Unavailable) else "the road goes on"
                )
            took = time.monotonic() - began
            late = 0.0 if away else max(0.0, late + took - self.tick)
            if late > LATE_TICKS * self.tick and not told:
                self.say(f"the road cannot keep {self.pace:g} days a minute on this machine; it goes as fast as it can")
                told = True
            time.sleep(max(0.0, self.tick - took))

    def _one(self, seconds: int) -> None:
        refused = step(self.platform, self.asked, seconds)
        if refused:  # another process has moved the clock meanwhile
            self.say(f"{len(refused)} lines of the demo came too late and were left out")
