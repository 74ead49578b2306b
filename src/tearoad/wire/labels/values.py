"""What is asked to be printed and what becomes of it: kinds, columns, and the verdict of each row."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

Row = Mapping[str, str]
"""The cells of one row by column, '' where nothing is said."""


class Verdict(StrEnum):
    """What became of a row, or what is wrong with a cell of it. All bounds are assumed."""

    PRINTED = "printed"
    MISSING = "missing"
    TOO_LONG = "too long"
    NO_FONT = "characters that no font here has"
    NOT_S10 = "not an S10 number"
    NOT_S9 = "not a receptacle's number"
    TWICE = "the number stands in an earlier row"
    NOT_COUNTRY = "not a country"
    NOT_POSTCODE = "not a postcode"
    NOT_WEIGHT = "not a weight"
    NOT_COUNT = "not a count"
    CONTRADICTS = "contradicts the receptacle's number"
    TOO_MANY = "too many for one dispatch"
    OF_REFUSED = "another row of its dispatch is refused"


class Fault(NamedTuple):
    """What is wrong with one cell, and what was expected there."""

    column: str
    value: str
    verdict: Verdict
    expected: str

    def __str__(self) -> str:
        return f"column {self.column}: {self.value!r}: {self.verdict}, expected {self.expected}"


class Judged(NamedTuple):
    """A row, counted from 1 without the header: on which page it stands, or every fault that keeps it from being
    printed."""

    row: int
    number: str
    page: int | None
    faults: tuple[Fault, ...]


class Column(NamedTuple):
    """A column that a kind of label reads; `what` says what its cells are."""

    name: str
    needed: bool
    what: str = "text"


_PARTY = (("name", True, "text"), ("street", True, "text"), ("city", True, "text"), ("area", False, "text"),
          ("postcode", False, "postcode"), ("country", True, "country"), ("phone", False, "text"))  # fmt: skip

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "address": (
        Column("number", True, "s10"),
        *(Column(f"sender_{name}", needed, what) for name, needed, what in _PARTY),
        *(Column(f"recipient_{name}", needed or name == "postcode", what) for name, needed, what in _PARTY),
        Column("weight_grams", False, "weight"),
    ),
    "receptacle": (
        Column("receptacle_id", True, "s9"),
        Column("origin_name", False),
        Column("destination_name", False),
        Column("item_count", False, "count"),
        Column("weight_grams", False, "weight"),
    ),
    "dispatch": (
        Column("receptacle_id", True, "s9"),
        Column("number", True, "s10"),
        Column("weight_grams", False, "weight"),
    ),
}
KINDS = tuple(COLUMNS)
