"""A bank's statement of our account, and what may be wrong with it before a single entry is believed."""

from enum import StrEnum
from typing import NamedTuple

NO_NUMBER = 0


class Entry(NamedTuple):
    """One booking at the bank: what came to us is positive. `reference` is the bank's own name for it, `end_to_end` the
    name that both sides share, '' where there is none; `day` is the booking day in days since 1970."""

    reference: str
    end_to_end: str
    amount_minor: int
    currency: str
    day: int
    text: str = ""


class Statement(NamedTuple):
    """Entries of the days from the first to the last, both included; NO_NUMBER where the bank numbers none."""

    account: str
    currency: str
    number: int
    first_day: int
    last_day: int
    opening_minor: int
    closing_minor: int
    entries: tuple[Entry, ...]


class Fault(StrEnum):
    """Why a statement is not booked."""

    ACCOUNT = "somebody else's account"
    BALANCE = "opening balance and entries are not the closing balance"
    GAP = "not the statement after the last one"
    OPENING = "the opening balance is not the last closing balance"
    DAY = "an entry outside of the statement's days"


def faults(statement: Statement, account: str, before: Statement | None = None) -> tuple[Fault, ...]:
    """All that is wrong; `before` is the last statement of the account that was booked, where there is one.

    Statements without numbers follow each other by their days.
    """
    total = statement.opening_minor + sum(entry.amount_minor for entry in statement.entries)
    days = range(statement.first_day, statement.last_day + 1)
    found = {
        Fault.ACCOUNT: statement.account != account,
        Fault.BALANCE: total != statement.closing_minor,
        Fault.GAP: before is not None and not _follows(statement, before),
        Fault.OPENING: before is not None and statement.opening_minor != before.closing_minor,
        Fault.DAY: any(entry.day not in days for entry in statement.entries),
    }
    return tuple(fault for fault, there in found.items() if there)


def _follows(statement: Statement, before: Statement) -> bool:
    if NO_NUMBER in (statement.number, before.number):
        return statement.number == before.number and statement.first_day == before.last_day + 1
    return statement.number == before.number + 1
