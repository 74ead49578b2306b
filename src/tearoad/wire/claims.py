"""The terms of claims, out of the TOML that ships."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from tearoad import post
from tearoad.post.claims import Terms
from tearoad.terms.refusal import BadInput

FILE = Path(post.__path__[0]) / "claims.toml"
Count = Annotated[int, msgspec.Meta(ge=1, le=120)]


class _Terms(msgspec.Struct, forbid_unknown_fields=True):
    valid_from: date
    open_months: Count
    answer_months: Count
    settle_days: Count
    source: str
    status: Literal["verified", "unverified", "assumed"]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    terms: Annotated[list[_Terms], msgspec.Meta(min_length=1)]


def read_terms(path: Path = FILE) -> tuple[Terms, ...]:
    """By their days. `BadInput` where the file is not as it should be, or two begin on one day."""
    try:
        file = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadInput(f"{path}: {error}") from None
    found = sorted((Terms(**msgspec.structs.asdict(one)) for one in file.terms), key=lambda one: one.valid_from)
    days = [one.valid_from for one in found]
    if len(set(days)) < len(days):
        raise BadInput(f"{path}: valid_from: a day stands twice, expected each once")
    return tuple(found)


@cache
def own_terms() -> tuple[Terms, ...]:
    """Read once."""
    return read_terms()
