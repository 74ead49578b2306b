"""Ranges of serials that a post may give, and why one is not opened, or a number not made void."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tearoad.kernel.s10 import SERIALS
from tearoad.terms.days import months_later

# UPU S10-12: no number again within 12 calendar months, 24 or more recommended; verified in published copies.
REUSE_MONTHS = 24


class RangeRefusal(StrEnum):
    """What is not done, by name."""

    USED_UP = "no numbers are left"
    OVERLAPS = "the range overlaps with another"
    GIVEN = "numbers beyond its new end were given"
    UNKNOWN_RANGE = "no such range"
    TOO_EARLY = "24 months have not passed since its last number"
    NOT_A_NUMBER = "not a number of S10"
    NOT_GIVEN = "was not given"
    ON_A_PARCEL = "stands on a parcel"
    VOID = "is void already"


@dataclass(frozen=True)
class SerialRange:
    """Serials from `first` to `last`, both within, of one service and issuer, to be given from the day `begins` on."""

    service: str
    issuer: str
    first: int
    last: int
    begins: date

    def __post_init__(self) -> None:
        if not 0 <= self.first <= self.last < SERIALS:
            raise ValueError(f"{self.first} to {self.last}, expected serials of at most eight digits in their order")

    def __str__(self) -> str:
        return f"{self.service} {self.first:08d}-{self.last:08d} {self.issuer}"

    def overlaps(self, other: "SerialRange") -> bool:
        """Whether there is a number in both."""
        same = (self.service, self.issuer) == (other.service, other.issuer)
        return same and self.first <= other.last and other.first <= self.last


def opens_again(last_given: date) -> date:
    """The first day on which a range may begin anew that gave its last number on this day."""
    return months_later(last_given, REUSE_MONTHS)


def runs(serials: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each run without holes."""
    first = last = None
    for serial in sorted(set(serials)):
        if first is not None and last is not None and serial != last + 1:
            yield first, last
            first = None
        first, last = serial if first is None else first, serial
    if first is not None and last is not None:
        yield first, last
