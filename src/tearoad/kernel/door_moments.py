"""When a parcel reaches the door, from wherever it is now: the whole chain is gone through for evenly spread luck.

The chain is that of the journey: the merchant's hand-over on a working day, the next departure, the transit, the
office's queue as it is expected on the day of arrival, perhaps the officers, the last mile, perhaps another attempt. A
part that has begun has taken as long as it has: only what is longer than that is possible.
"""

import math
from typing import NamedTuple

import numpy as np

from tearoad.kernel.compiled import borrowing, njit
from tearoad.kernel.draws import LEAST, MOST

ORDERED, HANDED, AT_OFFICE, WITH_OFFICERS, LEFT, OUT, FAILED = range(7)  # where a parcel stands
UNKNOWN = -1  # whether the officers open a parcel
SPENT = 1.0 - 1e-9  # of what has taken longer than anything usual the tail is not cut
HANDLING, TRANSIT, INSPECTION, DOOR, ATTEMPTS = range(5)  # columns of luck
PARTS = 5
# Of one parcel, what every draw of its luck needs.
_STAGE, _AT, _BEGAN, _ABROAD, _OPENED, _HEADWAY, _CUT_OFF, _SEAT = range(8)
_HAND, _HAND_SLOPE, _ROAD, _ROAD_SLOPE, _LAST, _LAST_SLOPE, _SPENT = range(8, 15)
_COLUMNS = 15


class Ways(NamedTuple):
    """A road as arrays: float64[..., 2] medians in seconds and slopes (`slopes`) of the hand-over and the transit by
    lane, of the last mile by lane and destination, of an inspection. `cut_off` int64[lanes] in seconds after
    midnight, -1 where there is none, stands for the hand-over; `office` int64[lanes], -1 for local lanes; `seat`
    is the row of `rest` int64[2, days] by which goods are handed over: how many days one waits there for a day that is
    open, from the day `first` on; parcels are delivered by row 1. `zone` int64[2]. `shares` float64[2]: what officers
    open, and doors that nobody opens. `lead` and `again`: seconds on the postman's round, and until the next one."""

    handling: np.ndarray
    transit: np.ndarray
    headway: np.ndarray
    cut_off: np.ndarray
    office: np.ndarray
    seat: np.ndarray
    door: np.ndarray
    inspection: np.ndarray
    shares: np.ndarray
    rest: np.ndarray
    first: int
    zone: np.ndarray
    lead: int
    again: int


class Standing(NamedTuple):
    """Parcels, int64[n] each: the moment `at` which it is, where each stands, the moment at which that began, its lane
    and destination, and whether officers open it (0, 1, UNKNOWN)."""

    at: np.ndarray
    stage: np.ndarray
    began: np.ndarray
    lane: np.ndarray
    destination: np.ndarray
    opened: np.ndarray


class Luck(NamedTuple):
    """float64[k, PARTS]: evenly spread over (0, 1), and the logarithms of their odds, cut where delays are."""

    share: np.ndarray
    odds: np.ndarray


def luck_of(share: np.ndarray) -> Luck:
    """From shares float64[k, PARTS]."""
    cut = np.clip(share, LEAST, MOST)
    return Luck(share, np.log(cut / (1.0 - cut)))


def slopes(spans: np.ndarray) -> np.ndarray:
    """Medians and 90 % quantiles int64[..., 2] as medians and slopes of log-logistic delays (`kernel.draws`)."""
    spread = np.log(np.maximum(spans[..., 1], 1) / np.maximum(spans[..., 0], 1)) / math.log(9.0)
    return np.stack([spans[..., 0].astype(np.float64), spread], axis=-1)


@borrowing
def _below(p50: float, slope: float, passed: float) -> float:
    """The share of delays that are over when so many seconds have passed."""
    if passed <= 0.0 or p50 <= 0.0:
        return 0.0
    if slope <= 0.0:
        return 0.0 if passed < p50 else MOST
    return 1.0 / (1.0 + math.exp(math.log(p50 / passed) / slope))


@borrowing
def _took(odds: float, share: float, p50: float, slope: float, below: float) -> float:
    """A delay; where `below` of all are over already, one of the others."""
    if below > 0.0:
        cut = min(below + (1.0 - below) * max(share, LEAST), MOST if below < MOST else SPENT)
        odds = math.log(cut / (1.0 - cut))
    return p50 * math.exp(slope * odds)


