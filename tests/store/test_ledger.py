"""The contract of a ledger, in scripts: rows and what is said of them, in one batch, one by one, and cut anywhere."""

from collections.abc import Callable
from itertools import permutations
from typing import NamedTuple

import pytest
from ledgers import (
    AT,
    CARRIER,
    ESCROW,
    FEE,
    FEE_EUR,
    PSP,
    SELLER,
    WALLET,
    InMemory,
    OnPostgres,
    check,
    hold,
    name,
    pay,
    post,
    spend,
    void,
)

from tearoad.ledger.chart import Account
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.ledger.verdict import LAST_MOMENT, MOST_MINOR, MOST_ON_A_SIDE, Verdict

NewLedger = Callable[[], InMemory | OnPostgres]
V = Verdict
DONE = Verdict.DONE
G, H = name(0xA0), name(0xB0)  # groups
ROOM = 3 * MOST_MINOR  # that an account's side has left


class Open(NamedTuple):
    account: Account


class Close(NamedTuple):
    account: str
    done: bool = True


class CloseBefore(NamedTuple):
    at: int


class Seed(NamedTuple):
    account: str
    debits: int
    credited: int


Step = tuple[Transfer, Verdict] | Open | Close | CloseBefore | Seed
SCRIPTS: dict[str, list[Step]] = {
    "money comes in and goes out": [(pay(1, 100), DONE), (spend(2, 60), DONE), (spend(3, 40), DONE)],
    "the same again is the same, whenever it is offered": [
        (pay(1, 100), DONE),
        (pay(1, 100), DONE),
        (pay(1, 100, at=AT + 9), DONE),
        (spend(2, 101), V.NOT_COVERED),
        (spend(2, 101), V.NOT_COVERED),
    ],
    "an id belongs to its content": [
        (pay(1, 100), DONE),
        (pay(1, 101), V.OTHER_CONTENT),
        (pay(1, 100, credit=FEE), V.OTHER_CONTENT),
        (pay(1, 100, debit=FEE), V.OTHER_CONTENT),
        (pay(1, 100, kind=Kind.HOLD), V.OTHER_CONTENT),
        (pay(1, 100, group=G), V.OTHER_CONTENT),
        (pay(1, 100, hold_id=name(9)), V.OTHER_CONTENT),
        (hold(2, 50, expires_at=AT + 9), DONE),
        (hold(2, 50, expires_at=AT + 8), V.OTHER_CONTENT),
        (hold(2, 50), V.OTHER_CONTENT),
        (hold(2, 50, expires_at=AT + 9), DONE),
        (pay(1, 100), DONE),
    ],
    "a refusal is for ever, though the money is there now": [
        (spend(1, 10), V.NOT_COVERED),
        (pay(2, 10), DONE),
        (spend(1, 10), V.NOT_COVERED),
        (spend(1, 9), V.OTHER_CONTENT),
        (spend(3, 10), DONE),
    ],
    "a refusal is for ever, though the account is there now": [
        (pay(1, 10, credit="fee:CNY"), V.NO_ACCOUNT),
        (pay(2, 10, debit="psp_clearing:CNY", credit="fee:CNY"), V.NO_ACCOUNT),
        Open(Account("fee:CNY", None, None)),
        Open(Account("psp_clearing:CNY", None, None)),
        (pay(1, 10, credit="fee:CNY"), V.NO_ACCOUNT),
        (pay(2, 10, debit="psp_clearing:CNY", credit="fee:CNY"), V.NO_ACCOUNT),
        (pay(3, 10, debit="psp_clearing:CNY", credit="fee:CNY"), DONE),
    ],
    "an account that is there stays as it is": [
        Open(Account(ESCROW, None, None)),
        (spend(1, 10), V.NOT_COVERED),
    ],
    "what is no transfer": [
        (pay(1, 10, hold_id=name(9)), V.NOT_A_TRANSFER),
        (hold(2, 10, hold_id=name(9)), V.NOT_A_TRANSFER),
        (post(3, 9, 10, hold_id=None), V.NOT_A_TRANSFER),
        (void(4, 9, hold_id=None), V.NOT_A_TRANSFER),
        (pay(5, 10, expires_at=AT + 9), V.NOT_A_TRANSFER),
        (post(6, 9, 10, expires_at=AT + 9), V.NOT_A_TRANSFER),
        (void(7, 9, expires_at=AT + 9), V.NOT_A_TRANSFER),
    ],
    "amounts are positive, and none in a void": [
        (pay(1, 100), DONE),
        (hold(2, 10), DONE),
        (pay(3, 0), V.NOT_POSITIVE),
        (pay(4, -5), V.NOT_POSITIVE),
        (hold(5, 0), V.NOT_POSITIVE),
        (hold(6, -5), V.NOT_POSITIVE),
        (post(7, 2, 0), V.NOT_POSITIVE),
        (post(8, 2, -1), V.NOT_POSITIVE),
        (void(9, 2, amount_minor=5), V.NOT_POSITIVE),
        (void(10, 2, amount_minor=-5), V.NOT_POSITIVE),
        (void(11, 2), DONE),
    ],
    "a negative amount makes no room": [
        (pay(1, 100), DONE),
        (spend(2, 60), DONE),
        (spend(3, -60), V.NOT_POSITIVE),
        (spend(4, 60), V.NOT_COVERED),
        (pay(5, 60, credit=WALLET), DONE),
        (pay(6, -60, credit=WALLET), V.NOT_POSITIVE),
        (pay(7, 60, credit=WALLET), V.OVER_LIMIT),
    ],
    "two sides": [
        (pay(1, 10, credit=PSP), V.SAME_ACCOUNT),
        (pay(2, 10, debit="nobody:RUB", credit="nobody:RUB"), V.SAME_ACCOUNT),
        (hold(3, 10, debit=SELLER), V.SAME_ACCOUNT),
    ],
    "accounts that are there": [
        (pay(1, 10, debit="nobody:RUB"), V.NO_ACCOUNT),
        (pay(2, 10, credit="escrow:XXX"), V.NO_ACCOUNT),
        (pay(3, 10, credit="казна:RUB"), V.NO_ACCOUNT),
    ],
    "one currency": [(pay(1, 10, credit=FEE_EUR), V.OTHER_CURRENCY), (pay(2, 9, debit=FEE_EUR), V.OTHER_CURRENCY)],
    "an account is closed when it is empty": [
        (pay(1, 10), DONE),
        (hold(2, 10), DONE),
        Close(ESCROW, done=False),
        Close(SELLER, done=False),
        Close(PSP, done=False),
        Close("nobody:RUB", done=False),
        (void(3, 2), DONE),
        Close(SELLER),
        (spend(4, 10), V.ACCOUNT_CLOSED),
        (pay(5, 10, debit=SELLER), V.ACCOUNT_CLOSED),
        (hold(6, 10), V.ACCOUNT_CLOSED),
        (void(7, 2), V.ACCOUNT_CLOSED),
        (void(3, 2), DONE),
        Close(SELLER),
        (spend(8, 10, credit=FEE), DONE),
        Close(ESCROW),
        Close(FEE, done=False),
    ],
    "a period is closed for ever": [
        (pay(1, 100), DONE),
        (hold(2, 10), DONE),
        CloseBefore(AT + 5),
        (pay(3, 10), V.PERIOD_CLOSED),
        (post(4, 2, 10), V.PERIOD_CLOSED),
        (pay(1, 100), DONE),
        (pay(5, 10, at=AT + 5), DONE),
        CloseBefore(AT),
        (pay(6, 10, at=AT + 4), V.PERIOD_CLOSED),
        (pay(7, 10, at=0), V.PERIOD_CLOSED),
        (post(8, 2, 10, at=AT + 5), DONE),
    ],
    "a hold expires after it is made": [
        (pay(1, 100), DONE),
        (hold(2, 10, expires_at=AT), V.EXPIRY_PASSED),
        (hold(3, 10, expires_at=AT - 1), V.EXPIRY_PASSED),
        (hold(4, 10, expires_at=AT + 1), DONE),
    ],
    "a post and a void name their hold": [
        (pay(1, 100), DONE),
        (post(2, 99, 10), V.NO_HOLD),
        (void(3, 99), V.NO_HOLD),
        (post(4, 1, 10), V.NO_HOLD),
        (post(5, 1, 10, debit=PSP, credit=ESCROW), V.NO_HOLD),
        (hold(6, 10), DONE),
        (post(7, 6, 10, credit=FEE), V.NO_HOLD),
        (post(8, 6, 10, debit=FEE), V.NO_HOLD),
        (post(9, 6, 10, debit=SELLER, credit=ESCROW), V.NO_HOLD),
        (hold(10, 1000), V.NOT_COVERED),
        (post(11, 10, 10), V.NO_HOLD),
        (post(12, 6, 10), DONE),
        (post(13, 12, 10), V.NO_HOLD),
        (post(14, 14, 10), V.NO_HOLD),
    ],
    "nothing is dated before its hold": [
        (pay(1, 100), DONE),
        (hold(2, 10), DONE),
        (post(3, 2, 10, at=AT - 1), V.BEFORE_ITS_HOLD),
        (void(4, 2, at=AT - 1), V.BEFORE_ITS_HOLD),
        (post(5, 2, 10), DONE),
    ],
    "a hold is resolved once": [
        (pay(1, 100), DONE),
        (hold(2, 10), DONE),
        (post(3, 2, 4), DONE),
        (post(4, 2, 4), V.HOLD_RESOLVED),
        (void(5, 2), V.HOLD_RESOLVED),
        (post(3, 2, 4), DONE),
        (hold(6, 10), DONE),
        (void(7, 6), DONE),
        (void(8, 6), V.HOLD_RESOLVED),
        (post(9, 6, 10), V.HOLD_RESOLVED),
        (post(10, 6, 11), V.HOLD_RESOLVED),
    ],
    "an expired hold is only voided": [
        (pay(1, 100), DONE),
        (hold(2, 10, expires_at=AT + 9), DONE),
        (hold(3, 10, expires_at=AT + 9), DONE),
        (post(4, 2, 10, at=AT + 9), V.HOLD_EXPIRED),
        (post(5, 2, 11, at=AT + 10), V.HOLD_EXPIRED),
        (post(6, 3, 10, at=AT + 8), DONE),
        (void(7, 2, at=AT + 99), DONE),
        (post(8, 2, 10, at=AT + 9), V.HOLD_RESOLVED),
    ],
    "less than was held releases the rest": [
        (pay(1, 100), DONE),
        (hold(2, 100), DONE),
        (spend(3, 1), V.NOT_COVERED),
        (post(4, 2, 101), V.MORE_THAN_HELD),
        (post(5, 2, 40), DONE),
        (spend(6, 61), V.NOT_COVERED),
        (spend(7, 60), DONE),
    ],
    "a hold counts against the floor": [
        (pay(1, 100), DONE),
        (hold(2, 70), DONE),
        (hold(3, 31), V.NOT_COVERED),
        (void(4, 2), DONE),
        (hold(5, 31), DONE),
        (spend(6, 70), V.NOT_COVERED),
        (spend(7, 69), DONE),
    ],
    "a floor may be below zero": [
        (spend(1, 51, debit=CARRIER), V.NOT_COVERED),
        (hold(2, 50, debit=CARRIER), DONE),
        (spend(3, 1, debit=CARRIER), V.NOT_COVERED),
    ],
    "a hold counts against the ceiling": [
        (pay(1, 60, credit=WALLET), DONE),
        (hold(2, 41, debit=PSP, credit=WALLET), V.OVER_LIMIT),
        (hold(3, 40, debit=PSP, credit=WALLET), DONE),
        (pay(4, 1, credit=WALLET), V.OVER_LIMIT),
        (spend(5, 10, debit=WALLET), DONE),
        (pay(6, 11, credit=WALLET), V.OVER_LIMIT),
        (pay(7, 10, credit=WALLET), DONE),
        (post(8, 3, 15, debit=PSP, credit=WALLET), DONE),
        (pay(9, 26, credit=WALLET), V.OVER_LIMIT),
        (pay(10, 25, credit=WALLET), DONE),
    ],
    "what an account may not give is said before what another may not take": [
        (pay(1, 500), DONE),
        (spend(2, 600, credit=WALLET), V.NOT_COVERED),
        (spend(3, 101, credit=WALLET), V.OVER_LIMIT),
    ],
    "an account's debits fit the books, holds counted": [
        Seed(PSP, MOST_ON_A_SIDE - ROOM, 0),
        (pay(1, MOST_MINOR), DONE),
        (hold(2, MOST_MINOR, debit=PSP, credit=FEE), DONE),
        (pay(3, MOST_MINOR - 1), DONE),
        (pay(4, 2), V.TOO_MUCH_FOR_THE_BOOKS),
        (hold(5, 2, debit=PSP, credit=FEE), V.TOO_MUCH_FOR_THE_BOOKS),
        (pay(6, 1), DONE),
        (pay(7, 1), V.TOO_MUCH_FOR_THE_BOOKS),
        (post(8, 2, MOST_MINOR, debit=PSP, credit=FEE), DONE),
        (pay(9, 1), V.TOO_MUCH_FOR_THE_BOOKS),
        (pay(10, 5, debit=FEE, credit=PSP), DONE),
    ],
    "an account's credits fit the books, holds counted": [
        Seed(SELLER, 0, MOST_ON_A_SIDE - ROOM),
        (pay(1, MOST_MINOR, credit=SELLER), DONE),
        (hold(2, MOST_MINOR, debit=FEE), DONE),
        (pay(3, MOST_MINOR - 1, credit=SELLER), DONE),
        (pay(4, 2, credit=SELLER), V.TOO_MUCH_FOR_THE_BOOKS),
        (pay(5, 1, credit=SELLER), DONE),
        (hold(6, 1, debit=FEE), V.TOO_MUCH_FOR_THE_BOOKS),
        (void(7, 2, debit=FEE), DONE),
        (pay(8, MOST_MINOR, credit=SELLER), DONE),
        (pay(9, 1, credit=SELLER), V.TOO_MUCH_FOR_THE_BOOKS),
    ],
    "a post does not wait for its hold": [
        (pay(1, 100), DONE),
        (post(2, 3, 10), V.NO_HOLD),
        (void(4, 3), V.NO_HOLD),
        (hold(3, 10), DONE),
        (post(2, 3, 10), V.NO_HOLD),
        (post(5, 3, 10), DONE),
    ],
    "a group stands together": [
        (pay(1, 100, group=G), DONE),
        (hold(2, 60, group=G), DONE),
        (post(3, 2, 50, group=G), DONE),
        (spend(4, 50, group=G), DONE),
        (spend(5, 1), V.NOT_COVERED),
    ],
    "a group falls together, the reason stays with the first": [
        (pay(1, 100), DONE),
        (spend(2, 60, group=G), V.LINKED),
        (spend(3, 60, group=G), V.NOT_COVERED),
        (pay(4, 0, group=G), V.LINKED),
        (pay(5, 50, group=G), V.LINKED),
        (spend(6, 100), DONE),
    ],
    "a group of one": [(pay(1, 10, group=G), DONE), (spend(2, 11, group=H), V.NOT_COVERED)],
    "a hold of a group that falls is none": [
        (pay(1, 100), DONE),
        (hold(2, 60, group=G), V.LINKED),
        (post(3, 2, 61, group=G), V.MORE_THAN_HELD),
        (post(4, 2, 60), V.NO_HOLD),
        (spend(5, 100), DONE),
    ],
    "a post of a group that falls leaves its hold open": [
        (pay(1, 100), DONE),
        (hold(2, 60), DONE),
        (post(3, 2, 60, group=G), V.LINKED),
        (spend(4, 41, group=G), V.NOT_COVERED),
        (post(5, 2, 60), DONE),
    ],
    "a row twice in a group that stands": [
        (pay(1, 100, group=G), DONE),
        (pay(1, 100, group=G), DONE),
        (spend(2, 100, group=G), DONE),
        (spend(3, 1), V.NOT_COVERED),
    ],
    "a row twice in a group that falls": [
        (pay(1, 100, group=G), V.LINKED),
        (pay(1, 100, group=G), V.LINKED),
        (spend(2, 101, group=G), V.NOT_COVERED),
        (spend(2, 101, group=G), V.NOT_COVERED),
        (pay(1, 100, group=G), V.LINKED),
    ],
    "an id with two contents in a group": [
        (pay(1, 100, group=G), V.LINKED),
        (pay(1, 101, group=G), V.OTHER_CONTENT),
        (pay(2, 100, group=G), V.LINKED),
        (spend(3, 1), V.NOT_COVERED),
    ],
    "a known row in a new group is other content": [
        (pay(1, 100), DONE),
        (pay(2, 50, group=G), V.LINKED),
        (pay(1, 100, group=G), V.OTHER_CONTENT),
        (spend(3, 101), V.NOT_COVERED),
    ],
    "an id twice, refused twice": [
        (pay(1, 100), DONE),
        (spend(2, 101), V.NOT_COVERED),
        (pay(3, 100), DONE),
        (spend(2, 101), V.NOT_COVERED),
        (spend(2, 102), V.OTHER_CONTENT),
    ],
}
SOUND = pay(7, 10)
DOOR: dict[str, tuple[Transfer, Verdict]] = {
    "no id": (SOUND._replace(transfer_id=""), V.NO_ID),
    "zeros": (SOUND._replace(transfer_id="0" * 32), V.NO_ID),
    "a short id": (SOUND._replace(transfer_id="7"), V.NO_ID),
    "an id with spaces": (SOUND._replace(transfer_id=" " * 2 + "7" * 30), V.NO_ID),
    "an id in capitals": (SOUND._replace(transfer_id="A" * 32), V.NO_ID),
    "an id in other digits": (SOUND._replace(transfer_id="٧" * 32), V.NO_ID),
    "an id that is no text": (SOUND._replace(transfer_id=7), V.NO_ID),
    "zeros for a hold": (post(7, 0, 10), V.NO_ID),
    "a word for a hold": (post(7, 1, 10, hold_id="hold"), V.NO_ID),
    "kind 4": (SOUND._replace(kind=4), V.NO_KIND),
    "kind -1": (SOUND._replace(kind=-1), V.NO_KIND),
    "kind 1.5": (SOUND._replace(kind=1.5), V.NO_KIND),
    "kind 0.0": (SOUND._replace(kind=0.0), V.NO_KIND),
    "kind False": (SOUND._replace(kind=False), V.NO_KIND),
    "no kind": (SOUND._replace(kind=None), V.NO_KIND),
    "a list for a kind": (SOUND._replace(kind=[]), V.NO_KIND),
    "a debit that is no text": (SOUND._replace(debit=None), V.NO_ACCOUNT),
    "a credit that is no text": (SOUND._replace(credit=7), V.NO_ACCOUNT),
    "a name of half a letter": (SOUND._replace(credit="fee:\ud83d"), V.NO_ACCOUNT),
    "a name of no letter": (SOUND._replace(debit=""), V.NO_ACCOUNT),
    "half a kopeck": (SOUND._replace(amount_minor=0.5), V.NOT_WHOLE),
    "a float": (SOUND._replace(amount_minor=10.0), V.NOT_WHOLE),
    "True": (SOUND._replace(amount_minor=True), V.NOT_WHOLE),
    "a word for an amount": (SOUND._replace(amount_minor="10"), V.NOT_WHOLE),
    "no amount": (SOUND._replace(amount_minor=None), V.NOT_WHOLE),
    "not a number": (SOUND._replace(amount_minor=float("nan")), V.NOT_WHOLE),
    "too much": (SOUND._replace(amount_minor=MOST_MINOR + 1), V.TOO_LARGE),
    "too little": (SOUND._replace(amount_minor=-MOST_MINOR - 1), V.TOO_LARGE),
    "more than 64 bits": (SOUND._replace(amount_minor=2**64 + 10), V.TOO_LARGE),
    "before 1970": (SOUND._replace(at=-1), V.NO_MOMENT),
    "after the year 9999": (SOUND._replace(at=LAST_MOMENT), V.NO_MOMENT),
    "no moment": (SOUND._replace(at=None), V.NO_MOMENT),
    "a broken second": (SOUND._replace(at=AT + 0.5), V.NO_MOMENT),
    "an expiry before 1970": (hold(7, 10, expires_at=-1), V.NO_MOMENT),
    "an expiry after 9999": (hold(7, 10, expires_at=LAST_MOMENT), V.NO_MOMENT),
    "a word for an expiry": (hold(7, 10, expires_at="soon"), V.NO_MOMENT),
    "a word for a group": (SOUND._replace(group="group"), V.NO_GROUP),
    "nothing for a group": (SOUND._replace(group=""), V.NO_GROUP),
    "a list for a group": (SOUND._replace(group=[G]), V.NO_GROUP),
}


