"""What commands that choose inspections are asked with."""

from pathlib import Path
from typing import Annotated

import typer

from tearoad.terms.refusal import BadInput

MOST_INSPECTIONS = 10_000_000
Rules = Annotated[
    Path | None, typer.Option("--rules", help="Rules of the offices, TOML; else those that ship, which are assumed.")
]
RandomShare = Annotated[
    float, typer.Option("--random-share", help="Of what rules leave of the capacity, drawn by lot.")
]
Seed = Annotated[int, typer.Option("--seed", help="Of the lot.")]


def expect_capacity(capacity: int, random_share: float) -> None:
    """`BadInput` where they are none."""
    if not 0 <= capacity <= MOST_INSPECTIONS:
        raise BadInput(f"--capacity {capacity}, expected a whole number from 0 to {MOST_INSPECTIONS}")
    if not 0.0 <= random_share <= 1.0:
        raise BadInput(f"--random-share {random_share}, expected a share from 0 to 1")