@borrowing
def _next_open(rest: np.ndarray, seat: int, first: int, zone: int, at: float) -> float:
    """As `network.calendar.next_open`."""
    day = int(at + zone) // 86_400 - first
    if day < 0 or day >= rest.shape[1]:
        return at
    return at + rest[seat, day] * 86_400.0


@borrowing
def _by_cut_off(at: float, cut_off: float, zone: int) -> float:
    """As `network.calendar.by_cut_off`, before days off."""
    begins = (at + zone) // 86_400.0 * 86_400.0 - zone
    return begins + cut_off + (86_400.0 if at - begins >= cut_off else 0.0)


@borrowing
def _fill(ways: Ways, rows: Standing, number: int, row: np.ndarray) -> None:
    lane, destination = rows.lane[number], rows.destination[number]
    stage, at, began = rows.stage[number], rows.at[number], rows.began[number]
    row[_STAGE], row[_AT], row[_BEGAN] = stage, at, began
    row[_ABROAD], row[_OPENED] = ways.office[lane] >= 0, rows.opened[number]
    row[_CUT_OFF] = ways.cut_off[lane]
    row[_HEADWAY], row[_SEAT] = ways.headway[lane], ways.seat[lane]
    row[_HAND], row[_HAND_SLOPE] = ways.handling[lane, 0], ways.handling[lane, 1]
    row[_ROAD], row[_ROAD_SLOPE] = ways.transit[lane, 0], ways.transit[lane, 1]
    row[_LAST], row[_LAST_SLOPE] = ways.door[lane, destination, 0], ways.door[lane, destination, 1]
    part = _LAST if stage == LEFT or not row[_ABROAD] else _ROAD
    part = _HAND if stage == ORDERED else part
    row[_SPENT] = _below(row[part], row[part + 1], at - began) if stage in (ORDERED, HANDED, LEFT) else 0.0


@borrowing
def _handed_over(row: np.ndarray, luck: Luck, one: int, rest: np.ndarray, first: int, zone: np.ndarray) -> float:
    """When what is ORDERED is handed over."""
    moment, seat = row[_BEGAN], int(row[_SEAT])
    if row[_CUT_OFF] >= 0.0:
        moment = _by_cut_off(moment, row[_CUT_OFF], zone[seat])
    else:
        share = luck.share[one, HANDLING]
        moment += _took(luck.odds[one, HANDLING], share, row[_HAND], row[_HAND_SLOPE], row[_SPENT])
    return max(row[_AT], _next_open(rest, seat, first, zone[seat], moment))


@borrowing
def _at_office(row: np.ndarray, luck: Luck, one: int, rest: np.ndarray, first: int, zone: np.ndarray) -> float:
    """When what is ORDERED or HANDED over arrives at its office, or leaves a local stock."""
    moment, spent = row[_BEGAN], row[_SPENT]
    if row[_STAGE] == ORDERED:
        moment = math.ceil(_handed_over(row, luck, one, rest, first, zone) / row[_HEADWAY]) * row[_HEADWAY]
        spent = 0.0
    if row[_ABROAD]:
        moment += _took(luck.odds[one, TRANSIT], luck.share[one, TRANSIT], row[_ROAD], row[_ROAD_SLOPE], spent)
    return moment


@borrowing
def _wait(wait: np.ndarray, since: int, at: float) -> float:
    """Between two days' beginnings the wait of who joins a queue goes evenly from one to the other."""
    days = min(max((at - since) / 86_400.0, 0.0), len(wait) - 1.001)
    day = int(days)
    return wait[day] + (days - day) * (wait[day + 1] - wait[day])


@borrowing
def _through_office(
    row: np.ndarray,
    luck: Luck,
    one: int,
    inspection: np.ndarray,
    inspected: float,
    wait: np.ndarray,
    since: int,
    arrived: float,
) -> float:
    """When what has arrived, or is with the officers, leaves the office."""
    with_officers = row[_STAGE] == WITH_OFFICERS
    moment = row[_AT] if with_officers else max(row[_AT], arrived + _wait(wait, since, arrived))
    share = luck.share[one, INSPECTION]
    if with_officers or row[_OPENED] == 1:
        moment += _took(luck.odds[one, INSPECTION], share, inspection[0], inspection[1], 0.0)
    elif row[_OPENED] == UNKNOWN and share < inspected:
        cut = min(max(share / inspected, LEAST), MOST)
        moment += _took(math.log(cut / (1.0 - cut)), share, inspection[0], inspection[1], 0.0)
    return moment


