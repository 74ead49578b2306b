"""The port through which a rehearsal asks the law: what is quoted, and what is asked."""

from typing import Protocol

import numpy as np

from tearoad.twin.travellers import Travellers


class Border(Protocol):
    """Law, which knows goods and money; the operations implement it by what the live road does."""

    def quoted(self, c: Travellers) -> np.ndarray:
        """Duty and tax as told at checkout, int64[n] in the minor units of each currency; negative: no total."""
        ...

    def declared(self, c: Travellers) -> tuple[np.ndarray, np.ndarray]:
        """Duty and tax asked (negative: no total) at the moments `c.due_at`, and the value in minor units of the law's
        currency, int64[n] each."""
        ...
