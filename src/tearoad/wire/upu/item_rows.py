"""Files of item attributes (ITMATT-like) and customs items (CUSITM-like) as the table of declarations."""

from pathlib import Path

import polars as pl

from tearoad.terms.refusal import BadInput
from tearoad.wire.bounded import read_bounded
from tearoad.wire.item_rows import Parcels
from tearoad.wire.upu.document import MOST_BYTES, read_message
from tearoad.wire.upu.faults import Fault
from tearoad.wire.upu.table import frame_of
from tearoad.wire.upu.text import AROUND, read_text
from tearoad.wire.upu.values import Cusitm, Itmatt, Message

JSON = ".json"
ITEMS = (Itmatt, Cusitm)


def read_rows(path: Path) -> pl.DataFrame:
    """One JSON message, or an interchange of text; a message of an interchange that is at fault, or of another kind, is
    a row with its `fault`, and what is wrong with the interchange that of all rows. `BadInput` where the file cannot be
    read, or has no item."""
    raw = read_bounded(path, MOST_BYTES)
    found = [read_message(raw)] if path.suffix.lower() == JSON else read_text(raw)
    if not any(isinstance(one, ITEMS) for one in found):
        raise BadInput(f"{path}: {_said(found[0]) if found else 'no message'}")
    around = [str(one) for one in found if isinstance(one, Fault) and one.path.startswith(AROUND)]
    parcels = Parcels()
    messages = enumerate(found[: len(found) - len(around)], 1)
    table = pl.concat([_rows(one, number, parcels) for number, one in messages], how="diagonal")
    return table.with_columns(pl.col("fault").replace("", around[0])) if around else table


def _rows(message: Message | Fault, number: int, parcels: Parcels) -> pl.DataFrame:
    if not isinstance(message, ITEMS):
        return pl.DataFrame({"parcel_id": [parcels.own("", number)[0]], "fault": [_said(message)]})
    own = {item.parcel_id: parcels.own(item.parcel_id, number) for item in message.items}
    table = frame_of([message])
    told = [own[one] for one in table["parcel_id"]]
    return table.with_columns(pl.DataFrame(told, schema=["parcel_id", "fault"], orient="row"))


def _said(one: Message | Fault) -> str:
    return str(one) if isinstance(one, Fault) else f"{type(one).__name__.upper()}, expected ITMATT or CUSITM"
