"""The judge can tell: falsified books and logs are lost, doubled or broken rows."""

from itertools import islice

import pytest

from tearoad.boot.chart import own_chart
from tearoad.boot.postings import Postings
from tearoad.boot.road import OpenRoad
from tearoad.ledger.chart import account_id, by_chart
from tearoad.ledger.verdict import Verdict
from tearoad.torture.books import Books, broken_invariants, read_books
from tearoad.torture.judge import against_the_books, contradictions, not_due
from tearoad.torture.payers import Ack
from tearoad.torture.script import Call, Script

CALLS = 40
Played = tuple[Books, dict[int, list[Call]], list[Ack]]


@pytest.fixture
def played(road: OpenRoad) -> Played:
    """One payer's calls, made and answered."""
    script = Script(5, 1)
    with road.store.unit() as unit:
        unit.ledger.open([by_chart(own_chart(), name) for name in script.accounts()])
    calls = list(islice(script.calls(0), CALLS))
    with Postings(road.url) as service:
        acks: list[Ack] = [(0, number, tuple(service.ask(call.rows))) for number, call in enumerate(calls)]
    return read_books(road.url), {0: calls}, acks


def test_honest_books_are_clean(played: Played) -> None:
    books, calls, acks = played
    found = against_the_books(calls, acks, books, {0: CALLS})
    assert found.good
    assert found.acknowledged == sum(len(call.rows) for call in calls[0])
    assert broken_invariants(books) == []
    assert len(books.rows) > CALLS / 2


def test_a_row_that_is_gone_is_lost(played: Played) -> None:
    books, calls, acks = played
    less = books._replace(rows=books.rows[:-1])
    assert against_the_books(calls, acks, less, {0: CALLS}).lost > 0
    assert broken_invariants(less) != []


def test_a_row_that_nobody_sent_is_doubled(played: Played) -> None:
    books, calls, acks = played
    more = books._replace(rows=[*books.rows, books.rows[-1]._replace(id="f" * 32)])
    assert against_the_books(calls, acks, more, {0: CALLS}).doubled == 1
    assert broken_invariants(more) != []


def test_another_verdict_is_doubled(played: Played) -> None:
    books, calls, acks = played
    other = [row._replace(verdict=15 if row.verdict == 0 else 0) for row in books.rows]
    assert against_the_books(calls, acks, books._replace(rows=other), {0: CALLS}).doubled > 0


def test_two_answers_to_one_call_contradict_each_other() -> None:
    done, refused = (Verdict.DONE,), (Verdict.NOT_COVERED,)
    assert contradictions([(0, 0, done), (0, 0, done), (1, 0, refused)]) == 0
    assert contradictions([(0, 0, done), (0, 0, refused)]) == 1


def test_an_answer_that_was_not_due_is_named(played: Played) -> None:
    _, calls, acks = played
    assert not_due(calls, acks) == []
    payer, number, verdicts = acks[0]
    assert not_due(calls, [(payer, number, (Verdict.NO_ACCOUNT,) * len(verdicts))])


@pytest.mark.parametrize("what", ["debits", "credits", "debits_pending"])
def test_a_balance_that_is_not_the_journal_s_is_named(played: Played, what: str) -> None:
    books, _, _ = played
    changed = [one._replace(**{what: getattr(one, what) + 1}) for one in books.accounts]
    assert broken_invariants(books._replace(accounts=changed)) != []


def test_a_chain_that_was_rewritten_is_named(played: Played) -> None:
    books, _, _ = played
    batches = [(number, count, digest[::-1]) for number, count, digest in books.batches]
    assert broken_invariants(books._replace(batches=batches)) != []
    assert account_id("escrow:RUB") in {row.credit for row in books.rows}
