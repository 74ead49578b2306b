"""Files of made-up orders, as a shop would write them."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from tearoad.demo.journeys import DAY, WORLDS, journeys

HEAD = ["purchased", "handed_over", "delivered", "promised", "origin", "destination"]


def written(path: Path, rows: int, seed: int = 78, **changes: str | Sequence[str]) -> Path:
    """A file of a made-up world; a column named in `changes` has its values instead."""
    drawn = journeys(WORLDS["festivals"], rows, seed)
    words = {
        "purchased": moments(drawn.purchased),
        "handed_over": moments(drawn.handed),
        "delivered": moments(drawn.delivered),
        "promised": [word[:10] for word in moments(drawn.promised * DAY)],
        "origin": [f"o{one}" for one in drawn.origin],
        "destination": [f"d{one}" for one in drawn.destination],
    }
    for name, values in changes.items():
        words[name] = [values] * rows if isinstance(values, str) else values
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEAD)
        table.writerows(zip(*(words[name] for name in HEAD), strict=True))
    return path


def moments(seconds: np.ndarray) -> list[str]:
    return ["" if at < 0 else f"{datetime.fromtimestamp(int(at), UTC):%Y-%m-%d %H:%M:%S}" for at in seconds]
