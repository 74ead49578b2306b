"""WCO declarations as rows of item declarations: what they have in common with the form of an item by post.

| row | element |
|---|---|
| parcel_id | the functional reference (LRN), else the number at customs |
| quantity | packages |
| value | the price of the invoice line, else the customs value |
| weights | the net weight of each item; the total gross mass, else the sum of the items' |
| s10 | the first transport contract document of the shipment's consignment |
| sender | Exporter, else Consignor, else Seller; the country of its address, else the country of export |
| recipient | Importer, else Consignee, else Buyer; its id is the identity |
| category | sale where the nature of the transaction begins with 1 |

What does not declare an import for the first time, such as a cancellation, is no declaration here: its rows say so.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from tearoad.terms.refusal import BadInput
from tearoad.wire.item_rows import SALE, UNITS, Parcels, Row, grams, minor, plain
from tearoad.wire.wco.message import Declaration
from tearoad.wire.wco.safe_xml import NotTaken, parsed, read_file
from tearoad.wire.wco.schemas import Fault, Kind, judge, messages
from tearoad.wire.wco.tree import Element, model
from tearoad.wire.wco.values import Item, Party, kilograms
from tearoad.wire.wco.writing import ORIGINAL

NOBODY = Party("")
EXPORT = "EX"  # how the type of one begins, in HMRC's samples
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
    parcels = Parcels()
    for place, element in enumerate(found, 1):
        judged = judge(Kind.DECLARATION, element)
        one = Declaration(model(element))
        parcel_id, twice = parcels.own(one.reference or one.mrn, place)
        fault = _without_data(judged.faults[0]) if judged.faults else ""
        yield from _rows(one, parcel_id, fault or twice or _refused(one))


def _without_data(fault: Fault) -> str:
    """Where it is, but not what stood there, as that may be a person's name or number."""
    return f"line {fault.line}: {fault.words.partition(': ')[0]} is not as its schema wants it"


def _refused(one: Declaration) -> str:
    """Why a declaration without a fault is none of an import, '' where it is one."""
    if one.function != ORIGINAL:
        return f"FunctionCode {one.function or 'is empty'}, expected {ORIGINAL}"
    if one.type.startswith(EXPORT):
        return f"TypeCode {one.type}, expected an import"
    strange = next((part.name for part in _measures(one.tree) if kilograms(part) is None), "")
    return f"{strange}: expected unitCode {UNITS}" if strange else ""


def _measures(tree: Element) -> Iterator[Element]:
    shipment = tree.first("GoodsShipment") or Element("GoodsShipment")
    yield from tree.each("TotalGrossMassMeasure")
    for goods in shipment.each("GovernmentAgencyGoodsItem"):
        measure = goods.first("Commodity", "GoodsMeasure") or Element("GoodsMeasure")
        for name in ("GrossMassMeasure", "NetNetWeightMeasure"):
            yield from measure.each(name)


def _rows(one: Declaration, parcel_id: str, fault: str) -> Iterator[Row]:
    sender, recipient = _party(one, SENDERS), _party(one, RECIPIENTS)
    nature = one.tree.word("GoodsShipment", "TransactionNatureCode")
    whole = {
        "parcel_id": parcel_id,
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
    price = item.price or item.customs_value
    code = next((one.id for one in item.codes if one.id.isdigit() and len(one.id) >= 6), "")
    return {
        "line": "" if item.sequence is None else str(item.sequence),
        "description": item.description,
        "hs": code[:10],
        "quantity": plain(next((one.quantity for one in item.packages if one.quantity), Decimal(1))),
        "value_minor": minor(price.value, price.currency) if price else "",
        "currency": price.currency if price else "",
        "weight_grams": grams(item.net_kg),
        "origin": item.origins[0].country if item.origins else "",
    }


def _party(one: Declaration, roles: tuple[str, ...]) -> Party:
    items = [party for item in one.items for party in item.parties]
    found = {party.role: party for party in (*items, *one.parties)}
    return next((found[role] for role in roles if role in found), NOBODY)


def _gross(one: Declaration) -> Decimal | None:
    said = kilograms(one.tree.first("TotalGrossMassMeasure"))
    parts = [item.gross_kg for item in one.items if item.gross_kg is not None]
    return said if said is not None else sum(parts, Decimal(0)) if parts else None
