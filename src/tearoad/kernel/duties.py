"""What parcels owe at the border, by dated rules: one compiled pass over item lines, in integers throughout.

A rule is a row of a table; the rules of one charge follow each other in time as a track; a scheme is the list of
tracks that a parcel is under. The law itself, in words and with its sources, lives in `tearoad.customs`.
"""

import numpy as np

from tearoad.kernel import duty_columns as d
from tearoad.kernel.compiled import inlined, njit
from tearoad.kernel.duty_amounts import note, on_its_lines, on_the_parcel, over, speaks
from tearoad.kernel.exchange import Exchange, exchanged, rate_of


@njit
def charge(
    parcels: d.Parcels, lines: d.Lines, law: d.Law, exchange: Exchange, used: np.ndarray, everything: bool
) -> d.Found:
    """Every charge on every parcel. `used` int64[persons, 2], value and grams that each has used, is updated.

    With `everything` also the rules that ask nothing make a charge, of zero.
    """
    # Taken out of their tuples once: inside the loops each look-up would count references.
    order, days, schemes, currencies, postages, persons, stands = parcels
    parcel, numbers, item, quantity, value, grams, tariff, per_kg, excise, about = lines
    rules, spans, asked, lists, leaves_open, law_currency, paid_currency, policies = law
    rates, count = exchange.rates, len(days)
    first, at, widest = _grouped(parcel, item, numbers, count)
    made = np.empty(((len(at) + count) * asked.shape[2], d.CHARGE_COLUMNS), dtype=np.int64)
    told = np.empty((count, d.ANSWER_COLUMNS), dtype=np.int64)
    goods = np.empty((widest, d.LINE_COLUMNS), dtype=np.int64)
    whole = np.empty(d.PARCEL_COLUMNS, dtype=np.int64)
    end = 0
    for p in order:
        told[p, d.VERDICT], told[p, d.WHY], told[p, d.TOTAL], told[p, d.VALUE] = d.OK, d.NONE, d.UNKNOWN, d.UNKNOWN
        scheme, day = schemes[p], days[p] - exchange.first_day
        if stands[p] or scheme < 0 or day < 0 or day >= spans.shape[1]:
            told[p, d.VERDICT] = stands[p] if stands[p] > d.CANNOT_TELL else d.CANNOT_TELL
            continue
        rate = rate_of(currencies[p], law_currency[scheme], policies[scheme], day, rates)
        postage = exchanged(postages[p], rate)
        known, worth, weight, most, lists_of = postage >= 0, 0, 0, 0, 0
        for n in range(first[p + 1] - first[p]):
            line = at[first[p] + n]
            own = exchanged(value[line], rate)
            known, worth, weight = known and own >= 0, worth + own, weight + grams[line]
            most, lists_of = max(most, quantity[line]), lists_of | about[line]
            goods[n, d.LINE_AT], goods[n, d.ITEM_OF], goods[n, d.QUANTITY] = line, item[line], quantity[line]
            goods[n, d.WORTH], goods[n, d.GRAMS], goods[n, d.LEVIED] = own, grams[line], 0
            goods[n, d.TARIFF], goods[n, d.TARIFF_PER_KG] = tariff[line], per_kg[line]
            goods[n, d.EXCISE_RATE], goods[n, d.ABOUT] = excise[line], about[line]
        if not known:
            told[p, d.VERDICT] = d.CANNOT_PAY
            continue
        whole[d.OF_VALUE], whole[d.OF_GRAMS], whole[d.MOST] = worth, weight, most
        whole[d.ANY_OF], whole[d.OF_LINES] = lists_of, first[p + 1] - first[p]
        begin, told[p, d.VALUE] = end, worth
        span = spans[scheme, day]
        if leaves_open[span]:
            _judge(told, p, d.CANNOT_TELL, d.NONE)
        listed = 1 if lists_of & lists else 0
        end = _reckon(
            p, rules, asked, listed, span, goods, whole, postage, persons[p], used, told, made, begin, everything
        )
        rate = rate_of(law_currency[scheme], paid_currency[scheme], policies[scheme], day, rates)
        for k in range(begin, end):
            made[k, d.PAID] = exchanged(made[k, d.AMOUNT], rate) if made[k, d.AMOUNT] >= 0 else d.UNKNOWN
        _total(p, rules, told, made, begin, end)
    charges = d.Charges(made[:end, 0], made[:end, 1], made[:end, 2], made[:end, 3], made[:end, 4], made[:end, 5])
    return d.Found(charges, told[:, d.VERDICT], told[:, d.WHY], told[:, d.TOTAL], told[:, d.VALUE])


