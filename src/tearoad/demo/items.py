"""The demo's item declarations as their senders lodge them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import convert

from tearoad.demo.catalogue import products
from tearoad.demo.declarations import declarations
from tearoad.operations.asked_item import PERSONAL, AskedContent, AskedItem
from tearoad.operations.desk_view import Declaration

LINES_A_PARCEL = 1.6  # of the demo's; a little more, so that there are no fewer parcels
MOST = 10_000  # that `demo lodge` asks for
OFFICE, HOME, THERE = "moscow", "CN", "RU"
OF_LINE = AskedContent.__struct_fields__


def demo_items(count: int, seed: int, day: date) -> list[AskedItem]:
    """So many of the demo's declarations. Up to MOST they are the first of one table, whose draws depend on its length,
    so that more of them are those and others."""
    table = declarations(products(seed), round(max(count, MOST) * LINES_A_PARCEL) + 1, seed, day)
    parcels = table.partition_by("parcel_id", maintain_order=True)
    found = [_item(parcel.rows(named=True)) for parcel in parcels[:count]]
    assert len(found) == count, "the demo has fewer lines a parcel than it is taken to have"
    return found


def of_parcels(parcels: Sequence[Declaration], like: Sequence[AskedItem]) -> list[AskedItem]:
    """Parcels of the road whose goods have codes, as their merchants declare them; whom each names is as in one of
    `like`, in their order."""
    coded = [one for one in parcels if one.office and all(line.hs6 for line in one.lines)]
    return [_of_parcel(one, named) for one, named in zip(coded, like, strict=False)]


def _of_parcel(parcel: Declaration, named: AskedItem) -> AskedItem:
    pieces = sum(line.quantity for line in parcel.lines)
    lines = tuple(
        AskedContent(
            description=line.title_en,
            hs=line.hs6 or "",
            quantity=line.quantity,
            value_minor=line.unit_price_minor * line.quantity,
            weight_grams=max(parcel.weight_grams * line.quantity // pieces, 1),
        )
        for line in parcel.lines
    )
    persons = {name: getattr(named, name) for name in PERSONAL}
    return AskedItem(
        id=parcel.consignment_id, consignment=parcel.consignment_id, office=parcel.office or OFFICE,
        currency=parcel.currency, origin=HOME, destination=THERE, lines=lines, category="sale",
        gross_grams=max(parcel.weight_grams, len(lines)), order_id=parcel.order_id, sender_country=HOME, **persons,
    )  # fmt: skip


def _item(rows: Sequence[dict[str, Any]]) -> AskedItem:
    first = rows[0]
    of_parcel = {name: first[name] for name in AskedItem.__struct_fields__ if name in first}
    lines = [{name: row[name] for name in OF_LINE if name in row} for row in rows]
    return convert({"id": first["parcel_id"], "office": OFFICE, **of_parcel, "lines": lines}, AskedItem)
