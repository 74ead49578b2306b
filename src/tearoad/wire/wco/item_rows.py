"""WCO declarations as rows of item declarations: what they have in common with the form of an item by post.

| row | element |
|---|---|
| parcel_id | the functional reference (LRN), else the number at customs |
| value | the price of the invoice line, else the customs value |
| weights | the net weight of each item; the total gross mass, else the sum of the items' |
| s10 | the first transport contract document of the shipment's consignment |
| sender | Exporter, else Consignor, else Seller; the country of its address, else the country of export |
| recipient | Importer, else Consignee, else Buyer; its id is the identity |
| category | sale where the nature of the transaction begins with 1 |
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from tearoad.terms.refusal import BadInput
from tearoad.wire.item_rows import SALE, Row, grams, minor
from tearoad.wire.wco.message import Declaration
from tearoad.wire.wco.safe_xml import NotTaken, parsed, read_file
from tearoad.wire.wco.schemas import Kind, judge, messages
from tearoad.wire.wco.tree import model
from tearoad.wire.wco.values import Amount, Item, Party, number

NOBODY = Party("")
SENDERS, RECIPIENTS = ("Exporter", "Consignor", "Seller"), ("Importer", "Consignee", "Buyer")


def read_rows(path: Path) -> Iterator[Row]:
    """Of every declaration in a file; `BadInput` where it is not taken as XML, or has none. What a schema does not
    allow is the fault of its rows."""
    try:
        root = parsed(read_file(path))
    except NotTaken as error:
        raise BadInput(f"{path}: {error.verdict}: {error.words}") from None
    found = [element for kind, element in messages(root) if kind is Kind.DECLARATION]
    if not found:
        raise BadInput(f"{path}: expected a WCO declaration below a MetaData")
    for element in found:
        judged = judge(Kind.DECLARATION, element)
        fault = judged.faults[0].words if judged.faults else ""
        yield from _rows(Declaration(model(element)), fault)


def _rows(one: Declaration, fault: str) -> Iterator[Row]:
    sender, recipient = _party(one, SENDERS), _party(one, RECIPIENTS)
    nature = one.tree.word("GoodsShipment", "TransactionNatureCode")
    whole = {
        "parcel_id": one.reference or one.mrn,
        "destination": one.destination,
        "gross_grams": grams(_gross(one)),
        "category": "sale" if nature.startswith(SALE) else "",
        "s10": one.tree.word("GoodsShipment", "Consignment", "TransportContractDocument", "ID"),
        "sender_name": sender.name,
        "sender_id": sender.id,
        "sender_country": sender.country or one.export_country,
        "recipient_name": recipient.name,
        "recipient_postcode": recipient.postcode,
        "recipient_identity": recipient.id,
        "fault": fault,
    }
    for item in one.items or (Item(None),):
        yield {**whole, **_line(item)}


def _line(item: Item) -> Row:
    price = item.price or item.customs_value or Amount(Decimal(0))
    code = next((one.id for one in item.codes if one.id.isdigit() and len(one.id) >= 6), "")
    return {
        "line": "" if item.sequence is None else str(item.sequence),
        "description": item.description,
        "hs": code[:10],
        "quantity": str(next((one.quantity for one in item.packages if one.quantity), 1)),
        "value_minor": minor(price.value, price.currency),
        "currency": price.currency,
        "weight_grams": grams(item.net_kg),
        "origin": item.origins[0].country if item.origins else "",
    }


def _party(one: Declaration, roles: tuple[str, ...]) -> Party:
    items = [party for item in one.items for party in item.parties]
    found = {party.role: party for party in (*items, *one.parties)}
    return next((found[role] for role in roles if role in found), NOBODY)


def _gross(one: Declaration) -> Decimal | None:
    said = number(one.tree.word("TotalGrossMassMeasure"))
    parts = [item.gross_kg for item in one.items if item.gross_kg is not None]
    return said if said is not None else sum(parts, Decimal(0)) if parts else None
