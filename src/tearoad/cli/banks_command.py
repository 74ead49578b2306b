"""`tearoad banks`: who calls the banks, a payment provider that lies, for trying it all out, and reconciliation."""

import os
from collections.abc import Collection
from typing import Annotated

import typer

from tearoad.boot.bank_process import Lies, make_calls, simulate_provider
from tearoad.boot.banks import account_named, secret_named
from tearoad.boot.logs import set_up as set_up_logs
from tearoad.boot.road import data_base, open_road, own_corridor
from tearoad.boot.settings import settings
from tearoad.boot.waiting_room import MOST_A_MINUTE
from tearoad.cli import reconcile_commands
from tearoad.cli.database_option import DatabaseUrl
from tearoad.terms.refusal import BadInput

commands = typer.Typer(no_args_is_help=True, help="Payment providers and the banks behind them.")
Share = Annotated[float, typer.Option(min=0, max=1)]


def add_commands(app: typer.Typer) -> None:
    reconcile_commands.add_commands(commands)
    app.add_typer(commands, name="banks")


def _capacity(said: str, known: Collection[str]) -> tuple[str, float]:
    """A bank and how many a second it can do."""
    name, _, a_minute = said.rpartition("=")
    if name not in known or not a_minute.isdecimal() or not 1 <= int(a_minute[:9]) <= MOST_A_MINUTE:
        raise BadInput(f"--bank {said[:60]!r}, expected NAME=PAYMENTS_A_MINUTE of a bank of the corridor")
    return name, int(a_minute) / 60


@commands.command()
def work(database_url: DatabaseUrl = None) -> None:
    """Call the banks until Ctrl-C; one such process is enough, a second waits to take over."""
    account = account_named(os.environ)
    if account is None:
        raise BadInput("TEAROAD_PROVIDER names no payment provider: docs/guides/banks.md says how")
    set_up_logs(os.environ)
    with data_base(settings(os.environ, database_url)) as url:
        with open_road(url):
            pass  # migrated
        typer.echo(f"calling the banks through {account.name} (Ctrl-C ends it)", err=True)
        make_calls(url, account)


@commands.command()
def simulate(
    port: Annotated[int, typer.Option(min=1, max=65_535)] = 8100,
    callback: Annotated[str, typer.Option(help="Where to call back, '' for nowhere.")] = "",
    bank: Annotated[list[str] | None, typer.Option(help="NAME=PAYMENTS_A_MINUTE, instead of the corridor's.")] = None,
    refused: Share = 0.03,
    late: Share = 0.01,
    cut: Share = 0.01,
    lost: Share = 0.02,
    twice: Share = 0.05,
    shuffled: Share = 0.05,
    other_amount: Share = 0.002,
    part: Share = 0.002,
    seed: int = 1,
) -> None:
    """A payment provider on this machine that lies as real ones do, until Ctrl-C; the file of its secret is named by
    TEAROAD_PROVIDER_SECRET_FILE."""
    secret = secret_named(os.environ)
    channels = own_corridor().channels.values()
    banks = {one.bank: one.capacity_a_minute / 60 for one in channels}
    banks |= dict(_capacity(one, banks) for one in bank or [])
    lies = Lies(refused, late, cut, lost, twice, shuffled, other_amount, part)

    def ready() -> None:
        typer.echo(f"a provider that lies, with {len(banks)} banks, at http://127.0.0.1:{port} (Ctrl-C ends it)")

    try:
        simulate_provider(port, banks, lies, secret, callback, seed, ready)
    except OSError as error:
        raise BadInput(f"port {port} cannot be taken: {error.strerror}; --port takes another") from None
