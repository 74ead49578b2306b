"""A batch of consignments as columns: what the store loads, the journey moves and the store saves."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum

import numpy as np

from tearoad.journey.decide import States, decide
from tearoad.journey.stages import Fact

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


@dataclass
class Consignments:
    """Columns of n rows. Ids are 32 hex digits; text columns are object arrays, amounts minor units,
    moments seconds since 1970 or `NEVER`, days since 1970 in `promised_on`, states int8 codes."""

    consignment_id: np.ndarray
    order_id: np.ndarray
    merchant: np.ndarray
    origin: np.ndarray
    destination: np.ndarray
    lane: np.ndarray
    office: np.ndarray
    cash_on_delivery: np.ndarray
    currency: np.ndarray
    goods_minor: np.ndarray
    postage_minor: np.ndarray
    duty_minor: np.ndarray
    tax_minor: np.ndarray
    fee_minor: np.ndarray
    refunded_minor: np.ndarray
    weight_grams: np.ndarray
    money: np.ndarray
    border: np.ndarray
    carriage: np.ndarray
    inspect: np.ndarray
    attempts: np.ndarray
    s10: np.ndarray
    hold_id: np.ndarray
    duty_rule: np.ndarray
    assessed_minor: np.ndarray
    placed_at: np.ndarray
    promised_on: np.ndarray
    dispatched_at: np.ndarray
    arrived_at: np.ndarray
    left_office_at: np.ndarray
    delivered_at: np.ndarray
    settled_at: np.ndarray
    due: np.ndarray
    due_at: np.ndarray

    def __len__(self) -> int:
        return len(self.consignment_id)

    @property
    def keys(self) -> np.ndarray:
        """uint64[n]: the part of each id that is made from content; luck is drawn by it."""
        return np.array([int(name[16:], 16) for name in self.consignment_id], dtype=np.uint64)

    @property
    def abroad(self) -> np.ndarray:
        """bool[n]: those that pass an exchange office."""
        return np.array([office is not None for office in self.office], dtype=bool)

    def take(self, rows: np.ndarray) -> "Consignments":
        """The rows of a mask or of an index, copied."""
        return Consignments(**{name: getattr(self, name)[rows] for name in NAMES})

    def put(self, rows: np.ndarray, values: "Consignments") -> None:
        """Write `values` over the rows of an index."""
        for name in NAMES:
            getattr(self, name)[rows] = getattr(values, name)

    def report(self, fact: Fact, rows: np.ndarray) -> None:
        """Move `rows` (bool[n]) by a fact that the road itself brought about; it is a bug if the tables forbid it."""
        after, moved = decide(States(self.money, self.border, self.carriage), fact, rows)
        assert bool((moved == rows).all()), f"{fact.name} is not admitted in every row"
        self.money, self.border, self.carriage = after


NAMES = tuple(item.name for item in fields(Consignments))


def words(values: Sequence[object]) -> np.ndarray:
    """object[n], whatever the values are."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def joined(parts: Sequence[Consignments]) -> Consignments:
    """One batch from several; at least one part."""
    return replace(parts[0], **{name: np.concatenate([getattr(part, name) for part in parts]) for name in NAMES})
