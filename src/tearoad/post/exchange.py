"""Offices of exchange: between which of them mail goes, of which category, and what a receptacle holds. All of it is
data of a corridor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Way(NamedTuple):
    """What goes by one lane from one office of exchange to another: `origin` and `destination` are places, the codes
    those of their offices (IMPC), `category` and `subclass` of code lists 115 and 117."""

    lane: str
    mode: str
    origin: str
    destination: str
    origin_code: str
    destination_code: str
    category: str
    subclass: str

    @property
    def line(self) -> str:
        """Dispatches of a year are numbered by this."""
        return f"{self.origin_code}{self.destination_code}{self.category}{self.subclass}"


@dataclass(frozen=True)
class Exchange:
    """What a corridor says of its offices of exchange. `codes` are by place, `categories` by the mode of a lane; a
    receptacle holds at most `most_items`, and at most `weight_limit_grams` of more than one item."""

    codes: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    subclass: str = ""
    weight_limit_grams: int = 0
    most_items: int = 0

    def way(self, lane: str, mode: str, origin: str, destination: str) -> Way | None:
        """None where either place has no office of exchange, or no mail goes by that mode."""
        codes = self.codes.get(origin), self.codes.get(destination)
        category = self.categories.get(mode)
        if codes[0] is None or codes[1] is None or category is None:
            return None
        return Way(lane, mode, origin, destination, codes[0], codes[1], category, self.subclass)
