"""What is wrong with a statement has a name each."""

import pytest

from tearoad.payments.statement import NO_NUMBER, Entry, Fault, Statement, faults

GOOD = Statement(
    "acc", "RUB", 8, 100, 100, 500, 700, (Entry("r", "", 300, "RUB", 100), Entry("s", "", -100, "RUB", 100))
)
BEFORE = Statement("acc", "RUB", 7, 99, 99, 400, 500, ())
BARE, BARE_BEFORE = GOOD._replace(number=NO_NUMBER), BEFORE._replace(number=NO_NUMBER)


@pytest.mark.parametrize(
    ("statement", "before", "expected"),
    [
        (GOOD, None, ()),
        (GOOD, BEFORE, ()),
        (BARE, BARE_BEFORE, ()),
        (GOOD._replace(account="theirs"), None, (Fault.ACCOUNT,)),
        (GOOD._replace(closing_minor=701), BEFORE, (Fault.BALANCE,)),
        (GOOD._replace(number=9), BEFORE, (Fault.GAP,)),
        (GOOD._replace(number=7), BEFORE, (Fault.GAP,)),
        (GOOD._replace(number=NO_NUMBER), BEFORE, (Fault.GAP,)),
        (BARE, BARE_BEFORE._replace(last_day=98), (Fault.GAP,)),
        (BARE, BARE_BEFORE._replace(last_day=100), (Fault.GAP,)),
        (GOOD, BEFORE._replace(closing_minor=499), (Fault.OPENING,)),
        (GOOD._replace(first_day=101, last_day=101), None, (Fault.DAY,)),
        (GOOD._replace(first_day=99, last_day=99), None, (Fault.DAY,)),
        (GOOD._replace(account="", number=3, entries=()), BEFORE, (Fault.ACCOUNT, Fault.BALANCE, Fault.GAP)),
    ],
)
def test_every_fault_is_named(statement: Statement, before: Statement | None, expected: tuple[Fault, ...]) -> None:
    assert faults(statement, "acc", before) == expected
