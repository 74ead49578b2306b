"""New declarations and responses from typed values; what is written is valid by its schema, or `BadInput` says why not.

The schema is all that is asked: what a customs authority wants beyond it, such as a procedure code, is not.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from tearoad.terms.refusal import BadInput
from tearoad.wire.wco.message import Mistake, Status
from tearoad.wire.wco.parts import branch, expect_roles, item, leaf, mistake, moment_of, parties
from tearoad.wire.wco.safe_xml import NotTaken, parsed
from tearoad.wire.wco.schemas import METADATA_NAMESPACE, NAMESPACES, RESPONSE_TYPES_NAMESPACE, Kind, judge, messages
from tearoad.wire.wco.tree import Element, written
from tearoad.wire.wco.values import Item, Party

MODEL_VERSION = "3.6"
ORIGINAL = "9"
TYPE_NAMES = {Kind.DECLARATION: "DEC", Kind.NOTIFICATION: "RES"}
# Who may stand where, in the schema's order: at the head, and in the shipment before the goods and after them.
HEAD = ("Submitter", "Agent", "Declarant", "Exporter")
BEFORE_GOODS = ("Buyer", "Consignee", "Consignor")
AFTER_GOODS = ("Importer", "Payer", "Seller")


class NewDeclaration(NamedTuple):
    """What a declaration is made of; `reference` is the declarant's own (LRN)."""

    reference: str
    type: str
    items: tuple[Item, ...]
    parties: tuple[Party, ...] = ()
    destination: str = ""
    export_country: str = ""
    packages: int | None = None
    function: str = ORIGINAL
    mrn: str = ""


class NewResponse(NamedTuple):
    """What a response is made of; moments as `moment` writes them."""

    function: str
    reference: str
    issued: str
    declaration_reference: str
    mrn: str = ""
    version: int | None = 1
    accepted: str = ""
    rejected: str = ""
    mistakes: tuple[Mistake, ...] = ()
    statuses: tuple[Status, ...] = ()
    items: tuple[Item, ...] = ()


def moment(at: datetime) -> str:
    """A moment, as 20240222100938Z."""
    assert at.tzinfo is not None, "a moment has its zone"
    return f"{at.astimezone(UTC):%Y%m%d%H%M%S}Z"


def write_declaration(new: NewDeclaration) -> bytes:
    """A MetaData document with one Declaration."""
    expect_roles(new.parties, (*HEAD, *BEFORE_GOODS, *AFTER_GOODS))
    shipment = branch(
        "GoodsShipment",
        *parties(new.parties, *BEFORE_GOODS),
        branch("Destination", leaf("CountryCode", new.destination)),
        branch("ExportCountry", leaf("ID", new.export_country)),
        *(item(one) for one in new.items),
        *parties(new.parties, *AFTER_GOODS),
    )
    tree = branch(
        "Declaration",
        leaf("FunctionCode", new.function),
        leaf("FunctionalReferenceID", new.reference),
        leaf("ID", new.mrn),
        leaf("TypeCode", new.type),
        leaf("GoodsItemQuantity", len(new.items)),
        leaf("TotalPackageQuantity", new.packages),
        *parties(new.parties, *HEAD),
        shipment,
    )
    return _document(Kind.DECLARATION, tree)


def write_response(new: NewResponse) -> bytes:
    """A MetaData document with one Response."""
    declaration = branch(
        "Declaration",
        moment_of("AcceptanceDateTime", new.accepted),
        leaf("FunctionalReferenceID", new.declaration_reference),
        leaf("ID", new.mrn),
        moment_of("RejectionDateTime", new.rejected),
        leaf("VersionID", new.version),
        branch("GoodsShipment", *(item(one) for one in new.items)),
    )
    tree = branch(
        "Response",
        leaf("FunctionCode", new.function),
        leaf("FunctionalReferenceID", new.reference),
        moment_of("IssueDateTime", new.issued),
        *(mistake(one) for one in new.mistakes),
        *(
            branch(
                "Status",
                moment_of("EffectiveDateTime", one.effective),
                leaf("NameCode", one.code),
                moment_of("ReleaseDateTime", one.released),
            )
            for one in new.statuses
        ),
        declaration,
    )
    return _document(Kind.NOTIFICATION, tree)


def _document(kind: Kind, tree: Element | None) -> bytes:
    assert tree is not None, "a message has at least its function"
    namespace = NAMESPACES[kind]
    types = (("ds", RESPONSE_TYPES_NAMESPACE),) if kind is Kind.NOTIFICATION else ()
    header = (("WCODataModelVersionCode", MODEL_VERSION), ("WCOTypeName", TYPE_NAMES[kind]))
    whole = Element(
        "MetaData",
        METADATA_NAMESPACE,
        children=(
            *(Element(name, METADATA_NAMESPACE, text, prefix="md") for name, text in header),
            _within(tree, namespace)._replace(declares=(("", namespace), *types)),
        ),
        prefix="md",
        declares=(("md", METADATA_NAMESPACE),),
    )
    raw = written(whole)
    try:
        ((_, message),) = messages(parsed(raw))
    except NotTaken as error:
        raise BadInput(f"{kind}: {error.words}") from None
    judged = judge(kind, message)
    if judged.total:
        raise BadInput(f"{kind}: {judged.faults[0].words}")
    return raw


def _within(element: Element, namespace: str) -> Element:
    """The same in a namespace, but for what is in one already."""
    children = tuple(_within(child, namespace) for child in element.children)
    return element._replace(namespace=element.namespace or namespace, children=children)
