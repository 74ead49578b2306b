"""What banks and providers send is taken in, each thing once: a statement whole or not at all, a register row by row.

Every entry of a statement is posted: our account at the bank against the suspense of what came to it, where it waits
until its day is reconciled.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from tearoad.ledger.chart import What, account
from tearoad.ledger.transfer import Transfer
from tearoad.operations.reconcile_ports import EntryRow, OwnAccount, ReconcilingStore, StatementRow
from tearoad.operations.reconcile_postings import in_bank_suspense, moved, posting_id
from tearoad.payments.register import Registered
from tearoad.payments.statement import NO_NUMBER, Statement, faults
from tearoad.terms.days import day_word
from tearoad.terms.money import format_minor
from tearoad.terms.refusal import BadInput


class Imported(NamedTuple):
    """A statement of a file; one that was `known` has changed nothing."""

    statement: Statement
    known: bool


class Register(NamedTuple):
    """How many rows of a register were new, were known and are now paid out, were corrected, or were known."""

    new: int
    paid_out: int
    corrected: int
    known: int


def declare_account(store: ReconcilingStore, declared: OwnAccount) -> bool:
    """False where it was declared so before; BadInput where it was declared otherwise."""
    with store.unit() as unit:
        unit.reconciling.alone()
        known = unit.reconciling.accounts().get(declared.account)
        if known is None:
            unit.reconciling.declare(declared)
        elif known != declared:
            raise BadInput(f"account {known.account} is known: {known.currency}, payouts of {known.provider}")
    return known is None


def import_statements(store: ReconcilingStore, statements: Sequence[Statement]) -> list[Imported]:
    """The statements of one file, all or none, by their days. BadInput on one that is not ours, that does not follow
    the last one, or that says something else than was booked under its number."""
    with store.unit() as unit:
        unit.reconciling.alone()
        accounts, clock = unit.reconciling.accounts(), unit.roads.clock_held()
        if not accounts:
            raise BadInput("no account of ours is declared; `tearoad banks account` declares one")
        taken, rows, entries = [], list[StatementRow](), list[EntryRow]()
        booked: dict[str, list[StatementRow]] = {}
        for one in sorted(statements, key=lambda one: (one.account, one.first_day, one.number)):
            own = _own(one, accounts)
            if own.account not in booked:
                booked[own.account] = unit.reconciling.statements(own.account)
            row = _row(one)
            known = _known(row, booked[own.account])
            taken.append(Imported(one, known))
            if not known:
                _refuse(one, own.account, booked[own.account])
                booked[own.account].append(row)
                rows.append(row)
                entries += _entries(one)
        if rows:
            unit.reconciling.add_statements(rows, entries)
            unit.ledger.post([transfer for entry in entries for transfer in _booked(entry, clock)])
    return taken


def import_register(
    store: ReconcilingStore, provider: str, rows: Sequence[Registered], *, corrects: bool = False
) -> Register:
    """All rows or none. A known operation may come to be paid out; anything else that is not as before is BadInput, or,
    where the register `corrects`, a new version of its row."""
    asked: dict[str, Registered] = {}
    for row in rows:
        if asked.setdefault(row.operation, row) != row:
            raise BadInput(f"operation {row.operation} stands twice in the register, with other content")
    with store.unit() as unit:
        unit.reconciling.alone()
        known = unit.reconciling.versions(provider, list(asked)) if asked else {}
        new, paid_out, corrected = [], list[tuple[int, Registered]](), list[tuple[int, Registered]]()
        for row in asked.values():
            if row.operation not in known:
                new.append((0, row))
                continue
            version, before = known[row.operation]
            if row._replace(payout="") == before or row == before or row == before._replace(payout=""):
                if row.payout and not before.payout:
                    paid_out.append((version, row))
            elif corrects:
                corrected.append((version + 1, row))
            else:
                raise BadInput(_otherwise(before, row))
        unit.reconciling.register(provider, new + corrected)
        unit.reconciling.pay_out(provider, paid_out)
    changed = len(new), len(paid_out), len(corrected)
    return Register(*changed, known=len(asked) - sum(changed))


def _own(one: Statement, accounts: dict[str, OwnAccount]) -> OwnAccount:
    own = accounts.get(one.account)
    if own is None:
        raise BadInput(f"account {one.account[:60]!r} is not ours, expected one of {', '.join(accounts)}")
    if own.currency != one.currency:
        raise BadInput(f"{named(one)}: in {one.currency}, expected {own.currency}")
    return own


def _refuse(one: Statement, own: str, booked: Sequence[StatementRow]) -> None:
    last = booked[-1] if booked else None
    before = Statement(own, one.currency, *last[1:6], entries=()) if last else None
    wrong = faults(one, own, before)
    if wrong:
        after = f"; the last one is {_label(last)}, closing at {format_minor(last[5], one.currency)}" if last else ""
        raise BadInput(f"{named(one)}: {', '.join(wrong)}{after}")


def _known(row: StatementRow, booked: Sequence[StatementRow]) -> bool:
    same = [one for one in booked if (one.number, one.number or one.first_day) == (row.number, row.number or row[2])]
    if same and same[0].content != row.content:
        raise BadInput(f"{_label(row)} of {row.account} was imported before, with other content")
    return bool(same)


def _row(one: Statement) -> StatementRow:
    content = sha256(repr(tuple(map(tuple, [one[:-1], *one.entries]))).encode()).hexdigest()
    return StatementRow(
        one.account, one.number, one.first_day, one.last_day, one.opening_minor, one.closing_minor, content
    )


def _entries(one: Statement) -> list[EntryRow]:
    names = (one.account, one.number, one.first_day)
    return [
        EntryRow(posting_id("entry", *names, place), *names, entry=entry) for place, entry in enumerate(one.entries)
    ]


def _booked(row: EntryRow, at: int) -> list[Transfer]:
    held, entry = account(What.BANK_ACCOUNT, row.entry.currency, row.account), row.entry
    return moved(row.entry_id, held, in_bank_suspense(row.account, entry.currency), entry.amount_minor, at)


def named(one: Statement) -> str:
    """A statement as people call it."""
    return f"{_label(_row(one))} of {one.account}"


def _label(row: StatementRow) -> str:
    days = " to ".join(dict.fromkeys((day_word(row.first_day), day_word(row.last_day))))
    return f"statement {days}" if row.number == NO_NUMBER else f"statement {row.number} ({days})"


def _otherwise(before: Registered, now: Registered) -> str:
    names = [name for name in Registered._fields if getattr(before, name) != getattr(now, name)]
    said = ", ".join(f"{name} {getattr(now, name)!s:.60}, before {getattr(before, name)!s:.60}" for name in names)
    return f"operation {now.operation} was registered otherwise: {said}; --corrects takes it as a correction"
