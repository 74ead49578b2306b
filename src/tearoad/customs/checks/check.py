"""A check: its code, a sentence that holds for good declarations, and a function that finds those that fail it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

import numpy as np

from tearoad.customs.checks.declared import Declared

Status = Literal["verified", "unverified", "assumed"]


class Of(IntEnum):
    """What a check looks at, one by one."""

    LINE = 0
    PARCEL = 1


class Then(IntEnum):
    """What follows for a parcel that fails: of several the largest."""

    PAPERS = 0
    SCAN = 1
    REJECT = 2


@dataclass(frozen=True)
class Check:
    """`fails` gives bool[n] for lines or bool[m] for parcels. `sentence` is English; those of the other
    languages stand beside the lists. `between_parcels`: what is said of one parcel depends on the others."""

    code: str
    name: str
    sentence: str
    of: Of
    then: Then
    source: str
    status: Status
    fails: Callable[[Declared], np.ndarray]
    between_parcels: bool


def check(
    code: str, of: Of, source: str, status: Status, then: Then = Then.REJECT, *, between_parcels: bool = False
) -> Callable[[Callable[[Declared], np.ndarray]], Check]:
    """Makes a function a check; its docstring is the sentence."""

    def made(fails: Callable[[Declared], np.ndarray]) -> Check:
        assert fails.__doc__, f"{code} has a sentence"
        sentence = fails.__doc__.strip()
        return Check(code, fails.__name__, sentence, of, then, source, status, fails, between_parcels)

    return made
