"""What one rule asks of one parcel: whether it speaks of it, whether it bites, and how much that is."""

import numpy as np

from tearoad.kernel import duty_columns as d
from tearoad.kernel.compiled import njit
from tearoad.kernel.exact import floored, rounded


@njit
def speaks(rules: np.ndarray, row: int, goods: np.ndarray, number: int, value: int) -> bool:
    """True where the rule has anything to say of a parcel."""
    if 0 <= rules[row, d.UP_TO_MINOR] < value:
        return False
    if rules[row, d.UNLESS_SINGLE] and number == 1 and goods[0, d.QUANTITY] == 1:
        return False
    if rules[row, d.GOODS_BIT] < 0:
        return True
    found = False
    for line in range(number):
        found |= _of(rules, row, goods[line, d.ABOUT])
    return found


@njit
def over(rules: np.ndarray, row: int, goods: np.ndarray, number: int, value: int, grams: int) -> bool:
    """True where value, grams or the quantity of a line exceeds a threshold, or where there is none."""
    if rules[row, d.OVER_MINOR] < 0 and rules[row, d.OVER_GRAMS] < 0 and rules[row, d.OVER_QUANTITY] < 0:
        return True
    if (0 <= rules[row, d.OVER_MINOR] < value) or (0 <= rules[row, d.OVER_GRAMS] < grams):
        return True
    if rules[row, d.OVER_QUANTITY] >= 0:
        for line in range(number):
            if goods[line, d.QUANTITY] > rules[row, d.OVER_QUANTITY] and _of(rules, row, goods[line, d.ABOUT]):
                return True
    return False


@njit
def _of(rules: np.ndarray, row: int, about: int) -> bool:
    return rules[row, d.GOODS_BIT] < 0 or (about >> rules[row, d.GOODS_BIT]) & 1 == 1


@njit
def on_the_parcel(
    p: int,
    rules: np.ndarray,
    row: int,
    goods: np.ndarray,
    number: int,
    value: int,
    grams: int,
    had_value: int,
    had_grams: int,
    extra: int,
    made: np.ndarray,
    end: int,
    everything: bool,
) -> tuple[int, int]:
    """What the rule asks of the parcel as a whole, and the new end of the charges."""
    if rules[row, d.BASE] == d.WITH_DUTY:
        for line in range(number):
            extra += goods[line, d.LEVIED]
    if not rules[row, d.WHOLE]:
        value = _excess(had_value + value, had_value, rules[row, d.OVER_MINOR])
        grams = _excess(had_grams + grams, had_grams, rules[row, d.OVER_GRAMS])
    owed = _amount(rules, row, value + extra, grams, 1, d.NONE, d.NONE, d.NONE)
    if owed <= rules[row, d.WAIVED]:
        owed = 0
    if owed or everything:
        end = note(made, end, p, d.WHOLE_PARCEL, row, value + extra, owed)
    return owed, end


@njit
def on_its_lines(
    p: int,
    rules: np.ndarray,
    row: int,
    goods: np.ndarray,
    number: int,
    value: int,
    extra: int,
    made: np.ndarray,
    end: int,
    everything: bool,
) -> tuple[int, int]:
    """What the rule asks of each line, or of each run of lines with one item: the sum, or UNKNOWN; and the new end.

    What belongs to the parcel is spread over its lines by their value, without a remainder.
    """
    begin, line, total, known, done, spread = end, 0, 0, True, 0, 0
    while line < number:
        first, worth, grams, levied = line, 0, 0, 0
        while line < number and (
            line == first or (rules[row, d.PER] == d.ITEM and goods[line, d.ITEM_OF] == goods[first, d.ITEM_OF])
        ):
            worth, grams = worth + goods[line, d.WORTH], grams + goods[line, d.GRAMS]
            levied += goods[line, d.LEVIED]
            line += 1
        done += worth
        upto = floored(extra, done, value) if value else (extra if line == number else 0)
        base, spread = worth + upto - spread, upto
        if not _of(rules, row, goods[first, d.ABOUT]):
            continue
        base += levied if rules[row, d.BASE] == d.WITH_DUTY else 0
        count = 1 if rules[row, d.PER] == d.ITEM else goods[first, d.QUANTITY]
        owed = d.UNKNOWN
        if rules[row, d.PER] == d.LINE or goods[first, d.ITEM_OF] >= 0:
            own = goods[first, d.TARIFF], goods[first, d.TARIFF_PER_KG], goods[first, d.EXCISE_RATE]
            owed = _amount(rules, row, base, grams, count, own[0], own[1], own[2])
        if owed or everything:
            end = note(made, end, p, first, row, base, owed)
        known, total = known and owed != d.UNKNOWN, total + owed
    waived = known and total <= rules[row, d.WAIVED]
    levies = rules[row, d.COUNTED] and (rules[row, d.KIND] == d.DUTY or rules[row, d.KIND] == d.EXCISE)
    for k in range(begin, end):
        first = made[k, d.ON_LINE]
        made[k, d.ON_LINE] = goods[first, d.LINE_AT]
        if waived:
            made[k, d.AMOUNT] = 0
        elif levies and made[k, d.AMOUNT] > 0:
            goods[first, d.LEVIED] += made[k, d.AMOUNT]
    if waived:
        return 0, end if everything else begin
    return (total if known else d.UNKNOWN), end


@njit
def _excess(total: int, before: int, threshold: int) -> int:
    """What of the last part of a total lies above a threshold; nothing where there is no threshold."""
    return max(total - threshold, 0) - max(before - threshold, 0) if threshold >= 0 else 0


@njit
def _amount(
    rules: np.ndarray, row: int, base: int, grams: int, count: int, tariff: int, per_kg: int, excise: int
) -> int:
    """One amount: rates on value, weight and count, the largest or the sum of them, within bounds, rounded half up."""
    rate, weighed = rules[row, d.RATE], rules[row, d.PER_KG]
    if rate == d.BY_TARIFF:
        rate, weighed = tariff, max(per_kg, 0)
    elif rate == d.BY_EXCISE:
        rate = excise
    if rate < 0 or (rules[row, d.GROSS_UP] and excise < 0):
        return d.UNKNOWN
    below = (10_000 - excise if rules[row, d.GROSS_UP] else 10_000) * 100
    by_value = rounded(base, rate * rules[row, d.SHARE], below)
    by_weight = rounded(grams, weighed, 1_000)
    by_count = count * rules[row, d.PER_ITEM]
    owed = by_value + by_weight + by_count if rules[row, d.SUMMED] else max(by_value, by_weight, by_count)
    if rules[row, d.MINIMUM] >= 0:
        owed = max(owed, rules[row, d.MINIMUM])
    if rules[row, d.MAXIMUM] >= 0:
        owed = min(owed, rules[row, d.MAXIMUM])
    return rounded(owed, 1, rules[row, d.ROUND_TO]) * rules[row, d.ROUND_TO]


@njit
def note(made: np.ndarray, end: int, p: int, line: int, row: int, base: int, amount: int) -> int:
    """Write one charge; the new end."""
    made[end, d.OF_PARCEL], made[end, d.ON_LINE], made[end, d.RULE] = p, line, row
    made[end, d.BASE_MINOR], made[end, d.AMOUNT] = base, amount
    return end + 1
