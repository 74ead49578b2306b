"""The lists and sentences of the checks, out of the TOML that ships."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from tearoad.customs import checks
from tearoad.customs.checks.check import Status
from tearoad.customs.checks.lists import IdentityAsked, Listed, Lists
from tearoad.customs.checks.words import Vocabulary
from tearoad.terms.refusal import BadInput
from tearoad.wire.s10 import own_tables

T = TypeVar("T")
FOLDER = Path(checks.__path__[0])
FOR_GOOD = date(9999, 1, 1)


class _Listed(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    kind: Literal["prohibited", "licence"]
    territories: tuple[str, ...]
    goods: tuple[str, ...]
    begins: date
    source: str
    status: Status
    until: date = FOR_GOOD


class _Identity(msgspec.Struct, forbid_unknown_fields=True):
    territory: str
    begins: date
    source: str
    status: Status


class _Words(msgspec.Struct, forbid_unknown_fields=True):
    empty: str
    danger: str


class _File(msgspec.Struct, forbid_unknown_fields=True):
    listed: list[_Listed]
    identity: list[_Identity]
    postcodes: dict[str, str]
    per_kg: dict[str, tuple[float, float]]
    units: dict[str, float]
    words: _Words


class _Messages(msgspec.Struct, forbid_unknown_fields=True):
    ru: dict[str, str]
    zh: dict[str, str]


def read_lists(folder: Path = FOLDER) -> Lists:
    """`BadInput` where a file is not as it should be."""
    file = _read(folder / "lists.toml", _File)
    said = _read(folder / "messages.toml", _Messages)
    name = folder / "lists.toml"
    if "" not in file.per_kg:
        raise BadInput(f"{name}, per_kg: expected a row '' for the chapters that are not named")
    for one in file.listed:
        if (
            not one.begins < one.until
            or not one.goods
            or not all(re.fullmatch("[0-9]{2,6}", code) for code in one.goods)
        ):
            raise BadInput(f"{name}, listed {one.id}: expected days in their order, and codes of 2 to 6 digits")
    return Lists(
        listed=tuple(
            Listed(
                one.id, one.kind, one.territories, one.goods, one.begins, one.until, one.source, one.status
            ) for one in file.listed
        ),
        identity=tuple(IdentityAsked(one.territory, one.begins, one.source, one.status) for one in file.identity),
        postcodes=file.postcodes,
        per_kg=file.per_kg,
        units=file.units,
        vocabulary=Vocabulary(frozenset(file.words.empty.split()), tuple(sorted(file.words.danger.split()))),
        messages={"ru": said.ru, "zh": said.zh},
        services=own_tables().services,
        issuers=own_tables().issuers,
    )  # fmt: skip


def _read(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), kind)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadInput(f"{path}: {error}") from None
