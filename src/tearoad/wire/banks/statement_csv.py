"""Statements as a plain CSV file: a row an entry, and what is of the whole statement repeated on each of its rows.

| column | what |
|---|---|
| account, currency | whose statement |
| number | the statement's number; an empty cell where the bank numbers none |
| first_day, last_day | YYYY-MM-DD, both included |
| opening, closing | balances in major units, such as -12.50 |
| entries | how many entries the statement has: a file that was cut off is known by it |
| reference | the bank's own name of the entry |
| end_to_end | the name that both sides share; may be empty |
| amount | in major units; what came to us is positive |
| day | the booking day |
| text | what it is for; may be empty |

A statement without entries is one row, whose entries are 0 and whose last five cells are empty. A file that was cut
between two statements is whole in itself: the next day's shows it, by its number or its opening balance.
"""

from itertools import groupby

from tearoad.payments.statement import Entry, Statement
from tearoad.terms.refusal import BadInput
from tearoad.wire.banks.table import Row, rows_of
from tearoad.wire.banks.words import Place, shortened

OF_ALL = ("account", "currency", "number", "first_day", "last_day", "opening", "closing", "entries")
OF_ONE = ("reference", "end_to_end", "amount", "day", "text")


def read_statement_csv(file: str, raw: bytes, encoding: str | None = None) -> list[Statement]:
    """Rows of one statement stand together."""
    rows = rows_of(file, raw, OF_ALL + OF_ONE, encoding)
    found = [_statement(list(group)) for _, group in groupby(rows, lambda row: [row[1][name] for name in OF_ALL])]
    if not found:
        raise BadInput(f"{file}: no rows, expected a statement")
    return found


def _statement(rows: list[Row]) -> Statement:
    place, cells = rows[0]
    currency = place.currency("currency", cells["currency"])
    first, last = place.day("first_day", cells["first_day"]), place.day("last_day", cells["last_day"])
    if first > last:
        raise place.bad("last_day", cells["last_day"], "a day not before first_day")
    entries = () if cells["entries"] == "0" else tuple(_entry(*row, currency) for row in rows)
    if cells["entries"] != str(len(entries)) or (not entries and len(rows) > 1):
        raise place.bad("entries", cells["entries"], f"the number of the statement's rows, here {len(rows)}")
    filled = [name for name in OF_ONE if cells[name]]
    if not entries and filled:
        raise place.bad(filled[0], cells[filled[0]], "an empty cell of a statement without entries")
    return Statement(
        account=place.name("account", cells["account"]),
        currency=currency,
        number=place.number("number", cells["number"]),
        first_day=first,
        last_day=last,
        opening_minor=place.minor("opening", cells["opening"], currency, signed=True),
        closing_minor=place.minor("closing", cells["closing"], currency, signed=True),
        entries=entries,
    )


def _entry(place: Place, cells: dict[str, str], currency: str) -> Entry:
    return Entry(
        reference=place.name("reference", cells["reference"]),
        end_to_end=place.name("end_to_end", cells["end_to_end"], may_be_empty=True),
        amount_minor=place.minor("amount", cells["amount"], currency, signed=True),
        currency=currency,
        day=place.day("day", cells["day"]),
        text=shortened(cells["text"]),
    )
