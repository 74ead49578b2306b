"""The road's own time: a day passes as fast as parcels come through on it.

Each parcel has an age in the road's time and a `scale`, how long its like takes; their quotient is its age in a life
table (`kernel/life_table`). On a slow day few of those that could come do: the day's speed is what makes as many
expected as came, drawn to `guess` by `prior` parcels. So a Sunday, a festival and a strike are known on their evening,
from those that did not come.
"""

import numpy as np

from tearoad.kernel.compiled import njit
from tearoad.kernel.life_table import BINS, risk_at

ROUNDS = 4
SLOWEST, FASTEST = 0.001, 20.0


@njit
def expected(
    group: np.ndarray, age: np.ndarray, scale: np.ndarray, part: np.ndarray, speed: float, risk: np.ndarray
) -> np.ndarray:
    """float64[n]: the chance of each parcel to come within a `part` of the day at a speed."""
    chance = np.zeros(len(age))
    for row in range(len(age)):
        own = risk[group[row]]
        run = risk_at(own, (age[row] + speed * part[row]) / scale[row]) - risk_at(own, age[row] / scale[row])
        chance[row] = 1.0 - np.exp(-run)
    return chance


@njit
def speed_of_day(
    group: np.ndarray,
    age: np.ndarray,
    scale: np.ndarray,
    part: np.ndarray,
    came: float,
    guess: float,
    prior: float,
    risk: np.ndarray,
) -> float:
    """How fast the day was. Fixed points of a few rounds: the chances grow with the speed, nearly in proportion."""
    speed = guess
    for _ in range(ROUNDS):
        likely = expected(group, age, scale, part, speed, risk).sum() * guess / speed
        speed = guess * (came + prior) / (likely + prior)
        speed = min(max(speed, SLOWEST), FASTEST)
    return speed


@njit
def days_promised(
    day: np.ndarray,
    part: np.ndarray,
    target: np.ndarray,
    factor: np.ndarray,
    speed: np.ndarray,
    weekday: int,
    most: int,
) -> np.ndarray:
    """int64[n, levels]: the last day by whose end no more than `target` float64[n, levels] of the road's time passes.

    A parcel is bought on a `day` of which a `part` is left; each day goes by at `speed` float64[7] of its weekday times
    the parcel's own `factor`. Day 0 is a `weekday`. A day on which hardly anything moves is not promised: the last
    before it will do. Never before the day of purchase, nor more than `most` days after.
    """
    promised = np.zeros(target.shape, dtype=np.int64)
    mean = speed.mean()
    for row in range(len(day)):
        for level in range(target.shape[1]):
            at = 0
            passed = part[row] * speed[(day[row] + weekday) % 7] * factor[row]
            while at < most:
                coming = speed[(day[row] + at + 1 + weekday) % 7] * factor[row]
                if passed + coming > target[row, level]:
                    break
                passed += coming
                at += 1
            while at > 0 and speed[(day[row] + at + weekday) % 7] < 0.1 * mean:
                at -= 1
            if level and at < promised[row, level - 1] - day[row]:
                at = promised[row, level - 1] - day[row]
            promised[row, level] = day[row] + at
    return promised


@njit
def still_to_come(group: np.ndarray, age: np.ndarray, scale: np.ndarray, risk: np.ndarray) -> np.ndarray:
    """float64[n]: the chance that a parcel which has not come by its age comes at all."""
    chance = np.zeros(len(age))
    for row in range(len(age)):
        own = risk[group[row]]
        chance[row] = 1.0 - np.exp(risk_at(own, age[row] / scale[row]) - own[BINS])
    return chance
