"""How the books are shown: tables for people, one document for programs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tearoad.boot.books import ALWAYS
from tearoad.ledger.chart import Chart, what_of
from tearoad.operations.statement_view import AccountState, Entry, Period, Statement, Sums
from tearoad.terms.money import EXPONENTS, format_minor

SHOWN_ID = 12  # of the 32 digits of an id, the last ones: the first are its moment
WIDTH = 132


@dataclass(frozen=True)
class KindBalance:
    """The accounts of one kind in one currency; `side` is where their balance usually stands."""

    what: str
    title: dict[str, str]
    side: str
    accounts: list[AccountState]

    @property
    def sums(self) -> Sums:
        """Of all its accounts."""
        return _sum(one.sums for one in self.accounts)


@dataclass(frozen=True)
class CurrencyBalance:
    """The trial balance of one currency."""

    currency: str
    kinds: list[KindBalance]

    @property
    def sums(self) -> Sums:
        """Of all its kinds."""
        return _sum(one.sums for one in self.kinds)

    @property
    def balanced(self) -> bool:
        """To the minor unit, what is held included."""
        sums = self.sums
        return sums.debits == sums.credits and sums.debits_held == sums.credits_held


def trial_balance(accounts: Sequence[AccountState], chart: Chart) -> list[CurrencyBalance]:
    """Kinds in the order of the chart; one that the chart does not know comes last, by its own name."""
    order = {what: place for place, what in enumerate(chart)}
    found: dict[str, dict[str, list[AccountState]]] = {}
    for one in accounts:
        found.setdefault(one.currency, {}).setdefault(what_of(one.account), []).append(one)

    def place(what: str) -> tuple[int, str]:
        return order.get(what, len(order)), what

    return [
        CurrencyBalance(currency, [_kind(what, chart, kinds[what]) for what in sorted(kinds, key=place)])
        for currency, kinds in sorted(found.items())
    ]


def on_its_side(sums: Sums, side: str) -> int:
    """The balance, positive where it stands on that side."""
    return sums.balance if side == "credit" else -sums.balance


def statement_document(found: Statement, period: Period, first: Sequence[Entry], file: Path | None) -> dict[str, Any]:
    """Opening + moved = closing, sum by sum; `first` are the first entries where no file was written."""
    return {
        "account": found.account,
        "currency": found.currency,
        "from": _day(period.begin) if period.begin != ALWAYS.begin else None,
        "to": _day(period.end) if period.end != ALWAYS.end else None,
        "opening": _sums_document(found.opening),
        "moved": _sums_document(found.moved),
        "closing": _sums_document(found.closing),
        "entries": found.entries,
        "file": str(file) if file else None,
        "first": [{**one._asdict(), "at": _moment(one.at)} for one in first],
    }


def balance_document(found: Sequence[CurrencyBalance], on: str | None, language: str, *, each: bool) -> dict[str, Any]:
    """`balance_minor` of a kind or an account is on the side that is said with it."""
    return {
        "on": on,
        "currencies": {
            one.currency: {
                **_sums_document(one.sums),
                "balanced": one.balanced,
                "kinds": [
                    {
                        "kind": kind.what,
                        "title": kind.title[language],
                        "side": kind.side,
                        "count": len(kind.accounts),
                        **_sums_document(kind.sums),
                        "balance_minor": on_its_side(kind.sums, kind.side),
                        **({"accounts": [_account(one, kind.side) for one in kind.accounts]} if each else {}),
                    }
                    for kind in one.kinds
                ],
            }
            for one in found
        },
    }


def accounts_document(found: Sequence[AccountState]) -> list[dict[str, Any]]:
    """Bounds in minor units, null for none; `balance_minor` is credits less debits."""
    return [
        {
            "account": one.account,
            "currency": one.currency,
            "floor": one.floor,
            "ceiling": one.ceiling,
            "closed": one.closed,
            **_sums_document(one.sums),
        }
        for one in found
    ]


def show_statement(found: Statement, period: Period, first: Sequence[Entry], file: Path | None) -> None:
    """Opening, the first entries, closing."""
    console = _console()
    table = _table(f"{found.account}, {_span(period)}", "at", "transfer", "kind", "other account")
    for column in ("debit", "credit", "held", "balance"):
        table.add_column(column, justify="right")

    def amount(minor: int) -> str:
        return _money(minor, found.currency) if minor else ""

    def held(sums: Sums | Entry) -> str:
        return amount(sums.debits_held + sums.credits_held)

    table.add_row("opening", "", "", "", "", "", held(found.opening), _money(found.opening.balance, found.currency))
    for one in first:
        amounts = (amount(one.debit), amount(one.credit), held(one), _money(one.balance, found.currency))
        table.add_row(_moment(one.at), one.transfer_id[-SHOWN_ID:], one.kind, one.counter_account, *amounts)
    moved = found.moved
    table.add_row("moved", "", "", "", amount(moved.debits), amount(moved.credits), held(moved), "")
    table.add_row("closing", "", "", "", "", "", held(found.closing), _money(found.closing.balance, found.currency))
    console.print(table)
    left = found.entries - len(first)
    if file:
        console.print(f"{found.entries} entries in {file}")
    elif left:
        console.print(f"{left} more entries; -o FILE.csv has them all")


def show_balance(found: Sequence[CurrencyBalance], on: str | None, language: str, *, each: bool) -> None:
    """A table a currency."""
    console = _console()
    for one in found:
        table = _table(f"{one.currency}, {'at the end of ' + on if on else 'now'}", "")
        for column in ("accounts", "debits", "credits", "balance", "on", "held"):
            table.add_column(column, justify="right")
        for kind in one.kinds:
            table.add_row(kind.title[language], str(len(kind.accounts)), *_shown(kind.sums, kind.side, one.currency))
            for account in kind.accounts if each else ():
                table.add_row(f"  {account.account}", "", *_shown(account.sums, kind.side, one.currency))
        sums = one.sums
        verdict = "balances" if one.balanced else "DOES NOT BALANCE"
        table.add_row(verdict, "", *(_money(minor, one.currency) for minor in sums[:2]), "", "", "")
        console.print(table)
    if not found:
        console.print("the books are empty")


def show_accounts(found: Sequence[AccountState]) -> None:
    """One account a line."""
    console = _console()
    if not found:
        console.print("no account begins so")
        return
    table = _table(f"{len(found)} accounts; a balance is credits less debits", "account")
    for column in ("balance", "held", "floor", "ceiling", ""):
        table.add_column(column, justify="right")
    for one in found:
        bounds = ["" if bound is None else _money(bound, one.currency) for bound in (one.floor, one.ceiling)]
        held = one.sums.debits_held + one.sums.credits_held
        shown = (_money(one.sums.balance, one.currency), _money(held, one.currency) if held else "")
        table.add_row(one.account, *shown, *bounds, "closed" if one.closed else "")
    console.print(table)


def _kind(what: str, chart: Chart, accounts: list[AccountState]) -> KindBalance:
    known = chart.get(what)
    if known is None:
        return KindBalance(what, dict.fromkeys(("en", "ru", "zh"), what), "credit", accounts)
    return KindBalance(what, dict(known.title), known.side, accounts)


def _sum(all_of_them: Iterable[Sums]) -> Sums:
    columns = zip(Sums(0, 0, 0, 0), *all_of_them, strict=True)
    return Sums(*(sum(column) for column in columns))


def _sums_document(sums: Sums) -> dict[str, int]:
    return {
        "debits_minor": sums.debits,
        "credits_minor": sums.credits,
        "balance_minor": sums.balance,
        "debits_held_minor": sums.debits_held,
        "credits_held_minor": sums.credits_held,
    }


def _account(one: AccountState, side: str) -> dict[str, Any]:
    return {"account": one.account, **_sums_document(one.sums), "balance_minor": on_its_side(one.sums, side)}


def _shown(sums: Sums, side: str, currency: str) -> list[str]:
    held = sums.debits_held + sums.credits_held
    amounts = [_money(minor, currency) for minor in (sums.debits, sums.credits, on_its_side(sums, side))]
    return [*amounts, side, _money(held, currency) if held else ""]


def _money(minor: int, currency: str) -> str:
    """Major units without the currency's code, which stands in the title or in the account's name; minor units of a
    currency that is not known."""
    return format_minor(minor, currency).removesuffix(f" {currency}") if currency in EXPONENTS else f"{minor} minor"


def _console() -> Console:
    """Wide enough that no amount is cut, whatever it is shown on."""
    found = Console(highlight=False)
    return found if found.width >= WIDTH else Console(highlight=False, width=WIDTH)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column)
    return table


def _span(period: Period) -> str:
    begin = f"from {_day(period.begin)}" if period.begin != ALWAYS.begin else "from the beginning"
    return f"{begin} to before {_day(period.end)}" if period.end != ALWAYS.end else begin


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"


def _moment(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
