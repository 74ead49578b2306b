"""The law of parcels as dated rows with sources; the book proves itself when it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from tearoad.kernel.duties import DutyRules, parcel_duty
from tearoad.terms.days import day_number
from tearoad.terms.refusal import BadInput

KEYS = {
    "id", "subject", "from", "until", "status", "threshold_minor", "threshold_grams", "basis",
    "ad_valorem", "specific_minor_per_kg", "source",
}  # fmt: skip
NO_RULE = -1


@dataclass(frozen=True)
class Lawbook:
    """The rows in force of one jurisdiction, in order of time; `ids[i]` names row i."""

    jurisdiction: str
    territories: frozenset[str]
    currency: str
    ids: tuple[str, ...]
    rules: DutyRules

    def duty(self, day: np.ndarray, value_minor: np.ndarray, weight_grams: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Duty int64[n] in minor units of `currency` and the row that decided, int64[n] (-1: no rule on that day).

        `day` is days since 1970 at the place of clearance; `value_minor` in minor units of `currency`.
        """
        return parcel_duty(day, value_minor, weight_grams, self.rules)


def read_lawbook(document: Mapping[str, Any], file: str) -> Lawbook:
    """A lawbook from one parsed file; `BadInput` names the row that is unknown, unsourced, or leaves a hole."""
    rows = [_checked(row, file) for row in document["rows"]]
    rows = sorted((row for row in rows if row["status"] == "in force"), key=lambda row: row["from"])
    for before, after in pairwise(rows):
        if before["until"] != after["from"]:
            raise BadInput(f"{file}, row {after['id']}: begins {after['from']}, expected {before['until']}")
    return Lawbook(
        jurisdiction=document["jurisdiction"],
        territories=frozenset(document["territories"]),
        currency=document["currency"],
        ids=tuple(row["id"] for row in rows),
        rules=_arrays(rows),
    )


def _checked(row: Mapping[str, Any], file: str) -> Mapping[str, Any]:
    name = row.get("id", "without id")
    if set(row) != KEYS:
        raise BadInput(f"{file}, row {name}: keys differ by {sorted(set(row) ^ KEYS)}")
    if not row["source"] or row["basis"] not in ("whole", "excess") or row["from"] >= row["until"]:
        raise BadInput(f"{file}, row {name}: expected a source, basis whole or excess, and from before until")
    return row


def _arrays(rows: Sequence[Mapping[str, Any]]) -> DutyRules:
    def column(name: str) -> np.ndarray:
        return np.array([row[name] for row in rows], dtype=np.int64)

    return DutyRules(
        from_day=np.array([day_number(row["from"]) for row in rows], dtype=np.int64),
        until_day=np.array([day_number(row["until"]) for row in rows], dtype=np.int64),
        threshold_minor=column("threshold_minor"),
        threshold_grams=column("threshold_grams"),
        whole_value=np.array([row["basis"] == "whole" for row in rows]),
        ad_valorem=column("ad_valorem"),
        specific_minor_per_kg=column("specific_minor_per_kg"),
    )
