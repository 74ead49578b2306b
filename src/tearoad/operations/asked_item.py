"""What an item declaration is lodged with: plain frozen values, bounded where a door decodes them.

Words are those of a CN 22 or CN 23, as `customs.checks.declared` and `customs.frame` have them; what they hold is for
the checks to judge. Money in minor units of `currency`, weights in grams.
"""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from msgspec import Meta, Struct, convert, json

from tearoad.kernel.duty_columns import LARGEST_GRAMS, LARGEST_MINOR, LARGEST_QUANTITY

NO_NUL = "^[^\\x00]*$"  # a data base holds no such sign
Word = Annotated[str, Meta(max_length=200, pattern=NO_NUL)]
Amount = Annotated[int, Meta(ge=0, le=LARGEST_MINOR)]
Grams = Annotated[int, Meta(ge=1, le=LARGEST_GRAMS)]
MOST_LINES = 100  # assumed, as are the lengths of texts
# Whoever a declaration names: kept sealed, all in one.
PERSONAL = ("sender_name", "recipient_name", "recipient_postcode", "recipient_identity", "consignee_id")


class AskedContent(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of the content: value and weight are those of the whole line."""

    description: Annotated[str, Meta(max_length=2_000, pattern=NO_NUL)] = ""
    hs: Word = ""
    quantity: Annotated[int, Meta(ge=1, le=LARGEST_QUANTITY)] = 1
    value_minor: Amount
    weight_grams: Grams
    licence: Word = ""


class AskedItem(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One item. `id` is the sender's own, and the key by which it is lodged once; `office` the road's exchange office
    where it is to be cleared. It is accepted when it is lodged: nobody chooses the day whose law holds. With
    `correction` the content takes the place of what stands under its id, as long as that has not arrived and nothing
    was asked about it; what was rejected is lodged again. `consignment` is the road's own parcel that it declares: that
    gets its `s10` from the road, so none is given."""

    id: Annotated[str, Meta(min_length=1, max_length=64, pattern=NO_NUL)]
    office: Word
    s10: Word = ""
    currency: Word
    origin: Word
    destination: Word
    lines: Annotated[tuple[AskedContent, ...], Meta(min_length=1, max_length=MOST_LINES)]
    category: Word = ""
    subject: Word = ""
    gross_grams: Grams | None = None
    postage_minor: Amount = 0
    seller_registered: bool = False
    sender_name: Word = ""
    sender_id: Word = ""
    sender_country: Word = ""
    recipient_name: Word = ""
    recipient_postcode: Word = ""
    recipient_identity: Word = ""
    consignee_id: Word = ""
    order_id: Word = ""
    invoice: Word = ""
    consignment: Annotated[str, Meta(pattern="^([0-9a-f]{32})?$")] = ""
    correction: bool = False


class Parts(NamedTuple):
    """The content of a declaration as two texts of JSON: whom it names, and all else."""

    personal: str
    plain: str


def parts_of(asked: AskedItem) -> Parts:
    """The same for the same content."""
    personal = {name: getattr(asked, name) for name in PERSONAL}
    plain = {
        name: getattr(asked, name) for name in AskedItem.__struct_fields__ if name not in (*PERSONAL, "correction")
    }
    return Parts(json.encode(personal).decode(), json.encode(plain).decode())


def personal_of(text: str) -> Mapping[str, str]:
    """Whom it names, by the words of PERSONAL."""
    found: dict[str, Any] = json.decode(text)
    return {name: str(found.get(name, "")) for name in PERSONAL}


def asked_of(plain: str, personal: Mapping[str, str] | None = None) -> AskedItem:
    """The other way; whom it names is empty where that is not told."""
    return convert({**json.decode(plain), **(personal or {})}, AskedItem)
