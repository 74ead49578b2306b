"""Orders of a shop from purchase to the door, out of CSV, plain or zipped, or Parquet.

| column | what |
|---|---|
| purchased | when it was bought; rows where it is empty are counted apart |
| handed_over | when the carrier got it; may be empty |
| delivered | when it came; empty where it has not |
| promised | by which day the shop promised it; may be empty |
| origin, destination | any words; may be empty or missing |

Days and moments by ISO 8601. Cells with a zone are read by the clock that most cells of `purchased` have, cells without
one are by that clock. Other columns are not looked at.
"""

from pathlib import Path

import numpy as np
import polars as pl

from tearoad.network.past_orders import NEVER, Told, in_order
from tearoad.terms.refusal import BadInput
from tearoad.wire.moments import commonest_zone, moments_of
from tearoad.wire.table import read_typed

MOMENTS = ("purchased", "handed_over", "delivered", "promised")
PLACES = ("origin", "destination")
MOST_ROWS = 2_000_000
NOBODY_SAID = -1


def read_journeys(path: Path) -> Told:
    """`BadInput` names the first cell that cannot be understood."""
    table = read_typed(path)
    missing = [name for name in MOMENTS if name not in table.columns]
    if missing:
        raise BadInput(f"{path}: columns {', '.join(missing)} are missing; expected {', '.join(MOMENTS)}")
    if not 1 <= table.height <= MOST_ROWS:
        raise BadInput(f"{path}: {table.height} rows, expected 1 to {MOST_ROWS}; cut the file by time")
    found = {name: moments_of(str(path), _text(path, table[name])) for name in MOMENTS}
    clock = commonest_zone(found["purchased"])
    seconds = {name: np.where(one.there, one.by(clock), NEVER) for name, one in found.items()}
    order = np.argsort(seconds["purchased"], kind="stable")
    places = {
        name: _numbers(_text(path, table[name])[order]) if name in table.columns else (_nowhere(table.height), ())
        for name in PLACES
    }
    origin, destination = places["origin"], places["destination"]
    purchased, handed, delivered, promised = (seconds[name][order] for name in MOMENTS)
    return in_order(purchased, handed, delivered, promised, origin[0], destination[0], destination[1])


def _text(path: Path, column: pl.Series) -> pl.Series:
    try:
        return column.cast(pl.String)
    except pl.exceptions.PolarsError:
        raise BadInput(f"{path}, column {column.name}: {column.dtype}, expected text, days or moments") from None


def _nowhere(rows: int) -> np.ndarray:
    return np.full(rows, NOBODY_SAID, dtype=np.int64)


def _numbers(words: pl.Series) -> tuple[np.ndarray, tuple[str, ...]]:
    """Words as numbers in the order in which they come first."""
    words = words.str.strip_chars().replace("", None)
    known = words.drop_nulls().unique(maintain_order=True)
    table = pl.DataFrame({"word": known, "number": pl.Series(range(len(known)), dtype=pl.Int64)})
    numbers = words.to_frame("word").join(table, on="word", how="left", maintain_order="left")["number"]
    return numbers.fill_null(NOBODY_SAID).to_numpy(), tuple(known.to_list())
