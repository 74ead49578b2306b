"""Duty that a wallet paid goes back to it, in the transaction of the fact that makes it not owed any more."""

from collections.abc import Sequence

from tearoad.customs.clearance import State
from tearoad.operations.duty_ports import DutyRow, posting_of, standing, transfers_of
from tearoad.operations.ports import Unit

# Nothing was released, so nothing is kept. What the law says of goods that are refused or returned once they were
# released (`customs/refund`) is not asked here; that all comes back before a release is assumed.
ENDED = (State.WITHDRAWN, State.REFUSED, State.RETURNED)


def give_back(unit: Unit, declaration_ids: Sequence[str], clock: int) -> None:
    """Whole, what these declarations, which are locked, were paid by wallets: they are corrected, or ended without a
    release."""
    if not declaration_ids:
        return
    rows: list[DutyRow] = []
    for paid in unit.duties.of(sorted(declaration_ids)).values():
        rows += [_back(one, len(paid) + nr, clock) for nr, one in enumerate(standing(paid), 1)]
    if rows:
        unit.duties.add(rows)
        unit.ledger.post([one for row in rows for one in transfers_of(row)])


def _back(paid: DutyRow, number: int, clock: int) -> DutyRow:
    posting = posting_of(paid.declaration_id, number, clock)
    return paid._replace(number=number, undoes=paid.number, at=clock, posting=posting)
