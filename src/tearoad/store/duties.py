"""Duty of declarations that wallets paid, and its way back: rows that are only ever added."""

from collections.abc import Sequence

from psycopg import Cursor

from tearoad.operations.duty_ports import DutyRow
from tearoad.store.columns import insert, selected, transposed
from tearoad.store.unit_cursor import UnitCursor

DUTY = {
    "declaration_id": "uuid",
    "number": "number",
    "undoes": "number",
    "wallet": "text",
    "territory": "text",
    "amount_minor": "amount",
    "tax_minor": "amount",
    "currency": "text",
    "owed_minor": "amount",
    "owed_currency": "text",
    "rate_day": "day",
    "at": "moment",
    "posting": "uuid",
}
_OF = f"""
SELECT {selected(DUTY)} FROM item_duty
WHERE cell_id = %s AND declaration_id = ANY (%s::uuid[]) ORDER BY declaration_id, number
"""  # noqa: S608 - this module's own text
_ADD = insert("item_duty", DUTY)


class PostgresDuties:
    """Implements the port `Duties` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def of(self, declaration_ids: Sequence[str]) -> dict[str, list[DutyRow]]:
        return duties_of(self.cursor, self.cell, declaration_ids)

    def add(self, rows: Sequence[DutyRow]) -> None:
        if rows:
            self.cursor.later(_ADD, [self.cell, *transposed(rows, len(DUTY))])


def duties_of(cursor: Cursor, cell: int, declaration_ids: Sequence[str]) -> dict[str, list[DutyRow]]:
    """Of each declaration that has any, in their order."""
    found: dict[str, list[DutyRow]] = {}
    for row in cursor.execute(_OF, [cell, list(declaration_ids)]).fetchall():
        found.setdefault(row[0], []).append(DutyRow(*row))
    return found
