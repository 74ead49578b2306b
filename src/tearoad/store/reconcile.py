"""Statements, registers, days, breaks: one statement per batch."""

from collections.abc import Sequence

from psycopg.types.json import Jsonb

from tearoad.operations.reconcile_ports import (
    Clearing,
    EntryRow,
    OpenBreak,
    OwnAccount,
    Run,
    SignedOff,
    StatementRow,
)
from tearoad.payments.breaks import Break, Owner, Type
from tearoad.payments.register import Kind, Registered
from tearoad.payments.statement import Entry
from tearoad.store.columns import insert, selected, transposed
from tearoad.store.reconcile_legs import charged_back, clearing, kept_apart
from tearoad.store.unit_cursor import UnitCursor

ALONE = 20131113  # with a cell: the lock of who reconciles
PLAN_WHOLE_TABLES = """
SELECT set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true),
       set_config('enable_seqscan', 'on', true), set_config('plan_cache_mode', 'auto', true)
"""
ACCOUNT = {"account": "text", "currency": "text", "provider": "text"}
STATEMENT = {
    "account": "text",
    "number": "amount",
    "first_day": "day",
    "last_day": "day",
    "opening_minor": "amount",
    "closing_minor": "amount",
    "content": "text",
}
ENTRY = {
    "entry_id": "uuid",
    "account": "text",
    "number": "amount",
    "first_day": "day",
    "reference": "text",
    "end_to_end": "text",
    "amount_minor": "amount",
    "currency": "text",
    "day": "day",
    "text": "text",
}
REGISTERED = {
    "operation": "text",
    "key": "text",
    "kind": "text",
    "amount_minor": "amount",
    "fee_minor": "amount",
    "currency": "text",
    "day": "day",
    "payout": "text",
}
BREAK = {
    "break_id": "uuid",
    "type": "text",
    "key": "text",
    "currency": "text",
    "amount_minor": "amount",
    "day": "day",
    "owner": "text",
    "turn": "code",
    "opened_on": "day",
    "note": "text",
}
RUN = "(day - DATE '1970-01-01'), run, operations, payouts, entries, breaks, sums"
_DAY = "DATE '1970-01-01' + %s"
_STATEMENTS = f"""
SELECT {selected(STATEMENT)} FROM bank_statement WHERE cell_id = %s AND account = %s ORDER BY first_day, number
"""  # noqa: S608 - this module's own text
_ENTRIES = f"""
SELECT {selected(ENTRY)}, cleared_on IS NOT NULL FROM bank_entry
WHERE cell_id = %(cell)s AND account IN (
    SELECT account FROM bank_account WHERE cell_id = %(cell)s AND provider = %(provider)s)
ORDER BY day, entry_id
"""  # noqa: S608 - this module's own text
_CLEAR = f"UPDATE bank_entry SET cleared_on = {_DAY} WHERE cell_id = %s AND entry_id = ANY (%s::uuid[])"  # noqa: S608
_NEWEST = f"""
SELECT DISTINCT ON (operation) {selected(REGISTERED)}, version FROM register_row
WHERE cell_id = %s AND provider = %s {{}} ORDER BY operation, version DESC
"""  # noqa: S608 - this module's own text
_PAY_OUT = """
UPDATE register_row r SET payout = u.payout
FROM unnest(%s::text[], %s::smallint[], %s::text[]) AS u(operation, version, payout)
WHERE r.cell_id = %s AND r.provider = %s AND r.operation = u.operation AND r.version = u.version AND r.payout = ''
"""
_OPEN_BREAKS = f"""
SELECT {selected(BREAK)} FROM break_item WHERE cell_id = %s AND provider = %s AND closed_on IS NULL
ORDER BY type, key, currency, amount_minor, break_id
"""  # noqa: S608 - this module's own text
_TURNS = """
SELECT replace(break_id::text, '-', ''), max(turn) FROM break_item
WHERE cell_id = %s AND provider = %s AND break_id = ANY (%s::uuid[]) GROUP BY break_id
"""
_END_BREAKS = f"""
UPDATE break_item b SET closed_on = {_DAY} FROM unnest(%s::uuid[], %s::smallint[]) AS u(break_id, turn)
WHERE b.cell_id = %s AND b.provider = %s AND b.break_id = u.break_id AND b.turn = u.turn
"""  # noqa: S608 - this module's own text
_LAST_RUN = f"""
SELECT {RUN} FROM reconciliation
WHERE cell_id = %(cell)s AND provider = %(provider)s
      AND (%(day)s::integer IS NULL OR day = DATE '1970-01-01' + %(day)s::integer)
ORDER BY day DESC, run DESC LIMIT 1
"""  # noqa: S608 - this module's own text
_KEEP_RUN = f"""
INSERT INTO reconciliation (cell_id, provider, day, run, operations, payouts, entries, breaks, sums, at)
VALUES (%s, %s, {_DAY}, %s, %s, %s, %s, %s, %s, to_timestamp(%s))
"""  # noqa: S608 - this module's own text
_SIGNED_OFF = """
SELECT (day - DATE '1970-01-01'), run, signed_by, extract(epoch FROM at)::bigint FROM sign_off
WHERE cell_id = %s AND provider = %s ORDER BY day DESC LIMIT 1
"""
_SIGN = f"""
INSERT INTO sign_off (cell_id, provider, day, run, signed_by, at) VALUES (%s, %s, {_DAY}, %s, %s, to_timestamp(%s))
"""  # noqa: S608 - this module's own text


