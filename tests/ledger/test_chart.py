"""Names of accounts, and their numbers."""

import pytest

from tearoad.boot.chart import own_chart
from tearoad.ledger.chart import Account, What, account, account_id, by_chart, currency_of, what_of


def test_a_name_says_what_whom_and_in_which_currency() -> None:
    assert account(What.ESCROW, "RUB") == "escrow:RUB"
    assert account(What.SELLER_PAYABLE, "CNY", "m:1") == "seller_payable:m:1:CNY"
    assert account(What.SELLER_PAYABLE, "CNY", "") == "seller_payable::CNY"
    assert (what_of("seller_payable:m:1:CNY"), currency_of("seller_payable:m:1:CNY")) == ("seller_payable", "CNY")
    assert Account("escrow:RUB", 0, None).currency == "RUB"


def test_the_numbers_stay_what_they_are() -> None:
    """The journal knows accounts by these: another number would be another account."""
    assert account_id("psp_clearing:RUB") == 202011457663303297
    assert account_id("escrow:RUB") == 8036710123263648831
    assert account_id("seller_payable:m:RUB") == -5536526394688415619


def test_an_account_has_the_bounds_of_its_kind() -> None:
    chart = own_chart()
    assert by_chart(chart, "escrow:RUB") == Account("escrow:RUB", 0, None)
    assert by_chart(chart, "wallet:b:RUB").floor == 0
    assert by_chart(chart, "seller_payable:m:RUB") == Account("seller_payable:m:RUB", None, None)
    with pytest.raises(KeyError):
        by_chart(chart, "nothing:RUB")
