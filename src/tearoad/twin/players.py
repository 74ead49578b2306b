"""The simulated road: merchants, carriers, officers and buyers who act by timetable and by counted luck.

Every draw depends on (seed, consignment, stage) alone, so neither the order nor the size of batches matters.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from tearoad.journey.moving import Due, Moving
from tearoad.kernel.draws import delay, uniform
from tearoad.network.calendar import by_cut_off, next_open
from tearoad.network.choose import LaneTable
from tearoad.network.road import NEXT_ATTEMPT, ROUND_LEAD, Road, Span
from tearoad.terms.days import BEIJING, MOSCOW

MOST_ATTEMPTS = 3  # assumed: then it is handed over at the delivery office


class Draw(IntEnum):
    """The stages of luck; a number is never given to another stage, or old runs would not replay."""

    CANCEL = 0
    CANCEL_AT = 1
    HANDLING = 2
    INSPECT = 3
    LOSS = 4
    TRANSIT = 5
    INSPECTION = 6
    BORDER_REFUSAL = 7
    LAST_MILE = 8
    REFUSED_AT_DOOR = 9
    FIRST_ATTEMPT = 10  # and the next MOST_ATTEMPTS - 1
    CONFIRM = 20
    CONFIRM_AT = 21
    BANK = 22
    BANK_REFUSES = 23
    LOCKER = 24
    COLLECT_AT = 25
    UNCOLLECTED = 26


@dataclass(frozen=True)
class SimulatedRoad:
    """Implements the port `journey.players.Players`, for the live demo road and for the rehearsal."""

    road: Road
    table: LaneTable
    seed: int

    def after_order(self, c: Moving) -> tuple[np.ndarray, np.ndarray]:
        """Most goods are made ready, some orders are cancelled before."""
        b = self.road.behaviour
        far = next_open(c.placed_at + self._span(c, Draw.HANDLING, b.handling), self._closed("CN"), BEIJING)
        at_home = next_open(c.placed_at + self._span(c, Draw.HANDLING, b.handling_local), self._closed("RU"), MOSCOW)
        cut_off = self.table.cut_off[c.lane_rows(self.table)]
        at_home = np.where(cut_off >= 0, by_cut_off(c.placed_at, cut_off, self._closed("RU"), MOSCOW), at_home)
        ready = np.where(c.abroad, far, at_home)
        cancelled = self._luck(c, Draw.CANCEL) < b.cancel_share
        moment = c.placed_at + ((ready - c.placed_at) * self._luck(c, Draw.CANCEL_AT)).astype(np.int64)
        return np.where(cancelled, Due.CANCEL, Due.READY), np.where(cancelled, moment, ready)

    def bank_answers_after(self, keys: np.ndarray, card: np.ndarray) -> np.ndarray:
        """Banks take seconds; a buyer with a code walks to a counter first."""
        b, luck = self.road.behaviour, uniform(self.seed, keys, int(Draw.BANK))
        spans = [np.where(card, *pair) for pair in zip(b.bank_answer, b.counter_answer, strict=True)]
        return delay(luck, *(span.astype(np.int64) for span in spans))

    def bank_refuses(self, keys: np.ndarray) -> np.ndarray:
        """A share of all attempts."""
        return uniform(self.seed, keys, int(Draw.BANK_REFUSES)) < self.road.behaviour.bank_refusal_share

    def inspected(self, c: Moving, value_euro_minor: np.ndarray) -> np.ndarray:
        """Valuable parcels and a random share are opened."""
        b = self.road.behaviour
        return (value_euro_minor >= b.inspect_above_minor) | (self._luck(c, Draw.INSPECT) < b.inspection_share)

    def departure(self, c: Moving) -> np.ndarray:
        """The next departure of the lane after the hand-over, by its headway."""
        headway = self.table.headway[c.lane_rows(self.table)]
        return -(-c.due_at // headway) * headway

    def after_departure(self, c: Moving) -> tuple[np.ndarray, np.ndarray]:
        """Arrival at the exchange office, delivery round for local goods, or never."""
        transit = self._pair(c, Draw.TRANSIT, self.table.transit[c.lane_rows(self.table)])
        out_at = self._out_at(c, c.due_at)
        lost = c.abroad & (self._luck(c, Draw.LOSS) < self.road.behaviour.loss_share)
        due = np.where(lost, Due.LOST, np.where(c.abroad, Due.ARRIVE, Due.OUT))
        at = np.where(c.abroad, c.due_at + np.where(lost, self.road.behaviour.lost_after, transit), out_at)
        return due, at

    def inspection_takes(self, c: Moving) -> np.ndarray:
        """How long the officers look into a parcel, int64[n] seconds."""
        return self._span(c, Draw.INSPECTION, self.road.behaviour.inspection)

    def inspection_ends(self, c: Moving) -> np.ndarray:
        """When the officers have looked into a parcel that left the office's queue at `due_at`."""
        return c.due_at + self.inspection_takes(c)

    def border_refuses(self, c: Moving) -> np.ndarray:
        """What the officers found."""
        return self._luck(c, Draw.BORDER_REFUSAL) < self.road.behaviour.border_refusal_share

    def out_for_delivery(self, c: Moving) -> np.ndarray:
        """When the postman sets out with a parcel that left the office at `due_at`."""
        return self._out_at(c, c.due_at)

    def to_collect(self, c: Moving) -> np.ndarray:
        """A share of what is paid goes to a parcel locker, before anybody was at the door."""
        first = ~c.cash_on_delivery & (c.attempts == 0)
        return first & (self._luck(c, Draw.LOCKER) < self.road.behaviour.locker_share)

    def collection(self, c: Moving) -> np.ndarray:
        """Nobody comes after the term of a locker."""
        b = self.road.behaviour
        fetched = np.minimum(self._span(c, Draw.COLLECT_AT, b.collect), b.storage_point)
        return c.due_at + np.where(self.uncollected(c), b.storage_point, fetched)

    def uncollected(self, c: Moving) -> np.ndarray:
        """Who never comes to the locker."""
        return self._luck(c, Draw.UNCOLLECTED) < self.road.behaviour.uncollected_share

    def at_the_door(self, c: Moving) -> np.ndarray:
        """When a parcel that went out at `due_at` reaches the door."""
        return c.due_at + ROUND_LEAD

    def nobody_home(self, c: Moving) -> np.ndarray:
        """Which attempts fail; after the last one the buyer fetches the parcel."""
        share = self.road.behaviour.failed_attempt_share
        fails = np.zeros(len(c), dtype=bool)
        for attempt in range(MOST_ATTEMPTS - 1):
            fails |= (c.attempts == attempt) & (self._luck(c, Draw.FIRST_ATTEMPT + attempt) < share)
        return fails

    def next_attempt(self, c: Moving) -> np.ndarray:
        """When the postman sets out again after an attempt that failed at `due_at`."""
        return next_open(c.due_at + NEXT_ATTEMPT - ROUND_LEAD, self._closed("RU"), MOSCOW)

    def refused_at_door(self, c: Moving) -> np.ndarray:
        """Buyers who pay at the door may change their minds there."""
        return c.cash_on_delivery & (self._luck(c, Draw.REFUSED_AT_DOOR) < self.road.behaviour.cod_refusal_share)

    def confirmation(self, c: Moving) -> np.ndarray:
        """When the purchase is confirmed; after the protection window it confirms itself."""
        b = self.road.behaviour
        by_hand = c.due_at + self._span(c, Draw.CONFIRM_AT, b.confirm)
        by_clock = c.protected_until(c.due_at, b.auto_confirm)
        silent = (self._luck(c, Draw.CONFIRM) >= b.confirm_share) | (by_hand >= by_clock)
        return np.where(silent, by_clock, by_hand)

    def _out_at(self, c: Moving, left: np.ndarray) -> np.ndarray:
        door = self.table.door[c.last_lanes(self.table), c.destination_rows(self.table)]
        arrives = left + self._pair(c, Draw.LAST_MILE, door)
        return np.maximum(left, next_open(arrives, self._closed("RU"), MOSCOW) - ROUND_LEAD)

    def _luck(self, c: Moving, stage: int) -> np.ndarray:
        return uniform(self.seed, c.keys, int(stage))

    def _span(self, c: Moving, stage: int, span: Span) -> np.ndarray:
        ones = np.ones(len(c), dtype=np.int64)
        return delay(self._luck(c, stage), ones * span.p50, ones * span.p90)

    def _pair(self, c: Moving, stage: int, quantiles: np.ndarray) -> np.ndarray:
        return delay(self._luck(c, stage), quantiles[:, 0], quantiles[:, 1])

    def _closed(self, country: str) -> np.ndarray:
        return self.road.closed.get(country, np.zeros(0, dtype=np.int64))
