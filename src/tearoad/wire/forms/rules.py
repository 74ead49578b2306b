"""Which form is due: YAML read into rows, each of which says on which line it is wrong."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tearoad.customs.form import FormRule, Forms, SdrRates, proved
from tearoad.terms.refusal import BadInput
from tearoad.wire.law import LAW, LINE, read_yaml, rows_of

T = TypeVar("T")
OF_RULE = {item.name for item in fields(FormRule)} - {"begins"} | {"from"}
OF_RATES = {item.name for item in fields(SdrRates)}


def read_forms(path: Path = LAW / "forms.yaml") -> Forms:
    """Every row; `BadInput` on an unknown key, a wrong kind of value, or rows that do not stand together."""
    said = read_yaml(path)
    rules = [_row(row, FormRule, OF_RULE, path.name) for row in rows_of(said, "rows", path.name)]
    rates = [_row(row, SdrRates, OF_RATES, path.name) for row in rows_of(said, "rates", path.name)]
    return proved(rules, rates)


def _row(said: Mapping[str, Any], kind: type[T], keys: set[str], file: str) -> T:
    where = f"{file}, line {said[LINE]}"
    words = {key: value for key, value in said.items() if key != LINE}
    unknown = sorted(set(words) - keys)
    if unknown:
        raise BadInput(f"{where}: {', '.join(unknown)} is not a word of a row; expected {', '.join(sorted(keys))}")
    if "from" in words:
        words["begins"] = words.pop("from")
    if isinstance(words.get("sdr"), dict):
        words["sdr"] = {code: _decimal(rate, where) for code, rate in words["sdr"].items() if code != LINE}
    try:
        return msgspec.convert(words, kind, strict=True)
    except msgspec.ValidationError as error:
        raise BadInput(f"{where}: {error}") from None


def _decimal(rate: object, where: str) -> Decimal:
    """A number of YAML as it is written there."""
    if isinstance(rate, bool) or not isinstance(rate, int | float):
        raise BadInput(f"{where}: {rate!r}, expected a rate")
    return Decimal(str(rate))
