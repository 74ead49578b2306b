"""Refusals are values with a name; bad input is an error with one line.

A row that the road may not serve gets a `Refusal` and the rest of its batch goes on. A file or a word that
cannot be understood raises `BadInput`, before anything is written.
"""

from enum import StrEnum


class Refusal(StrEnum):
    """Why an order, a line of it or a payment is not served. The value is what reports and tables show."""

    BEFORE_ROAD_CLOCK = "before the road clock"
    NO_LANE = "no lane"
    NO_PRICE = "no price"
    NO_BUYER = "no buyer"
    NOT_GOODS = "not goods"
    UNKNOWN_PRODUCT = "unknown product"
    OUT_OF_STOCK = "out of stock"
    NO_RATE = "no exchange rate"
    NO_ANSWER = "no answer in the law"
    NOT_ALLOWED = "not allowed at the border"
    TOO_LARGE = "too large"
    OTHER_CONTENT = "same order, other content"
    PRICE_CHANGED = "price changed"
    BAD_QUANTITY = "bad quantity"
    NO_IDENTITY = "identity number missing"
    UNKNOWN_ORDER = "unknown order"
    ORDER_CLOSED = "order closed"
    ALREADY_PAID = "already paid"
    PAID_AT_THE_DOOR = "paid at the door"
    PAYMENT_WAITS = "another payment waits"
    NOT_COVERED = "not enough money"
    BY_BANK = "refused by the bank"
    BANK_BUSY = "the bank is busy"
    BANK_CLOSED = "the bank is closed"
    NOT_BY_THIS_BANK = "not an amount that the bank takes"
    WRONG_AMOUNT = "the bank took another amount"
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed over already"
    NOT_DELIVERED = "not delivered yet"
    OVER_LIMIT = "more than one buyer may order"
    UNKNOWN_COUPON = "unknown coupon"
    COUPON_OVER = "coupon not valid now"
    COUPON_USED = "coupon used already"
    NOT_FOR_THESE_GOODS = "coupon not for these goods"
    TOO_SMALL_FOR_COUPON = "order too small for the coupon"
    COUPON_SPENT = "no money left for the coupon"
    NUMBER_TAKEN = "the number stands on another declaration"
    UNKNOWN_PARCEL = "unknown parcel"
    ANOTHER_OFFICE = "the parcel is cleared at another office"
    UNKNOWN_DECLARATION = "unknown declaration"
    HISTORY_FULL = "too much was reported of it already"
    SEALED = "whom it names does not open"
    BAD_DOCUMENT = "a document is neither PDF, JPEG nor PNG"
    DOCUMENT_TOO_LARGE = "a document is larger than 5 MB"
    TOO_MANY_DOCUMENTS = "more than 10 documents of one declaration"
    UNKNOWN_DOCUMENT = "unknown document"
    DOCUMENT_SEALED = "the document does not open"
    NOTHING_ASKED = "nothing is asked of the sender now"
    EMPTY_ANSWER = "neither a document nor a note"
    UNKNOWN_LINK = "unknown link"
    PAID_BY_ESCROW = "its order's escrow pays it"
    NOT_PAYABLE = "not to be paid as it stands"
    CLAIM_OPEN = "a claim about this parcel is open"
    CLAIM_CLOSED = "the claim was answered otherwise"
    UNKNOWN_CLAIM = "unknown claim"
    NOT_HANDED_OVER = "not handed over yet"
    JOURNEY_ENDED = "its journey has ended without a delivery"
    CLAIM_TOO_LATE = "too late for a claim"
    NOT_ON_ITS_WAY = "not on its way, so it cannot be lost"
    NOTHING_OWED = "nothing is owed"

    @property
    def of_a_coupon(self) -> bool:
        """Whether the same order could stand without its coupon."""
        return "coupon" in self


class BadInput(Exception):
    """What the user gave cannot be understood; the message is one line that says where and what was expected."""


class Unavailable(Exception):
    """The data base went away or had no room; what was committed stays, and the same command goes on from there."""


class Overdrawn(Exception):
    """An account does not hold any more what it held when it was looked at; nothing was done."""


def bad_cell(file: str, row: int, column: str, value: object, expected: str) -> BadInput:
    """The one form of a complaint about a file. `row` counts data records from 1, the header not counted."""
    return BadInput(f"{file}, row {row}, column {column}: {value!r}, expected {expected}")
