"""The cheapest journey that arrives by a deadline, exact for any weight: one scan backwards from the deadline.

Every arc has one price for one consignment, so what remains of a journey has one least price at each connection. The
scan looks only at connections between the moment at which goods are ready and the deadline; equal prices go to the
earlier arrival, and then to what leaves later, so that goods wait rather than travel in a circle.
"""

import numpy as np

from tearoad.kernel.compiled import njit
from tearoad.kernel.timetable_search import NEVER, NO_ROW, UNREACHED, first_row


@njit
def arc_prices(
    base: np.ndarray,
    per_kg: np.ndarray,
    kg_per_m3: np.ndarray,
    most_grams: np.ndarray,
    most_cm3: np.ndarray,
    weight_grams: int,
    volume_cm3: int,
    price: np.ndarray,
) -> None:
    """Fills `price` int64[arcs] in minor units, rounded half up; NEVER where the goods do not fit. What is paid
    for are the true grams, or where they are more those of the volume, rounded half up."""
    for arc in range(len(base)):
        if weight_grams > most_grams[arc] or volume_cm3 > most_cm3[arc]:
            price[arc] = NEVER
        else:
            grams = max(weight_grams, (volume_cm3 * kg_per_m3[arc] + 500) // 1000)
            price[arc] = base[arc] + (per_kg[arc] * grams + 500) // 1000


@njit
def scan(
    start: np.ndarray,
    end: np.ndarray,
    closing: np.ndarray,
    arrival: np.ndarray,
    arc: np.ndarray,
    later: np.ndarray,
    onward: np.ndarray,
    price: np.ndarray,
    handed: np.ndarray,
    destination: int,
    first: int,
    last: int,
    deadline: int,
    least: np.ndarray,
    reached: np.ndarray,
    taken: np.ndarray,
) -> None:
    """For one destination, of rows `first` to `last` that can be of use: fills the least price int64 from there on
    (NEVER: none), the arrival int64, and the row int32 by which it leaves. `handed` int64[places] is when goods of the
    first row can be handed over at each place: what closes before is passed over."""
    for row in range(last, first - 1, -1):
        if closing[row] < handed[start[row]]:
            continue
        wait = later[row]
        own, then, by = NEVER, NEVER, NO_ROW
        if wait <= last:
            own, then, by = least[wait], reached[wait], taken[wait]
        cost, when = price[arc[row]], arrival[row]
        if when <= deadline and cost != NEVER:
            if end[row] != destination:
                go = onward[row]
                if go <= last and least[go] != NEVER:
                    cost, when = cost + least[go], reached[go]
                else:
                    cost = NEVER
            if cost < own or (cost == own != NEVER and when < then):
                own, then, by = cost, when, row
        least[row], reached[row], taken[row] = own, then, by


@njit
def cheapest(
    start: np.ndarray,
    end: np.ndarray,
    closing: np.ndarray,
    arrival: np.ndarray,
    arc: np.ndarray,
    later: np.ndarray,
    onward: np.ndarray,
    member_from: np.ndarray,
    member: np.ndarray,
    member_closing: np.ndarray,
    base: int,
    best: np.ndarray,
    transfer: np.ndarray,
    tariff: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    asked: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    cost: np.ndarray,
    when: np.ndarray,
    rows: np.ndarray,
    counts: np.ndarray,
) -> None:
    """Fills `cost` and `when` int64[n], price and arrival (NEVER: none arrives in time), `rows` int32[n, places] and
    `counts` int64[n], the connections of each journey. `best` is the profile from `base` on, `tariff` the first
    five columns of `arc_prices`; `asked` are int64[n] each: origins, destinations, moments ready, deadlines, grams,
    cubic centimetres."""
    origin, destination, ready, deadline, weight, volume = asked
    none, known_weight, known_volume = len(end), -1, -1
    least, reached = np.empty(none, dtype=np.int64), np.empty(none, dtype=np.int64)
    taken, price = np.empty(none, dtype=np.int32), np.empty(len(tariff[0]), dtype=np.int64)
    handed = np.empty(len(transfer), dtype=np.int64)
    for number in range(len(origin)):
        here, there = origin[number], destination[number]
        cost[number], when[number], counts[number] = NEVER, NEVER, 0
        if here == there:
            if ready[number] <= deadline[number]:
                cost[number], when[number] = 0, ready[number]
            continue
        first = first_row(member_from, member, member_closing, here, ready[number], none)
        if best[first, there] == UNREACHED or base + best[first, there] > deadline[number]:
            continue
        for place in range(len(handed)):
            handed[place] = base + best[first, place] + transfer[place]
        handed[here] = ready[number]
        if weight[number] != known_weight or volume[number] != known_volume:
            known_weight, known_volume = weight[number], volume[number]
            arc_prices(tariff[0], tariff[1], tariff[2], tariff[3], tariff[4], known_weight, known_volume, price)
        last = np.searchsorted(closing, deadline[number], side="right") - 1
        scan(
            start, end, closing, arrival, arc, later, onward, price, handed,
            there, first, last, deadline[number], least, reached, taken,
        )  # fmt: skip
        cost[number], when[number] = least[first], reached[first]
        row = taken[first]
        while row != NO_ROW:
            rows[number, counts[number]] = row
            counts[number] += 1
            row = NO_ROW if end[row] == there else taken[onward[row]]
