"""Learnt promises for the operator: held against the journeys of a file."""

from pathlib import Path
from typing import Any

from tearoad.network.reliability import calibrated
from tearoad.terms.refusal import BadInput
from tearoad.wire.past_orders import read_journeys

LEAST_LEVEL, MOST_LEVEL = 0.5, 0.99


def calibrated_file(path: Path, level: float) -> dict[str, Any]:
    """Figures of `network/reliability`; `BadInput` where the file or the level cannot be understood."""
    if not LEAST_LEVEL <= level <= MOST_LEVEL:
        raise BadInput(f"--level {level}, expected a share from {LEAST_LEVEL} to {MOST_LEVEL}")
    return {"file": str(path), **calibrated(read_journeys(path), level)}
