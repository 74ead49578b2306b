"""Files of item attributes (ITMATT-like) and customs items (CUSITM-like) as the table of declarations."""

from pathlib import Path

import polars as pl

from tearoad.terms.refusal import BadInput
from tearoad.wire.upu.document import MOST_BYTES, read_message
from tearoad.wire.upu.faults import Fault
from tearoad.wire.upu.table import frame_of
from tearoad.wire.upu.text import read_text
from tearoad.wire.upu.values import Cusitm, Itmatt, Message

JSON = ".json"


def read_rows(path: Path) -> pl.DataFrame:
    """One JSON message, or an interchange of text; a message of an interchange that is at fault, or of another kind, is
    a row with its `fault`. `BadInput` where the file cannot be read, or its only message is at fault."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    found = [read_message(raw)] if path.suffix.lower() == JSON else read_text(raw)
    items = [one for one in found if isinstance(one, Itmatt | Cusitm)]
    others = [one for one in found if not isinstance(one, Itmatt | Cusitm)]
    if not items:
        raise BadInput(f"{path}: {_said(others[0]) if others else 'no message'}")
    faults = pl.DataFrame(
        {
            "parcel_id": pl.Series([f"message at fault {at}" for at, _ in enumerate(others, 1)], dtype=pl.String),
            "fault": pl.Series([_said(one) for one in others], dtype=pl.String),
        }
    )
    return pl.concat([frame_of(items).with_columns(fault=pl.lit("")), faults], how="diagonal")


def _said(one: Message | Fault) -> str:
    return str(one) if isinstance(one, Fault) else f"{type(one).__name__.upper()}, expected ITMATT or CUSITM"
