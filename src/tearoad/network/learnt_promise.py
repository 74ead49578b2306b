"""Days promised, learnt from how parcels come: day by day, from what was known on each morning and nothing later.

1. Each parcel grows older in the road's time, which a day's speed moves on (`road_speed`): the speed is learnt every
   evening from who came and who did not, all parcels under way counted.
2. `journey_scale` says how long its like takes.
3. How ages spread around that is a life table of the last weeks (`kernel/life_table`), of all and of each destination.
4. What was promised is held against what came (`corrected`), on the road's time and by the calendar.
"""

from typing import NamedTuple

import numpy as np

from tearoad.kernel.life_table import BINS, ages_at, record, risks
from tearoad.kernel.road_clock import days_promised, still_to_come
from tearoad.network.corrected import Corrected
from tearoad.network.journey_scale import THURSDAY, JourneyScale, weekday_of
from tearoad.network.pace import Pace, kept_of
from tearoad.network.road_speed import RoadSpeed
from tearoad.terms.days import DAY

OPEN = np.iinfo(np.int64).max  # the day of what has not come
NO_PROMISE = -1
LONGEST_DAYS = 400  # that are promised, or for which a parcel is waited for
MOST_GROUPS = 2_000  # destinations with a table of their own: those that came first
FITTED_EVERY = 7  # days
USUAL = Pace()


class Journeys(NamedTuple):
    """int64[n] each, by `purchased`, in seconds since 1970 by one clock: when it was bought, on which day since 1970 it
    came (OPEN: it has not), and numbers of its places, from 0 in the order in which they come, -1 where nobody said.
    What happens on a day is known from its end on, whatever stands here."""

    purchased: np.ndarray
    delivered_day: np.ndarray
    origin: np.ndarray
    destination: np.ndarray


