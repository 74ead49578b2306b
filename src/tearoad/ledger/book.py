"""The ledger in memory: what `store/sql/ledger.sql` must answer, said in plain Python.

It is the store's double in tests, and keeps the books of worked examples.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from tearoad.ledger.chart import Account, Chart, by_chart
from tearoad.ledger.door import refused_at_the_door
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.ledger.verdict import MOST_ON_A_SIDE, Verdict


@dataclass
class Sums:
    """An account of the book with its four sums in minor units; `pending` is what open holds promise."""

    account: Account
    debits: int = 0
    credits: int = 0
    debits_pending: int = 0
    credits_pending: int = 0
    closed: bool = False

    @property
    def balance(self) -> int:
        """What the platform owes, or, below zero, what is owed to it."""
        return self.credits - self.debits


class Book:
    """Implements the port `Ledger`. `kept` has every transfer with its verdict, `journal` those that are done, in their
    order; `chart` gives the bounds of the accounts that `post` opens."""

    def __init__(self, chart: Chart | None = None) -> None:
        self.chart: Chart = chart or {}
        self.accounts: dict[str, Sums] = {}
        self.kept: dict[str, tuple[Transfer, Verdict]] = {}
        self.journal: list[Transfer] = []
        self.resolved: set[str | None] = set()  # holds that were posted or voided
        self.closed_before = 0

    def open(self, accounts: Iterable[Account]) -> None:
        for account in accounts:
            self.accounts.setdefault(account.name, Sums(account))

    def balances(self) -> Mapping[str, int]:
        """Of every account."""
        return {name: sums.balance for name, sums in self.accounts.items()}

    def close(self, account: str) -> bool:
        sums = self.accounts.get(account)
        if sums is None or sums.balance or sums.debits_pending or sums.credits_pending:
            return False
        sums.closed = True
        return True

    def close_before(self, at: int) -> None:
        self.closed_before = max(self.closed_before, at)

    def post(self, transfers: Iterable[Transfer]) -> None:
        rows = list(transfers)
        self.open(by_chart(self.chart, name) for row in rows for name in (row.debit, row.credit))
        for row, verdict in zip(rows, self.offer(rows), strict=True):
            assert verdict is Verdict.DONE, f"the ledger refused {row}: {verdict.words}"

    def offer(self, transfers: Sequence[Transfer]) -> list[Verdict]:
        verdicts = refused_at_the_door(transfers)
        let_in = [(at, row) for at, row in enumerate(transfers) if at not in verdicts]
        for _, together in groupby(let_in, lambda placed: placed[1].group or placed[0]):
            places, rows = zip(*together, strict=True)
            verdicts.update(zip(places, self._stand_or_fall(rows), strict=True))
        return [verdicts[at] for at in range(len(transfers))]

    def _stand_or_fall(self, rows: Sequence[Transfer]) -> list[Verdict]:
        """One row, or the rows of a group. The first that is refused keeps its reason, new others are linked."""
        refusal = self._begin(rows)
        if refusal is None:
            return [Verdict.DONE] * len(rows)
        verdicts = []
        for place, row in enumerate(rows):
            known = refusal[1] if place == refusal[0] else self._known(row)
            verdicts.append(Verdict.LINKED if known is None else known)
            self.kept.setdefault(row.transfer_id, (row, verdicts[place]))
        return verdicts

    def _begin(self, rows: Sequence[Transfer]) -> tuple[int, Verdict] | None:
        """Write every row; or none, where one is refused: its place and the reason."""
        begun: list[Transfer] = []
        for place, row in enumerate(rows):
            known = self._known(row)
            verdict = self._judged(row) if known is None else known
            if verdict is not Verdict.DONE:
                for done in reversed(begun):
                    self._take_back(done)
                return place, verdict
            if known is None:
                self._write(row)
                begun.append(row)
        return None

    def _known(self, row: Transfer) -> Verdict | None:
        """The verdict that the id has already; when it was offered does not count."""
        if row.transfer_id not in self.kept:
            return None
        first, verdict = self.kept[row.transfer_id]
        return verdict if first._replace(at=row.at) == row else Verdict.OTHER_CONTENT

    def _judged(self, row: Transfer) -> Verdict:
        """Of a new row; the first condition that is met names the refusal."""
        debit, credit = self.accounts.get(row.debit), self.accounts.get(row.credit)
        resolves = row.kind in (Kind.POST, Kind.VOID)
        if resolves != (row.hold_id is not None) or (row.expires_at is not None and row.kind != Kind.HOLD):
            return Verdict.NOT_A_TRANSFER
        if row.amount_minor < 0 or (row.amount_minor == 0) != (row.kind == Kind.VOID):
            return Verdict.NOT_POSITIVE
        if row.debit == row.credit:
            return Verdict.SAME_ACCOUNT
        if debit is None or credit is None:
            return Verdict.NO_ACCOUNT
        if debit.account.currency != credit.account.currency:
            return Verdict.OTHER_CURRENCY
        if debit.closed or credit.closed:
            return Verdict.ACCOUNT_CLOSED
        if row.at < self.closed_before:
            return Verdict.PERIOD_CLOSED
        if row.expires_at is not None and row.expires_at <= row.at:
            return Verdict.EXPIRY_PASSED
        return self._judged_by_hold(row) if resolves else self._judged_by_room(row.amount_minor, debit, credit)

    def _judged_by_hold(self, row: Transfer) -> Verdict:
        hold = self._hold(row)
        if hold is None or (hold.debit, hold.credit) != (row.debit, row.credit):
            return Verdict.NO_HOLD
        if row.at < hold.at:
            return Verdict.BEFORE_ITS_HOLD
        if row.hold_id in self.resolved:
            return Verdict.HOLD_RESOLVED
        if row.kind == Kind.POST and hold.expires_at is not None and row.at >= hold.expires_at:
            return Verdict.HOLD_EXPIRED
        return Verdict.MORE_THAN_HELD if row.amount_minor > hold.amount_minor else Verdict.DONE

    def _judged_by_room(self, amount: int, debit: Sums, credit: Sums) -> Verdict:
        floor, ceiling = debit.account.floor, credit.account.ceiling
        if floor is not None and debit.balance - debit.debits_pending - amount < floor:
            return Verdict.NOT_COVERED
        if ceiling is not None and credit.balance + credit.credits_pending + amount > ceiling:
            return Verdict.OVER_LIMIT
        if max(debit.debits + debit.debits_pending, credit.credits + credit.credits_pending) + amount > MOST_ON_A_SIDE:
            return Verdict.TOO_MUCH_FOR_THE_BOOKS
        return Verdict.DONE

    def _hold(self, row: Transfer) -> Transfer | None:
        """The hold that a post or a void names, where it was made."""
        hold, verdict = self.kept.get(row.hold_id or "", (None, None))
        return hold if hold is not None and hold.kind == Kind.HOLD and verdict is Verdict.DONE else None

    def _write(self, row: Transfer) -> None:
        self.kept[row.transfer_id] = row, Verdict.DONE
        self.journal.append(row)
        if row.hold_id:
            self.resolved.add(row.hold_id)
        self._move(row, 1)

    def _take_back(self, row: Transfer) -> None:
        self._move(row, -1)
        self.journal.pop()
        self.resolved.discard(row.hold_id)
        del self.kept[row.transfer_id]

    def _move(self, row: Transfer, sign: int) -> None:
        """A direct transfer and a post move money; a hold promises it, and its post or void ends the promise."""
        hold = self._hold(row)
        moved = 0 if row.kind == Kind.HOLD else sign * row.amount_minor
        promised = sign * row.amount_minor if row.kind == Kind.HOLD else -sign * hold.amount_minor if hold else 0
        debit, credit = self.accounts[row.debit], self.accounts[row.credit]
        debit.debits += moved
        credit.credits += moved
        debit.debits_pending += promised
        credit.credits_pending += promised
