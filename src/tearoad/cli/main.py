"""The `tearoad` command: every door of the operator, and the one place where errors become exit statuses."""

import os
import sys
from importlib import import_module

import typer

from tearoad.terms.refusal import BadInput, Unavailable

# The module of each command. Only that of the command asked for is imported: together they take two seconds.
MODULES = {
    "up": "up_command",
    "play": "journey_commands",
    "quote": "quote_command",
    "assess": "assess_command",
    "clear": "clear_commands",
    "forms": "forms_command",
    "labels": "labels_command",
    "address": "address_command",
    "law": "law_commands",
    "risk": "risk_commands",
    "rehearse": "rehearse_command",
    "simulate": "simulate_command",
    "check": "check_command",
    "doctor": "doctor_command",
    "backup": "backup_commands",
    "restore": "backup_commands",
    "ledger": "ledger_commands",
    "operator": "operator_command",
    "campaign": "campaign_command",
    "coupon": "coupon_commands",
    "banks": "banks_command",
    "edifact": "edifact_command",
    "scans": "scans_command",
    "dispatch": "dispatch_command",
    "s10": "s10_command",
    "offices": "offices_command",
    "promise": "promise_command",
    "road": "road_commands",
    "torture": "torture_command",
    "test": "workshop",
    "demo": "demo_commands",
    "bench": "bench_commands",
}
# What Polars does not need any more goes back after half a second: 100 MB of a million parcels, and no slower.
SOON_GIVEN_BACK = ("_RJEM_MALLOC_CONF", "dirty_decay_ms:500,muzzy_decay_ms:0")


def application(word: str | None = None) -> typer.Typer:
    """The command line, with the one command of this name, or with all of them."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

    @app.callback()
    def tearoad() -> None:
        """Run a trade road, and rehearse its festival."""

    for name in [MODULES[word]] if word in MODULES else dict.fromkeys(MODULES.values()):
        import_module(f"tearoad.cli.{name}").add_commands(app)
    return app


def run() -> None:
    """Exit status 0 done, 1 done with refusals or a failed check, 2 bad input (one line on stderr)."""
    os.environ.setdefault(*SOON_GIVEN_BACK)  # it is read when Polars is imported, with a command
    try:
        application(sys.argv[1] if len(sys.argv) > 1 else None)()
    except BadInput as error:
        sys.stderr.write(f"tearoad: {error}\n")
        sys.exit(2)
    except Unavailable as error:
        sys.stderr.write(f"tearoad: {error}; what was committed stays: run the same command again\n")
        sys.exit(2)