class LearntPromise:
    """What is known on the morning of `day`. `live_until` lives days, `ask` promises; `promised` int64[n, levels] is
    what the journeys themselves were promised when they were bought, by the same."""

    def __init__(self, past: Journeys, levels: tuple[float, ...], pace: Pace = USUAL) -> None:
        rows = len(past.purchased)
        self.past, self.levels, self.pace = past, np.array(levels), pace
        self.bought_day = past.purchased // DAY
        self.day = int(self.bought_day[0]) if rows else 0
        self.scale = JourneyScale(past.origin, past.destination, past.purchased, pace)
        self.groups = min(self.scale.places, MOST_GROUPS) + 1
        self.group = self._group(past.destination)
        self.speed = RoadSpeed(self.groups, pace)
        self.ended, self.lived = np.zeros((self.groups, BINS)), np.zeros((self.groups, BINS))
        self.risk = np.zeros((self.groups, BINS + 1))
        self.on_road = Corrected(self.groups, self.levels, pace.on_road_days, pace.most_on_road)
        self.by_calendar = Corrected(1, self.levels, pace.by_calendar_days, pace.most_by_calendar)
        self.age, self.took = np.zeros(rows), np.full(rows, np.nan)  # in the road's time; an age goes on to be judged
        self.promised = np.full((rows, len(levels)), NO_PROMISE, dtype=np.int64)
        self.target = np.full((rows, len(levels)), -1.0)  # the same in the road's time
        none = np.zeros(0, dtype=np.int64)
        self.under_way, self.watched, self.came = none, none, 0

    def live_until(self, day: int) -> None:
        """To the morning of a day."""
        while self.day < day:
            if not len(self.watched) and not len(self.under_way):  # nothing happens before the next is bought
                later = np.searchsorted(self.bought_day, self.day)
                self.day = min(day, int(self.bought_day[later])) if later < len(self.bought_day) else day
            if self.day < day:
                self._live()

    def ask(self, origin: np.ndarray, destination: np.ndarray, moment: np.ndarray) -> np.ndarray:
        """int64[n, levels]: the day, since 1970, promised to what is bought at moments of this day; NO_PROMISE where
        nothing has come yet. Places that never were have number -1."""
        codes = self.scale.coded(origin, destination, moment)
        return self._asked(codes, self._group(destination), moment)[0]

    def _asked(self, codes: np.ndarray, group: np.ndarray, moment: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Days, and the road's time that each of them stands for."""
        if not self.came:
            none = np.full((len(moment), len(self.levels)), NO_PROMISE, dtype=np.int64)
            return none, np.full(none.shape, -1.0)
        if self._knows:
            spread = ages_at(self.risk, np.unique(group), self.levels)
            shift = self.on_road.of(group) + self.by_calendar.of(np.zeros_like(group))
            target = spread[group] * self.scale.of(codes)[:, None] * np.exp(shift)
        else:
            known = self.took[~np.isnan(self.took)]
            target = np.tile(np.quantile(known, self.levels), (len(moment), 1))
        left = 1 - moment % DAY / DAY
        place = self.speed.place[group]
        days = days_promised(moment // DAY, left, target, place, self.speed.usual, THURSDAY, LONGEST_DAYS)
        return days, target

    @property
    def _knows(self) -> bool:
        return self.scale.fitted and bool(self.ended[0].sum() > 0)

    def _group(self, destination: np.ndarray) -> np.ndarray:
        return np.where((destination >= 0) & (destination < self.groups - 1), destination + 1, 0)

    def _live(self) -> None:
        """One more day is over."""
        day, past = self.day, self.past
        new = np.arange(*np.searchsorted(self.bought_day, [day, day + 1]))
        moment = past.purchased[new]
        self.promised[new], self.target[new] = self._asked(self.scale.codes[new], self.group[new], moment)
        left = 1 - moment % DAY / DAY
        rows = np.concatenate([self.under_way, new])
        part = np.concatenate([np.ones(len(self.under_way)), left])
        came = past.delivered_day[rows] <= day
        watched = np.concatenate([self.watched, new])
        before = self.age[watched].copy()
        speed = self._learn(day, rows, part, came)
        gone = np.setdiff1d(self.watched, self.under_way, assume_unique=True)
        self.age[gone] += speed * self.speed.place[self.group[gone]]
        self.took[rows[came]] = self.age[rows[came]]
        self.came += int(came.sum())
        self.under_way = rows[~came & (self.bought_day[rows] > day - LONGEST_DAYS)]
        self._judge(day, watched, before)
        self.day = day + 1
        if self.came >= self.pace.least and (not self.scale.fitted or self.day % FITTED_EVERY == 0):
            self._fit()
        if self.scale.fitted:
            self.risk = risks(self.ended, self.lived, self.pace.table_prior)

    def _learn(self, day: int, rows: np.ndarray, part: np.ndarray, came: np.ndarray) -> float:
        """The day's speed; all of them age by it, and the table has them."""
        group, before, speed = self.group[rows], self.age[rows], 1.0
        if not self.scale.fitted:
            self.age[rows] = before + part
            return speed
        scale = self.scale.of(self.scale.codes[rows])
        if self.ended[0].sum() > 4 * self.pace.least:
            weekday = int(weekday_of(np.array(day)))
            speed = self.speed.learn(weekday, group, before, scale, part, came, self.risk)
        after = before + speed * part * self.speed.place[group]
        self.age[rows] = after
        keep = kept_of(self.pace.table_days)
        self.ended *= keep
        self.lived *= keep
        record(group, before / scale, after / scale, came, self.ended, self.lived)
        return speed

    def _judge(self, day: int, rows: np.ndarray, before: np.ndarray) -> None:
        """Promises that end today are kept or not; of parcels still under way some never come."""
        after, target, promised = self.age[rows], self.target[rows], self.promised[rows]
        run_out, ends = (target >= before[:, None]) & (target < after[:, None]), promised == day
        self.watched = rows[((target >= after[:, None]) | (promised > day)).any(axis=1)]
        its = (run_out | ends).any(axis=1)
        if not its.any() or not self.scale.fitted:
            return
        rows, run_out, ends = rows[its], run_out[its], ends[its]
        late = self.past.delivered_day[rows] > day
        group, scale = self.group[rows], self.scale.of(self.scale.codes[rows])
        comes = np.where(late, still_to_come(group, after[its], scale, self.risk), 1.0)
        old = day - self.bought_day[rows]
        took = np.where(late, np.inf, self.took[rows])[:, None]
        self.on_road.learn(group, took > target[its], run_out, comes, old)
        self.by_calendar.learn(
            np.zeros_like(group), np.repeat(late[:, None], len(self.levels), axis=1), ends, comes, old
        )

    def _fit(self) -> None:
        if self.scale.fitted:
            whole = self.speed.new_unit()
            its = whole[self.group]
            self.age /= its
            self.took /= its
            self.target /= its[:, None]
            self.scale.new_unit(whole[0])
        known = np.flatnonzero(~np.isnan(self.took))
        self.scale.fit(self.took, self.day - self.bought_day, known, self.under_way)
