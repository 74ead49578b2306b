"""The parts of declarations and responses that Tearoad uses, as values: read from a tree, and what a tree is made of.

Words are as they stand, without white space around them, and '' where there are none; numbers are exact, and None
where there is none or it is not a plain decimal.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from tearoad.wire.item_rows import GRAMS
from tearoad.wire.wco.tree import Element

KILOGRAM = "KGM"
PLAIN = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})", re.ASCII)
HS = re.compile(r"\d{6}", re.ASCII)


class Amount(NamedTuple):
    """In major units; the currency is '' where it is not said."""

    value: Decimal
    currency: str = ""


class Party(NamedTuple):
    """`role` is the element's name: Exporter, Importer, Declarant, Seller, Buyer, Consignor, Consignee, Agent ..."""

    role: str
    id: str = ""
    name: str = ""
    street: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""


class Code(NamedTuple):
    """A commodity code and of which list it is: TSP, TRC, TRA or GN in HMRC's samples."""

    id: str
    scheme: str


class Package(NamedTuple):
    """Packages of one kind, a code of two letters such as BX."""

    sequence: int | None
    kind: str = ""
    quantity: Decimal | None = None
    marks: str = ""


class Duty(NamedTuple):
    """One DutyTaxFee. `rate` is in per cent; `quantity` is the specific base."""

    tax_type: str = ""
    regime: str = ""
    base: Amount | None = None
    rate: Decimal | None = None
    deducted: Amount | None = None
    quantity: Decimal | None = None
    assessed: Amount | None = None
    payable: Amount | None = None
    method: str = ""


class Origin(NamedTuple):
    """A country and of which kind: 1 is a non-preferential origin in HMRC's samples."""

    country: str
    kind: str = ""


class Item(NamedTuple):
    """One GovernmentAgencyGoodsItem; weights in kilograms."""

    sequence: int | None
    description: str = ""
    codes: tuple[Code, ...] = ()
    origins: tuple[Origin, ...] = ()
    gross_kg: Decimal | None = None
    net_kg: Decimal | None = None
    price: Amount | None = None
    customs_value: Amount | None = None
    statistical_value: Amount | None = None
    packages: tuple[Package, ...] = ()
    parties: tuple[Party, ...] = ()
    duties: tuple[Duty, ...] = ()

    @property
    def hs(self) -> str:
        """The first six digits of the first code that begins with six; '' where none does."""
        return next((found[0] for code in self.codes if (found := HS.match(code.id))), "")


PARTIES = (
    "Agent",
    "Buyer",
    "Consignee",
    "Consignor",
    "Declarant",
    "Exporter",
    "Importer",
    "Payer",
    "Seller",
    "Submitter",
)


def number(word: str) -> Decimal | None:
    """A plain decimal of at most 30 digits before the point and after it."""
    return Decimal(word) if PLAIN.fullmatch(word) else None


def whole(word: str) -> int | None:
    """A whole number."""
    found = number(word)
    return int(found) if found is not None and found == found.to_integral_value() else None


def amount(element: Element | None) -> Amount | None:
    """An element's number and its currencyID."""
    value = number(element.text.strip()) if element else None
    return None if element is None or value is None else Amount(value, element.attribute("currencyID"))


def kilograms(element: Element | None) -> Decimal | None:
    """A measure of mass, which is in kilograms where no unit is said (assumed); None where it is in none of GRAMS."""
    unit = (element.attribute("unitCode") or KILOGRAM) if element else ""
    word = element.text.strip() if element else ""
    return Decimal(f"{word}e{GRAMS[unit] - GRAMS[KILOGRAM]}") if unit in GRAMS and PLAIN.fullmatch(word) else None


def parties(element: Element) -> tuple[Party, ...]:
    """The parties among an element's children, in their order."""
    return tuple(
        Party(
            one.name,
            one.word("ID"),
            one.word("Name"),
            *(one.word("Address", part) for part in ("Line", "CityName", "PostcodeID", "CountryCode")),
        )
        for one in element.children
        if one.name in PARTIES and one.namespace == element.namespace
    )


def duty(element: Element) -> Duty:
    """A DutyTaxFee, of a declaration or of a response."""
    return Duty(
        element.word("TypeCode"),
        element.word("DutyRegimeCode"),
        amount(element.first("AdValoremTaxBaseAmount")),
        number(element.word("TaxRateNumeric")),
        amount(element.first("DeductAmount")),
        number(element.word("SpecificTaxBaseQuantity")),
        amount(element.first("Payment", "TaxAssessedAmount")),
        amount(element.first("Payment", "PaymentAmount")),
        element.word("Payment", "MethodCode"),
    )


def item(element: Element) -> Item:
    """A GovernmentAgencyGoodsItem, of a declaration or of a response."""
    goods = element.first("Commodity") or Element("Commodity")
    return Item(
        whole(element.word("SequenceNumeric")),
        goods.word("Description"),
        tuple(Code(one.word("ID"), one.word("IdentificationTypeCode")) for one in goods.each("Classification")),
        tuple(Origin(one.word("CountryCode"), one.word("TypeCode")) for one in element.each("Origin")),
        kilograms(goods.first("GoodsMeasure", "GrossMassMeasure")),
        kilograms(goods.first("GoodsMeasure", "NetNetWeightMeasure")),
        amount(goods.first("InvoiceLine", "ItemChargeAmount")),
        amount(element.first("CustomsValueAmount")),
        amount(element.first("StatisticalValueAmount")),
        tuple(_package(one) for one in element.each("Packaging")),
        parties(element),
        tuple(duty(one) for one in goods.each("DutyTaxFee")),
    )


def items(shipment: Element | None) -> tuple[Item, ...]:
    """The goods items of a GoodsShipment."""
    return tuple(item(one) for one in shipment.each("GovernmentAgencyGoodsItem")) if shipment else ()


def _package(element: Element) -> Package:
    return Package(
        whole(element.word("SequenceNumeric")),
        element.word("TypeCode"),
        number(element.word("QuantityQuantity")),
        element.word("MarksNumbersID"),
    )
