"""Random rows over tiny balances: however they are cut into batches, every ledger says what the double says of them one
after another; and afterwards the books are what the journal makes of them."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from ledgers import AT, CARRIER, ESCROW, FEE, FEE_EUR, PSP, SELLER, WALLET, InMemory, OnPostgres, check, name

from tearoad.ledger.transfer import Kind, Transfer
from tearoad.ledger.verdict import Verdict

NewLedger = Callable[[], InMemory | OnPostgres]
PAIRS = (
    (PSP, ESCROW),
    (PSP, ESCROW),
    (ESCROW, SELLER),
    (ESCROW, SELLER),
    (ESCROW, WALLET),
    (PSP, WALLET),
    (WALLET, ESCROW),
    (WALLET, FEE),
    (CARRIER, SELLER),
    (SELLER, CARRIER),
)
Unit = list[Transfer]  # one row, or a whole group


class Luck:
    """Draws rows; of every five, one was offered before, as it was or with other content."""

    def __init__(self, seed: int) -> None:
        self.luck = random.Random(seed)
        self.rows: list[Transfer] = []
        self.units: list[Unit] = []

    def unit(self) -> Unit:
        if self.units and self.luck.random() < 0.2:
            unit = self._again(self.luck.choice(self.units))
        elif self.luck.random() < 0.2:
            group = name(10**9 + len(self.units))
            unit = [self._row()._replace(group=group) for _ in range(self.luck.randrange(1, 5))]
            if self.luck.random() < 0.2:
                unit.append(self.luck.choice(unit))
        else:
            unit = [self._row()]
        self.units.append(unit)
        return unit

    def _again(self, unit: Unit) -> Unit:
        if self.luck.random() < 0.7:
            return unit
        changes = {"amount_minor": unit[0].amount_minor + 1, "at": AT + 1, "expires_at": AT + 77, "credit": FEE}
        field = self.luck.choice(list(changes))
        return [unit[0]._replace(**{field: changes[field]}), *unit[1:]]

    def _row(self) -> Transfer:
        kind = self.luck.choice([Kind.DIRECT, Kind.DIRECT, Kind.HOLD, Kind.HOLD, Kind.POST, Kind.POST, Kind.VOID])
        debit, credit = self.luck.choice(PAIRS)
        amount, hold_id, at, expires_at = self.luck.randrange(1, 50), None, AT + self.luck.randrange(20), None
        holds = [row for row in self.rows if row.kind == Kind.HOLD]
        if kind in (Kind.POST, Kind.VOID) and holds:
            held = self.luck.choice(holds[-8:])
            debit, credit, hold_id = held.debit, held.credit, held.transfer_id
            amount = 0 if kind == Kind.VOID else self.luck.randrange(1, abs(held.amount_minor) + 2)
            at += 5
        if kind == Kind.HOLD and self.luck.random() < 0.4:
            expires_at = at + self.luck.randrange(25)
        row = Transfer(name(len(self.rows) + 1), kind, debit, credit, amount, hold_id, at, None, expires_at)
        wrong = self.luck.choice(self._wrongs(row)) if self.luck.random() < 0.12 else {}
        self.rows.append(row)
        return row._replace(**wrong)

    def _wrongs(self, row: Transfer) -> list[dict[str, object]]:
        earlier = self.luck.choice(self.rows).transfer_id if self.rows else None
        return [
            {"debit": "nobody:RUB"},
            {"credit": FEE_EUR},
            {"credit": row.debit},
            {"amount_minor": -row.amount_minor - 1},
            {"amount_minor": 0.5},
            {"hold_id": earlier},
            {"transfer_id": earlier or "x"},
            {"transfer_id": "x"},
        ]


def batches(units: list[Unit], luck: random.Random) -> Iterator[list[Transfer]]:
    """Cut at random, and before a group that the batch has already: it is offered whole, and once in a batch."""
    batch: list[Transfer] = []
    left = luck.randrange(1, 300)
    for unit in units:
        groups = {row.group for row in batch} - {None}
        if left <= 0 or groups & {row.group for row in unit}:
            yield batch
            batch, left = [], luck.choice([1, 5, 40, 300])
        batch += unit
        left -= len(unit)
    yield batch


def the_same(new_ledger: NewLedger, seed: int, count: int) -> None:
    luck = Luck(seed)
    units = [luck.unit() for _ in range(count)]
    single, batched = InMemory(), new_ledger()
    closing = luck.luck.randrange(count)
    for part in (units[:closing], units[closing:]):
        expected = [verdict for unit in part for verdict in single.offer(unit)]
        said = [verdict for batch in batches(part, luck.luck) for verdict in batched.offer(batch)]
        assert said == expected
        assert batched.sums() == single.sums()
        for ledger in (single, batched):
            ledger.close_before(AT + 6)
        closed = [single.close(account) for account in (WALLET, FEE)]
        assert [batched.close(account) for account in (WALLET, FEE)] == closed
    assert batched.verdicts() == single.verdicts()
    assert sorted(batched.lines()) == sorted(single.lines())
    check(batched)
    check(single)


def test_the_luck_meets_nearly_every_verdict() -> None:
    met: set[Verdict] = set()
    for seed in range(12):
        luck, ledger = Luck(seed), InMemory()
        for number in range(300):
            met |= set(ledger.offer(luck.unit()))
            if number == 200:
                ledger.close_before(AT + 6)
    seldom = {Verdict.TOO_MUCH_FOR_THE_BOOKS, Verdict.TOO_LARGE, Verdict.NO_KIND, Verdict.NO_MOMENT, Verdict.NO_GROUP}
    assert met >= set(Verdict) - seldom - {Verdict.ACCOUNT_CLOSED}


@pytest.mark.parametrize("kind", ["on_postgresql", "on_postgresql_15"])
def test_many_connections_at_once_are_one_after_another(request: pytest.FixtureRequest, kind: str) -> None:
    """Each offers the same rows in another order: one of them is the first with each, and all are told the same."""
    shared: OnPostgres = request.getfixturevalue(kind)()
    url = shared.connection.info.dsn, shared.connection.info.password
    luck = Luck(7)
    units = [luck.unit() for _ in range(120)]

    def offered(seed: int) -> dict[str, set[tuple[Transfer, Verdict]]]:
        mixed = random.Random(seed).sample(units, len(units))
        with psycopg.connect(url[0], password=url[1], autocommit=True) as connection:
            mine = OnPostgres(connection, shared.cell)
            return [pair for batch in batches(mixed, luck.luck) for pair in zip(batch, mine.offer(batch), strict=True)]

    with ThreadPoolExecutor(6) as pool:
        answers = [pair for pairs in pool.map(offered, range(6)) for pair in pairs]
    kept = shared.verdicts()
    said = {row.transfer_id: set() for row, _ in answers}
    for row, verdict in answers:
        said[row.transfer_id].add(verdict)
    for transfer_id, verdicts in said.items():
        at_the_door = {verdict for verdict in verdicts if verdict >= Verdict.NO_ID}
        assert verdicts - at_the_door <= {kept.get(transfer_id, Verdict.LINKED), Verdict.OTHER_CONTENT}
    check(shared)


@pytest.mark.parametrize("seed", range(25))
def test_random_batches(new_ledger: NewLedger, seed: int) -> None:
    the_same(new_ledger, seed, 150)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(1000, 1080))
def test_many_random_batches(new_ledger: NewLedger, seed: int) -> None:
    the_same(new_ledger, seed, 300)
