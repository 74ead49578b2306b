"""What one rule asks of one parcel: whether it speaks of it, whether it bites, and how much that is."""

import numpy as np

from tearoad.kernel import duty_columns as d
from tearoad.kernel.compiled import inlined, njit
from tearoad.kernel.exact import TOO_LARGE, floored, rounded


@inlined
def speaks(rules: np.ndarray, row: int, whole: np.ndarray) -> bool:
    """True where the rule has anything to say of a parcel."""
    if not _of(rules, row, whole[d.ANY_OF]) or (0 <= rules[row, d.UP_TO_MINOR] < whole[d.OF_VALUE]):
        return False
    return not (rules[row, d.UNLESS_SINGLE] and whole[d.OF_LINES] == 1 and whole[d.MOST] == 1)


@inlined
def over(rules: np.ndarray, row: int, goods: np.ndarray, whole: np.ndarray, had_value: int, had_grams: int) -> bool:
    """True where value, grams or the quantity of a line exceeds a threshold, or where there is none."""
    value, grams, quantity = rules[row, d.OVER_MINOR], rules[row, d.OVER_GRAMS], rules[row, d.OVER_QUANTITY]
    if value < 0 and grams < 0 and quantity < 0:
        return True
    if (0 <= value < had_value + whole[d.OF_VALUE]) or (0 <= grams < had_grams + whole[d.OF_GRAMS]):
        return True
    found = False
    if 0 <= quantity < whole[d.MOST]:
        for line in range(whole[d.OF_LINES]):
            found |= goods[line, d.QUANTITY] > quantity and _of(rules, row, goods[line, d.ABOUT])
    return found


@inlined
def _of(rules: np.ndarray, row: int, about: int) -> bool:
    return rules[row, d.GOODS_BIT] < 0 or (about >> rules[row, d.GOODS_BIT]) & 1 == 1


@njit
def on_the_parcel(
    p: int,
    rules: np.ndarray,
    row: int,
    goods: np.ndarray,
    whole: np.ndarray,
    had_value: int,
    had_grams: int,
    extra: int,
    made: np.ndarray,
    end: int,
    everything: bool,
) -> tuple[int, int]:
    """What the rule asks of the parcel as a whole, and the new end of the charges."""
    value, grams = whole[d.OF_VALUE], whole[d.OF_GRAMS]
    if rules[row, d.BASE] == d.WITH_DUTY:
        for line in range(whole[d.OF_LINES]):
            extra += goods[line, d.LEVIED]
    if not rules[row, d.WHOLE]:
        value = _excess(had_value + value, had_value, rules[row, d.OVER_MINOR])
        grams = _excess(had_grams + grams, had_grams, rules[row, d.OVER_GRAMS])
    owed = _amount(rules, row, value + extra, grams, 1, d.NONE, d.NONE, d.NONE)
    if 0 <= owed <= rules[row, d.WAIVED]:
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
    whole: np.ndarray,
    extra: int,
    made: np.ndarray,
    end: int,
    everything: bool,
) -> tuple[int, int]:
    """What the rule asks of each line, or of each run of lines with one item: the sum, or UNKNOWN; and the new end.

    What belongs to the parcel is spread over its lines by their value, without a remainder.
    """
    number, value = whole[d.OF_LINES], whole[d.OF_VALUE]
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
        upto = extra if line == number else floored(extra, done, value) if value else 0
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


@inlined
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
    by_weight = rounded(grams, weighed, 1_000) if weighed else 0
    by_count = count * rules[row, d.PER_ITEM]
    if by_value < 0 or by_weight < 0 or by_count > TOO_LARGE:
        return d.UNKNOWN
    owed = by_value + by_weight + by_count if rules[row, d.SUMMED] else max(by_value, by_weight, by_count)
    if rules[row, d.MINIMUM] >= 0:
        owed = max(owed, rules[row, d.MINIMUM])
    if rules[row, d.MAXIMUM] >= 0:
        owed = min(owed, rules[row, d.MAXIMUM])
    step = rules[row, d.ROUND_TO]
    return rounded(owed, 1, step) * step if step > 1 else owed


@inlined
def note(made: np.ndarray, end: int, p: int, line: int, row: int, base: int, amount: int) -> int:
    """Write one charge; the new end."""
    made[end, d.OF_PARCEL], made[end, d.ON_LINE], made[end, d.RULE] = p, line, row
    made[end, d.BASE_MINOR], made[end, d.AMOUNT] = base, amount
    return end + 1
