"""Any sequence of payments, holds, posts, retries, groups and passing time: PostgreSQL says what the double says."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test
from ledgers import AT, CARRIER, ESCROW, FEE, PSP, SELLER, WALLET, InMemory, OnPostgres, check, name

from tearoad.ledger.transfer import Kind, Transfer
from tearoad.ledger.verdict import Verdict

NewLedger = Callable[[], InMemory | OnPostgres]
AMOUNTS = st.integers(-1, 60)
PAIRS = st.sampled_from([(PSP, ESCROW), (ESCROW, SELLER), (ESCROW, WALLET), (WALLET, FEE), (CARRIER, SELLER)])
EXPIRES = st.none() | st.integers(0, 12)  # seconds from now
DRAFTS = st.lists(st.tuples(st.sampled_from([Kind.DIRECT, Kind.HOLD]), PAIRS, AMOUNTS), min_size=1, max_size=6)


class Market(RuleBasedStateMachine):
    """Both ledgers are asked the same, the double row by row."""

    rows, holds = Bundle("rows"), Bundle("holds")

    def __init__(self, ledger: InMemory | OnPostgres) -> None:
        super().__init__()
        self.ledger, self.book = ledger, InMemory()
        self.now, self.count = AT, 0

    def new(self, kind: Kind, pair: tuple[str, str], amount: int, hold: Transfer | None = None) -> Transfer:
        self.count += 1
        hold_id = hold.transfer_id if hold else None
        return Transfer(name(self.count), kind, *pair, amount, hold_id, self.now)

    def offer(self, rows: Sequence[Transfer]) -> None:
        """As one batch, or as one group."""
        units = [rows] if rows and rows[0].group else [[row] for row in rows]
        expected = [verdict for unit in units for verdict in self.book.offer(unit)]
        assert self.ledger.offer(rows) == expected

    @rule(target=rows, amount=AMOUNTS, into=st.sampled_from([ESCROW, WALLET]))
    def pay(self, amount: int, into: str) -> Transfer:
        row = self.new(Kind.DIRECT, (PSP, into), amount)
        self.offer([row])
        return row

    @rule(target=holds, pair=PAIRS, amount=AMOUNTS, expires=EXPIRES)
    def hold(self, pair: tuple[str, str], amount: int, expires: int | None) -> Transfer:
        row = self.new(Kind.HOLD, pair, amount)
        row = row._replace(expires_at=None if expires is None else self.now + expires)
        self.offer([row])
        return row

    @rule(target=rows, held=holds, amount=AMOUNTS)
    def post(self, held: Transfer, amount: int) -> Transfer:
        row = self.new(Kind.POST, (held.debit, held.credit), amount, held)
        self.offer([row])
        return row

    @rule(target=rows, held=holds)
    def void(self, held: Transfer) -> Transfer:
        row = self.new(Kind.VOID, (held.debit, held.credit), 0, held)
        self.offer([row])
        return row

    @rule(target=rows, amount=AMOUNTS, debit=st.sampled_from([ESCROW, SELLER, WALLET]))
    def refund(self, amount: int, debit: str) -> Transfer:
        row = self.new(Kind.DIRECT, (debit, PSP), amount)
        self.offer([row])
        return row

    @rule(again=st.lists(rows | holds, max_size=4), more=st.integers(0, 1))
    def retry(self, again: list[Transfer], more: int) -> None:
        """Later, perhaps with another amount, perhaps one row twice; rows of a group are offered whole elsewhere."""
        alone = [row for row in again if row.group is None]
        self.offer([row._replace(at=self.now, amount_minor=row.amount_minor + more) for row in alone])

    @rule(target=rows, drafts=DRAFTS, held=st.lists(holds, max_size=3))
    def batch(self, drafts: list[tuple[Kind, tuple[str, str], int]], held: list[Transfer]) -> object:
        new = [self.new(*draft) for draft in drafts]
        posts = [self.new(Kind.POST, (hold.debit, hold.credit), 1, hold) for hold in [*held, new[0]]]
        self.offer([*posts[:2], *new, *posts[2:]])
        return multiple(*new, *posts)

    @rule(drafts=DRAFTS, held=st.lists(holds, max_size=2), twice=st.booleans())
    def group(self, drafts: list[tuple[Kind, tuple[str, str], int]], held: list[Transfer], twice: bool) -> None:
        rows = [self.new(*draft) for draft in drafts]
        rows += [self.new(Kind.VOID, (hold.debit, hold.credit), 0, hold) for hold in held]
        rows = [row._replace(group=name(10**9 + self.count)) for row in rows]
        for _ in range(1 + twice):
            self.offer(rows)

    @rule(seconds=st.integers(1, 8))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @rule()
    def expiry(self) -> None:
        """As the timers do: every hold whose time has come is voided, those that were posted in vain."""
        due = [row for row in self.book.journal if row.expires_at is not None and row.expires_at <= self.now]
        self.offer([self.new(Kind.VOID, (hold.debit, hold.credit), 0, hold) for hold in due])
        assert {row.transfer_id for row in due} <= self.book.resolved

    @rule(seconds=st.integers(0, 20))
    def close_a_period(self, seconds: int) -> None:
        for ledger in (self.book, self.ledger):
            ledger.close_before(self.now - seconds)

    @invariant()
    def the_sums_are_equal(self) -> None:
        assert self.ledger.sums() == self.book.sums()

    def teardown(self) -> None:
        assert self.ledger.verdicts() == self.book.verdicts()
        assert sorted(self.ledger.lines()) == sorted(self.book.lines())
        assert Verdict.OTHER_CONTENT not in self.ledger.verdicts().values()
        check(self.ledger)


def played(new_ledger: NewLedger, examples: int) -> None:
    run_state_machine_as_test(
        lambda: Market(new_ledger()),
        settings=settings(
            max_examples=examples,
            stateful_step_count=50,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_market(on_postgresql: NewLedger) -> None:
    played(on_postgresql, 30)


@pytest.mark.full
def test_the_market_for_long(on_postgresql: NewLedger) -> None:
    played(on_postgresql, 300)
