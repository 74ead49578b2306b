"""Which office a parcel is given to: by cost, by backlog or by destination region, and where its office takes no mail.

All of it for many parcels at once. An option is a lane before a parcel leaves, another office when it is on its way.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from tearoad.kernel.least_loaded import spread
from tearoad.network.choose import FAR, NO_OFFICE, LaneTable
from tearoad.network.desk import Spans
from tearoad.network.road import Policy

BY_COST = Policy(0, "cost", {})
STAYS = -1  # no option is better than what is


class Options(NamedTuple):
    """`admitted` bool[n, m]; `cost` int64[n, m], of any unit; `office` int64[m], the office of each option."""

    admitted: np.ndarray
    cost: np.ndarray
    office: np.ndarray


class Offices(NamedTuple):
    """What is known of offices, in the order of their numbers: `load` int64[k] parcels that each is not done with,
    `pace` float64[k] items a second that it clears on average, `closures` those times for which it takes no mail."""

    load: np.ndarray
    pace: np.ndarray
    closures: tuple[Spans, ...]


def policy_on(policies: tuple[Policy, ...], at: int) -> Policy:
    """The one that holds at a moment; by cost before the first."""
    held = [policy for policy in policies if policy.from_at <= at]
    return held[-1] if held else BY_COST


def taken_in(closures: Spans, at: np.ndarray) -> np.ndarray:
    """int64[n]: the moments themselves where mail is taken in, else when that begins again."""
    found = at
    for begin, end in sorted(closures):
        found = np.where((found >= begin) & (found < end), end, found)
    return found


def pick(policy: Policy, options: Options, region: np.ndarray, offices: Offices) -> np.ndarray:
    """int64[n]: the option of each, STAYS where none is admitted; among equals the cheapest, then the first.

    `region` int64[n] is the office of each one's destination, NO_OFFICE where the policy names none: where no option
    leads there, the cheapest of all is taken.
    """
    admitted = options.admitted
    if policy.by == "region":
        there = admitted & (options.office[None, :] == region[:, None])
        admitted = np.where(there.any(axis=1)[:, None], there, admitted)
    elif policy.by == "backlog":
        number = np.arange(len(offices.load))
        leads = (options.office[:, None] == number).astype(np.int64)
        least = spread(admitted.astype(np.int64) @ leads > 0, offices.load, offices.pace)
        admitted = admitted & (options.office[None, :] == least[:, None])
    cheapest = np.where(admitted, options.cost, FAR).argmin(axis=1)
    return np.where(admitted.any(axis=1), cheapest, STAYS)


def regions(policy: Policy, table: LaneTable, destination: np.ndarray) -> np.ndarray:
    """int64[n]: the number of the office that the policy names for each destination (number of the table)."""
    named = np.full(len(table.destination_number), NO_OFFICE, dtype=np.int64)
    for town, office in policy.regions.items():
        named[table.destination_number[town]] = table.office_number[office]
    return named[destination]


class Before(NamedTuple):
    """Parcels that have not left, int64[n] each: lane and destination (numbers of the table), weight, and the moment
    from which each is ready to leave."""

    lane: np.ndarray
    destination: np.ndarray
    weight_grams: np.ndarray
    ready_at: np.ndarray


def lanes_for(table: LaneTable, policy: Policy, parcels: Before, offices: Offices) -> tuple[np.ndarray, np.ndarray]:
    """The lane that each should take, int64[n], its own where no other is better; bool[n], whose own office would be
    closed when it comes.

    Others are those of the same mode, and only where none of them takes mail in those of any mode. By cost a parcel
    leaves its lane only where that lane's office is closed when it would come, for one that spares it some of the wait.
    """
    coming = arrivals(table, parcels.ready_at)
    opens = np.full_like(coming, FAR)
    for number, closures in enumerate(offices.closures):
        ends = table.office == number
        opens[:, ends] = taken_in(closures, coming[:, ends])
    rows = np.arange(len(parcels.lane))
    mine, mine_opens = coming[rows, parcels.lane], opens[rows, parcels.lane]
    origin = table.from_origin[parcels.lane].argmax(axis=1)
    leads = table.from_origin[:, origin].T & (table.door_price[:, parcels.destination].T < FAR)
    leads &= (table.office != NO_OFFICE)[None, :] & (opens == coming)
    closed = mine_opens > mine
    leads &= ~closed[:, None] | (coming < mine_opens[:, None])
    alike = leads & (table.mode[None, :] == table.mode[parcels.lane][:, None])
    admitted = np.where((alike.any(axis=1) | ~closed)[:, None], alike, leads)
    if policy.by == "cost":
        admitted &= closed[:, None]
    price = table.base + (table.per_kg * parcels.weight_grams[:, None] + 500) // 1000
    options = Options(admitted, price + table.door_price[:, parcels.destination].T, table.office)
    found = pick(policy, options, regions(policy, table, parcels.destination), offices)
    return np.where(found == STAYS, parcels.lane, found), closed


def arrivals(table: LaneTable, ready_at: np.ndarray) -> np.ndarray:
    """int64[n, lanes]: when half of all parcels that are ready at these moments come to the office of each lane."""
    departs = -(-ready_at[:, None] // table.headway) * table.headway
    return departs + table.transit[:, 0]


class OnTheWay(NamedTuple):
    """Parcels that cannot take another lane, int64[n] each: the number of the office for which they are bound, and of
    the destination; when each is expected there, and when it would be let in."""

    office: np.ndarray
    destination: np.ndarray
    coming_at: np.ndarray
    let_in_at: np.ndarray


def redirected(
    table: LaneTable, policy: Policy, transfers: np.ndarray, parcels: OnTheWay, offices: Offices
) -> tuple[np.ndarray, np.ndarray]:
    """The office to which each is sent on, STAYS where it waits, and how much longer its way is; int64[n] each.

    `transfers` int64[k, k] are seconds between offices, FAR where mail is not sent on. Another office is taken only
    where it lets a parcel in sooner.
    """
    longer = transfers[parcels.office]
    coming = parcels.coming_at[:, None] + longer
    open_ = np.stack([taken_in(one, coming[:, at]) for at, one in enumerate(offices.closures)], axis=1) == coming
    leads = table.door_price[table.ending][:, parcels.destination].T < FAR
    sooner = (longer < FAR) & (coming < parcels.let_in_at[:, None])
    options = Options(open_ & leads & sooner, longer, np.arange(len(offices.load)))
    found = pick(policy, options, regions(policy, table, parcels.destination), offices)
    return found, np.where(found == STAYS, 0, longer[np.arange(len(found)), found])


def transfer_table(table: LaneTable, transfers: Mapping[tuple[str, str], int]) -> np.ndarray:
    """int64[k, k] seconds between offices by their numbers, FAR where nothing is said."""
    found = np.full((len(table.office_number),) * 2, FAR, dtype=np.int64)
    for (start, end), seconds in transfers.items():
        found[table.office_number[start], table.office_number[end]] = seconds
    return found
