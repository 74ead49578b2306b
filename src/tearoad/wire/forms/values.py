"""What forms and rulings say, as frozen values: texts as they were declared, numbers where they are understood."""

from datetime import date
from typing import NamedTuple

from tearoad.customs.form import Choice
from tearoad.customs.refund import Event
from tearoad.customs.rule import Kind

Said = int | str
"""A whole number, or, where what was declared is none, the text that stands there."""


class Line(NamedTuple):
    """One content line; value and weight are those of the whole line."""

    number: Said
    description: str
    quantity: Said
    weight_grams: Said
    value_minor: Said
    hs: str
    licence: str


class Declaration(NamedTuple):
    """One item; `choice` says which form it is printed on. '' is what nobody said, as is None."""

    reference: str
    choice: Choice
    s10: str
    category: str
    currency: str
    origin: str
    destination: str
    lines: tuple[Line, ...]
    gross_grams: Said | None
    postage_minor: Said
    accepted_on: date | None
    office: str
    sender_name: str
    sender_country: str
    sender_id: str
    recipient_name: str
    recipient_postcode: str
    recipient_identity: str
    order_id: str
    invoice: str


class Reason(NamedTuple):
    """A check that is not met: by these lines ('1,3'), or by the item as a whole ('')."""

    code: str
    lines: str
    sentence: str
    source: str
    status: str


class Charge(NamedTuple):
    """One charge of the law's reckoning; `line` is None for the whole parcel, amounts are None where nobody can tell.
    With `counted` it is in the total."""

    kind: Kind
    line: int | None
    law_minor: int | None
    law_currency: str
    paid_minor: int | None
    paid_currency: str
    rule: str
    status: str
    counted: bool


class Reckoning(NamedTuple):
    """What the law says of the same declaration, in words too."""

    charges: tuple[Charge, ...]
    words: tuple[str, ...]


class Back(NamedTuple):
    """What comes back of a kind of charge when goods do: `refund` is whole, none or cannot tell; None: no rule."""

    event: Event
    kind: Kind
    refund: str
    within_days: int | None
    source: str


class Ruling(NamedTuple):
    """What customs decided. `verdict` and `channel` are words of `customs.clearing`, or a state of
    `customs.clearance`; `reckoning` is None where the law or the declaration is another now than was decided on."""

    declaration: Declaration
    verdict: str
    channel: str
    decided_by: str
    reasons: tuple[Reason, ...]
    detail: str
    total_minor: int | None
    currency: str
    reckoning: Reckoning | None
    backs: tuple[Back, ...]
    inputs_hash: str
    law_hash: str
