"""What WCO messages are: where they stand in a document, and what their schemas say of each."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from tearoad.wire.wco.safe_xml import one_line

VENDOR = Path(__file__).resolve().parent / "vendor"
DECLARATION_NAMESPACE = "urn:wco:datamodel:WCO:DEC-DMS:2"
RESPONSE_NAMESPACE = "urn:wco:datamodel:WCO:RES-DMS:2"
RESPONSE_TYPES_NAMESPACE = "urn:wco:datamodel:WCO:Response_DS:DMS:2"
METADATA_NAMESPACE = "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"
WCO, METADATA = "urn:wco:datamodel:", "MetaData"
MOST_FAULTS = 20  # shown of one message


class Kind(StrEnum):
    """What a message is."""

    DECLARATION = "declaration"
    NOTIFICATION = "notification"


ELEMENTS = {"Declaration": Kind.DECLARATION, "Response": Kind.NOTIFICATION}
SCHEMAS = {Kind.DECLARATION: "declaration/WCO_DEC_2_DMS.xsd", Kind.NOTIFICATION: "notification/WCO_RES_2_DMS.xsd"}
NAMESPACES = {Kind.DECLARATION: DECLARATION_NAMESPACE, Kind.NOTIFICATION: RESPONSE_NAMESPACE}


class Fault(NamedTuple):
    """What a schema does not allow, and in which line of the document."""

    line: int
    words: str


class Judged(NamedTuple):
    """What a schema says of one message: the first faults, and how many there are; none where it is valid."""

    faults: tuple[Fault, ...] = ()
    total: int = 0


def messages(root: Any) -> Iterator[tuple[Kind, Any]]:
    """The outermost elements Declaration and Response below a MetaData at any depth, in the document's order.

    The MetaData is in a namespace of the WCO or in none. The message may be in any: a wrong one is for its schema
    to refuse.
    """
    stack = [(root, False)]
    while stack:
        element, within = stack.pop()
        name = etree.QName(element)
        if within and name.localname in ELEMENTS:
            yield ELEMENTS[name.localname], element
            continue
        within = within or (name.localname == METADATA and (name.namespace or WCO).startswith(WCO))
        stack.extend((child, within) for child in reversed(element))


def judge(kind: Kind, element: Any) -> Judged:
    """What the schema of its kind says of an element, taken as the root of a document of its own."""
    schema = _schema(kind)
    if schema.validate(element):
        return Judged()
    found = schema.error_log
    return Judged(tuple(Fault(one.line, one_line(one.message)) for one in islice(found, MOST_FAULTS)), len(found))


@cache
def _schema(kind: Kind) -> Any:
    return etree.XMLSchema(etree.parse(VENDOR / SCHEMAS[kind]))
