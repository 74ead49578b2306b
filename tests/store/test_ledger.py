"""The ledger's function answers row by row as a plain reckoning does, however the rows are cut into batches."""

import random
from dataclasses import dataclass, field

import pytest

from tearoad.boot.road import OpenRoad
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.store.columns import transposed
from tearoad.store.database import CELL

ACCOUNTS = {"psp_clearing:RUB": "RUB", "escrow:RUB": "RUB", "fee:RUB": "RUB", "fee:EUR": "EUR"}
POST = (
    "SELECT ledger_post(%s::smallint, %s::uuid[], %s::smallint[], %s::text[], %s::text[], "
    "%s::bigint[], %s::uuid[], %s::bigint[])"
)


@dataclass
class Plain:
    """Dictionaries and ifs: what `ledger_post` must answer."""

    journal: dict[str, Transfer] = field(default_factory=dict)

    def room(self) -> int:
        """What escrow may still pay or promise."""
        room = 0
        for row in self.journal.values():
            held = self.journal[row.hold_id].amount_minor if row.hold_id else 0
            if row.credit == "escrow:RUB" and row.kind in (Kind.DIRECT, Kind.POST):
                room += row.amount_minor
            if row.debit == "escrow:RUB":
                room += held - row.amount_minor
        return room

    def post(self, row: Transfer) -> str:
        verdict = self._judged(row)
        if verdict == "done":
            self.journal[row.transfer_id] = row
        return verdict

    def _judged(self, row: Transfer) -> str:
        if row.transfer_id in self.journal:
            return "known" if self.journal[row.transfer_id][:6] == row[:6] else "other content"
        if not {row.debit, row.credit} <= set(ACCOUNTS):
            return "no account"
        if ACCOUNTS[row.debit] != ACCOUNTS[row.credit]:
            return "other currency"
        resolves = row.kind in (Kind.POST, Kind.VOID)
        if (row.amount_minor <= 0) != (row.kind == Kind.VOID) or row.debit == row.credit:
            return "not a transfer"
        if resolves != (row.hold_id is not None):
            return "not a transfer"
        if row.hold_id is not None:
            held = self.journal.get(row.hold_id)
            if held is None or held.kind != Kind.HOLD or (held.debit, held.credit) != (row.debit, row.credit):
                return "no hold"
            if any(other.hold_id == row.hold_id for other in self.journal.values()):
                return "hold is resolved"
            return "more than held" if row.amount_minor > held.amount_minor else "done"
        return "not covered" if row.debit == "escrow:RUB" and self.room() < row.amount_minor else "done"


def drawn(luck: random.Random, count: int) -> list[Transfer]:
    """Mostly sound transfers, some of every kind of wrong."""
    rows: list[Transfer] = []
    for number in range(count):
        kind = luck.choice([Kind.DIRECT, Kind.DIRECT, Kind.HOLD, Kind.HOLD, Kind.POST, Kind.VOID])
        debit, credit = luck.choice(
            [("psp_clearing:RUB", "escrow:RUB"), ("escrow:RUB", "fee:RUB"), ("escrow:RUB", "psp_clearing:RUB")]
        )
        amount, hold = luck.randrange(1, 50), None
        holds = [row for row in rows if row.kind == Kind.HOLD]
        if kind in (Kind.POST, Kind.VOID) and holds:
            held = luck.choice(holds)
            debit, credit, hold = held.debit, held.credit, held.transfer_id
            amount = 0 if kind == Kind.VOID else luck.randrange(1, abs(held.amount_minor) + 2)
        wrong = luck.random()
        if wrong < 0.02:
            debit = "nobody:RUB"
        elif wrong < 0.04:
            credit = "fee:EUR"
        elif wrong < 0.06:
            credit = debit
        elif wrong < 0.08:
            amount = -amount
        name = f"{number:032x}"
        if wrong > 0.95 and rows:
            name = luck.choice(rows).transfer_id
        if wrong > 0.98 and rows:
            rows.append(luck.choice(rows))
            continue
        rows.append(Transfer(name, kind, debit, credit, amount, hold, 1_760_000_000))
    return rows


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("batch", [1, 7, 200])
def test_every_row_gets_the_answer_of_the_plain_reckoning(road: OpenRoad, seed: int, batch: int) -> None:
    plain, rows = Plain(), drawn(random.Random(seed), 400)
    expected = [plain.post(row) for row in rows]
    assert len(set(expected)) >= 8
    with road.store.connection.transaction():
        for name, currency in ACCOUNTS.items():
            road.store.connection.execute(
                "INSERT INTO account VALUES (%s, %s, %s, %s, 0, 0, 0, 0)",
                [CELL, name, currency, name == "escrow:RUB"],
            )
        answers: list[str] = []
        for start in range(0, len(rows), batch):
            columns = transposed(rows[start : start + batch], len(Transfer._fields))
            answer = road.store.connection.execute(POST, [CELL, *columns]).fetchone()
            assert answer is not None
            answers += answer[0]
    assert answers == expected
    assert [name for name, _, _ in road.check() if "books" in name] == []
