"""The port through which a rehearsal asks the law: what is quoted, what is asked, and what officers want to see."""

from typing import Protocol

import numpy as np

from tearoad.twin.players import SimulatedRoad
from tearoad.twin.travellers import Travellers


class Border(Protocol):
    """Law and selection, which know goods and money; the operations implement it by what the live road does."""

    def quoted(self, c: Travellers) -> np.ndarray:
        """Duty and tax as told at checkout, int64[n] in the minor units of each currency; negative: no total."""
        ...

    def declared(self, c: Travellers, players: SimulatedRoad) -> tuple[np.ndarray, np.ndarray]:
        """Duty and tax asked int64[n] (negative: no total) and bool[n] what is opened, at the moments `c.due_at`."""
        ...
