"""What is due happens: each timer once, the earliest first, however long nobody was there to fire it.

A timer goes in the transaction of its effect. So it is never lost and never fires twice, and many workers may fire.
"""

from collections.abc import Callable, Mapping, Sequence

from tearoad.ledger.transfer import Kind, Transfer, expiry_id
from tearoad.operations.claim_parcels import end_claims
from tearoad.operations.platform import Platform
from tearoad.operations.ports import TimerRow, Unit, What
from tearoad.operations.take_payment import hear_banks
from tearoad.operations.top_up import hear_top_ups

MOST = 5_000  # in one go


def fire(p: Platform, unit: Unit, until: int, most: int = MOST) -> int:
    """Everything due before `until` (seconds since 1970); how many timers there were."""
    count = 0
    while taken := unit.timers.take(until, most):
        for what in sorted({row.kind for row in taken}):
            HANDLERS[What(what)](p, unit, [row for row in taken if row.kind == what])
        count += len(taken)
    return count


def expire_holds(p: Platform, unit: Unit, due: Sequence[TimerRow]) -> None:
    """What is still held is voided at the moment at which it expired."""
    open_holds = {row.transfer_id: row for row in unit.ledger.open_holds([row.about for row in due])}
    voided = [(row, open_holds[row.about]) for row in due if row.about in open_holds]
    unit.ledger.post(
        Transfer(expiry_id(timer.about), Kind.VOID, hold.debit, hold.credit, 0, timer.about, timer.due_at)
        for timer, hold in voided
    )


HANDLERS: Mapping[What, Callable[[Platform, Unit, Sequence[TimerRow]], None]] = {
    What.HOLD_EXPIRES: expire_holds,
    What.BANK_ANSWERS: hear_banks,
    What.TOP_UP_ANSWERS: hear_top_ups,
    What.CLAIM_ENDS: end_claims,
}
