"""Who a parcel is for: what may be said of them, and how much of it a list shows."""

import re
from typing import NamedTuple
from unicodedata import category

from stdnum.ru import inn

INN = "inn"  # of a person, 12 digits
LONGEST = {"name": 200, "phone": 30, "address": 500, "postcode": 12, "identity": 20}  # characters
PHONE = re.compile(r"\+?[0-9]{5,15}")
DIRECTIONS = "\u202a-\u202e\u2066-\u2069"  # come along when a text is copied, and turn the line around it
TURNING = re.compile(f"[{DIRECTIONS}]")
BETWEEN_DIGITS = re.compile("[ ()\\-\u00a0\u200e\u200f]")
VISIBLE = "LNPS"  # letters, numbers, punctuation, symbols
NO_SIGNS = {"Cc", "Cs", "Zl", "Zp"}  # by Unicode: control, half of a pair, ends of lines and paragraphs


class Recipient(NamedTuple):
    """As they wrote it. `identity` is '' where the law asks none."""

    name: str
    phone: str
    address: str
    postcode: str
    identity: str = ""

    def tidy(self) -> "Recipient":
        """Without blanks around and turns of direction; phone and identity number without any blanks within."""
        plain = {name: TURNING.sub("", text) for name, text in self._asdict().items()}
        short = {name: BETWEEN_DIGITS.sub("", plain[name]) for name in ("phone", "identity")}
        return Recipient(**{name: text.strip() for name, text in {**plain, **short}.items()})


def faults(of: Recipient, asks: str | None) -> dict[str, str]:
    """What is wrong, by field: missing, too_long, bad_sign, bad_phone, bad_identity. `asks` is the kind of identity
    number that the law asks for, INN or None."""
    found = {}
    for field, text in of._asdict().items():
        if not text and (field != "identity" or asks):
            found[field] = "missing"
        elif len(text) > LONGEST[field]:
            found[field] = "too_long"
        elif any(category(sign) in NO_SIGNS for sign in text):
            found[field] = "bad_sign"
        elif text and not any(category(sign)[0] in VISIBLE for sign in text):
            found[field] = "missing"
    if "phone" not in found and not PHONE.fullmatch(of.phone):
        found["phone"] = "bad_phone"
    if asks and "identity" not in found and not (len(of.identity) == 12 and inn.is_valid(of.identity)):
        found["identity"] = "bad_identity"
    return found


def masked(of: Recipient) -> Recipient:
    """For lists: the first letter of each name, the last digits of numbers, no address."""
    return Recipient(
        " ".join(f"{next(filter(str.isalpha, word), '')}…" for word in of.name.split()),
        f"…{of.phone[-2:]}",
        "…",
        f"{of.postcode[:2]}…",
        f"…{of.identity[-2:]}" if of.identity else "",
    )
