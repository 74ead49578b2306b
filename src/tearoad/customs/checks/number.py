"""The number on the label, UPU S10."""

import numpy as np

from tearoad.customs.checks.check import Of, Then, check
from tearoad.customs.checks.declared import Declared, flags
from tearoad.kernel.s10 import AT_HOME, DIGIT, SERVICE, UNSURE, USE_SHIFT, USES

S10 = "UPU S10-12: layout, check digit, service indicators"


@check("N01", Of.PARCEL, S10, "verified")
def number_missing(d: Declared) -> np.ndarray:
    """The label's number is given."""
    return flags(d.parcels["s10"] == "")


@check("N02", Of.PARCEL, S10, "verified")
def number_of_no_form(d: Declared) -> np.ndarray:
    """The number is two letters, nine digits and two letters."""
    return flags(d.parcels["s10"] != "") & ~d.s10_formed


@check("N03", Of.PARCEL, S10, "verified")
def number_check_digit(d: Declared) -> np.ndarray:
    """The ninth digit follows from the eight before."""
    return (d.s10_verdicts & DIGIT) != 0


@check("N04", Of.PARCEL, S10, "verified")
def number_of_no_service(d: Declared) -> np.ndarray:
    """The two first letters stand for a service that there is."""  # by verified rows of the table alone
    return (d.s10_verdicts & (SERVICE | UNSURE)) == SERVICE


@check("N05", Of.PARCEL, S10, "verified", Then.PAPERS)
def number_of_home_use(d: Declared) -> np.ndarray:
    """The two first letters are not those of services within a country, or agreed between a few."""
    return d.abroad & ((d.s10_verdicts >> USE_SHIFT & USES) == AT_HOME)


@check("N06", Of.PARCEL, S10, "assumed", Then.PAPERS)
def number_of_another_country(d: Declared) -> np.ndarray:
    """The two last letters are the sender's country."""
    return d.s10_formed & flags(d.parcels["s10"].str.slice(11, 2) != d.parcels["sender_country"])


@check("N07", Of.PARCEL, "UPU S10-12: a number is not used again within 12 months", "verified", between_parcels=True)
def number_twice(d: Declared) -> np.ndarray:
    """No other declaration has the same number: an item is not declared twice."""
    number = d.parcels["s10"]
    return flags(number.is_duplicated() & (number != ""))


CHECKS = (
    number_missing, number_of_no_form, number_check_digit, number_of_no_service, number_of_home_use,
    number_of_another_country, number_twice,
)  # fmt: skip