class PostgresReconciling:
    """Implements the port `Reconciling` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def alone(self) -> None:
        self.cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ALONE, self.cell])
        self.cursor.execute(PLAN_WHOLE_TABLES)

    def declare(self, account: OwnAccount) -> None:
        self.cursor.execute(insert("bank_account", ACCOUNT), [self.cell, *transposed([account], len(ACCOUNT))])

    def accounts(self) -> dict[str, OwnAccount]:
        sql = "SELECT account, currency, provider FROM bank_account WHERE cell_id = %s ORDER BY account"
        return {row[0]: OwnAccount(*row) for row in self.cursor.execute(sql, [self.cell]).fetchall()}

    def statements(self, account: str) -> list[StatementRow]:
        return [StatementRow(*row) for row in self.cursor.execute(_STATEMENTS, [self.cell, account]).fetchall()]

    def add_statements(self, statements: Sequence[StatementRow], entries: Sequence[EntryRow]) -> None:
        rows = [
            (
                one.entry_id, one.account, one.number, one.first_day, one.entry.reference, one.entry.end_to_end,
                one.entry.amount_minor, one.entry.currency, one.entry.day, one.entry.text,
            )
            for one in entries
        ]  # fmt: skip
        self.cursor.execute(insert("bank_statement", STATEMENT), [self.cell, *transposed(statements, len(STATEMENT))])
        self.cursor.execute(insert("bank_entry", ENTRY), [self.cell, *transposed(rows, len(ENTRY))])

    def entries(self, provider: str) -> list[EntryRow]:
        found = self.cursor.execute(_ENTRIES, {"cell": self.cell, "provider": provider}).fetchall()
        return [EntryRow(row[0], row[1], row[2], row[3], Entry(*row[4:10]), row[10]) for row in found]

    def clear(self, entry_ids: Sequence[str], day: int) -> None:
        if entry_ids:
            self.cursor.execute(_CLEAR, [day, self.cell, list(entry_ids)])

    def registered(self, provider: str, until: int) -> list[Registered]:
        found = self.cursor.execute(_NEWEST.format(""), [self.cell, provider]).fetchall()
        return [row for row in (_registered(one) for one in found) if row.day <= until]

    def versions(self, provider: str, operations: Sequence[str]) -> dict[str, tuple[int, Registered]]:
        sql = _NEWEST.format("AND operation = ANY (%s)")
        found = self.cursor.execute(sql, [self.cell, provider, list(operations)]).fetchall()
        return {row[0]: (row[-1], _registered(row)) for row in found}

    def register(self, provider: str, rows: Sequence[tuple[int, Registered]]) -> None:
        if rows:
            kinds = {"provider": "text", "version": "code", **REGISTERED}
            values = [(provider, version, *row) for version, row in rows]
            self.cursor.execute(insert("register_row", kinds), [self.cell, *transposed(values, len(kinds))])

    def pay_out(self, provider: str, rows: Sequence[tuple[int, Registered]]) -> None:
        if rows:
            values = [(row.operation, version, row.payout) for version, row in rows]
            self.cursor.execute(_PAY_OUT, [*transposed(values, 3), self.cell, provider])

    def clearing(self, provider: str) -> Clearing:
        return clearing(self.cursor, self.cell, provider)

    def kept_apart(self, provider: str) -> list[str]:
        return kept_apart(self.cursor, self.cell, provider)

    def charged_back(self, provider: str) -> list[tuple[str, str]]:
        return charged_back(self.cursor, self.cell, provider)

    def open_breaks(self, provider: str) -> list[OpenBreak]:
        found = self.cursor.execute(_OPEN_BREAKS, [self.cell, provider]).fetchall()
        return [_open_break(row) for row in found]

    def turns(self, provider: str, break_ids: Sequence[str]) -> dict[str, int]:
        return dict(self.cursor.execute(_TURNS, [self.cell, provider, list(break_ids)]).fetchall())

    def begin_breaks(self, provider: str, breaks: Sequence[OpenBreak]) -> None:
        if breaks:
            kinds = {"provider": "text", **BREAK}
            values = []
            for one in breaks:
                found = one.found
                content = (found.break_id, found.type, found.key, found.currency, found.amount_minor, found.day)
                values.append((provider, *content, found.owner, one.turn, one.opened_on, one.note))
            self.cursor.execute(insert("break_item", kinds), [self.cell, *transposed(values, len(kinds))])

    def end_breaks(self, provider: str, breaks: Sequence[OpenBreak], day: int) -> None:
        if breaks:
            values = [(one.found.break_id, one.turn) for one in breaks]
            self.cursor.execute(_END_BREAKS, [day, *transposed(values, 2), self.cell, provider])

    def last_run(self, provider: str, day: int | None = None) -> Run | None:
        values = {"cell": self.cell, "provider": provider, "day": day}
        row = self.cursor.execute(_LAST_RUN, values).fetchone()
        return Run(*row) if row else None

    def keep_run(self, provider: str, run: Run, at: int) -> None:
        self.cursor.execute(_KEEP_RUN, [self.cell, provider, *run[:-1], Jsonb(run.sums), at])

    def signed_off(self, provider: str) -> SignedOff | None:
        row = self.cursor.execute(_SIGNED_OFF, [self.cell, provider]).fetchone()
        return SignedOff(*row) if row else None

    def sign(self, provider: str, signed: SignedOff) -> None:
        self.cursor.execute(_SIGN, [self.cell, provider, *signed])


def _registered(row: Sequence[object]) -> Registered:
    found = Registered(*row[: len(REGISTERED)])  # type: ignore[arg-type]
    return found._replace(kind=Kind(found.kind))


def _open_break(row: Sequence[object]) -> OpenBreak:
    break_id, type_, key, currency, minor, day, owner, turn, opened_on, note = row
    age = opened_on - day  # type: ignore[operator]
    found = Break(break_id, Type(str(type_)), key, currency, minor, day, age, Owner(str(owner)))  # type: ignore[arg-type]
    return OpenBreak(found, turn, opened_on, note)  # type: ignore[arg-type]
