"""A payment provider's register as a CSV file: one row an operation.

| column | what |
|---|---|
| operation | the provider's id |
| key | our id, that of the payment or of the refund; empty where the provider knows none |
| kind | charge, refund or chargeback |
| amount | in major units, more than 0 |
| fee | what the provider keeps, in major units; negative where it gives some back |
| currency | of both |
| at | ISO 8601 with its zone |
| payout | the id of the transfer to our bank account; empty while there is none |
"""

from datetime import datetime
from pathlib import Path

from tearoad.payments.register import Kind, Registered
from tearoad.terms.days import DAY
from tearoad.wire.banks.table import rows_of
from tearoad.wire.banks.words import YEARS, Place, content_of

COLUMNS = ("operation", "key", "kind", "amount", "fee", "currency", "at", "payout")


def read_register(path: Path, zone: int = 0, encoding: str | None = None) -> list[Registered]:
    """All rows, in the file's order; `zone` is where days begin, in seconds east of UTC. A register may be empty."""
    rows = rows_of(path.name, content_of(path), COLUMNS, encoding)
    return [_registered(place, cells, zone) for place, cells in rows]


def _registered(place: Place, cells: dict[str, str], zone: int) -> Registered:
    if cells["kind"] not in list(Kind):
        raise place.bad("kind", cells["kind"], f"one of {', '.join(Kind)}")
    currency = place.currency("currency", cells["currency"])
    amount = place.minor("amount", cells["amount"], currency)
    if not amount:
        raise place.bad("amount", cells["amount"], "more than 0")
    return Registered(
        operation=place.name("operation", cells["operation"]),
        key=place.name("key", cells["key"], may_be_empty=True),
        kind=Kind(cells["kind"]),
        amount_minor=amount,
        fee_minor=place.minor("fee", cells["fee"], currency, signed=True),
        currency=currency,
        day=_day(place, cells["at"], zone),
        payout=place.name("payout", cells["payout"], may_be_empty=True),
    )


def _day(place: Place, word: str, zone: int) -> int:
    try:
        moment = datetime.fromisoformat(word)
        if moment.tzinfo and moment.year in YEARS:
            return int(moment.timestamp() + zone) // DAY
    except ValueError:
        pass
    raise place.bad("at", word, f"a moment with its zone, from {YEARS[0]} to {YEARS[-1]}")
