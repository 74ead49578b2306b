"""A declaration and a response: views of a tree, which alone holds what they say."""

from dataclasses import dataclass
from typing import NamedTuple

from tearoad.wire.wco.tree import Element
from tearoad.wire.wco.values import Item, Party, items, parties, whole

ACCEPTED, REJECTED, CLEARED, TAX = "01", "03", "09", "13"
FUNCTIONS = {ACCEPTED: "accepted", REJECTED: "rejected", CLEARED: "cleared", TAX: "tax"}  # as HMRC's samples name them


class Pointer(NamedTuple):
    """A step towards what an error is about: a section of the model, which of them, and a field's tag."""

    section: str
    sequence: int | None = None
    tag: str = ""


class Mistake(NamedTuple):
    """One Error of a response."""

    code: str
    description: str = ""
    pointers: tuple[Pointer, ...] = ()


class Status(NamedTuple):
    """One Status of a response; moments as they are written, such as 20240222100938Z."""

    code: str
    effective: str = ""
    released: str = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A typed view of a Declaration; `tree` has all the rest."""

    tree: Element

    @property
    def function(self) -> str:
        """9 original, 13 request, 14 ..."""
        return self.tree.word("FunctionCode")

    @property
    def reference(self) -> str:
        """The functional reference (LRN): the declarant's own."""
        return self.tree.word("FunctionalReferenceID")

    @property
    def mrn(self) -> str:
        """The declaration's number at customs; '' before there is one."""
        return self.tree.word("ID")

    @property
    def type(self) -> str:
        """Such as IMA, an import declared on arrival."""
        return self.tree.word("TypeCode")

    @property
    def packages(self) -> int | None:
        """The total that is declared."""
        return whole(self.tree.word("TotalPackageQuantity"))

    @property
    def parties(self) -> tuple[Party, ...]:
        """Those of the declaration, then those of its shipment."""
        shipment = self.tree.first("GoodsShipment")
        return parties(self.tree) + (parties(shipment) if shipment else ())

    @property
    def destination(self) -> str:
        """A country."""
        return self.tree.word("GoodsShipment", "Destination", "CountryCode")

    @property
    def export_country(self) -> str:
        """A country."""
        return self.tree.word("GoodsShipment", "ExportCountry", "ID")

    @property
    def items(self) -> tuple[Item, ...]:
        """The goods."""
        return items(self.tree.first("GoodsShipment"))


@dataclass(frozen=True, slots=True)
class Response:
    """A typed view of a Response; `tree` has all the rest."""

    tree: Element

    @property
    def function(self) -> str:
        """What customs says; FUNCTIONS has words for some."""
        return self.tree.word("FunctionCode")

    @property
    def reference(self) -> str:
        """The response's own."""
        return self.tree.word("FunctionalReferenceID")

    @property
    def issued(self) -> str:
        """The moment as it is written."""
        return _moment(self.tree, "IssueDateTime")

    @property
    def declaration_reference(self) -> str:
        """The functional reference (LRN) of the declaration that is answered."""
        return self.tree.word("Declaration", "FunctionalReferenceID")

    @property
    def mrn(self) -> str:
        """The number of the declaration that is answered."""
        return self.tree.word("Declaration", "ID")

    @property
    def version(self) -> int | None:
        """Of the declaration that is answered."""
        return whole(self.tree.word("Declaration", "VersionID"))

    @property
    def accepted(self) -> str:
        """The moment as it is written."""
        return _moment(self.tree.first("Declaration"), "AcceptanceDateTime")

    @property
    def rejected(self) -> str:
        """The moment as it is written."""
        return _moment(self.tree.first("Declaration"), "RejectionDateTime")

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """What customs found wrong."""
        return tuple(
            Mistake(one.word("ValidationCode"), one.word("Description"), _pointers(one))
            for one in self.tree.each("Error")
        )

    @property
    def statuses(self) -> tuple[Status, ...]:
        """How the declaration stands."""
        return tuple(
            Status(one.word("NameCode"), _moment(one, "EffectiveDateTime"), _moment(one, "ReleaseDateTime"))
            for one in self.tree.each("Status")
        )

    @property
    def items(self) -> tuple[Item, ...]:
        """The goods on which customs has something to say, with their duties and taxes."""
        return items(self.tree.first("Declaration", "GoodsShipment"))


def _pointers(element: Element) -> tuple[Pointer, ...]:
    return tuple(
        Pointer(one.word("DocumentSectionCode"), whole(one.word("SequenceNumeric")), one.word("TagID"))
        for one in element.each("Pointer")
    )


def _moment(element: Element | None, name: str) -> str:
    """The text of the only child, which the schema has in a namespace of its types."""
    found = element.first(name) if element else None
    return found.children[0].text.strip() if found and found.children else ""
