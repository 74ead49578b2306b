"""The number on the label, UPU S10."""

import numpy as np
import polars as pl

from tearoad.customs.checks.check import Of, Then, check
from tearoad.customs.checks.declared import Declared, flags
from tearoad.kernel.s10 import check_digits

S10 = "UPU S10-12: layout, check digit, service indicators"
AT_HOME = r"^(?:B[A-Z]|D[A-Z]|GA|GD|N[A-Z]|P[A-Z]|Z[A-Z])$"  # domestic, bilateral and multilateral use only
OF_NOTHING = r"^(?:J[A-Z]|K[A-Z]|A[A-U]|F[A-Z]|G[BCE-Z]|I[A-Z])$"  # reserved or not assigned


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
    rows = np.flatnonzero(d.s10_formed)
    number, wrong = d.parcels["s10"].gather(rows), np.zeros(d.count, dtype=bool)
    said = number.str.slice(10, 1).cast(pl.Int64).to_numpy()
    wrong[rows] = check_digits(number.str.slice(2, 8).cast(pl.Int64).to_numpy()) != said
    return wrong


@check("N04", Of.PARCEL, S10, "verified")
def number_of_no_service(d: Declared) -> np.ndarray:
    """The two first letters stand for a service that there is."""
    return d.s10_formed & flags(d.parcels["s10"].str.slice(0, 2).str.contains(OF_NOTHING))


@check("N05", Of.PARCEL, S10, "verified", Then.PAPERS)
def number_of_home_use(d: Declared) -> np.ndarray:
    """The two first letters are not those of services within a country, or agreed between a few."""
    return d.s10_formed & d.abroad & flags(d.parcels["s10"].str.slice(0, 2).str.contains(AT_HOME))


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
