"""How an order is paid: what its page says of that, and the form by which another way is tried."""

import secrets
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tearoad.api.provider import desks
from tearoad.operations.buyer_view import OrderView
from tearoad.operations.settle_payment import Attempt
from tearoad.payments.attempt import CARD, CASH_CODE, METHODS, State, payment_id_of
from tearoad.web.figures import moment_at, money
from tearoad.web.rights import needs
from tearoad.web.shop.bank_choices import bank_choices
from tearoad.web.shop.refusals import refusal_words
from tearoad.web.words import word

KEY_LENGTH = 32
CODE_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Paying:
    """Finished text. `state`: settled (nothing is to be paid now), due, waiting, refused; `who` is the bank that is
    waited for, `in_line` says that it was not asked yet, `code` is what is shown at a counter, `why` the last attempt's
    refusal. `ways` are none where nothing else can be tried now."""

    state: str
    until: str = ""
    who: str = ""
    code: str = ""
    why: str = ""
    amount: str = ""
    key: str = ""
    ways: tuple[tuple[str, str], ...] = ()
    banks: tuple[tuple[str, str], ...] = ()
    in_line: bool = False


def paying(order_id: str, found: OrderView, chosen: str) -> Paying:
    """What is still to be done about the money of an order."""
    if found.pay_until is None:
        return Paying("settled")
    until = moment_at(found.pay_until, chosen)
    amount = money(found.total_minor, found.currency, chosen)
    last = next(reversed(desks().buyers().payments(order_id, None)), None)
    ways = Paying(
        "due",
        until,
        amount=amount,
        key=secrets.token_hex(KEY_LENGTH // 2),
        ways=tuple((name, word(f"payment.{name}", chosen)) for name in METHODS),
        banks=bank_choices(chosen),
    )
    if last and last.state is State.WAITING:
        code = f"{int(last.payment_id, 16):0{CODE_DIGITS}d}"[-CODE_DIGITS:] if last.method == CASH_CODE else ""
        if desks().banks().in_line(last.payment_id):
            return replace(ways, state="waiting", who=last.bank, in_line=True)
        return Paying("waiting", until, last.bank, code, amount=amount)
    why = refusal_words(last.refusal, chosen) if last and last.state is State.REFUSED else ""
    return replace(ways, state="refused", why=why) if why else ways


def try_to_pay(request: HttpRequest, order_id: str, key: str) -> None:
    """By the way that the form says; what became of it stands on the order's page. 404 on what is no way, and on an
    order that is not the visitor's."""
    assert request.user.is_authenticated
    buyer, method = str(request.user.get_username()), request.POST.get("payment", "")
    bank = request.POST.get("bank", "") if method == CARD else ""
    if method not in METHODS or (method == CARD and bank not in desks().corridor.banks):
        raise Http404
    if not (len(key) == KEY_LENGTH and key.isalnum()):
        raise Http404
    name = payment_id_of(order_id, f"{buyer} {key}")
    if desks().buyers().pay(Attempt(name, order_id, buyer, method, bank)).row is None:
        raise Http404


@require_POST
@needs("payment", "create")
def pay(request: HttpRequest, order_id: str) -> HttpResponse:
    """Another attempt, and back to the order."""
    try_to_pay(request, order_id, request.POST.get("key", ""))
    return HttpResponseRedirect(reverse("my_order", args=[order_id]))
