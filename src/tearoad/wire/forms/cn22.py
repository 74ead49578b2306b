"""The CN 22: a label of 74 by 105 mm (assumed: A7, the size that posts print it in). Not certified."""

from collections.abc import Sequence

from tearoad.wire.forms import front
from tearoad.wire.forms.layout import Column, Field, Layout
from tearoad.wire.forms.sheet import Box, Sheet
from tearoad.wire.forms.values import Declaration, Line
from tearoad.wire.forms.words import amount, country, day, kilograms, summed

LEFT, WIDE = 3.0, 68.0


def _described(_: Declaration, line: Line) -> str:
    licence = f" [{line.licence}]" if line.licence else ""
    return f"{line.quantity} × {line.description}{licence}"


def _fields(of: Declaration, language: str) -> Sequence[Field]:
    half = WIDE / 2
    gross = kilograms(of.gross_grams) or kilograms(summed([line.weight_grams for line in of.lines]))
    sender = " ".join(filter(None, (of.sender_name, country(of.sender_country, language))))
    to = " ".join(filter(None, (of.recipient_name, of.recipient_postcode, country(of.destination, language))))
    key = "net_total" if of.gross_grams is None else "gross_total"
    return (
        Field(Box(LEFT, 36.5, half, 8.5), "from", sender, 6, 4),
        Field(Box(LEFT + half, 36.5, half, 8.5), "to", to, 6, 4),
        Field(Box(LEFT, 77.5, 22, 7.5), key, gross, 7, 4, 3.5),
        Field(Box(LEFT + 22, 77.5, 24, 7.5), "value_total", total_value(of), 7, 4, 3.5),
        Field(Box(LEFT + 46, 77.5, 22, 7.5), "office", f"{of.office} {day(of.accepted_on)}".strip(), 6, 3.5, 3.5),
    )


def _front(sheet: Sheet, of: Declaration, language: str) -> None:
    front.heading(sheet, LAYOUT.name, Box(LEFT, 3, WIDE, 8.5), language)
    front.number(sheet, of, Box(LEFT, 12, WIDE, 14), language)
    front.categories(sheet, of, Box(LEFT, 26, WIDE, 10.5), language)
    front.signature(sheet, Box(LEFT, 85, WIDE, 12.5), language)


def total_value(of: Declaration) -> str:
    """The value of all lines; '' where one is no number."""
    return amount(summed([line.value_minor for line in of.lines]), of.currency)


LAYOUT = Layout(
    name="CN 22",
    width=74,
    height=105,
    first=Box(LEFT, 50, WIDE, 27.5),
    others=Box(LEFT, 17, WIDE, 80.5),
    head=5,
    foot=Box(LEFT, 97.8, WIDE, 6),
    size=5,
    columns=(
        Column("quantity_description", 0, 29, _described),
        Column("net", 29, 11, lambda _, line: kilograms(line.weight_grams), "right"),
        Column("value", 40, 14, lambda of, line: amount(line.value_minor, of.currency), "right"),
        Column("hs_origin", 54, 14, lambda of, line: " ".join(filter(None, (line.hs, of.origin)))),
    ),
    fields=_fields,
    front=_front,
)
