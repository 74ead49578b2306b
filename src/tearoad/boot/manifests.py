"""What has come, by its S10 numbers: a table, or a manifest as posts and carriers send it."""

from pathlib import Path

import polars as pl

from tearoad.boot.edifact import checked_file
from tearoad.customs.frame import text_of
from tearoad.terms.refusal import BadInput
from tearoad.wire.edifact.manifest import numbers_of
from tearoad.wire.table import read_typed
from tearoad.wire.upu.manifest import read_numbers


def arrived_numbers(path: Path) -> pl.Series:
    """By the ending of the name; '' is a parcel whose number nobody says."""
    ending = path.suffix.lower()
    if ending == ".edi":
        try:
            return pl.Series("s10", numbers_of(checked_file(path)), dtype=pl.String)
        except BadInput as error:
            said = str(error)
            raise BadInput(said if said.startswith(str(path)) else f"{path.name}: {said}") from None
    if ending in (".json", ".upu"):
        return pl.Series("s10", read_numbers(path), dtype=pl.String)
    table = read_typed(path)
    if "s10" not in table.columns:
        raise BadInput(f"{path.name}: column s10 is missing; expected the numbers of parcels that arrived")
    return text_of(table["s10"])
