"""The double by itself: what it shows, and what it opens by the chart. What it answers is in the ledger's contract."""

import pytest

from tearoad.boot.chart import own_chart
from tearoad.ledger.book import Book
from tearoad.ledger.chart import Account
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.ledger.verdict import Verdict
from tearoad.operations.ports import Ledger

AT = 1_760_000_000
PSP, ESCROW, SELLER, FEE = "psp_clearing:RUB", "escrow:RUB", "seller_payable:m:RUB", "fee:RUB"


def row(number: int, kind: Kind, debit: str, credit: str, amount: int, hold: int = 0, group: int = 0) -> Transfer:
    hold_id, group_id = (f"{other:032x}" if other else None for other in (hold, group))
    return Transfer(f"{number:032x}", kind, debit, credit, amount, hold_id, AT, group_id)


def test_a_sale_from_payment_to_payout() -> None:
    book: Ledger = Book(own_chart())
    book.post(
        [
            row(1, Kind.DIRECT, PSP, ESCROW, 1_000),
            row(2, Kind.HOLD, ESCROW, SELLER, 900),
            row(3, Kind.HOLD, ESCROW, FEE, 100),
        ]
    )
    assert isinstance(book, Book)
    assert book.balances() == {PSP: -1_000, ESCROW: 1_000, SELLER: 0, FEE: 0}
    assert (book.accounts[ESCROW].debits_pending, book.accounts[SELLER].credits_pending) == (1_000, 900)
    book.post([row(4, Kind.POST, ESCROW, SELLER, 850, 2), row(5, Kind.VOID, ESCROW, FEE, 0, 3)])
    assert book.balances() == {PSP: -1_000, ESCROW: 150, SELLER: 850, FEE: 0}
    assert {(one.debits_pending, one.credits_pending) for one in book.accounts.values()} == {(0, 0)}
    assert [int(one.transfer_id, 16) for one in book.journal] == [1, 2, 3, 4, 5]


def test_accounts_of_the_chart_have_its_bounds_and_those_that_are_there_their_own() -> None:
    book = Book(own_chart())
    book.open([Account("wallet:b:RUB", -10, 20)])
    book.post([row(1, Kind.DIRECT, PSP, "wallet:b:RUB", 20), row(2, Kind.DIRECT, PSP, "wallet:c:RUB", 21)])
    assert book.offer([row(3, Kind.DIRECT, "wallet:b:RUB", FEE, 31)]) == [Verdict.NO_ACCOUNT]
    book.post([row(4, Kind.DIRECT, "wallet:b:RUB", FEE, 30)])
    assert book.offer([row(5, Kind.DIRECT, "wallet:c:RUB", FEE, 22)]) == [Verdict.NOT_COVERED]
    with pytest.raises(KeyError):
        book.post([row(6, Kind.DIRECT, "nothing:RUB", FEE, 1)])


def test_a_row_that_is_refused_where_all_must_be_done_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="may not go below its floor"):
        Book(own_chart()).post([row(1, Kind.DIRECT, ESCROW, FEE, 1)])


def test_a_group_that_falls_leaves_no_trace_but_its_verdicts() -> None:
    book = Book(own_chart())
    book.post([row(1, Kind.DIRECT, PSP, ESCROW, 100), row(2, Kind.HOLD, ESCROW, SELLER, 60)])
    before, journal = repr(book.accounts), list(book.journal)
    group = [
        row(3, Kind.POST, ESCROW, SELLER, 60, 2, group=9),
        row(4, Kind.DIRECT, PSP, ESCROW, 5, group=9),
        row(5, Kind.DIRECT, ESCROW, SELLER, 1_000, group=9),
    ]
    assert book.offer(group) == [Verdict.LINKED, Verdict.LINKED, Verdict.NOT_COVERED]
    assert (repr(book.accounts), book.journal) == (before, journal)
    assert book.offer([row(6, Kind.VOID, ESCROW, SELLER, 0, 2)]) == [Verdict.DONE]


def test_every_verdict_has_its_words() -> None:
    words = [verdict.words for verdict in Verdict]
    assert all(words)
    assert len(set(words)) == len(words)
