"""`/api/v1/wallet` and `/api/v1/top-ups`: what is in the caller's wallet, when their bonus counts, and filling it.

A top-up answers at once with its state; who waits for the bank asks again by `GET /top-ups/{id}`.
"""

from typing import Annotated

import msgspec
from django.http import HttpResponse
from msgspec import Meta

from tearoad.api.body import decoded, json_body
from tearoad.api.catalogue import Money
from tearoad.api.gate import answer
from tearoad.api.idempotency import key_of
from tearoad.api.moments import maybe, moment
from tearoad.api.payments import refuse_unknown_bank
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.rights import ApiRequest
from tearoad.boot.wallets import BonusView
from tearoad.operations.top_up_ports import TopUpRow
from tearoad.terms.money import LARGEST_MINOR


class AskedTopUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To fill the caller's wallet by a card of this bank; `amount_minor` in the wallet's currency."""

    amount_minor: Annotated[int, Meta(ge=1, le=LARGEST_MINOR)]
    bank: Annotated[str, Meta(min_length=1, max_length=200)]


class TopUp(msgspec.Struct, frozen=True):
    """A wallet that is filled. `state`: waiting (for the bank), paid, refused (`refusal` says why), or lapsed (the bank
    did not answer in time; what it took goes back). `bonus` is what came on top, or while it waits what is promised
    while it lasts."""

    id: str
    bank: str
    state: str
    refusal: str | None
    amount: Money
    bonus: Money
    at: str
    answered_at: str | None


class BonusSlot(msgspec.Struct, frozen=True):
    """The caller's own hour before a sale: what they fill from `begins` until before `ends` brings `percent` of it on
    top, `most` in all, while the budget lasts. It `counts` now, or it is `over`."""

    sale: str
    percent: float
    most: Money
    begins: str
    ends: str
    counts: bool
    over: bool


class Wallet(msgspec.Struct, frozen=True):
    """`bonus` is None where no sale gives one today or later; `top_ups` are the last ones, the newest first."""

    balance: Money
    bonus: BonusSlot | None
    top_ups: list[TopUp]


ASKED = msgspec.json.Decoder(AskedTopUp)


def made(request: ApiRequest) -> HttpResponse:
    """201 with the top-up, the same for the same key and body; 422 where the key came with another one."""
    key, asked = key_of(request), decoded(ASKED, json_body(request))
    assert request.caller, "the right to fill a wallet comes with a key"
    refuse_unknown_bank("card", asked.bank)
    currency = desks().corridor.road.currency
    found = desks().wallets().top_up(request.caller.name, key, asked.bank, asked.amount_minor, currency)
    if found.row is None:
        raise Problem(422, "this Idempotency-Key came with another top-up before")
    return answer(_told(found.row), status=201, location=f"/api/v1/top-ups/{found.row.top_up_id}")


def one(request: ApiRequest, top_up_id: str) -> HttpResponse:
    """404 where there is none, and where it is somebody else's."""
    assert request.caller, "the right to read it comes with a key"
    found = desks().wallets().one(top_up_id, request.caller.name)
    if found is None:
        raise Problem(404, "there is no such top-up")
    return answer(_told(found))


def whole(request: ApiRequest) -> HttpResponse:
    """The caller's own."""
    assert request.caller, "the right to read it comes with a key"
    found = desks().wallets().wallet(request.caller.name)
    bonus = _slot(found.bonus, found.currency) if found.bonus else None
    return answer(Wallet(Money(found.balance_minor, found.currency), bonus, [_told(row) for row in found.top_ups]))


def _slot(bonus: BonusView, currency: str) -> BonusSlot:
    return BonusSlot(
        bonus.sale, bonus.percent, Money(bonus.most_minor, currency), moment(bonus.slot.begins),
        moment(bonus.slot.ends), bonus.counts, bonus.over,
    )  # fmt: skip


def _told(row: TopUpRow) -> TopUp:
    return TopUp(
        row.top_up_id, row.bank, row.state.name.lower(), row.refusal or None, Money(row.amount_minor, row.currency),
        Money(row.bonus_minor, row.currency), moment(row.at), maybe(row.answered_at),
    )  # fmt: skip
