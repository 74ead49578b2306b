"""What parcels owe at the border, by dated rules: one compiled pass over item lines, in integers throughout.

A rule is a row of a table; the rules of one charge follow each other in time as a track; a scheme is the list of
tracks that a parcel is under. The law itself, in words and with its sources, lives in `tearoad.customs`.
"""

import numpy as np

from tearoad.kernel import duty_columns as d
from tearoad.kernel.compiled import njit
from tearoad.kernel.duty_amounts import note, on_its_lines, on_the_parcel, over, speaks
from tearoad.kernel.exchange import Exchange, convert


@njit
def charge(
    parcels: d.Parcels, lines: d.Lines, law: d.Law, exchange: Exchange, used: np.ndarray, everything: bool
) -> d.Found:
    """Every charge on every parcel. `used` int64[persons, 2], value and grams that each has used, is updated.

    With `everything` also the rules that ask nothing make a charge, of zero.
    """
    count = len(parcels.day)
    first, at = _grouped(lines.parcel, lines.item, lines.number, count)
    room = (len(at) + count) * law.schemes.shape[1]
    made = np.empty((room, d.CHARGE_COLUMNS), dtype=np.int64)
    told = np.empty((count, d.ANSWER_COLUMNS), dtype=np.int64)
    goods = np.empty((max(1, np.diff(first).max()) if count else 1, d.LINE_COLUMNS), dtype=np.int64)
    end = 0
    for p in parcels.order:
        told[p, d.VERDICT], told[p, d.WHY], told[p, d.TOTAL], told[p, d.VALUE] = d.OK, d.NONE, d.UNKNOWN, d.UNKNOWN
        scheme, day = parcels.scheme[p], parcels.day[p]
        if parcels.stands[p] or scheme < 0:
            told[p, d.VERDICT] = max(parcels.stands[p], d.OK if scheme >= 0 else d.CANNOT_TELL)
            continue
        source, target, policy = parcels.currency[p], law.currency[scheme], law.policy[scheme]
        number = first[p + 1] - first[p]
        for n in range(number):
            line = at[first[p] + n]
            goods[n, d.LINE_AT], goods[n, d.ITEM_OF], goods[n, d.QUANTITY] = (
                line,
                lines.item[line],
                lines.quantity[line],
            )
            goods[n, d.WORTH] = convert(lines.value[line], source, target, policy, day, exchange)
            goods[n, d.GRAMS], goods[n, d.ABOUT], goods[n, d.LEVIED] = lines.grams[line], lines.about[line], 0
            goods[n, d.TARIFF], goods[n, d.TARIFF_PER_KG] = lines.tariff[line], lines.per_kg[line]
            goods[n, d.EXCISE_RATE] = lines.excise[line]
        postage = convert(parcels.postage[p], source, target, policy, day, exchange)
        if postage < 0 or _least(goods, number) < 0:
            told[p, d.VERDICT] = d.CANNOT_PAY
            continue
        begin = end
        end = _reckon(
            p, day, law, scheme, goods, number, postage, parcels.person[p], used, told, made, begin, everything
        )
        for k in range(begin, end):
            owed = made[k, d.AMOUNT]
            made[k, d.PAID] = d.UNKNOWN
            if owed >= 0:
                made[k, d.PAID] = convert(owed, target, law.paid[scheme], policy, day, exchange)
        _total(p, law.rules, told, made, begin, end)
    charges = d.Charges(made[:end, 0], made[:end, 1], made[:end, 2], made[:end, 3], made[:end, 4], made[:end, 5])
    return d.Found(charges, told[:, d.VERDICT], told[:, d.WHY], told[:, d.TOTAL], told[:, d.VALUE])


