"""The law of refunds: YAML read into rows, each of which says on which line it is wrong."""

from dataclasses import fields
from pathlib import Path

import msgspec

from tearoad.customs.refund import RefundRule, Refunds, proved
from tearoad.customs.rule import Territory
from tearoad.terms.refusal import BadInput
from tearoad.wire.law import LAW, LINE, read_yaml, rows_of

KEYS = {item.name for item in fields(RefundRule)} - {"begins"} | {"from"}


def read_refunds(territories: dict[str, Territory], path: Path = LAW / "refunds.yaml") -> Refunds:
    """Every row; `BadInput` on an unknown key, a wrong kind of value, or rows that do not stand together."""
    found = []
    for said in rows_of(read_yaml(path), "rows", path.name):
        where = f"{path.name}, line {said[LINE]}"
        words = {key: value for key, value in said.items() if key != LINE}
        unknown = sorted(set(words) - KEYS)
        if unknown:
            raise BadInput(f"{where}: {', '.join(unknown)} is not a word of a row; expected {', '.join(sorted(KEYS))}")
        if "from" in words:
            words["begins"] = words.pop("from")
        try:
            found.append(msgspec.convert(words, RefundRule, strict=True))
        except msgspec.ValidationError as error:
            raise BadInput(f"{where}: {error}") from None
    return proved(tuple(found), territories)
