"""The `tearoad` command: every door of the operator, and the one place where errors become exit statuses."""

import sys

import typer

from tearoad.cli import bench_commands, check_command, demo_commands, journey_commands, up_command, workshop
from tearoad.operations.ports import Unavailable
from tearoad.terms.refusal import BadInput

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Run a trade road, and rehearse its festival.",
)
for commands in (up_command, journey_commands, check_command, demo_commands, bench_commands, workshop):
    commands.add_commands(app)


def run() -> None:
    """Exit status 0 done, 1 done with refusals or a failed check, 2 bad input (one line on stderr)."""
    try:
        app()
    except BadInput as error:
        sys.stderr.write(f"tearoad: {error}\n")
        sys.exit(2)
    except Unavailable as error:
        sys.stderr.write(f"tearoad: {error}; what was committed stays: run the same command again\n")
        sys.exit(2)
