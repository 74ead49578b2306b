"""Items as the table of declarations, one row a content line, and the table as messages.

The columns are those of `customs.frame` and of the checks of declarations; what belongs to the item stands in every row
of it. Null is what nobody said, as '' is, and so is a column that is missing, but for the REQUIRED ones.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import msgspec
import polars as pl

from tearoad.terms.refusal import BadInput
from tearoad.wire.upu.document import fault_of
from tearoad.wire.upu.judge import first_fault
from tearoad.wire.upu.values import MOST_ITEMS, NOT_CERTIFIED, Content, Cusitm, Header, Item, Itmatt

OF_LINE = tuple(Content.__struct_fields__)
OF_ITEM = tuple(name for name in Item.__struct_fields__ if name not in ("content_count", "contents"))
SCHEMA: dict[str, Any] = {
    "parcel_id": pl.String,
    "line": pl.Int64,
    "description": pl.String,
    "hs": pl.String,
    "quantity": pl.Int64,
    "weight_grams": pl.Int64,
    "value_minor": pl.Int64,
    "currency": pl.String,
    "origin": pl.String,
    "destination": pl.String,
    "accepted_on": pl.Date,
    "subject": pl.String,
    "postage_minor": pl.Int64,
    "seller_registered": pl.Boolean,
    "consignee_id": pl.String,
    "gross_grams": pl.Int64,
    "category": pl.String,
    "s10": pl.String,
    "sender_name": pl.String,
    "sender_country": pl.String,
    "recipient_name": pl.String,
    "recipient_postcode": pl.String,
    "recipient_identity": pl.String,
    "order_id": pl.String,
    "licence": pl.String,
    "invoice": pl.String,
    "office": pl.String,
    "dispatch_id": pl.String,
}
REQUIRED = ("parcel_id", "value_minor", "currency", "weight_grams", "origin", "destination", "accepted_on")
NOT_SAID = {"line": None, "gross_grams": None, "quantity": 1, "postage_minor": 0, "seller_registered": False}


def frame_of(messages: Iterable[Itmatt | Cusitm]) -> pl.DataFrame:
    """A row for each content line of each item, in their order, with the columns of SCHEMA."""
    columns: dict[str, list[object]] = {name: [] for name in SCHEMA}
    for message in messages:
        for item in message.items:
            for name in OF_ITEM:
                columns[name].extend([getattr(item, name)] * len(item.contents))
            for name in OF_LINE:
                columns[name].extend([getattr(one, name) for one in item.contents])
    return pl.DataFrame(columns, schema=SCHEMA)


def messages_of(
    frame: pl.DataFrame, header: Header, kind: type[Itmatt] | type[Cusitm] = Itmatt
) -> list[Itmatt | Cusitm]:
    """Messages of at most MOST_ITEMS items, referenced as the header says, with a number from the second on.

    Items stand in the order of their first rows. `BadInput` names the first item, and what of it no message can say.
    """
    items = map(_item, _parcels(_typed(frame)))
    found: list[Itmatt | Cusitm] = []
    while some := tuple(islice(items, MOST_ITEMS)):
        number = f"-{len(found) + 1}" if found else ""
        told = msgspec.structs.replace(header, reference=f"{header.reference}{number}")
        message = kind(conformance=NOT_CERTIFIED, header=told, item_count=len(some), items=some)
        fault = first_fault(message)
        if fault:
            raise BadInput(f"message {told.reference}, {fault}")
        found.append(message)
    return found


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    missing = sorted(set(REQUIRED) - set(frame.columns))
    if missing:
        raise BadInput(f"columns {', '.join(missing)} are missing; expected {', '.join(REQUIRED)}")
    columns = []
    for name, kind in SCHEMA.items():
        default = None if name in REQUIRED else NOT_SAID.get(name, "")
        given = frame[name] if name in frame.columns else pl.Series([default]).new_from_index(0, frame.height)
        try:
            words = given.dtype == pl.String and kind == pl.Date
            column = given.str.to_date("%Y-%m-%d") if words else given.cast(kind)
        except pl.exceptions.PolarsError:
            raise BadInput(f"column {name}: {given.dtype}, expected {kind}") from None
        columns.append((column if default is None else column.fill_null(default)).alias(name))
    return pl.DataFrame(columns)


def _parcels(frame: pl.DataFrame) -> list[list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(row["parcel_id"], []).append(row)
    return list(found.values())


def _item(rows: Sequence[dict[str, Any]]) -> Item:
    where = f"parcel {str(rows[0]['parcel_id'])[:80]!r}"
    words = {name: rows[0][name] for name in OF_ITEM}
    for name in OF_ITEM:
        if any(row[name] != words[name] for row in rows):
            raise BadInput(f"{where}, column {name}: not alike in all lines of the parcel")
    contents = [
        {name: row[name] for name in OF_LINE} | {"line": at if row["line"] is None else row["line"]}
        for at, row in enumerate(rows, 1)
    ]
    try:
        return msgspec.convert({**words, "content_count": len(rows), "contents": contents}, Item)
    except msgspec.ValidationError as error:
        raise BadInput(f"{where}, {fault_of(error)}") from None
