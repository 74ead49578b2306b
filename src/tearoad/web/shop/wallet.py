"""A buyer's wallet: what is in it, the hour in which their bonus counts, and the form by which it is filled."""

import secrets
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tearoad.api.provider import desks
from tearoad.boot.wallets import BonusView, WalletView
from tearoad.operations.top_up_ports import TopUpRow
from tearoad.payments.attempt import State
from tearoad.terms.days import MOSCOW
from tearoad.terms.money import LARGEST_MINOR, parse_minor
from tearoad.web.figures import day_of, moment_at, money, tenths
from tearoad.web.rights import needs
from tearoad.web.shop.bank_choices import bank_choices
from tearoad.web.shop.paying import KEY_LENGTH
from tearoad.web.shop.refusals import refusal_words
from tearoad.web.speech import language, spoken
from tearoad.web.words import word

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Hour:
    """The buyer's hour as finished text; `state`: soon, now, over."""

    state: str
    percent: str
    most: str
    day: str
    begins: str
    ends: str


@dataclass(frozen=True, slots=True)
class Filled:
    """One top-up as finished text; `state`: waiting, paid, refused, lapsed."""

    when: str
    bank: str
    amount: str
    bonus: str
    state: str
    label: str


@require_safe
@needs("wallet", "read")
def wallet(request: HttpRequest) -> HttpResponse:
    """The page, or the part of it that is looked at again while a bank is waited for."""
    chosen = language(request)
    found = desks().wallets().wallet(str(request.user.get_username()))
    if request.headers.get("HX-Request") == "true":
        return spoken(request, render(request, "shop/wallet_part.html", _shown(found, chosen)))
    return _page(request, found, chosen)


@require_POST
@needs("wallet", "create")
def fill(request: HttpRequest) -> HttpResponse:
    """By card of the form's bank, once for each form, and back to the wallet; 404 on a form that is none of ours."""
    chosen, buyer = language(request), str(request.user.get_username())
    key, bank, said = (request.POST.get(name, "") for name in ("key", "bank", "amount"))
    if bank not in desks().corridor.banks or not (len(key) == KEY_LENGTH and key.isascii() and key.isalnum()):
        raise Http404
    currency = desks().corridor.road.currency
    minor = _minor(said, currency)
    if minor is None:
        return _page(request, desks().wallets().wallet(buyer), chosen, said[:40], bank, UNPROCESSABLE)
    if desks().wallets().top_up(buyer, key, bank, minor, currency).row is None:
        raise Http404
    return HttpResponseRedirect(reverse("wallet"))


def _page(
    request: HttpRequest, found: WalletView, chosen: str, said: str = "", bank: str = "", status: int = 200
) -> HttpResponse:
    form = {
        "key": secrets.token_hex(KEY_LENGTH // 2),
        "banks": bank_choices(chosen),
        "bank": bank,
        "said": said,
        "problem": word("wallet.bad_amount", chosen) if status != 200 else "",
    }
    return spoken(request, render(request, "shop/wallet.html", {**_shown(found, chosen), **form}, status=status))


def _shown(found: WalletView, chosen: str) -> dict[str, object]:
    rows = [_filled(row, chosen) for row in found.top_ups]
    return {
        "balance": money(found.balance_minor, found.currency, chosen),
        "hour": _hour(found.bonus, found.currency, chosen) if found.bonus else None,
        "rows": rows,
        "waits": any(row.state == "waiting" for row in rows),
    }


def _hour(bonus: BonusView, currency: str, chosen: str) -> Hour:
    begins, ends = bonus.slot.begins + MOSCOW, bonus.slot.ends + MOSCOW
    return Hour(
        "over" if bonus.over else "now" if bonus.counts else "soon",
        tenths(bonus.percent, chosen),
        money(bonus.most_minor, currency, chosen),
        day_of(begins // 86_400, chosen),
        _clock(begins),
        _clock(ends),
    )


def _filled(row: TopUpRow, chosen: str) -> Filled:
    state = row.state.name.lower()
    label = word(f"top_up.{state}", chosen)
    return Filled(
        moment_at(row.at, chosen),
        row.bank,
        money(row.amount_minor, row.currency, chosen),
        money(row.bonus_minor, row.currency, chosen) if row.bonus_minor else "",
        state,
        f"{label}: {refusal_words(row.refusal, chosen)}" if row.state is State.REFUSED else label,
    )


def _minor(said: str, currency: str) -> int | None:
    """None on what is no amount above zero; a comma is a decimal sign too."""
    try:
        minor = parse_minor(said[:40].replace(",", ".").replace("\u00a0", "").replace(" ", ""), currency)
    except ValueError:
        return None
    return minor if 0 < minor <= LARGEST_MINOR else None


def _clock(seconds: int) -> str:
    minute = seconds // 60 % 1_440
    return f"{minute // 60:02d}:{minute % 60:02d}"