@njit
def _grouped(parcel: np.ndarray, item: np.ndarray, number: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Where each parcel begins, int64[count + 1], in the list of all lines by parcel, item and number, int64[n]."""
    first = np.zeros(count + 1, dtype=np.int64)
    for one in parcel:
        first[one + 1] += 1
    for p in range(count):
        first[p + 1] += first[p]
    at, filled = np.empty(len(parcel), dtype=np.int64), first[:-1].copy()
    for line, one in enumerate(parcel):
        spot = filled[one]
        filled[one] += 1
        while spot > first[one] and _before(item, number, line, at[spot - 1]):
            at[spot] = at[spot - 1]
            spot -= 1
        at[spot] = line
    return first, at


@njit
def _before(item: np.ndarray, number: np.ndarray, a: int, b: int) -> bool:
    return item[a] < item[b] or (item[a] == item[b] and number[a] < number[b])


@njit
def _least(goods: np.ndarray, number: int) -> int:
    least = 0
    for n in range(number):
        least = min(least, goods[n, d.WORTH])
    return least


@njit
def _reckon(
    p: int,
    day: int,
    law: d.Law,
    scheme: int,
    goods: np.ndarray,
    number: int,
    postage: int,
    who: int,
    used: np.ndarray,
    told: np.ndarray,
    made: np.ndarray,
    end: int,
    everything: bool,
) -> int:
    """Ask every track of the parcel's scheme; the new end of the charges."""
    rules, begin, levied, counts, value, grams = law.rules, end, 0, False, 0, 0
    for n in range(number):
        value, grams = value + goods[n, d.WORTH], grams + goods[n, d.GRAMS]
    told[p, d.VALUE] = value
    for slot in range(law.schemes.shape[1]):
        track = law.schemes[scheme, slot]
        if track < 0:
            break
        row = _in_force(rules, law.tracks[track], law.tracks[track + 1], day)
        if row < 0:
            if law.outside[track]:
                _judge(told, p, d.CANNOT_TELL, d.NONE)
            continue
        counted, kind, had_value, had_grams = rules[row, d.COUNTED] == 1, rules[row, d.KIND], 0, 0
        if rules[row, d.PERIODIC]:
            counts = True
            if who < 0:
                _judge(told, p, d.DOUBT, row)
            else:
                had_value, had_grams = used[who, 0], used[who, 1]
        if not speaks(rules, row, goods, number, value):
            continue
        if not over(rules, row, goods, number, had_value + value, had_grams + grams):
            if everything and kind != d.LIMIT:
                end = note(made, end, p, d.WHOLE_PARCEL, row, value, 0)
            continue
        if kind == d.LIMIT or rules[row, d.HOLE]:
            worst = d.CANNOT_TELL if rules[row, d.HOLE] else d.REFUSED
            _judge(told, p, worst if counted else d.DOUBT, row)
            if counted and worst == d.REFUSED:
                return begin
            if kind != d.LIMIT:
                end = note(made, end, p, d.WHOLE_PARCEL, row, value, d.UNKNOWN)
            continue
        extra = postage if rules[row, d.BASE] >= d.WITH_POSTAGE else 0
        if rules[row, d.BASE] == d.WITH_DUTY:
            extra += levied
        if rules[row, d.PER] == d.PARCEL:
            owed, end = on_the_parcel(
                p, rules, row, goods, number, value, grams, had_value, had_grams, extra, made, end, everything
            )
        else:
            owed, end = on_its_lines(p, rules, row, goods, number, value, extra, made, end, everything)
        if owed == d.UNKNOWN:
            _judge(told, p, d.CANNOT_TELL if counted else d.DOUBT, row)
        elif not counted and owed:
            _judge(told, p, d.DOUBT, row)
        elif counted and rules[row, d.PER] == d.PARCEL and (kind == d.DUTY or kind == d.EXCISE):
            levied += owed
    if counts and who >= 0:
        used[who, 0] += value
        used[who, 1] += grams
    return end


@njit
def _in_force(rules: np.ndarray, first: int, last: int, day: int) -> int:
    for row in range(last - 1, first - 1, -1):
        if rules[row, d.FROM] <= day:
            return row if day < rules[row, d.UNTIL] else d.UNKNOWN
    return d.UNKNOWN


@njit
def _judge(told: np.ndarray, p: int, verdict: int, row: int) -> None:
    if verdict > told[p, d.VERDICT]:
        told[p, d.VERDICT], told[p, d.WHY] = verdict, row


@njit
def _total(p: int, rules: np.ndarray, told: np.ndarray, made: np.ndarray, begin: int, end: int) -> None:
    """The sum of the charges that count, where all of them can be paid."""
    total = 0
    for k in range(begin, end):
        if rules[made[k, d.RULE], d.COUNTED]:
            if made[k, d.PAID] < 0 and made[k, d.AMOUNT] > 0:
                _judge(told, p, d.CANNOT_PAY, made[k, d.RULE])
            total += max(made[k, d.PAID], 0)
    if told[p, d.VERDICT] < d.CANNOT_PAY:
        told[p, d.TOTAL] = total
