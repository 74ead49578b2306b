"""The dated lists and bounds that checks compare with; they are data, read by `wire.checks`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from tearoad.customs.checks.words import Vocabulary


@dataclass(frozen=True)
class Listed:
    """Goods by the first digits of their codes, that may not be sent, or only with a licence, between two days.
    `territories` () is everywhere."""

    id: str
    kind: str
    territories: tuple[str, ...]
    goods: tuple[str, ...]
    begins: date
    until: date
    source: str
    status: str


@dataclass(frozen=True)
class IdentityAsked:
    """From a day on, a territory's customs asks for a number of whoever gets a parcel from abroad."""

    territory: str
    begins: date
    source: str
    status: str


@dataclass(frozen=True)
class Lists:
    """`per_kg`: by chapter (two digits, '' for the others) what a kg is worth at least and at most, in a unit of which
    `units` says how many of each law's currency it is. `services` and `issuers` are the tables of `kernel.s10`."""

    listed: tuple[Listed, ...]
    identity: tuple[IdentityAsked, ...]
    postcodes: Mapping[str, str]
    per_kg: Mapping[str, tuple[float, float]]
    units: Mapping[str, float]
    vocabulary: Vocabulary
    messages: Mapping[str, Mapping[str, str]]
    services: np.ndarray
    issuers: np.ndarray