@borrowing
def _to_door(row: np.ndarray, luck: Luck, one: int, ways: Ways, left: float) -> float:
    """When what `left` is taken at the door."""
    rest, first, zone, lead, again = ways.rest, ways.first, ways.zone[1], ways.lead, ways.again
    if row[_STAGE] == OUT:
        moment = row[_AT] + lead
    elif row[_STAGE] == FAILED:
        moment = _next_open(rest, 1, first, zone, row[_AT] + again - lead) + lead
    else:
        spent = row[_SPENT] if row[_STAGE] == LEFT or (row[_STAGE] == HANDED and row[_ABROAD] == 0) else 0.0
        moment = left + _took(luck.odds[one, DOOR], luck.share[one, DOOR], row[_LAST], row[_LAST_SLOPE], spent)
        moment = max(left, _next_open(rest, 1, first, zone, moment) - lead, row[_AT]) + lead
    share, absent = luck.share[one, ATTEMPTS], ways.shares[1]
    if share < absent:
        moment = _next_open(rest, 1, first, zone, moment + again - lead) + lead
    if share < absent * absent:
        moment = _next_open(rest, 1, first, zone, moment + again - lead) + lead
    return moment


@njit
def door_moments(
    ways: Ways,
    rows: Standing,
    luck: Luck,
    wait: np.ndarray,
    since: int,
    levels: np.ndarray,
    until: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The moments by which such shares are there, int64[n, levels], and the share that is by `until` int64[n].

    `wait` int64[offices, days + 1] is how many seconds who arrives at the beginning of each day from the moment `since`
    on waits for the office.
    """
    count, many = len(rows.at), len(luck.share)
    found, share = np.empty((count, len(levels)), dtype=np.int64), np.empty(count)
    moments, row = np.empty(many), np.zeros(_COLUMNS)
    for number in range(count):
        _fill(ways, rows, number, row)
        queue = wait[ways.office[rows.lane[number]]]
        kept = 0
        for one in range(many):
            moment = row[_BEGAN]
            if row[_STAGE] <= HANDED:
                moment = _at_office(row, luck, one, ways.rest, ways.first, ways.zone)
            if row[_ABROAD] and row[_STAGE] <= WITH_OFFICERS:
                moment = _through_office(row, luck, one, ways.inspection, ways.shares[0], queue, since, moment)
            moment = _to_door(row, luck, one, ways, moment)
            moments[one] = moment
            kept += moment <= until[number]
        moments.sort()
        for level in range(len(levels)):
            found[number, level] = math.ceil(moments[math.ceil(levels[level] * many - 1e-9) - 1])
        share[number] = kept / many
    return found, share


@njit
def expected_arrivals(
    ways: Ways, rows: Standing, weight: np.ndarray, luck: Luck, since: int, offices: int, days: int
) -> np.ndarray:
    """How many arrive at each office on each day from the moment `since` on, float64[offices, days], of groups of
    parcels that are ORDERED or HANDED over, `weight` float64[n] of them in each. None of local lanes."""
    found, row = np.zeros((offices, days)), np.zeros(_COLUMNS)
    many = len(luck.share)
    for number in range(len(rows.at)):
        _fill(ways, rows, number, row)
        office, part = ways.office[rows.lane[number]], weight[number] / many
        for one in range(many):
            day = int((_at_office(row, luck, one, ways.rest, ways.first, ways.zone) - since) // 86_400.0)
            if 0 <= day < days:
                found[office, day] += part
    return found


@njit
def parts_over(ways: Ways, rows: Standing, luck: Luck, since: int, until: int) -> np.ndarray:
    """The shares, float64[n, 2], whose part of the way is over by two moments: of ORDERED the hand-over, of HANDED the
    transit, of LEFT the last mile."""
    count, many = len(rows.at), len(luck.share)
    share, row = np.zeros((count, 2)), np.zeros(_COLUMNS)
    for number in range(count):
        _fill(ways, rows, number, row)
        for one in range(many):
            if row[_STAGE] == ORDERED:
                moment = _handed_over(row, luck, one, ways.rest, ways.first, ways.zone)
            elif row[_STAGE] == HANDED:
                moment = _at_office(row, luck, one, ways.rest, ways.first, ways.zone)
            else:
                moment = _to_door(row, luck, one, ways, row[_BEGAN])
            share[number, 0] += moment < since
            share[number, 1] += moment < until
    return share / many