def together(rows: list[Transfer]) -> list[list[Transfer]]:
    """Single rows and whole groups."""
    units: list[list[Transfer]] = []
    for row in rows:
        if units and row.group and units[-1][0].group == row.group:
            units[-1].append(row)
        else:
            units.append([row])
    return units


def played(ledger: InMemory | OnPostgres, script: list[Step], cut: Callable[[int], bool]) -> list[Verdict]:
    """What the ledger says of each row; `cut` tells after which unit a batch ends."""
    said: list[Verdict] = []
    waiting: list[list[Transfer]] = []
    number = 0
    for step in [*together_steps(script), None]:
        if isinstance(step, list):
            waiting.append(step)
            number += 1
        if not isinstance(step, list) or cut(number):
            said += ledger.offer([row for unit in waiting for row in unit])
            waiting = []
        if isinstance(step, Open):
            ledger.open([step.account])
        elif isinstance(step, Close):
            assert ledger.close(step.account) is step.done
        elif isinstance(step, CloseBefore):
            ledger.close_before(step.at)
        elif isinstance(step, Seed):
            ledger.seed(*step)
    return said


def together_steps(script: list[Step]) -> list[list[Transfer] | Open | Close | CloseBefore | Seed]:
    found: list[list[Transfer] | Open | Close | CloseBefore | Seed] = []
    rows: list[Transfer] = []
    for step in script:
        if isinstance(step, Open | Close | CloseBefore | Seed):
            found += [*together(rows), step]
            rows = []
        else:
            rows.append(step[0])
    return [*found, *together(rows)]


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_scripts(new_ledger: NewLedger, script: list[Step]) -> None:
    expected = [step[1] for step in script if not isinstance(step, Open | Close | CloseBefore | Seed)]
    seeded = any(isinstance(step, Seed) for step in script)
    units = sum(isinstance(step, list) for step in together_steps(script))
    cuts: list[Callable[[int], bool]] = [lambda number: True, lambda number: False]
    cuts += [lambda number, last=last: number == last for last in range(1, units)]
    sums = []
    for cut in cuts:
        ledger = new_ledger()
        assert played(ledger, script, cut) == expected
        sums.append(ledger.sums())
        if not seeded and "fee:CNY" not in sums[-1]:
            check(ledger)
    assert all(one == sums[0] for one in sums)


