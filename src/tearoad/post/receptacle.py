"""Identifiers of dispatches and receptacles, in the manner of UPU S8 and S9: taken apart, and put together.

Which fields there are, how wide and in which order, and the code lists are data: a `Layout`. Not certified.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

OFFICE_CODE = re.compile("[A-Z]{2}[A-Z0-9]{3}[A-Z]")
_CODE = re.compile("[A-Z]+")
_DIGITS = re.compile("[0-9]+")


class Form(StrEnum):
    """What stands in a field."""

    OFFICE = "office"
    CATEGORY = "category"
    SUBCLASS = "subclass"
    DIGITS = "digits"
    FLAG = "flag"


class Wrong(StrEnum):
    """Why a text is no identifier, or values make none."""

    LENGTH = "wrong length"
    OFFICE = "not an office of exchange"
    CATEGORY = "not a category of code list 115"
    SUBCLASS = "not a subclass of code list 117"
    DIGITS = "not digits"
    FLAG = "neither 0 nor 1"
    TOO_LARGE = "does not fit into its field"


class Fault(NamedTuple):
    """What is wrong, in which field ('' is the whole), and what stands there."""

    wrong: Wrong
    field: str
    said: str

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        return f"{where}{self.said!r}: {self.wrong}"


@dataclass(frozen=True)
class Field:
    """A field of an identifier; `status` says whether its width and place were verified."""

    name: str
    width: int
    form: Form
    status: str


@dataclass(frozen=True)
class CodeList:
    """Codes and what they mean; in a list that is not complete another code is taken by its form."""

    codes: Mapping[str, str]
    complete: bool
    source: str
    status: str

    def has(self, code: str) -> bool:
        """Whether it may stand there."""
        return code in self.codes or (not self.complete and bool(_CODE.fullmatch(code)))


@dataclass(frozen=True)
class Layout:
    """The fields of a dispatch, those that a receptacle has after them, and the lists they use."""

    dispatch: Sequence[Field]
    receptacle: Sequence[Field]
    categories: CodeList
    subclasses: CodeList


@dataclass(frozen=True)
class Dispatch:
    """Mail that one office sends to another; `year` is the last digit of its year."""

    origin: str
    destination: str
    category: str
    subclass: str
    year: int
    serial: int


@dataclass(frozen=True)
class Receptacle:
    """A bag or a container of a dispatch; `last` where no number of it is higher, `registered` where registered or
    insured items are in it."""

    dispatch: Dispatch
    number: int
    last: bool
    registered: bool
    weight_tenths_kg: int

    @property
    def weight_grams(self) -> int:
        """As the label has it, to a tenth of a kilogram."""
        return self.weight_tenths_kg * 100


def parse_dispatch(text: str, layout: Layout) -> Dispatch | Fault:
    """Its parts, or what is wrong first."""
    parts = _parts(text, layout.dispatch, layout)
    return parts if isinstance(parts, Fault) else Dispatch(**parts)


def parse_receptacle(text: str, layout: Layout) -> Receptacle | Fault:
    """Its parts, or what is wrong first."""
    parts = _parts(text, [*layout.dispatch, *layout.receptacle], layout)
    if isinstance(parts, Fault):
        return parts
    own = {field.name: parts.pop(field.name) for field in layout.receptacle}
    return Receptacle(Dispatch(**parts), **own)


def dispatch_id(one: Dispatch, layout: Layout) -> str | Fault:
    """The identifier, or which value does not fit."""
    return _written(one, layout.dispatch, layout)


def receptacle_id(one: Receptacle, layout: Layout) -> str | Fault:
    """The identifier, which begins with that of its dispatch, or which value does not fit."""
    first, rest = dispatch_id(one.dispatch, layout), _written(one, layout.receptacle, layout)
    if isinstance(first, Fault) or isinstance(rest, Fault):
        return first if isinstance(first, Fault) else rest
    return first + rest


def _parts(text: str, fields: Sequence[Field], layout: Layout) -> dict[str, Any] | Fault:
    width = sum(field.width for field in fields)
    if len(text) != width:
        return Fault(Wrong.LENGTH, "", text[: width + 1])
    found: dict[str, Any] = {}
    at = 0
    for field in fields:
        said = text[at : at + field.width]
        at += field.width
        wrong = _wrong(said, field.form, layout)
        if wrong:
            return Fault(wrong, field.name, said)
        found[field.name] = _value(said, field.form)
    return found


def _written(one: object, fields: Sequence[Field], layout: Layout) -> str | Fault:
    words = []
    for field in fields:
        value = getattr(one, field.name)
        said = value if isinstance(value, str) else str(int(value)).zfill(field.width)
        if len(said) != field.width:
            return Fault(Wrong.TOO_LARGE if not isinstance(value, str) else Wrong.LENGTH, field.name, said)
        wrong = _wrong(said, field.form, layout)
        if wrong:
            return Fault(wrong, field.name, said)
        words.append(said)
    return "".join(words)


def _value(said: str, form: Form) -> str | int | bool:
    if form is Form.FLAG:
        return said == "1"
    return int(said) if form is Form.DIGITS else said


def _wrong(said: str, form: Form, layout: Layout) -> Wrong | None:
    good = {
        Form.OFFICE: bool(OFFICE_CODE.fullmatch(said)),
        Form.CATEGORY: layout.categories.has(said),
        Form.SUBCLASS: layout.subclasses.has(said),
        Form.DIGITS: bool(_DIGITS.fullmatch(said)),
        Form.FLAG: said in ("0", "1"),
    }
    return None if good[form] else Wrong[form.name]
