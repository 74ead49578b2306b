"""How long each part of the way takes of late: the hand-over, the transit, the last mile.

Each morning everything that was on such a part the day before is held against what the road says: of so many that had
been at it for so long, how many should have come to its end, and how many did? The median and the spread of each part
follow, a step of Fisher's scoring with a memory that fades (recursive maximum likelihood): what has not come speaks at
once, nobody waits for promises to be broken. Where few are seen, all of one kind move together.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from tearoad.kernel.door_moments import HANDED, LEFT, ORDERED, UNKNOWN, Standing, Ways, parts_over
from tearoad.network.pace import kept_of
from tearoad.network.road import Road
from tearoad.network.ways import SEATS, luck, office_names
from tearoad.terms.days import DAY, HOUR

HAND_OVER, TRANSIT, LAST_MILE = range(3)  # parts
STAGES = np.array([ORDERED, HANDED, LEFT])
LOCAL = ""  # the office of lanes that pass none
GRAIN = 2 * HOUR
DRAWS = 128  # of a group; with fewer the shares are too coarse for what ends in a day
WHOLE = 1_000_000  # of figures that are kept
HALF_DAYS = 7.0  # after which what was seen counts half; assumed, as all below: chosen on drifting roads
PRIOR = np.diag([400.0, 300.0])  # what is seen of a part, in information on its median and its spread
OLDEST_SHARE = 0.95  # of what is older than so many of its like nothing is learnt: it may be lost
LONGEST = 75 * DAY  # on one part
LEAST, MOST = np.array([0.4, 0.5]), np.array([4.0, 3.0])  # times the data's median, and spread
MOST_A_DAY = 0.3  # of a logarithm


class Lately(NamedTuple):
    """Of the groups of `groups_of`, in millionths: `times` int64[groups, 2] as long in the median, and as much spread,
    as the road's data say; `sure` int64[groups, 3], the information on the median, on both, and on the spread."""

    times: np.ndarray
    sure: np.ndarray


class Passing(NamedTuple):
    """Parcels that were on their way, int64[n] each: lane and destination, whether paid at the door, where nobody keeps
    when a parcel was refused; the moments of the order, of the hand-over, at the office, from the office, and at
    the door or where it waits to be fetched, -1 where that has not happened."""

    lane: np.ndarray
    destination: np.ndarray
    at_door: np.ndarray
    placed: np.ndarray
    handed: np.ndarray
    arrived: np.ndarray
    left: np.ndarray
    delivered: np.ndarray


class Seen(NamedTuple):
    """What was on a part of its way, int64[n] each: the part, lane and destination, when it began with that; how many
    there were, or came to it meanwhile, and how many of these came to its end."""

    part: np.ndarray
    lane: np.ndarray
    destination: np.ndarray
    began: np.ndarray
    there: np.ndarray
    came: np.ndarray


def groups_of(road: Road) -> list[tuple[int, str]]:
    """Which learn together: hand-overs by the country of the goods, transits by lane, last miles by office, with local
    ones last."""
    lanes, offices = [lane.id for lane in road.lanes], [*office_names(road), LOCAL]
    named = ((HAND_OVER, SEATS), (TRANSIT, lanes), (LAST_MILE, offices))
    return [(part, name) for part, names in named for name in names]


def as_data_say(road: Road) -> Lately:
    """Nothing has been seen."""
    groups = len(groups_of(road))
    return Lately(np.full((groups, 2), WHOLE, dtype=np.int64), np.zeros((groups, 3), dtype=np.int64))


def ways_lately(ways: Ways, lately: Lately) -> Ways:
    """The road's ways as they are of late."""
    hand, transit, mile = np.split(lately.times / WHOLE, _parts(ways, lately)[1:-1])
    return ways._replace(
        handling=ways.handling * hand[ways.seat],
        transit=ways.transit * transit,
        door=ways.door * mile[ways.office][:, None],
    )