@pytest.mark.parametrize(("row", "verdict"), DOOR.values(), ids=DOOR.keys())
def test_what_cannot_be_a_row_is_refused_by_name_and_harms_nobody(
    new_ledger: NewLedger, row: Transfer, verdict: Verdict
) -> None:
    ledger = new_ledger()
    assert ledger.offer([row]) == [verdict]
    assert ledger.offer([pay(1, 100), row, hold(2, 60), row]) == [DONE, verdict, DONE, verdict]
    group = row.group if row.group is not None else G
    if isinstance(group, str) and group:
        beside = ledger.offer([pay(3, 100, group=group), row._replace(group=group), pay(4, 1, group=group)])
        assert beside[1] is verdict
        assert beside[::2] == [V.NO_GROUP] * 2 if verdict is V.NO_GROUP else [V.LINKED] * 2
    assert ledger.verdicts() == {name(1): DONE, name(2): DONE}
    assert ledger.offer([SOUND]) == [DONE]
    check(ledger)


def test_every_verdict_is_met() -> None:
    met = {step[-1] for script in SCRIPTS.values() for step in script if isinstance(step[-1], Verdict)}
    assert met | {verdict for _, verdict in DOOR.values()} == set(Verdict)


def test_a_group_that_is_offered_in_pieces(new_ledger: NewLedger) -> None:
    ledger = new_ledger()
    rows = [pay(1, 1, group=G), pay(2, 1), pay(3, 1, group=G), pay(4, 1, group=H)]
    assert ledger.offer(rows) == [V.NO_GROUP, DONE, V.NO_GROUP, DONE]
    assert set(ledger.verdicts()) == {name(2), name(4)}


