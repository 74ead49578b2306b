"""Made-up worlds of shop orders from purchase to the door, on which learnt promises are tried.

None is drawn by the rules by which promises are learnt. A parcel waits at its merchant, then works its way through
the lane; both count working days, at the speed of each day or (`cohort`) of the day of purchase. All figures
are assumed.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

DAY = 86_400
FIRST_DAY = 17_167  # 2017-01-01
DAYS = 730
PLACES, MERCHANTS = 24, 12


@dataclass(frozen=True)
class World:
    """`pace` is (first, last share of the two years, how many times as long everything takes then)."""

    pace: tuple[tuple[float, float, float], ...] = ()
    cohort: bool = False  # the pace is of the day of purchase, not of each day on the way
    only_handling: bool = False  # merchants alone are slow
    one_place: int = -1  # the pace is of this place alone
    yearly: float = 0.0  # how much slower at the turn of the year than in summer
    far: float = 2.5  # how many times as long it takes to the farthest place as to the nearest
    handling_days: float = 1.5
    spread: float = 0.45  # of the logarithm of the days on the way
    heavy: float = 0.0  # share of parcels that take several times as long
    never: float = 0.03
    surge: float = 1.0  # how many times as many orders come in the festivals' first week


FESTIVALS = ((0.43, 0.51, 1.6), (0.74, 0.83, 1.6), (0.88, 1.0, 0.75))
WORLDS = {
    "stationary": World(),
    "seasons": World(yearly=0.35),
    "festivals": World(pace=FESTIVALS, surge=3.0),
    "cohorts": World(pace=FESTIVALS, cohort=True, surge=2.0),
    "regions": World(far=4.0, pace=((0.4, 0.5, 1.5), (0.75, 0.85, 1.5)), one_place=0),
    "heavy": World(heavy=0.08, spread=0.6, pace=((0.8, 0.9, 1.3),)),
    "merchants": World(handling_days=6.0, pace=FESTIVALS, only_handling=True, spread=0.3),
    "everything": World(pace=FESTIVALS, yearly=0.2, far=4.0, heavy=0.04, handling_days=2.5, surge=3.0, spread=0.5),
}


class Journeys(NamedTuple):
    """Columns of n orders by purchase: seconds since 1970, -1 where it never happened; places are numbers. `promised`
    is the day, since 1970, that the shop told."""

    purchased: np.ndarray
    handed: np.ndarray
    delivered: np.ndarray
    promised: np.ndarray
    origin: np.ndarray
    destination: np.ndarray


def journeys(world: World, rows: int, seed: int) -> Journeys:
    """Orders of two years; those that are under way when the last one is bought come to their ends all the same."""
    luck = np.random.default_rng(seed)
    purchased = _purchased(world, rows, luck)
    origin = luck.choice(MERCHANTS, rows, p=_falling(MERCHANTS, 1.3))
    destination = luck.choice(PLACES, rows, p=_falling(PLACES, 1.2))
    factor = _paces(world, luck)
    at = purchased / DAY - FIRST_DAY
    worth = np.exp(luck.normal(0, 0.3, MERCHANTS))[origin]
    handling = world.handling_days * worth * luck.gamma(1.6, 1 / 1.6, rows) + 0.2
    distance = np.linspace(1, world.far, PLACES)[luck.permutation(PLACES) if seed % 2 else np.arange(PLACES)]
    nearness = np.exp(luck.normal(0, 0.15, (MERCHANTS, PLACES)))[origin, destination]
    transit = 3.6 * distance[destination] * nearness * np.exp(luck.normal(0, world.spread, rows)) + 0.5
    late = luck.random(rows) < world.heavy
    transit = np.where(late, transit * (1 + luck.pareto(1.8, rows)).clip(max=8), transit)
    slow = factor if world.one_place < 0 else np.ones_like(factor)
    handed = _worked(at, handling, slow, world.cohort)
    onward = np.ones_like(factor) if world.only_handling else slow
    door = _worked(handed, transit, onward, world.cohort, at)
    if world.one_place >= 0:
        its = destination == world.one_place
        door[its] = _worked(handed[its], transit[its], factor, world.cohort, at[its])
    door = np.floor(door) + luck.beta(3, 2, rows) * 0.5 + 0.38  # from nine in the morning on
    door = np.maximum(door, handed + 0.05)
    never = luck.random(rows) < world.never
    usual = np.quantile(((door - at) / distance[destination])[: rows // 3 + 1], 0.95)
    told = np.floor(at + usual * distance[destination] + 3) + FIRST_DAY
    lost = never & (luck.random(rows) < 0.5)  # some were cancelled before they were handed over
    return Journeys(
        purchased,
        np.where(lost, -1, (handed + FIRST_DAY) * DAY).astype(np.int64),
        np.where(never, -1, (door + FIRST_DAY) * DAY).astype(np.int64),
        told.astype(np.int64),
        origin,
        destination,
    )


def _falling(count: int, steepness: float) -> np.ndarray:
    share = 1 / np.arange(1, count + 1) ** steepness
    return share / share.sum()


def _purchased(world: World, rows: int, luck: np.random.Generator) -> np.ndarray:
    day = np.arange(DAYS)
    rate = (1 + 2 * day / DAYS) * np.where((day + 6) % 7 >= 5, 0.75, 1.0)
    for first, _, slower in world.pace:
        if slower > 1:
            rate[int(first * DAYS) : int(first * DAYS) + 7] *= world.surge
    chosen = luck.choice(DAYS, rows, p=rate / rate.sum())
    hour = (luck.normal(15, 5, rows) % 24) / 24
    return np.sort(((FIRST_DAY + chosen + hour) * DAY).astype(np.int64))


def _paces(world: World, luck: np.random.Generator) -> np.ndarray:
    """How many times as long each day takes; it comes and goes within a week, and no two days are the same."""
    day = np.arange(DAYS + 400)
    factor = 1 + world.yearly * np.cos(2 * np.pi * day / 365)
    for first, last, slower in world.pace:
        factor = factor * np.where((day >= first * DAYS) & ((day < last * DAYS) | (last == 1.0)), slower, 1.0)
    smooth = np.convolve(np.pad(factor, 3, mode="edge"), np.ones(7) / 7, mode="valid")
    return smooth * np.exp(luck.normal(0, 0.08, len(day)))


def _worked(
    at: np.ndarray, days: np.ndarray, factor: np.ndarray, cohort: bool, of: np.ndarray | None = None
) -> np.ndarray:
    """When so many working days after a moment are over; Saturdays count a fifth, Sundays next to nothing."""
    weekday = (np.arange(len(factor)) + 6) % 7  # 2017-01-01 was a Sunday
    share = np.choose(weekday, [1, 1, 1, 1, 1, 0.2, 0.02])
    if cohort:
        days = days * factor[(at if of is None else of).astype(np.int64)]
        speed = share
    else:
        speed = share / factor
    done = np.concatenate([[0.0], np.cumsum(speed)])
    whole = np.floor(at).astype(np.int64).clip(0, len(factor) - 1)
    begun = done[whole] + (at - whole) * speed[whole]
    return np.interp(begun + days * 5.2 / 7, done, np.arange(len(done)))
