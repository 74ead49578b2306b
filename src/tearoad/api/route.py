"""What the table of the machines' door is made of: addresses, and what the document says of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tearoad.api.gate import Way

JSON = "application/json"


@dataclass(frozen=True)
class Word:
    """A word after the question mark, in the address or in a header."""

    name: str
    about: str
    schema: Mapping[str, Any]
    where: str = "query"
    required: bool = False


@dataclass(frozen=True)
class Told:
    """What the document says of one method. `takes` and `gives` are the types of the bodies, a tuple where it is one of
    several, None where there is none; `fails` the problems that may come besides those of every address; `media` is
    that of what it gives, which has no type where that is not JSON."""

    summary: str
    gives: Any
    status: int = 200
    takes: Any = None
    words: tuple[Word, ...] = ()
    fails: tuple[int, ...] = ()
    example: Mapping[str, Any] | None = None
    media: str = JSON


@dataclass(frozen=True)
class Route:
    """One address, below /api/v1/."""

    path: str
    name: str
    ways: Mapping[str, Way]
    told: Mapping[str, Told] = field(default_factory=dict)


TEXT = {"type": "string", "maxLength": 200}
LIMIT = {"type": "integer", "minimum": 1}
PAGE = Word("limit", "How many on a page.", {**LIMIT, "maximum": 100})
AFTER = Word("after", "The `next` of the page before.", {"type": "string", "maxLength": 1_000})
KEY = Word(
    "Idempotency-Key",
    "The same key and body are the same wish.",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$"},
    "header",
    required=True,
)
