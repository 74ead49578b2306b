"""Where each field of a message stands in its EDIFACT-style text: one segment a field, `@` for the value.

Tags and widths are those of the UN directory (`wire.edifact`); qualifiers that begin with Z, and the choice of
segments, are Tearoad's own. A block opens with a segment in which `#` is its number in its list, from 1.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import msgspec

from tearoad.wire.edifact.subset import Book, Node, Subset
from tearoad.wire.edifact.values import Segment
from tearoad.wire.upu.values import NOT_CERTIFIED, Cusitm, Cusrsp, Emsevt, Itmatt, Predes, Resdes

VERSION, RELEASE, AGENCY = "0", "1", "TEA"  # of UNH: nobody else's directory
OFTEN = 99_999


class Slot(NamedTuple):
    """A field and its segment; `repeats` where the field is a list of words."""

    field: str
    template: str
    repeats: bool = False

    @property
    def tag(self) -> str:
        """Three letters."""
        return self.template[:3]

    def segment(self, value: str) -> Segment:
        """With the value in its place."""
        return filled(self.template, "@", value)

    def value_of(self, segment: Segment) -> str:
        """'' where it is another segment."""
        value = segment.get(*_place(self.template))
        return value if value and segment == self.segment(value) else ""


@dataclass(frozen=True)
class Block:
    """Slots with equal tags stand together; `lists` are the blocks of fields that are lists of values."""

    slots: tuple[Slot, ...]
    opens: str = ""
    lists: dict[str, "Block"] = field(default_factory=dict)

    def nodes(self) -> tuple[Node, ...]:
        """The structure of what follows the opening segment."""
        tags = dict.fromkeys(slot.tag for slot in self.slots)
        groups = [
            Node(name, block.opens[:3], False, OFTEN, (), (Node("", block.opens[:3], True, 1), *block.nodes()))
            for name, block in self.lists.items()
        ]
        return (*(Node(tag, tag, False, OFTEN) for tag in tags), *groups)


def filled(template: str, mark: str, value: str) -> Segment:
    """The segment of a template with a value in the place of its mark."""
    tag, elements = _parts(template)
    return Segment.of(tag, *([value if part == mark else part for part in one] for one in elements))


@cache
def by_beginning(slots: tuple[Slot, ...]) -> dict[tuple[str, str], Slot]:
    """By tag and qualifier, which no two share."""
    found = {(slot.tag, _parts(slot.template)[1][0][0]): slot for slot in slots}
    assert len(found) == len(slots)
    return found


@cache
def _parts(template: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    tag, *elements = template.split("+")
    return tag, tuple(tuple(one.split(":")) for one in elements)


@cache
def _place(template: str) -> tuple[int, int]:
    """Element and component of the value, from 1."""
    return next((at, one.index("@") + 1) for at, one in enumerate(_parts(template)[1], 1) if "@" in one)


def _slots(**templates: str) -> tuple[Slot, ...]:
    return tuple(Slot(name, template) for name, template in templates.items())


HEADER = _slots(reference="BGM++@", prepared_at="DTM+137:@:ZZZ", sender="RFF+ZSE:@", recipient="RFF+ZRE:@")
CONFORMANCE = "FTX+ZCC+++@"
CONTENT = Block(
    _slots(
        line="RFF+ZLN:@",
        licence="RFF+ZLI:@",
        hs="RFF+ZHS:@",
        description="FTX+AAA+++@",
        origin="LOC+27+@",
        quantity="QTY+21:@",
        weight_grams="MEA+AAA++GRM:@",
        value_minor="MOA+38:@",
    ),
    opens="CST+#",
)
ITEM = Block(
    _slots(
        parcel_id="RFF+ZPI:@",
        s10="RFF+ZS1:@",
        consignee_id="RFF+ZCO:@",
        recipient_identity="RFF+ZID:@",
        order_id="RFF+ZOR:@",
        invoice="RFF+IV:@",
        office="RFF+ZOF:@",
        dispatch_id="RFF+ZS8:@",
        recipient_postcode="RFF+ZPC:@",
        seller_registered="RFF+ZSR:@",
        category="FTX+ZCA+++@",
        subject="FTX+ZSU+++@",
        sender_name="FTX+ZSN+++@",
        recipient_name="FTX+ZRN+++@",
        sender_country="LOC+35+@",
        destination="LOC+28+@",
        accepted_on="DTM+ZAC:@:ZZZ",
        currency="CUX+2:@",
        postage_minor="MOA+ZPO:@",
        gross_grams="MEA+AAB++GRM:@",
        content_count="CNT+ZCN:@",
    ),
    opens="GID+#",
    lists={"contents": CONTENT},
)
RECEPTACLE = Block(
    (
        *_slots(receptacle_id="RFF+ZS9:@", weight_grams="MEA+AAB++GRM:@", item_count="CNT+ZIT:@"),
        Slot("items", "GIN+ZS1+@", repeats=True),
    ),
    opens="PAC+#",
)
RECEIVED = Block(
    (
        *_slots(receptacle_id="RFF+ZS9:@", state="FTX+ZST+++@", at="DTM+ZAT:@:ZZZ"),
        Slot("missing", "GIN+ZMI+@", repeats=True),
        Slot("surplus", "GIN+ZSU+@", repeats=True),
    ),
    opens="PAC+#",
)
DUTY = Block(_slots(tax="RFF+ZTX:@", amount_minor="MOA+ZAM:@", currency="CUX+2:@"), opens="TAX+7")
RESPONSE = Block(
    _slots(s10="RFF+ZS1:@", decision="FTX+ZDE+++@", reason="FTX+ZRS+++@", text="FTX+ZTE+++@"),
    opens="GID+#",
    lists={"duties": DUTY},
)
EVENT = Block(
    _slots(
        event="STS+ZEV+@",
        s10="RFF+ZS1:@",
        office="RFF+ZOF:@",
        at="DTM+334:@:ZZZ",
        retention_reason="FTX+ZRR+++@",
        attempt_reason="FTX+ZAR+++@",
        action="FTX+ZAN+++@",
    ),
    opens="GID+#",
)
ITEMS = Block(_slots(item_count="CNT+ZIT:@"), lists={"items": ITEM})
MESSAGES: dict[str, tuple[type[msgspec.Struct], Block]] = {
    "ITMATT": (Itmatt, ITEMS),
    "CUSITM": (Cusitm, ITEMS),
    "PREDES": (
        Predes,
        Block(
            _slots(dispatch_id="GIN+ZS8+@", closed_at="DTM+ZCL:@:ZZZ", receptacle_count="CNT+ZRC:@"),
            lists={"receptacles": RECEPTACLE},
        ),
    ),
    "RESDES": (
        Resdes,
        Block(_slots(dispatch_id="GIN+ZS8+@", receptacle_count="CNT+ZRC:@"), lists={"receptacles": RECEIVED}),
    ),
    "CUSRSP": (Cusrsp, Block(_slots(response_count="CNT+ZRE:@"), lists={"responses": RESPONSE})),
    "EMSEVT": (Emsevt, Block(_slots(event_count="CNT+ZEC:@"), lists={"events": EVENT})),
}


def conformance_of(kind: str) -> Segment:
    """What every message says of itself."""
    return filled(CONFORMANCE, "@", f"{kind}-like, {NOT_CERTIFIED}")


def book_on(directory: Book) -> Book:
    """Subsets of these messages, on the segments of a directory."""
    return Book(tuple(_subset(kind, block, directory) for kind, (_, block) in MESSAGES.items()), directory.segments)


def _subset(kind: str, block: Block, directory: Book) -> Subset:
    head = [Node(tag, tag, True, most) for tag, most in {"UNH": 1, "BGM": 1, "DTM": 1, "RFF": 2, "FTX": 1}.items()]
    structure = (*head, *block.nodes(), Node("UNT", "UNT", True, 1))
    return Subset(
        message=kind,
        title=f"{kind}-like, {NOT_CERTIFIED}",
        version=VERSION,
        releases=(RELEASE,),
        agency=AGENCY,
        status="own",
        sources=(),
        structure=structure,
        wholes=directory.segments,
    )
