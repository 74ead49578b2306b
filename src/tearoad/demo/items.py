"""The demo's item declarations as their senders lodge them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import convert

from tearoad.demo.catalogue import products
from tearoad.demo.declarations import declarations
from tearoad.operations.asked_item import AskedContent, AskedItem

LINES_A_PARCEL = 1.6  # of the demo's; a little more, so that there are no fewer parcels
MOST = 10_000  # that `demo lodge` asks for
OFFICE = "moscow"
OF_LINE = AskedContent.__struct_fields__


def demo_items(count: int, seed: int, day: date) -> list[AskedItem]:
    """So many of the demo's declarations. Up to MOST they are the first of one table, whose draws depend on its length,
    so that more of them are those and others."""
    table = declarations(products(seed), round(max(count, MOST) * LINES_A_PARCEL) + 1, seed, day)
    parcels = table.partition_by("parcel_id", maintain_order=True)
    found = [_item(parcel.rows(named=True)) for parcel in parcels[:count]]
    assert len(found) == count, "the demo has fewer lines a parcel than it is taken to have"
    return found


def _item(rows: Sequence[dict[str, Any]]) -> AskedItem:
    first = rows[0]
    of_parcel = {name: first[name] for name in AskedItem.__struct_fields__ if name in first}
    lines = [{name: row[name] for name in OF_LINE if name in row} for row in rows]
    return convert({"id": first["parcel_id"], "office": OFFICE, **of_parcel, "lines": lines}, AskedItem)