def seen_of(ways: Ways, rows: Passing, since: int, until: int) -> Seen:
    """What was on each part between two moments, in groups of what began together."""
    headway, abroad = ways.headway[rows.lane], ways.office[rows.lane] >= 0
    departs = np.where(rows.handed >= 0, -(-rows.handed // headway) * headway, -1)
    known = (rows.at_door == 0) & ((rows.left >= 0) | ~abroad)
    parts = (
        (HAND_OVER, _in_grains(rows.placed), rows.handed),
        (TRANSIT, np.where(abroad, departs, -1), rows.arrived),
        (LAST_MILE, np.where(known, np.where(abroad, _in_grains(rows.left), departs), -1), rows.delivered),
    )
    lanes, towns = ways.door.shape[:2]
    keys, came = [], []
    for part, began, ended in parts:
        its = (began >= max(0, until - LONGEST)) & (began < until) & ((ended < 0) | (ended >= since))
        town = rows.destination[its] if part == LAST_MILE else 0
        keys.append(((part * lanes + rows.lane[its]) * towns + town) * until + began[its])
        came.append((ended[its] >= 0) & (ended[its] < until))
    key, group, there = np.unique(np.concatenate(keys), return_inverse=True, return_counts=True)
    number, began = key // until, key % until
    ends = np.bincount(group, np.concatenate(came), len(key)).astype(np.int64)
    return Seen(number // towns // lanes, number // towns % lanes, number % towns, began, there, ends)


def _in_grains(began: np.ndarray) -> np.ndarray:
    """What began within a grain counts as if it began in its middle."""
    return np.where(began >= 0, began // GRAIN * GRAIN + GRAIN // 2, -1)


def learnt(ways: Ways, before: Lately, seen: Seen, since: int, until: int) -> Lately:
    """What is known at the moment `until`, from what was known at `since` and was seen meanwhile. `ways` are those of
    the road's data."""
    score, found = _scored(ways, before, seen, since, until)
    fades = kept_of(HALF_DAYS) ** ((until - since) / DAY)
    sure = _square(before.sure / WHOLE) * fades + found
    step = np.empty_like(score)
    for begin, end in pairwise(_parts(ways, before)):
        step[begin:end] = _step(score[begin:end], sure[begin:end])
    times = np.clip(before.times / WHOLE * np.exp(np.clip(step, -MOST_A_DAY, MOST_A_DAY)), LEAST, MOST)
    both = np.stack([sure[:, 0, 0], sure[:, 0, 1], sure[:, 1, 1]], axis=-1)
    return Lately(np.rint(times * WHOLE).astype(np.int64), np.rint(both * WHOLE).astype(np.int64))


def _parts(ways: Ways, lately: Lately) -> list[int]:
    """Where the groups of each part begin, and the end of all."""
    return [0, len(SEATS), len(SEATS) + len(ways.office), len(lately.times)]


def _scored(ways: Ways, before: Lately, seen: Seen, since: int, until: int) -> tuple[np.ndarray, np.ndarray]:
    """Of each group the score float64[groups, 2] by the logarithms of median and spread, and Fisher's information
    float64[groups, 2, 2], of log-logistic times of which is known on which side of two moments they end."""
    now, (_, transits, miles, groups) = ways_lately(ways, before), _parts(ways, before)
    unasked = np.full(len(seen.part), UNKNOWN, dtype=np.int64)
    rows = Standing(seen.began, STAGES[seen.part], seen.began, seen.lane, seen.destination, unasked)
    shares = parts_over(now, rows, luck(DRAWS), since, until)
    slope = _of_part(seen, now.handling[seen.lane], now.transit[seen.lane], now.door[seen.lane, seen.destination])[:, 1]
    office = np.where(ways.office[seen.lane] >= 0, miles + ways.office[seen.lane], groups - 1)
    group = _of_part(seen, ways.seat[seen.lane], transits + seen.lane, office)
    its = (shares[:, 0] < OLDEST_SHARE) & (shares[:, 1] > shares[:, 0]) & (slope > 0)
    group = group[its]
    begun, ended = np.clip(shares[its], 1e-9, 1 - 0.5 / DRAWS).T  # behind the last draw are others
    risk = (ended - begun) / (1 - begun)
    odds, odds_before = np.log(ended / (1 - ended)), np.log(begun / (1 - begun))
    by = np.stack([-(1 - ended) * risk / slope[its], -(1 - risk) * (odds * ended - odds_before * begun)], axis=-1)
    sure = 1 / (risk * (1 - risk))
    late = (seen.came[its] - seen.there[its] * risk) * sure
    score, found = np.zeros((groups, 2)), np.zeros((groups, 2, 2))
    np.add.at(score, group, late[:, None] * by)
    np.add.at(found, group, (seen.there[its] * sure)[:, None, None] * by[:, :, None] * by[:, None, :])
    return score, found


def _step(score: np.ndarray, sure: np.ndarray) -> np.ndarray:
    """float64[k, 2] for k groups of one part: their own step, drawn to that of all together."""
    all_together = np.linalg.solve(sure.sum(axis=0) + PRIOR, score.sum(axis=0))
    found: np.ndarray = np.linalg.solve(sure + PRIOR, (score + PRIOR @ all_together)[..., None])[..., 0]
    return found


def _of_part(seen: Seen, hand: np.ndarray, transit: np.ndarray, mile: np.ndarray) -> np.ndarray:
    where = [seen.part == HAND_OVER, seen.part == TRANSIT]
    return np.select([one.reshape(-1, *(1,) * (hand.ndim - 1)) for one in where], [hand, transit], mile)


def _square(sure: np.ndarray) -> np.ndarray:
    return sure[:, [0, 1, 1, 2]].reshape(-1, 2, 2)
