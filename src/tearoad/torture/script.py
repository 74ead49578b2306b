"""What each payer will ask for, and what each row must be answered: both follow from (seed, payer, payment) alone.

A payer waits for each answer before the next call, and rows of one payer never depend on another's. So a verdict is
known beforehand, whatever fails in between and however calls are cut into batches.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from tearoad.ledger.chart import What, account
from tearoad.ledger.transfer import Kind, Transfer, base_id
from tearoad.ledger.verdict import Verdict
from tearoad.torture.luck import Luck

RUB = "RUB"
PSP, ESCROW, FEE = account(What.PSP_CLEARING, RUB), account(What.ESCROW, RUB), account(What.FEE, RUB)
ABROAD = account(What.ESCROW, "EUR")
NOBODY = account(What.WALLET, RUB, "nobody")
SELLERS = [account(What.SELLER_PAYABLE, RUB, f"shop{number}") for number in range(5)]
TOO_MUCH = 10**9
HOUR, DAY = 3_600, 86_400
STEADY_FROM = 1_700_000_000
# Edges of clocks: 1970, a leap day, the last leap second, Moscow's and Europe's change of clocks, 2038, the year 9998.
EDGES = (0, 951_782_400, 1_483_228_799, 1_301_180_400, 1_414_274_400, 1_711_846_800, 2_147_483_647, 253_370_764_799)
REPEATED_PERCENT = 20


class Call(NamedTuple):
    """Rows that are offered together, and what each must be answered. `ends` is true where no hold is left open."""

    rows: tuple[Transfer, ...]
    due: tuple[Verdict, ...]
    ends: bool = False


@dataclass(frozen=True)
class Script:
    """`jumping` moments leap by days and stand on the edges of calendars; else they follow each other by the hour."""

    seed: int
    payers: int
    jumping: bool = False

    def accounts(self) -> list[str]:
        """To be opened beforehand."""
        return [PSP, ESCROW, FEE, ABROAD, *SELLERS, *map(wallet, range(self.payers))]

    def calls(self, payer: int) -> Iterator[Call]:
        """Without end."""
        for number in count():
            yield from _Payment(self, payer, number).calls()


def wallet(payer: int) -> str:
    """The account of a payer, which may not go below 0."""
    return account(What.WALLET, RUB, f"payer{payer}")


class _Payment:
    """One payment: some calls, at the end of which every hold is resolved."""

    def __init__(self, script: Script, payer: int, number: int) -> None:
        self.about = (script.seed, payer, number)
        self.luck = Luck(*self.about)
        self.at = self._moment(script.jumping, number)
        self.amount = 1 + self.luck.below(10_000)
        self.seller = self.luck.pick(SELLERS)
        self.wallet = wallet(payer)

    def _moment(self, jumping: bool, number: int) -> int:
        steady = STEADY_FROM + number * HOUR
        if not jumping:
            return steady
        around = self.luck.pick((steady, steady - DAY, steady + DAY, *EDGES))
        return max(0, around + self.luck.below(3) - 1)

    def calls(self) -> Iterator[Call]:
        plots = (self._settled, self._settled, self._settled, self._settled, self._settled, self._voided, self._greedy,
                 self._late, self._early, self._wallet, self._changed, self._linked, self._broken_group, self._at_once,
                 self._nonsense)  # fmt: skip
        plot = list(self.luck.pick(plots)())
        again = [call for call in plot if self.luck.chance(REPEATED_PERCENT)]
        said = [*plot, *again]
        yield from said[:-1]
        yield said[-1]._replace(ends=True)

    def _row(self, word: str, kind: Kind, debit: str, credit: str, amount: int, **more: object) -> Transfer:
        row = Transfer(base_id(self.at, *self.about, word), kind, debit, credit, amount, None, self.at)
        return row._replace(**more)  # type: ignore[arg-type]

    def _direct(self, word: str, debit: str, credit: str, amount: int, **more: object) -> Transfer:
        return self._row(word, Kind.DIRECT, debit, credit, amount, **more)

    def _hold(self, amount: int, **more: object) -> Transfer:
        return self._row("hold", Kind.HOLD, ESCROW, self.seller, amount, **more)

    def _post(self, word: str, hold: Transfer, amount: int, at: int | None = None) -> Transfer:
        kind = Kind.POST if amount else Kind.VOID
        at = hold.at + 1 if at is None else at
        return self._row(word, kind, hold.debit, hold.credit, amount, hold_id=hold.transfer_id, at=at)

    def _settled(self) -> Iterator[Call]:
        """Captured, held, and posted whole or in part; some holds would expire later."""
        yield done(self._direct("capture", PSP, ESCROW, self.amount))
        hold = self._hold(self.amount, expires_at=self.at + DAY if self.luck.chance(20) else None)
        yield done(hold)
        yield done(self._post("post", hold, self.amount - self.luck.below(max(1, self.amount // 4))))

    def _voided(self) -> Iterator[Call]:
        yield done(self._direct("capture", PSP, ESCROW, self.amount))
        hold = self._hold(self.amount)
        yield done(hold)
        yield done(self._post("void", hold, 0))
        yield refused(self._post("post", hold, 1), Verdict.HOLD_RESOLVED)

    def _greedy(self) -> Iterator[Call]:
        """More than held, then what was held, then the same again under another key."""
        yield done(self._direct("capture", PSP, ESCROW, 3 * self.amount))
        hold = self._hold(self.amount)
        yield done(hold)
        yield refused(self._post("more", hold, self.amount + 1), Verdict.MORE_THAN_HELD)
        yield done(self._post("post", hold, self.amount))
        yield refused(self._post("twice", hold, self.amount), Verdict.HOLD_RESOLVED)

    def _late(self) -> Iterator[Call]:
        """In the second in which the hold expires a post is too late; one before it another is not."""
        yield done(self._direct("capture", PSP, ESCROW, self.amount))
        hold = self._hold(self.amount, expires_at=self.at + HOUR)
        yield done(hold)
        if self.luck.chance(50):
            yield done(self._post("in time", hold, self.amount, self.at + HOUR - 1))
        else:
            yield refused(self._post("late", hold, self.amount, self.at + HOUR), Verdict.HOLD_EXPIRED)
            yield done(self._post("void", hold, 0, self.at + HOUR + DAY))

    def _early(self) -> Iterator[Call]:
        """Dated before its hold; and a hold that would have expired before it was made."""
        yield done(self._direct("capture", PSP, ESCROW, self.amount))
        yield refused(self._hold(self.amount, expires_at=self.at)._replace(
            transfer_id=base_id(self.at, *self.about, "stillborn")), Verdict.EXPIRY_PASSED)  # fmt: skip
        hold = self._hold(self.amount, at=self.at + DAY)
        yield done(hold)
        yield refused(self._post("early", hold, self.amount, self.at), Verdict.BEFORE_ITS_HOLD)
        yield done(self._post("void", hold, 0, hold.at))

    def _wallet(self) -> Iterator[Call]:
        """Two that the wallet cannot both pay, in one call; the refused one stays refused when there is money again."""
        yield done(self._direct("fill", PSP, self.wallet, 100))
        first, second = (self._direct(word, self.wallet, ESCROW, 60) for word in ("first", "second"))
        yield Call((first, second), (Verdict.DONE, Verdict.NOT_COVERED))
        yield done(self._direct("fill again", PSP, self.wallet, 60))
        yield refused(second, Verdict.NOT_COVERED)
        yield done(self._direct("empty", self.wallet, FEE, 100))
        yield refused(self._direct("single", self.wallet, FEE, 1), Verdict.NOT_COVERED)

    def _changed(self) -> Iterator[Call]:
        """Another amount under the same id."""
        row = self._direct("capture", PSP, ESCROW, self.amount)
        yield done(row)
        yield refused(row._replace(amount_minor=self.amount + 1), Verdict.OTHER_CONTENT)
        yield done(row._replace(at=self.at + 5))  # the moment is no part of the content

    def _linked(self) -> Iterator[Call]:
        group = base_id(self.at, *self.about, "group")
        yield done(
            self._direct("fill", PSP, self.wallet, self.amount, group=group),
            self._direct("pay", self.wallet, FEE, self.amount, group=group),
        )

    def _broken_group(self) -> Iterator[Call]:
        group = base_id(self.at, *self.about, "group")
        capture = self._direct("capture", PSP, ESCROW, self.amount, group=group)
        if self.luck.chance(50):
            bad, why = self._direct("pay", self.wallet, FEE, TOO_MUCH, group=group), Verdict.NOT_COVERED
        else:
            bad, why = self._direct("abroad", PSP, ABROAD, self.amount, group=group), Verdict.OTHER_CURRENCY
        yield Call((capture, bad), (Verdict.LINKED, why))

    def _at_once(self) -> Iterator[Call]:
        """One call for the whole life, and one row twice in it."""
        hold = self._hold(self.amount)
        capture = self._direct("capture", PSP, ESCROW, self.amount)
        yield done(capture, hold, self._post("post", hold, self.amount), capture)

    def _nonsense(self) -> Iterator[Call]:
        yield refused(self._direct("nobody", NOBODY, FEE, self.amount), Verdict.NO_ACCOUNT)
        yield refused(self._direct("to itself", PSP, PSP, self.amount), Verdict.SAME_ACCOUNT)
        yield refused(self._direct("less", PSP, ESCROW, -self.amount), Verdict.NOT_POSITIVE)
        yield refused(self._post("of nothing", self._hold(self.amount), self.amount), Verdict.NO_HOLD)


def done(*rows: Transfer) -> Call:
    """Rows that must all be done."""
    return Call(rows, (Verdict.DONE,) * len(rows))


def refused(row: Transfer, why: Verdict) -> Call:
    """One row, and the name of its refusal."""
    return Call((row,), (why,))
