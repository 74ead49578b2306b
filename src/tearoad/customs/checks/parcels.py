"""The declaration as a whole, and what the law said of it."""

import numpy as np

from tearoad.customs.checks.check import Of, Then, check
from tearoad.customs.checks.declared import Declared, flags
from tearoad.customs.splits import split_over
from tearoad.kernel import duty_columns as told

MOST_IN_A_FORM = 20


@check("X01", Of.PARCEL, "customs/frame.py: what each column holds", "assumed")
def cell_not_understood(d: Declared) -> np.ndarray:
    """Every cell of the declaration holds what its column asks for."""
    return d.read.unread


@check("X02", Of.PARCEL, "lines of a form are numbered", "assumed")
def line_twice(d: Declared) -> np.ndarray:
    """Each line has a number of its own."""
    return d.read.repeated


@check("X03", Of.PARCEL, "a form has one sender, recipient, category and number", "assumed")
def lines_unlike(d: Declared) -> np.ndarray:
    """What belongs to the whole parcel is the same in each of its lines."""
    return d.unlike


@check("X06", Of.PARCEL, "UN/EDIFACT subsets and WCO schemas that ship", "assumed")
def message_at_fault(d: Declared) -> np.ndarray:
    """The message in which it came is as its standard has it."""
    return flags(d.parcels["fault"] != "")


@check("X04", Of.PARCEL, "assumed: as many as a continued form has", "assumed", Then.PAPERS)
def too_many_lines(d: Declared) -> np.ndarray:
    """The content has at most 20 lines."""
    return np.bincount(d.goods.parcel, minlength=d.count) > MOST_IN_A_FORM


@check(
    "X05",
    Of.PARCEL,
    "allowances are of a parcel or a person, not of a part of what was bought at once",
    "unverified",
    Then.PAPERS,
    between_parcels=True,
)
def looks_split(d: Declared) -> np.ndarray:
    """The same goods do not come to one person on one day in several parcels."""
    return split_over(d.goods) > 1


@check("L01", Of.PARCEL, "customs/law: limits", "verified")
def over_a_limit(d: Declared) -> np.ndarray:
    """The law lets so much come by this way."""
    return d.understood & (d.found.found.verdict == told.REFUSED)


@check("L02", Of.PARCEL, "customs/law: holes are declared", "verified", Then.PAPERS)
def law_is_silent(d: Declared) -> np.ndarray:
    """The law book knows what these goods owe."""
    return d.understood & (d.found.found.verdict == told.CANNOT_TELL) & ~d.any_line(d.found.wrong_code)


@check("L03", Of.PARCEL, "customs/law: exchange rates of the bank that the law names", "verified", Then.PAPERS)
def no_rate(d: Declared) -> np.ndarray:
    """There is a rate of exchange for what is owed."""
    return d.understood & (d.found.found.verdict == told.CANNOT_PAY)


CHECKS = (
    cell_not_understood, line_twice, lines_unlike, too_many_lines, looks_split, message_at_fault, over_a_limit,
    law_is_silent, no_rate,
)  # fmt: skip
