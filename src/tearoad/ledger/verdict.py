"""What the ledger says of a transfer that is offered to it: done, or refused by a name.

A verdict is kept with the id for ever and answered again to whoever offers the same transfer again, refusals too; to
other content under the same id the answer is `OTHER_CONTENT`. Those from `NO_ID` on are given at the door, of what
cannot be written as a row; they are not kept.
"""

from enum import IntEnum

MOST_MINOR = 10**12  # in one transfer, either way: ten times the most that one order may cost
MOST_ON_A_SIDE = 2**62  # of an account, over its life
LAST_MOMENT = 253_402_300_800  # seconds since 1970: the end of the year 9999


class Verdict(IntEnum):
    """The numbers are stored. `words` is what people read."""

    DONE = 0
    OTHER_CONTENT = 1
    NOT_A_TRANSFER = 2
    NOT_POSITIVE = 3
    SAME_ACCOUNT = 4
    NO_ACCOUNT = 5
    OTHER_CURRENCY = 6
    ACCOUNT_CLOSED = 7
    PERIOD_CLOSED = 8
    EXPIRY_PASSED = 9
    NO_HOLD = 10
    BEFORE_ITS_HOLD = 11
    HOLD_RESOLVED = 12
    HOLD_EXPIRED = 13
    MORE_THAN_HELD = 14
    NOT_COVERED = 15
    OVER_LIMIT = 16
    TOO_MUCH_FOR_THE_BOOKS = 17
    LINKED = 18
    NO_ID = 32
    NO_KIND = 33
    NOT_WHOLE = 34
    TOO_LARGE = 35
    NO_MOMENT = 36
    NO_GROUP = 37

    @property
    def words(self) -> str:
        """One line in English; pages have their own words by the name."""
        return _WORDS[self]


_WORDS = {
    Verdict.DONE: "done",
    Verdict.OTHER_CONTENT: "the id was given to other content",
    Verdict.NOT_A_TRANSFER: "a post and a void name a hold, the others do not; only a hold expires",
    Verdict.NOT_POSITIVE: "the amount is not positive, or not 0 for a void",
    Verdict.SAME_ACCOUNT: "debit and credit are the same account",
    Verdict.NO_ACCOUNT: "there is no such account",
    Verdict.OTHER_CURRENCY: "the accounts have other currencies than each other",
    Verdict.ACCOUNT_CLOSED: "the account is closed",
    Verdict.PERIOD_CLOSED: "the period is closed",
    Verdict.EXPIRY_PASSED: "the hold would expire before it is made",
    Verdict.NO_HOLD: "there is no such hold between these accounts",
    Verdict.BEFORE_ITS_HOLD: "it is dated before its hold",
    Verdict.HOLD_RESOLVED: "the hold is posted or voided",
    Verdict.HOLD_EXPIRED: "the hold has expired",
    Verdict.MORE_THAN_HELD: "it is more than was held",
    Verdict.NOT_COVERED: "the account may not go below its floor",
    Verdict.OVER_LIMIT: "the account may not go above its ceiling",
    Verdict.TOO_MUCH_FOR_THE_BOOKS: "the account's sums would not fit the books",
    Verdict.LINKED: "a transfer of its group was refused",
    Verdict.NO_ID: "the id is not 32 hex digits, or all of them are 0",
    Verdict.NO_KIND: "there is no such kind of transfer",
    Verdict.NOT_WHOLE: "the amount is not a whole number of minor units",
    Verdict.TOO_LARGE: "the amount is too large",
    Verdict.NO_MOMENT: "the moment is not a whole number of seconds between 1970 and the year 9999",
    Verdict.NO_GROUP: "the rows of a group are not offered one after another, together and whole",
}
KEPT = tuple(verdict for verdict in Verdict if verdict < Verdict.NO_ID)
