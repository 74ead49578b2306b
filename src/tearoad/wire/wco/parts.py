"""Parts of new messages: elements in the schemas' order and still in no namespace, or None where nothing is in them."""

import re
from collections.abc import Iterable
from decimal import Decimal

from tearoad.terms.refusal import BadInput
from tearoad.wire.wco.message import Mistake
from tearoad.wire.wco.schemas import RESPONSE_TYPES_NAMESPACE
from tearoad.wire.wco.tree import Attribute, Element
from tearoad.wire.wco.values import Amount, Duty, Item, Party

NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
DAY_FORMAT, MOMENT_FORMAT = "102", "304"  # UN/EDIFACT 2379: CCYYMMDD, and with hours, minutes, seconds and a zone
DAY_LENGTH = 8
OF_ITEM = ("Buyer", "Consignee", "Consignor", "Seller")


def leaf(name: str, value: str | int | Decimal | Amount | None) -> Element | None:
    """An element of text; `BadInput` for signs that XML does not allow."""
    if isinstance(value, Amount):
        of_amount = leaf(name, value.value)
        currency = (Attribute("currencyID", value.currency),) if value.currency else ()
        return of_amount and of_amount._replace(attributes=currency)
    text = "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
    if (found := NOT_XML.search(text)) is not None:
        raise BadInput(f"{name}: {text[:40]!r} has {found[0]!r}, expected signs that XML allows")
    return Element(name, text=text) if text else None


def branch(name: str, *children: Element | None) -> Element | None:
    """An element of those that are there."""
    there = tuple(child for child in children if child is not None)
    return Element(name, children=there) if there else None


def moment_of(name: str, text: str) -> Element | None:
    """A day or a moment of a response, whose inner element is in the namespace of its types."""
    inner = leaf("DateTimeString", text)
    how = Attribute("formatCode", DAY_FORMAT if len(text) == DAY_LENGTH else MOMENT_FORMAT)
    return inner and branch(name, inner._replace(namespace=RESPONSE_TYPES_NAMESPACE, prefix="ds", attributes=(how,)))


def parties(whom: Iterable[Party], *roles: str) -> Iterable[Element | None]:
    """In the order of the roles, which is the schema's."""
    for role in roles:
        for one in whom:
            if one.role == role:
                address = branch(
                    "Address",
                    leaf("CityName", one.city),
                    leaf("CountryCode", one.country),
                    leaf("Line", one.street),
                    leaf("PostcodeID", one.postcode),
                )
                yield branch(role, leaf("Name", one.name), leaf("ID", one.id), address)


def expect_roles(whom: Iterable[Party], roles: tuple[str, ...]) -> None:
    """`BadInput` for a party that has no place here: none is left out in silence."""
    for one in whom:
        if one.role not in roles:
            raise BadInput(f"party {one.name or one.id}: {one.role!r}, expected one of {', '.join(roles)}")


def item(goods: Item) -> Element | None:
    """A GovernmentAgencyGoodsItem."""
    expect_roles(goods.parties, OF_ITEM)
    commodity = branch(
        "Commodity",
        leaf("Description", goods.description),
        *(
            branch("Classification", leaf("ID", one.id), leaf("IdentificationTypeCode", one.scheme))
            for one in goods.codes
        ),
        *(_duty(one) for one in goods.duties),
        branch("GoodsMeasure", leaf("GrossMassMeasure", goods.gross_kg), leaf("NetNetWeightMeasure", goods.net_kg)),
        branch("InvoiceLine", leaf("ItemChargeAmount", goods.price)),
    )
    return branch(
        "GovernmentAgencyGoodsItem",
        leaf("CustomsValueAmount", goods.customs_value),
        leaf("SequenceNumeric", goods.sequence),
        leaf("StatisticalValueAmount", goods.statistical_value),
        *parties(goods.parties, "Buyer"),
        commodity,
        *parties(goods.parties, "Consignee", "Consignor"),
        *(branch("Origin", leaf("CountryCode", one.country), leaf("TypeCode", one.kind)) for one in goods.origins),
        *(
            branch(
                "Packaging",
                leaf("SequenceNumeric", one.sequence),
                leaf("MarksNumbersID", one.marks),
                leaf("QuantityQuantity", one.quantity),
                leaf("TypeCode", one.kind),
            )
            for one in goods.packages
        ),
        *parties(goods.parties, "Seller"),
    )


def _duty(duty: Duty) -> Element | None:
    payment = (("MethodCode", duty.method), ("TaxAssessedAmount", duty.assessed), ("PaymentAmount", duty.payable))
    return branch(
        "DutyTaxFee",
        leaf("AdValoremTaxBaseAmount", duty.base),
        leaf("DeductAmount", duty.deducted),
        leaf("DutyRegimeCode", duty.regime),
        leaf("SpecificTaxBaseQuantity", duty.quantity),
        leaf("TaxRateNumeric", duty.rate),
        leaf("TypeCode", duty.tax_type),
        branch("Payment", *(leaf(name, value) for name, value in payment)),
    )


def mistake(found: Mistake) -> Element | None:
    """An Error of a response."""
    return branch(
        "Error",
        leaf("Description", found.description),
        leaf("ValidationCode", found.code),
        *(
            branch(
                "Pointer",
                leaf("SequenceNumeric", one.sequence),
                leaf("DocumentSectionCode", one.section),
                leaf("TagID", one.tag),
            )
            for one in found.pointers
        ),
    )