@njit
def _grouped(
    parcel: np.ndarray, item: np.ndarray, number: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray, int]:
    """Where each parcel begins, int64[count + 1], in the list of all lines by parcel, item and number, int64[n]; and
    how many lines the largest has."""
    first, widest = np.zeros(count + 1, dtype=np.int64), 0
    for one in parcel:
        first[one + 1] += 1
    for p in range(count):
        widest = max(widest, first[p + 1])
        first[p + 1] += first[p]
    at, filled = np.empty(len(parcel), dtype=np.int64), first[:-1].copy()
    for line, one in enumerate(parcel):
        spot = filled[one]
        filled[one] += 1
        few = first[one + 1] - first[one] <= d.MOST_LINES  # else its verdict stands already, and its lines are not read
        while few and spot > first[one] and _before(item, number, line, at[spot - 1]):
            at[spot] = at[spot - 1]
            spot -= 1
        at[spot] = line
    return first, at, widest


@njit
def _before(item: np.ndarray, number: np.ndarray, a: int, b: int) -> bool:
    return item[a] < item[b] or (item[a] == item[b] and number[a] < number[b])


@njit
def _reckon(
    p: int,
    rules: np.ndarray,
    asked: np.ndarray,
    listed: int,
    span: int,
    goods: np.ndarray,
    whole: np.ndarray,
    postage: int,
    who: int,
    used: np.ndarray,
    told: np.ndarray,
    made: np.ndarray,
    end: int,
    everything: bool,
) -> int:
    """Ask every rule that a span of the parcel's scheme has; the new end of the charges."""
    begin, levied, counts, murky = end, 0, False, False
    for slot in range(asked.shape[2]):
        row = asked[listed, span, slot]
        if row < 0:
            break
        if not speaks(rules, row, whole):
            continue
        counted, kind, had_value, had_grams = rules[row, d.COUNTED] == 1, rules[row, d.KIND], 0, 0
        if rules[row, d.PERIODIC]:
            counts = True
            if who < 0:
                _judge(told, p, d.DOUBT, row)
            else:
                had_value, had_grams = used[who, 0], used[who, 1]
        if not over(rules, row, goods, whole, had_value, had_grams):
            if everything and kind != d.LIMIT:
                end = note(made, end, p, d.WHOLE_PARCEL, row, whole[d.OF_VALUE], 0)
            continue
        if kind == d.LIMIT or rules[row, d.HOLE]:
            worst = d.CANNOT_TELL if rules[row, d.HOLE] else d.REFUSED
            _judge(told, p, worst if counted else d.DOUBT, row)
            if counted and worst == d.REFUSED:
                return begin
            if kind != d.LIMIT:
                end = note(made, end, p, d.WHOLE_PARCEL, row, whole[d.OF_VALUE], d.UNKNOWN)
                murky |= counted and (kind == d.DUTY or kind == d.EXCISE)
            continue
        extra = postage if rules[row, d.BASE] >= d.WITH_POSTAGE else 0
        if rules[row, d.BASE] == d.WITH_DUTY:
            extra += levied
        if murky and rules[row, d.BASE] == d.WITH_DUTY:  # a tax on a duty that nobody can tell
            owed, end = d.UNKNOWN, note(made, end, p, d.WHOLE_PARCEL, row, whole[d.OF_VALUE] + extra, d.UNKNOWN)
        elif rules[row, d.PER] == d.PARCEL:
            owed, end = on_the_parcel(p, rules, row, goods, whole, had_value, had_grams, extra, made, end, everything)
        else:
            owed, end = on_its_lines(p, rules, row, goods, whole, extra, made, end, everything)
        if owed == d.UNKNOWN:
            _judge(told, p, d.CANNOT_TELL if counted else d.DOUBT, row)
            murky |= counted and (kind == d.DUTY or kind == d.EXCISE)
        elif not counted and owed:
            _judge(told, p, d.DOUBT, row)
        elif counted and rules[row, d.PER] == d.PARCEL and (kind == d.DUTY or kind == d.EXCISE):
            levied += owed
    if counts and who >= 0:
        used[who, 0] += whole[d.OF_VALUE]
        used[who, 1] += whole[d.OF_GRAMS]
    return end


@inlined
def _judge(told: np.ndarray, p: int, verdict: int, row: int) -> None:
    if verdict > told[p, d.VERDICT]:
        told[p, d.VERDICT], told[p, d.WHY] = verdict, row


@inlined
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
