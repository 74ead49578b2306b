"""What a payment provider says: by an answer, by a callback, or asked for what became of a call; however often, once.

Money that came for a living attempt pays it, or fills a wallet. Money that came too late, in another amount or a second
time is kept apart in suspense, and goes back by a refund of its own: nobody is charged in vain, and nobody twice.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import NamedTuple, Protocol

from tearoad.ledger.chart import What, account
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.operations.bank_ports import (
    Answers,
    Asks,
    CallRow,
    OperationRow,
    Taken,
    back_of,
    clearing_of,
    held_as,
    into_wallet_id,
)
from tearoad.operations.platform import Platform
from tearoad.operations.ports import PaymentRow, Unit
from tearoad.operations.settle_payment import save
from tearoad.operations.top_up import answer as answer_top_ups
from tearoad.operations.top_up_ports import TopUpRow
from tearoad.operations.wallet import wallet_of
from tearoad.payments.attempt import State
from tearoad.terms.refusal import Refusal


class Done(StrEnum):
    """What a provider did with a call."""

    PAID = "paid"
    REFUSED = "refused"  # by the bank, for good
    NEVER_SENT = "never sent"  # the gate had no time left for it
    GIVEN_UP = "given up"  # nobody waits for it any more, but it may have been done: it is still asked for


class Said(NamedTuple):
    """`key` is the call's; `operation`, amount, currency and moment (by the provider's clock) are of what it did, and
    '' and 0 where it did nothing."""

    provider: str
    key: str
    done: Done
    operation: str = ""
    amount_minor: int = 0
    currency: str = ""
    at: int = 0


class Heard(StrEnum):
    """What became of a word; the value is what people and providers read."""

    TAKEN = "taken"
    SEEN_BEFORE = "seen before"
    GOES_BACK = "the money goes back"
    UNKNOWN = "unknown payment"
    FOREIGN = "another's payment"
    NOT_WAITED_FOR = "not waited for"


class BankUnit(Unit, Protocol):
    """A transaction in which a provider is heard."""

    @property
    def banks(self) -> Answers: ...


class BankStore(Protocol):
    """Where those come from."""

    def unit(self) -> AbstractContextManager[BankUnit]: ...


def hear(p: Platform, store: BankStore, said: Sequence[Said]) -> list[Heard]:
    """In one transaction; each is answered for itself, in their order."""
    keys = sorted({one.key for one in said})
    with store.unit() as unit:
        clock = unit.roads.clock_held()
        orders = {row.order_id for row in unit.payments.some(keys).values()}
        c = unit.journeys.of_orders(sorted(orders))  # once they are locked nobody else hears of them, or pays them
        ear = _Ear(p, unit, said, clock)
        heard = [ear.hears(one) for one in said]
        ear.write()
        for row in ear.answered.values():
            if row.state is State.PAID:
                c.payer[c.order_id == row.order_id] = ear.payers[row.payment_id]
        save(p, unit, c, list(ear.answered.values()))
        answer_top_ups(unit, list(ear.filled.values()), ear.payers)
    return heard


class _Ear:
    """One transaction's hearing; what it brings about is written once."""

    def __init__(self, p: Platform, unit: BankUnit, said: Sequence[Said], clock: int) -> None:
        self.p, self.unit, self.clock = p, unit, clock
        keys = sorted({one.key for one in said})
        self.calls = unit.banks.calls(keys)
        self.rows: dict[str, PaymentRow | TopUpRow] = {**unit.payments.some(keys)}
        fills = [key for key, call in self.calls.items() if call.asks is Asks.TOP_UP]
        if fills:
            self.rows |= unit.top_ups.some(fills)
        known = unit.banks.operations([(one.provider, one.operation) for one in said if one.operation])
        self.known = {(one.provider, one.operation): one for one in known}
        refunds = [key for key, call in self.calls.items() if call.asks is Asks.REFUND]
        self.settled = unit.banks.settled(refunds) if refunds else set[str]()
        self.new: list[OperationRow] = []
        self.answered: dict[str, PaymentRow] = {}
        self.filled: dict[str, TopUpRow] = {}  # answered too, filled or not
        self.payers: dict[str, str] = {}  # by payment or top-up, the account of the provider that brought it
        self.ended: dict[str, str] = {}
        self.backs: list[CallRow] = []
        self.transfers: list[Transfer] = []

    def hears(self, said: Said) -> Heard:
        """One word."""
        call = self.calls.get(said.key)
        if call is None:
            return Heard.UNKNOWN
        if self._provider_of(call) != said.provider:
            return Heard.FOREIGN
        known = self.known.get((said.provider, said.operation)) if said.operation else None
        if known:
            return Heard.SEEN_BEFORE if known.key == said.key else Heard.FOREIGN
        if call.asks is Asks.REFUND:
            return self._hears_refund(call, said)
        return self._hears_money(call, said) if said.done is Done.PAID else self._hears_no(call, said)

    def write(self) -> None:
        """Everything but the journeys that begin."""
        self.unit.payments.answer(list(self.answered.values()))
        self.unit.banks.keep(self.new)
        self.unit.banks.end(self.ended)
        self.unit.ledger.post(self.transfers)
        self.unit.banks.ask(self.backs)

    def _provider_of(self, call: CallRow) -> str:
        channel = self.p.channels.get((call.bank, call.method))
        return channel.provider if channel else ""

    def _hears_money(self, call: CallRow, said: Said) -> Heard:
        row = self.rows[call.call_id]
        self.ended[call.call_id] = said.done
        right = (said.amount_minor, said.currency) == (row.amount_minor, row.currency)
        if row.state is State.WAITING and right and self.clock < row.until:
            self._answer(call, State.PAID)
            self.payers[call.call_id] = clearing_of(said.provider, row.currency)
            return self._keep(call, said, Taken.AS_ASKED)
        if row.state is State.WAITING:
            late = self.clock >= row.until
            self._answer(call, State.LAPSED if late else State.REFUSED, "" if late else Refusal.WRONG_AMOUNT)
        taken = Taken.TWICE if row.state is State.PAID else Taken.TOO_LATE if right else Taken.OTHER_AMOUNT
        self._keep_apart(call, said)
        return self._keep(call, said, taken)

    def _hears_no(self, call: CallRow, said: Said) -> Heard:
        row = self.rows[call.call_id]
        if said.done is not Done.GIVEN_UP:
            self.ended[call.call_id] = said.done
        if row.state is not State.WAITING:
            return Heard.NOT_WAITED_FOR
        if self.clock >= row.until:
            self._answer(call, State.LAPSED)
        else:
            self._answer(call, State.REFUSED, Refusal.BY_BANK if said.done is Done.REFUSED else Refusal.BANK_BUSY)
        return Heard.TAKEN

    def _hears_refund(self, call: CallRow, said: Said) -> Heard:
        """Of money that was kept apart the suspense ends; the buyer's own was posted when the journey gave it back.
        What a provider refuses to give back, as where its refund days are over, goes into the buyer's wallet."""
        if call.call_id in self.ended or call.call_id in self.settled:
            if said.done is Done.PAID:
                self._keep(call, said, Taken.TWICE)
            return Heard.NOT_WAITED_FOR
        self.ended[call.call_id] = said.done
        apart = call.call_id == back_of(said.provider, call.charge)
        clearing, suspense = _accounts(call.currency, said.provider)
        if said.done is Done.PAID:
            if apart:
                self._move(call.call_id, suspense, clearing, call.amount_minor)
            return self._keep(call, said, Taken.AS_ASKED)
        wallet = wallet_of(self._buyer(call), call.currency)
        self._move(into_wallet_id(call.call_id), suspense if apart else clearing, wallet, call.amount_minor)
        return Heard.TAKEN

    def _buyer(self, call: CallRow) -> str:
        """Who paid what is to be given back."""
        fill = self.unit.top_ups.some([call.payment_id]).get(call.payment_id)
        if fill:
            return fill.buyer
        order = self.unit.payments.some([call.payment_id])[call.payment_id].order_id
        return self.unit.orders.heads([order])[order].buyer

    def _move(self, name: str, debit: str, credit: str, minor: int) -> None:
        self.transfers.append(Transfer(name, Kind.DIRECT, debit, credit, minor, None, self.clock))

    def _answer(self, call: CallRow, state: State, refusal: str = "") -> None:
        row = self.rows[call.call_id]
        if isinstance(row, TopUpRow):
            fill = row._replace(state=state, refusal=str(refusal), answered_at=self.clock)
            self.rows[call.call_id] = self.filled[call.call_id] = fill
        else:
            answered = row._replace(state=state, refusal=str(refusal), answered_at=self.clock)
            self.rows[call.call_id] = self.answered[call.call_id] = answered

    def _keep(self, call: CallRow, said: Said, taken: Taken) -> Heard:
        kind = Asks.CHARGE if call.asks is Asks.TOP_UP else call.asks
        row = OperationRow(
            said.provider, said.operation, kind, call.call_id, said.amount_minor, said.currency, said.at, taken
        )
        self.known[said.provider, said.operation] = row
        self.new.append(row)
        return Heard.TAKEN if taken is Taken.AS_ASKED else Heard.GOES_BACK

    def _keep_apart(self, call: CallRow, said: Said) -> None:
        clearing, suspense = _accounts(said.currency, said.provider)
        self._move(held_as(said.provider, said.operation), clearing, suspense, said.amount_minor)
        back = back_of(said.provider, said.operation)
        self.backs.append(
            call._replace(
                call_id=back,
                asks=Asks.REFUND,
                amount_minor=said.amount_minor,
                currency=said.currency,
                charge=said.operation,
            )
        )


def _accounts(currency: str, provider: str) -> tuple[str, str]:
    return clearing_of(provider, currency), account(What.SUSPENSE, currency, provider)
