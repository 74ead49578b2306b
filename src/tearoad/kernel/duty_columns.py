"""The columns of what `kernel.duties` takes and gives; amounts in minor units, rates in 1/10,000, days since 1970.

Inside the kernel lines, charges and answers are matrices: a helper is handed one array, not ten. With a tuple of
columns handed from function to function, counting references took two thirds of the time.
"""

from typing import NamedTuple

import numpy as np

NONE = -1
UNKNOWN = -1  # an amount that nobody can tell, or the rule that was not there

# A rule; amounts in the law's currency; NONE: unset. What is asked first stands together.
(
    KIND, COUNTED, PERIODIC, GOODS_BIT, UNLESS_SINGLE, UP_TO_MINOR, OVER_MINOR, OVER_GRAMS, OVER_QUANTITY, HOLE,
    BASE, PER, WHOLE, RATE, PER_KG, PER_ITEM, SUMMED, MINIMUM, MAXIMUM, WAIVED, SHARE, GROSS_UP, ROUND_TO,
) = range(23)  # fmt: skip
RULE_COLUMNS = 23
BY_TARIFF, BY_EXCISE = -2, -3  # in RATE: the line's own rate
LIMIT, DUTY, EXCISE, FEE, VAT = range(5)  # in KIND, in the order of reckoning
GOODS, WITH_POSTAGE, WITH_DUTY = range(3)  # in BASE: goods; and postage; and counted duty and excise
PARCEL, ITEM, LINE = range(3)  # in PER

OK, DOUBT, CANNOT_PAY, CANNOT_TELL, REFUSED, BAD = range(6)  # verdicts; of two the larger holds
WHOLE_PARCEL = -1  # the line of a charge on a whole parcel
LARGEST_MINOR = 10**11  # of value and of postage of a parcel, in its own currency
LARGEST_GRAMS = 10**9
LARGEST_QUANTITY = 10**9
LARGEST_RATE = 40_000
MOST_LINES = 10_000  # of a parcel; they are put in order one by one

# A line as the kernel lays it out; WORTH is its value in the law's currency, LEVIED the duty and excise on it so far.
LINE_AT, ITEM_OF, QUANTITY, WORTH, GRAMS, TARIFF, TARIFF_PER_KG, EXCISE_RATE, ABOUT, LEVIED = range(10)
LINE_COLUMNS = 10
# The parcel as a whole: sums, the largest quantity of a line, and every list in which one of its lines stands.
OF_VALUE, OF_GRAMS, MOST, ANY_OF, OF_LINES = range(5)
PARCEL_COLUMNS = 5
# A charge, and the answer on a parcel: the fields of Charges and Found in their order.
OF_PARCEL, ON_LINE, RULE, BASE_MINOR, AMOUNT, PAID = range(6)
CHARGE_COLUMNS = 6
VERDICT, WHY, TOTAL, VALUE = range(4)
ANSWER_COLUMNS = 4


class Parcels(NamedTuple):
    """int64[m]. `order` is in which they use allowances; `scheme` NONE: the book knows no law.

    `currency` is a place in the exchange's tables, `postage` in its minor units; `person` numbers a person in a period
    (NONE: nobody is known); `stands` is a verdict that stands already, OK where none does.
    """

    order: np.ndarray
    day: np.ndarray
    scheme: np.ndarray
    currency: np.ndarray
    postage: np.ndarray
    person: np.ndarray
    stands: np.ndarray


class Lines(NamedTuple):
    """int64[n], in any order. `number` tells the lines of a parcel apart; `item` NONE: nobody said which.

    `value` (in the parcel's currency) and `grams` are those of the whole line; `tariff`, `per_kg` and `excise` NONE:
    unknown; `about` has a bit for each list of goods in the law.
    """

    parcel: np.ndarray
    number: np.ndarray
    item: np.ndarray
    quantity: np.ndarray
    value: np.ndarray
    grams: np.ndarray
    tariff: np.ndarray
    per_kg: np.ndarray
    excise: np.ndarray
    about: np.ndarray


class Law(NamedTuple):
    """`rules` int64[k, RULE_COLUMNS]. Scheme s has on each day, counted from the first of the exchange's tables, the
    span `span` int64[s, days]: a time in which the rules `asked` int64[2, spans, slots] are asked, in the order of
    reckoning, filled up with NONE: asked[1] all of them, asked[0] those that speak of goods on none of the `lists`, a
    mask of bits. Where `open` bool[spans], the book leaves the answer open. Of each scheme the `currency` of its rules,
    that which is `paid`, and the `policy` of exchange, int64[s]."""

    rules: np.ndarray
    span: np.ndarray
    asked: np.ndarray
    lists: int
    open: np.ndarray
    currency: np.ndarray
    paid: np.ndarray
    policy: np.ndarray


class Charges(NamedTuple):
    """int64[k]: places of the parcel, of the line (or WHOLE_PARCEL; the first line of an item), of the rule; base and
    amount in the law's currency (UNKNOWN), and the amount as paid (UNKNOWN)."""

    parcel: np.ndarray
    line: np.ndarray
    rule: np.ndarray
    base: np.ndarray
    amount: np.ndarray
    paid: np.ndarray


class Found(NamedTuple):
    """int64[m] of each parcel: the verdict, the rule that gave it (or UNKNOWN), the counted total in the currency of
    payment (UNKNOWN where there is none), and the value in the law's currency (UNKNOWN)."""

    charges: Charges
    verdict: np.ndarray
    why: np.ndarray
    total: np.ndarray
    value: np.ndarray