def test_a_group_that_is_offered_again_and_one_that_grew(new_ledger: NewLedger) -> None:
    ledger = new_ledger()
    stood, fell = [pay(1, 100, group=G), spend(2, 30, group=G)], [spend(3, 70, group=H), spend(4, 1, group=H)]
    for _ in range(3):
        assert ledger.offer([*stood, *fell, pay(5, 0)]) == [DONE, DONE, V.LINKED, V.NOT_COVERED, V.NOT_POSITIVE]
    assert ledger.offer([*stood, spend(6, 70, group=G)]) == [DONE, DONE, DONE]
    assert ledger.offer([*fell, pay(7, 1, group=H)]) == [V.LINKED, V.NOT_COVERED, V.LINKED]
    assert ledger.offer([pay(8, 1, group=H), *fell]) == [V.LINKED, V.LINKED, V.NOT_COVERED]
    check(ledger)


def test_a_group_in_the_middle_of_a_large_batch_falls_alone(new_ledger: NewLedger) -> None:
    ledger = new_ledger()
    before, after = [pay(n, 10) for n in range(1, 151)], [spend(n, 10) for n in range(301, 451)]
    group = [spend(200, 5, group=G), spend(201, 1500, group=G), pay(202, 9, group=G)]
    said = ledger.offer([*before, *group, *after, spend(500, 1)])
    assert said == [DONE] * 150 + [V.LINKED, V.NOT_COVERED, V.LINKED] + [DONE] * 150 + [V.NOT_COVERED]
    check(ledger)


