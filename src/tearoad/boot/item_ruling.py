"""What is read of one declaration beside its rows: the law's reckoning in words, and its label as a picture."""

from collections.abc import Mapping
from typing import NamedTuple

from tearoad.boot.forms import ruling_of
from tearoad.customs.applied import AppliedLaw
from tearoad.operations.item_ports import ItemRow
from tearoad.wire.forms.picture import label_picture
from tearoad.wire.forms.ruling import back_in_words
from tearoad.wire.forms.values import Charge, Ruling
from tearoad.wire.forms.words import word


class Charged(NamedTuple):
    """One charge: its kind and line in words; amounts are None where nobody can tell. `counted`: it is in the total."""

    kind: str
    line: str
    law_minor: int | None
    law_currency: str
    paid_minor: int | None
    paid_currency: str
    rule: str
    status: str
    counted: bool


class Read(NamedTuple):
    """`charges` are None where law or exchange rates are others now than were decided on; `sentences` say how the law
    comes to them, `backs` what comes back if the goods do. `picture` is an <svg> of the label, `form` the form that is
    due."""

    charges: tuple[Charged, ...] | None
    sentences: tuple[str, ...]
    backs: tuple[tuple[str, str], ...]
    picture: str
    form: str


def read(row: ItemRow, named: Mapping[str, str], law: AppliedLaw, language: str) -> Read:
    """`named` as for `forms.forms_of`."""
    of = ruling_of(row, named, law, language)
    reckoning = of.reckoning
    return Read(
        tuple(_charged(one, language) for one in reckoning.charges) if reckoning else None,
        reckoning.words if reckoning else (),
        tuple(_backs(of, language)),
        label_picture(of.declaration, language),
        str(of.declaration.choice.form),
    )


def _charged(of: Charge, language: str) -> Charged:
    line = word("whole", language) if of.line is None else str(of.line)
    return Charged(
        word(f"kind_{of.kind}", language), line, of.law_minor, of.law_currency, of.paid_minor, of.paid_currency,
        of.rule, of.status, of.counted,
    )  # fmt: skip


def _backs(of: Ruling, language: str) -> list[tuple[str, str]]:
    return [
        (f"{word(f'kind_{one.kind}', language)}, {word(f'event_{one.event}', language)}", back_in_words(one, language))
        for one in of.backs
    ]
