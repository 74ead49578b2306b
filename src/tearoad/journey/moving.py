"""A batch on its way as columns: all that a step of the journey needs to know of it, live or rehearsed."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import Self, TypeVar

import numpy as np

from tearoad.journey.decide import States, decide
from tearoad.journey.stages import Fact
from tearoad.network.choose import LaneTable
from tearoad.terms.days import DAY

NEVER = -1  # a moment that has not come; null in the store


class Due(IntEnum):
    """What the one timer of a consignment waits for."""

    NOTHING = 0
    CANCEL = 1
    READY = 2
    DEPART = 3
    ARRIVE = 4
    LEAVE = 5
    INSPECTED = 6
    OUT = 7
    ATTEMPT = 8
    CONFIRM = 9
    LOST = 10
    REMIT = 11
    PAY = 12
    COLLECT = 13


@dataclass
class Moving(ABC):
    """Columns of n rows: states, attempts and timers int8, flags bool, amounts int64 in minor units, weights int64 in
    grams, moments int64 in seconds since 1970 or `NEVER`. `duty_minor` (with fees) and `tax_minor` are what was quoted,
    `assessed_minor` is all that the border asked, or `NEVER`. `renewed_on` is the day since 1970 that was promised last
    instead of the first, or `NEVER`."""

    money: np.ndarray
    border: np.ndarray
    carriage: np.ndarray
    inspect: np.ndarray
    attempts: np.ndarray
    cash_on_delivery: np.ndarray
    goods_minor: np.ndarray
    postage_minor: np.ndarray
    duty_minor: np.ndarray
    tax_minor: np.ndarray
    assessed_minor: np.ndarray
    refunded_minor: np.ndarray
    weight_grams: np.ndarray
    placed_at: np.ndarray
    dispatched_at: np.ndarray
    arrived_at: np.ndarray
    left_office_at: np.ndarray
    delivered_at: np.ndarray
    settled_at: np.ndarray
    renewed_on: np.ndarray
    due: np.ndarray
    due_at: np.ndarray

    @property
    @abstractmethod
    def keys(self) -> np.ndarray:
        """uint64[n]: luck is drawn by it."""

    @property
    @abstractmethod
    def abroad(self) -> np.ndarray:
        """bool[n]: those that pass an exchange office."""

    @abstractmethod
    def lane_rows(self, table: LaneTable) -> np.ndarray:
        """int64[n]: the row of each one's lane in the table."""

    @abstractmethod
    def last_lanes(self, table: LaneTable) -> np.ndarray:
        """int64[n]: the row of a lane that ends where the last mile of each begins: at the office to which it came,
        which need not be that of the lane by which it was sent."""

    @abstractmethod
    def destination_rows(self, table: LaneTable) -> np.ndarray:
        """int64[n]: the number of each one's destination in the table."""

    def __len__(self) -> int:
        return len(self.due_at)

    @property
    def price_minor(self) -> np.ndarray:
        """int64[n]: what the buyer pays, by the amounts as they are now."""
        return self.goods_minor + self.postage_minor + self.duty_minor + self.tax_minor

    def protected_until(self, delivered_at: np.ndarray, window: int) -> np.ndarray:
        """int64[n]: the end of the buyers' protection, `window` seconds after the delivery. Where the road was late and
        another day was promised, the window begins with the end of that day at the earliest."""
        begins = np.where(self.renewed_on >= 0, (self.renewed_on + 1) * DAY, delivered_at)
        return np.maximum(delivered_at, begins) + window

    @property
    def every(self) -> np.ndarray:
        """bool[n]: all rows."""
        return np.ones(len(self), dtype=bool)

    def take(self, rows: np.ndarray) -> Self:
        """The rows of a mask or of an index, copied."""
        return replace(self, **{item.name: getattr(self, item.name)[rows] for item in fields(self)})

    def put(self, rows: np.ndarray, values: Self) -> None:
        """Write `values` over the rows of an index."""
        for item in fields(self):
            getattr(self, item.name)[rows] = getattr(values, item.name)

    def report(self, fact: Fact, rows: np.ndarray) -> None:
        """Move `rows` (bool[n]) by a fact that the road itself brought about; it is a bug if the tables forbid it."""
        after, moved = decide(States(self.money, self.border, self.carriage), fact, rows)
        assert bool((moved == rows).all()), f"{fact.name} is not admitted in every row"
        self.money, self.border, self.carriage = after

    def then(self, rows: np.ndarray, due: Due, at: np.ndarray) -> None:
        """Set the one timer of `rows` (bool[n]) to moments of `at` (int64[n])."""
        self.due[rows] = due
        self.due_at[rows] = at[rows]


Batch = TypeVar("Batch", bound=Moving)


def joined(parts: Sequence[Batch]) -> Batch:
    """One batch from several of a kind; at least one part."""
    names = [item.name for item in fields(parts[0])]
    return replace(parts[0], **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})
