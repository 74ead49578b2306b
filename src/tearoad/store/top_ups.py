"""Top-ups of wallets, and bonuses on them: one statement per batch."""

import json
from collections.abc import Sequence

from psycopg import Cursor

from tearoad.operations.top_up_ports import TopUpRow
from tearoad.payments.attempt import State
from tearoad.payments.bonus import Bonus
from tearoad.store.columns import insert, selected, transposed
from tearoad.store.unit_cursor import UnitCursor

TOP_UP = {
    "top_up_id": "uuid",
    "buyer": "text",
    "sale": "text",
    "bank": "text",
    "method": "text",
    "amount_minor": "amount",
    "currency": "text",
    "bonus_minor": "amount",
    "state": "code",
    "refusal": "text",
    "at": "moment",
    "answered_at": "moment",
}
NEVER = -1
_SELECT = f"SELECT {selected(TOP_UP)} FROM top_up WHERE cell_id = %s AND "  # noqa: S608 - this module's own text
_ADD = insert("top_up", TOP_UP, "ON CONFLICT DO NOTHING RETURNING replace(top_up_id::text, '-', '')")
_ANSWER = """
UPDATE top_up t SET state = u.state, refusal = u.refusal, bonus_minor = u.bonus, answered_at = to_timestamp(u.at)
FROM unnest(%s::uuid[], %s::smallint[], %s::text[], %s::bigint[], %s::bigint[])
    AS u(top_up_id, state, refusal, bonus, at)
WHERE t.cell_id = %s AND t.top_up_id = u.top_up_id
"""
_GIVEN = """
SELECT t.sale, t.buyer, sum(t.bonus_minor)::bigint
FROM unnest(%s::text[], %s::text[]) AS u(sale, buyer)
JOIN top_up t ON t.cell_id = %s AND t.sale = u.sale AND t.buyer = u.buyer AND t.state = %s
GROUP BY t.sale, t.buyer
"""
_BONUS = """
SELECT sale, first_day - DATE '1970-01-01', days, rate, most_minor, budget_minor, currency, starts
FROM bonus WHERE cell_id = %s AND
"""
_PLAN = """
INSERT INTO bonus (cell_id, sale, first_day, days, rate, most_minor, budget_minor, currency, starts)
VALUES (%s, %s, DATE '1970-01-01' + %s::int, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING 1
"""


class PostgresTopUps:
    """Implements the port `TopUps` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def some(self, top_up_ids: Sequence[str]) -> dict[str, TopUpRow]:
        found = self.cursor.execute(_SELECT + "top_up_id = ANY (%s::uuid[])", [self.cell, list(top_up_ids)])
        return {row.top_up_id: row for row in map(_row, found.fetchall())}

    def add(self, rows: Sequence[TopUpRow]) -> set[str]:
        kept = [row._replace(answered_at=NEVER if row.answered_at is None else row.answered_at) for row in rows]
        return {row[0] for row in self.cursor.execute(_ADD, [self.cell, *transposed(kept, len(TOP_UP))]).fetchall()}

    def answer(self, rows: Sequence[TopUpRow]) -> None:
        if rows:
            said = [(row.top_up_id, int(row.state), row.refusal, row.bonus_minor, row.answered_at) for row in rows]
            self.cursor.execute(_ANSWER, [*transposed(said, 5), self.cell])

    def bonus_on(self, day: int) -> Bonus | None:
        return bonus_on(self.cursor, self.cell, day)

    def bonuses(self, sales: Sequence[str]) -> dict[str, Bonus]:
        found = self.cursor.execute(_BONUS + "sale = ANY (%s)", [self.cell, list(sales)]).fetchall()
        return {row[0]: _bonus(row) for row in found}

    def given(self, to: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        return given(self.cursor, self.cell, to)


def given(cursor: Cursor, cell: int, to: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """By sale and buyer."""
    parameters = [*transposed(to, 2), cell, int(State.PAID)]
    return {(sale, buyer): minor for sale, buyer, minor in cursor.execute(_GIVEN, parameters).fetchall()}


def bonus_on(cursor: Cursor, cell: int, day: int) -> Bonus | None:
    """The one that runs on a day, since 1970 by Moscow."""
    where = "%s::int - (first_day - DATE '1970-01-01') BETWEEN 0 AND days - 1 ORDER BY first_day, sale LIMIT 1"
    row = cursor.execute(_BONUS + where, [cell, day]).fetchone()
    return _bonus(row) if row else None


def next_bonus(cursor: Cursor, cell: int, day: int) -> Bonus | None:
    """The one that runs on a day, or the first that begins after it."""
    where = "first_day - DATE '1970-01-01' + days > %s::int ORDER BY first_day, sale LIMIT 1"
    row = cursor.execute(_BONUS + where, [cell, day]).fetchone()
    return _bonus(row) if row else None


def beside(cursor: Cursor, cell: int, bonus: Bonus) -> str | None:
    """Another sale whose bonus runs on one of the same days."""
    where = """sale <> %s AND first_day - DATE '1970-01-01' < %s::int
    AND first_day - DATE '1970-01-01' + days > %s::int LIMIT 1"""
    values = [cell, bonus.sale, bonus.first_day + bonus.days, bonus.first_day]
    row = cursor.execute(_BONUS + where, values).fetchone()
    return str(row[0]) if row else None


def plan_bonus(cursor: Cursor, cell: int, bonus: Bonus) -> bool:
    """False where the sale has one."""
    values = [cell, *bonus[:-1], json.dumps(bonus.starts)]
    return cursor.execute(_PLAN, values).fetchone() is not None


def top_ups_of(cursor: Cursor, cell: int, buyer: str, most: int) -> list[TopUpRow]:
    """A buyer's last ones, the newest first."""
    found = cursor.execute(_SELECT + "buyer = %s ORDER BY at DESC, top_up_id LIMIT %s", [cell, buyer, most])
    return [_row(row) for row in found.fetchall()]


def top_up_of(cursor: Cursor, cell: int, top_up_id: str) -> TopUpRow | None:
    """One, whosever it is."""
    row = cursor.execute(_SELECT + "top_up_id = %s", [cell, top_up_id]).fetchone()
    return _row(row) if row else None


def balance_of(cursor: Cursor, cell: int, account: str) -> int:
    """What an account holds, less what is promised, without a lock: it may be another by now."""
    sql = "SELECT credits - debits - debits_pending FROM account WHERE cell_id = %s AND account = %s"
    row = cursor.execute(sql, [cell, account]).fetchone()
    return int(row[0]) if row else 0


def _row(row: Sequence[object]) -> TopUpRow:
    found = TopUpRow(*row)  # type: ignore[arg-type]
    return found._replace(
        state=State(found.state), answered_at=None if found.answered_at == NEVER else found.answered_at
    )


def _bonus(row: Sequence[object]) -> Bonus:
    found = Bonus(*row)  # type: ignore[arg-type]
    return found._replace(starts=tuple(found.starts))
