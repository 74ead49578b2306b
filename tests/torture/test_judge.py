"""The judge can say lost, doubled and broken: it is given logs and books that were falsified."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import psycopg
import pytest

from tearoad.boot.postings import Postings
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.ledger.verdict import Verdict
from tearoad.torture.books import Books, Row, broken_invariants, read_books
from tearoad.torture.field import Field
from tearoad.torture.judge import against_the_books, contradictions, judged
from tearoad.torture.payers import Ack, Acks, Payers, calls_told
from tearoad.torture.script import PSP, Call, Script

SCRIPT = Script(1, 6)
ONE_LESS = "DELETE FROM transfer WHERE (batch, nr) = (SELECT batch, nr FROM transfer WHERE verdict = 0 LIMIT 1)"
CALLS = 40  # of each payer, answered


@pytest.fixture
def url(field: Field) -> Iterator[str]:
    with field.data_base(SCRIPT) as name:
        yield field.shared.url(name)


@pytest.fixture
def acks(url: str) -> list[Ack]:
    """A calm run."""
    acks = Acks()
    with Postings(url) as service, Payers(SCRIPT, [service], acks, until=dict.fromkeys(range(6), CALLS)) as payers:
        payers.finish()
    assert len(acks.told) == 6 * CALLS
    return acks.told


def changed(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        assert connection.execute(statement.encode()).rowcount > 0


def test_a_calm_run_is_good_and_counts(url: str, acks: list[Ack]) -> None:
    found = judged(url, SCRIPT, acks)
    assert found.good, found
    assert found.acknowledged == sum(len(verdicts) for _, _, verdicts in acks)
    assert found.unanswered > 0
    assert found.unanswered_but_committed == 0


def test_what_was_told_and_is_not_there_is_lost(url: str, acks: list[Ack]) -> None:
    calls = list(zip(range(CALLS + 9), SCRIPT.calls(0), strict=False))
    more = [*acks, *((0, number, call.due) for number, call in calls[CALLS:])]
    found = judged(url, SCRIPT, more)
    assert found.lost > 0
    assert not found.good


def test_a_row_that_vanishes_is_lost_and_breaks_the_books(url: str, acks: list[Ack]) -> None:
    changed(url, ONE_LESS)
    found = judged(url, SCRIPT, acks)
    assert found.lost > 0
    assert any("chain" in words for words in found.broken)
    assert any("balances" in words for words in found.broken)


def test_another_verdict_than_was_told_is_doubled(url: str, acks: list[Ack]) -> None:
    at = next(at for at, (_, _, verdicts) in enumerate(acks) if verdicts == (Verdict.DONE,))
    payer, number, _ = acks[at]
    found = judged(url, SCRIPT, [*acks[:at], (payer, number, (Verdict.NO_HOLD,)), *acks[at + 1 :]])
    assert found.doubled > 0
    assert "answered NO_HOLD where DONE was due: 1" in found.broken


def test_money_under_a_key_that_nobody_sent_is_doubled(url: str, acks: list[Ack]) -> None:
    with Postings(url) as service:
        strange = Transfer("f" * 32, Kind.DIRECT, PSP, "fee:RUB", 5, None, 5)
        assert service.ask([strange]) == [Verdict.DONE]
    found = judged(url, SCRIPT, acks)
    assert found.doubled == 1
    assert any("nobody sent" in words for words in found.broken)


def test_what_nobody_was_told_and_is_there_is_counted(url: str, acks: list[Ack]) -> None:
    """The last answer of every payer is struck out."""
    told = [ack for ack in acks if ack[1] < CALLS - 1]
    calls = {payer: list(islice(SCRIPT.calls(payer), CALLS)) for payer in range(6)}
    fresh = sum(len(ids(mine[-1:]) - ids(mine[:-1])) for mine in calls.values())
    assert fresh > 0
    found = judged(url, SCRIPT, told)
    assert found.good, found
    assert (found.unanswered, found.unanswered_but_committed) == (fresh, fresh)


def test_rows_are_held_against_what_was_told(url: str, acks: list[Ack]) -> None:
    """Before anything is asked again: another verdict, and another amount than was asked for."""
    calls = {payer: list(islice(SCRIPT.calls(payer), CALLS + 1)) for payer in range(6)}
    last = dict.fromkeys(range(6), CALLS)
    books = read_books(url)
    assert against_the_books(calls, acks, books, last).good
    for falsified in (with_row(books, 3, verdict=9), with_row(books, 3, amount=123_456_789)):
        own = sum(row.transfer_id == books.rows[3].id for payer, at, _ in acks for row in calls[payer][at].rows)
        found = against_the_books(calls, acks, falsified, last)
        assert (found.doubled, found.lost) == (own, 0)


def ids(calls: list[Call]) -> set[str]:
    return {row.transfer_id for call in calls for row in call.rows}


def test_answers_that_need_not_have_lasted_are_not_missed(url: str, acks: list[Ack]) -> None:
    more = [
        *acks,
        *((0, number, call.due) for number, call in zip(range(60), SCRIPT.calls(0), strict=False) if number >= CALLS),
    ]
    assert judged(url, SCRIPT, acks, sent=more).good


def test_a_changed_balance_is_broken(url: str, acks: list[Ack]) -> None:
    changed(url, "UPDATE account SET debits = debits + 1 WHERE account = 'psp_clearing:RUB'")
    broken = judged(url, SCRIPT, acks).broken
    assert any("balances are what the journal says" in words for words in broken)
    assert any("debits are credits" in words for words in broken)


def test_two_answers_to_one_call_are_a_contradiction() -> None:
    one, other = (1, 2, (Verdict.DONE,)), (1, 2, (Verdict.NOT_COVERED,))
    assert contradictions([one, one]) == 0
    assert contradictions([one, other, one]) == 1
    assert calls_told([(0, 0, ()), (0, 1, ()), (3, 0, ())]) == {0: 2, 3: 1}


def of_kind(books: Books, kind: Kind) -> int:
    return next(at for at, row in enumerate(books.rows) if row.kind == kind and row.verdict == 0 and row.amount > 1)


def with_row(books: Books, place: int, **more: Any) -> Books:
    rows = list(books.rows)
    rows[place] = rows[place]._replace(**more)
    return books._replace(rows=rows)


def resolved_again(books: Books) -> Books:
    return books._replace(rows=[*books.rows, books.rows[of_kind(books, Kind.POST)]._replace(id="e" * 32)])


def below_its_floor(books: Books) -> Books:
    """Everything that came into escrow comes at the end."""
    came = [row for row in books.rows if row.kind == Kind.DIRECT]
    return books._replace(rows=[*(row for row in books.rows if row.kind != Kind.DIRECT), *came])


def a_gap(books: Books) -> Books:
    """The last batch has another number, and so have its rows."""
    number, size, digest = books.batches[-1]
    rows = [row._replace(batch=number + 5) if row.batch == number else row for row in books.rows]
    return books._replace(rows=rows, batches=[*books.batches[:-1], (number + 5, size, digest)])


def one_side_more(books: Books) -> Books:
    return books._replace(accounts=[books.accounts[0]._replace(debits=-1), *books.accounts[1:]])


def half_a_group(books: Books) -> Books:
    at = next(at for at, row in enumerate(books.rows) if row.group and row.verdict == 0)
    return with_row(books, at, verdict=int(Verdict.LINKED))


def of_a_hold(change: Callable[[Row, Row], dict[str, Any]]) -> Callable[[Books], Books]:
    def falsified(books: Books) -> Books:
        at = of_kind(books, Kind.POST)
        hold = next(row for row in books.rows if row.id == books.rows[at].hold)
        return with_row(books, at, **change(books.rows[at], hold))

    return falsified


FALSIFIED: dict[str, tuple[str, Callable[[Books], Books]]] = {
    "a side more": ("debits are credits", one_side_more),
    "an amount": ("balances are", lambda b: with_row(b, of_kind(b, Kind.DIRECT), amount=1)),
    "an account": ("balances are", lambda b: with_row(b, of_kind(b, Kind.DIRECT), debit=12345)),
    "the order": ("no account passes its bounds", below_its_floor),
    "posted twice": ("a hold is resolved once", resolved_again),
    "more than held": ("a hold is resolved once", of_a_hold(lambda row, hold: {"amount": hold.amount + 1})),
    "before its hold": ("a hold is resolved once", of_a_hold(lambda row, hold: {"at": hold.at - 1})),
    "of no hold": ("a hold is resolved once", of_a_hold(lambda row, hold: {"hold": "a" * 32})),
    "half a group": ("a group stands or falls", half_a_group),
    "a key twice": ("one key, one row", lambda b: b._replace(rows=[*b.rows, b.rows[0]])),
    "a verdict": ("the chain", lambda b: with_row(b, 0, verdict=9)),
    "a moment": ("the chain", lambda b: with_row(b, 0, at=9)),
    "a row less": ("the chain", lambda b: b._replace(rows=b.rows[1:])),
    "a batch less": ("the chain", lambda b: b._replace(batches=b.batches[1:])),
    "a gap": ("the chain", a_gap),
    "a count": ("the chain", lambda b: b._replace(batches=[(1, 99, b.batches[0][2]), *b.batches[1:]])),
    "a digest": ("the chain", lambda b: b._replace(batches=[*b.batches[:-1], (*b.batches[-1][:2], b"0" * 32)])),
    "rows of no batch": ("the chain", lambda b: with_row(b, 0, batch=10**6)),
}  # fmt: skip


def test_every_invariant_can_be_broken(url: str, acks: list[Ack]) -> None:
    books = read_books(url)
    assert broken_invariants(books) == []
    for words, (rule, falsify) in FALSIFIED.items():
        broken = broken_invariants(falsify(books))
        assert any(rule in one for one in broken), (words, broken)
