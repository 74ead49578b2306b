"""The tables of S10 numbers: service indicators out of the TOML that ships, issuers by ISO 3166-1."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import pycountry

from tearoad import post
from tearoad.post.s10 import Tables
from tearoad.post.services import Services, Use, issuer_table, service_table
from tearoad.terms.refusal import BadInput

FILE = Path(post.__path__[0]) / "services.toml"
UseWord = Literal["international", "bilateral", "multilateral", "home", "unassigned", "reserved"]


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    letters: str
    use: UseWord
    what: str
    source: str
    status: Literal["verified", "unverified"]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    sources: dict[str, str]
    row: list[_Row]


def read_services(path: Path = FILE) -> tuple[Services, ...]:
    """`BadInput` where a row is not understood, or a source is not named above."""
    try:
        file = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File)
        return tuple(_services(one, file.sources) for one in file.row)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, ValueError) as error:
        raise BadInput(f"{path}: {error}") from None


def _services(row: _Row, sources: dict[str, str]) -> Services:
    first, _, last = row.letters.partition("-")
    if row.source not in sources:
        raise ValueError(f"row {row.letters}, source: {row.source!r}, expected one of {', '.join(sources)}")
    return Services(first, last or first, Use[row.use.upper()], row.what, sources[row.source], row.status)


def issuers() -> tuple[str, ...]:
    """The countries of ISO 3166-1, as `pycountry` has them."""
    return tuple(sorted(country.alpha_2 for country in pycountry.countries))


@cache
def own_tables() -> Tables:
    """Read once; `BadInput` where a pair of letters stands in no row, or in two."""
    try:
        return Tables(service_table(read_services()), issuer_table(issuers()))
    except ValueError as error:
        raise BadInput(f"{FILE}: {error}") from None
