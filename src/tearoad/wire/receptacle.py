"""The layout of dispatch and receptacle identifiers, out of the TOML that ships."""

import tomllib
from collections import Counter
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from tearoad import post
from tearoad.post.receptacle import (
    CodeList,
    Dispatch,
    Fault,
    Field,
    Form,
    Layout,
    Receptacle,
    parse_receptacle,
)
from tearoad.terms.refusal import BadInput

FILE = Path(post.__path__[0]) / "receptacle.toml"
Status = Literal["verified", "unverified"]


class _Field(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    width: Annotated[int, msgspec.Meta(ge=1, le=9)]
    form: Form
    status: Status


class _List(msgspec.Struct, forbid_unknown_fields=True):
    source: str
    status: Status
    complete: bool
    codes: dict[str, str]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    dispatch: list[_Field]
    receptacle: list[_Field]
    categories: _List
    subclasses: _List


def read_layout(path: Path = FILE) -> Layout:
    """`BadInput` where the file is not as it should be, or a field is missing, unknown or there twice."""
    try:
        file = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadInput(f"{path}: {error}") from None
    _expect(path, "dispatch", file.dispatch, [one.name for one in fields(Dispatch)])
    _expect(path, "receptacle", file.receptacle, [one.name for one in fields(Receptacle) if one.name != "dispatch"])
    dispatch, receptacle = (
        tuple(Field(one.name, one.width, one.form, one.status) for one in rows)
        for rows in (file.dispatch, file.receptacle)
    )
    categories, subclasses = (
        CodeList(one.codes, one.complete, one.source, one.status) for one in (file.categories, file.subclasses)
    )
    return Layout(dispatch, receptacle, categories, subclasses)


@cache
def own_layout() -> Layout:
    """Read once."""
    return read_layout()


def receptacle_of(text: str) -> Receptacle | None:
    """None where it is no identifier of a receptacle."""
    found = parse_receptacle(text, own_layout())
    return None if isinstance(found, Fault) else found


def dispatch_part(text: str) -> str:
    """The identifier of its dispatch, with which that of a receptacle begins."""
    return text[: sum(field.width for field in own_layout().dispatch)]


def _expect(path: Path, kind: str, rows: list[_Field], names: list[str]) -> None:
    if Counter(one.name for one in rows) != Counter(names):
        raise BadInput(f"{path}, {kind}: expected each of {', '.join(names)} once")