def test_a_floor_in_one_batch_in_every_order(new_ledger: NewLedger) -> None:
    rows = [pay(1, 100), spend(2, 60), hold(3, 60), pay(4, 30)]
    for order in permutations(rows):
        room, expected = 0, []
        for row in order:
            change = row.amount_minor if row.debit == PSP else -row.amount_minor
            expected.append(DONE if room + change >= 0 else V.NOT_COVERED)
            room += change if room + change >= 0 else 0
        ledger = new_ledger()
        assert ledger.offer(order) == expected
        check(ledger)


def test_a_ceiling_in_one_batch_in_every_order(new_ledger: NewLedger) -> None:
    rows = [
        pay(1, 60, credit=WALLET),
        hold(2, 60, debit=PSP, credit=WALLET),
        pay(3, 30, debit=WALLET, credit=FEE),
        pay(4, 45, credit=WALLET),
    ]
    for order in permutations(rows):
        balance, promised, expected = 0, 0, []
        for row in order:
            into = row.amount_minor if row.credit == WALLET else -row.amount_minor
            over = into > 0 and balance + promised + into > 100
            expected.append(V.OVER_LIMIT if over else V.NOT_COVERED if balance + into < 0 else DONE)
            if expected[-1] is DONE:
                balance += 0 if row.kind == Kind.HOLD else into
                promised += into if row.kind == Kind.HOLD else 0
        ledger = new_ledger()
        assert ledger.offer(order) == expected
        check(ledger)


def test_a_hold_its_post_and_what_it_releases_in_every_order(new_ledger: NewLedger) -> None:
    rows = [hold(2, 100), post(3, 2, 40), spend(4, 60), void(5, 2)]
    for order in permutations(rows):
        single, whole = InMemory(), new_ledger()
        expected = [single.offer([row])[0] for row in [pay(1, 100), *order]]
        assert whole.offer([pay(1, 100), *order]) == expected
        assert whole.sums() == single.sums()
        check(whole)


def test_nothing_and_the_most(new_ledger: NewLedger) -> None:
    ledger = new_ledger()
    assert ledger.offer([]) == []
    rows = [pay(n, MOST_MINOR) for n in range(1, 2001)]
    assert ledger.offer(rows) == [DONE] * 2000
    assert ledger.offer(rows) == [DONE] * 2000
    check(ledger)


def test_what_is_seeded_is_said(new_ledger: NewLedger) -> None:
    """The tests' own tools: a journal that does not fit the sums is found."""
    ledger = new_ledger()
    ledger.offer([pay(1, 10)])
    ledger.seed(PSP, 11, 0)
    with pytest.raises(AssertionError):
        check(ledger)
