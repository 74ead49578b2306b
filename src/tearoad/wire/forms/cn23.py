"""The CN 23: a sheet of 210 by 148 mm (assumed: A5, as posts print it). Not certified."""

from collections.abc import Sequence

from tearoad.wire.forms import front
from tearoad.wire.forms.cn22 import total_value
from tearoad.wire.forms.layout import Column, Field, Layout
from tearoad.wire.forms.sheet import Box, Sheet
from tearoad.wire.forms.values import Declaration
from tearoad.wire.forms.words import amount, country, day, kilograms, summed

LEFT, WIDE = 4.0, 202.0
HALF = WIDE / 2
RIGHT = LEFT + HALF


def _fields(of: Declaration, language: str) -> Sequence[Field]:
    licences = "; ".join(f"{line.number}: {line.licence}" for line in of.lines if line.licence)
    invoice = " ".join(filter(None, (of.invoice, of.order_id)))
    gross, net = kilograms(of.gross_grams), kilograms(summed([line.weight_grams for line in of.lines]))
    third = HALF / 3
    return (
        Field(Box(LEFT, 13, 68, 9), "from", of.sender_name, 8, 5),
        Field(Box(LEFT + 68, 13, 33, 9), "sender_reference", of.sender_id, 7, 4),
        Field(Box(LEFT, 22, HALF, 7), "address", "", 7, 5),
        Field(Box(LEFT, 29, 43, 7), "country", country(of.sender_country, language), 7, 4),
        Field(Box(LEFT + 43, 29, 58, 7), "phone", ""),
        Field(Box(LEFT, 36, HALF, 9), "to", of.recipient_name, 8, 5),
        Field(Box(LEFT, 45, HALF, 7), "address", "", 7, 5),
        Field(Box(LEFT, 52, 30, 7), "postcode", of.recipient_postcode, 8, 4),
        Field(Box(LEFT + 30, 52, 71, 7), "country", country(of.destination, language), 7, 4),
        Field(Box(RIGHT, 45, 51, 7), "importer", of.recipient_identity, 7, 4),
        Field(Box(RIGHT + 51, 45, 50, 7), "importer_phone", ""),
        Field(Box(RIGHT, 52, 51, 7), "reference", of.reference, 7, 4),
        Field(Box(RIGHT + 51, 52, 50, 7), "office", f"{of.office} {day(of.accepted_on)}".strip(), 7, 4),
        Field(Box(LEFT, 103, 40, 7), "net_total", net, 8, 5),
        Field(Box(LEFT + 40, 103, 40, 7), "gross_total", gross, 8, 5),
        Field(Box(LEFT + 80, 103, 61, 7), "value_total", total_value(of), 8, 5),
        Field(Box(LEFT + 141, 103, 61, 7), "postage", _postage(of), 8, 5),
        Field(Box(LEFT, 122, third, 8.5), "licence", licences, 6, 4),
        Field(Box(LEFT + third, 122, third, 8.5), "certificate", "", 6, 4),
        Field(Box(LEFT + 2 * third, 122, third, 8.5), "invoice", invoice, 6, 4),
        Field(Box(LEFT, 130.5, HALF, 9), "comments", ""),
    )


def _postage(of: Declaration) -> str:
    """Nothing where it is 0: nobody says so of what is carried for nothing."""
    return amount(of.postage_minor, of.currency) if of.postage_minor else ""


def _front(sheet: Sheet, of: Declaration, language: str) -> None:
    front.heading(sheet, LAYOUT.name, Box(LEFT, 4, WIDE, 8.5), language)
    front.number(sheet, of, Box(RIGHT, 13, HALF, 32), language)
    front.categories(sheet, of, Box(LEFT, 110, HALF, 12), language)
    front.signature(sheet, Box(RIGHT, 110, HALF, 29.5), language)


LAYOUT = Layout(
    name="CN 23",
    width=210,
    height=148,
    first=Box(LEFT, 64, WIDE, 39),
    others=Box(LEFT, 18, WIDE, 121.5),
    head=5,
    foot=Box(LEFT, 140.2, WIDE, 6),
    size=6.5,
    columns=(
        Column("line", 0, 10, lambda _, line: str(line.number), "right"),
        Column("description", 10, 82, lambda _, line: line.description),
        Column("quantity", 92, 16, lambda _, line: str(line.quantity), "right"),
        Column("net", 108, 22, lambda _, line: kilograms(line.weight_grams), "right"),
        Column("value", 130, 32, lambda of, line: amount(line.value_minor, of.currency), "right"),
        Column("hs", 162, 22, lambda _, line: line.hs),
        Column("origin", 184, 18, lambda of, _: of.origin),
    ),
    fields=_fields,
    front=_front,
)
