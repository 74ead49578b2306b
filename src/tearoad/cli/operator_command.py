"""`operator`: makes an operator's account, the first of an installation."""

import getpass
import os
import sys
from typing import Annotated

import typer

from tearoad.boot.road import data_base
from tearoad.boot.settings import settings
from tearoad.boot.site import bring_along, site_of
from tearoad.cli.database_option import DatabaseUrl
from tearoad.terms.refusal import BadInput
from tearoad.web.site import configure


def add_commands(app: typer.Typer) -> None:
    app.command()(operator)


def operator(
    name: Annotated[
        str, typer.Argument(help="The name to sign in with: 3 to 40 of a-z, 0-9, dot, hyphen, underscore.")
    ],
    database_url: DatabaseUrl = None,
) -> None:
    """Make an operator's account. The password is asked for twice, or is the first line of standard input."""
    password = _password()
    chosen = settings(os.environ, database_url)
    with data_base(chosen) as url:
        # Set up before it is brought along: Django is set up once, and otherwise without what makes passwords.
        configure(site_of(url, chosen.home, os.environ))
        bring_along(url)
        from tearoad.web.accounts.operators import make_operator  # it needs Django set up

        made = make_operator(name, password)
    typer.echo(f"{made} is an operator; at the first sign-in the site asks to set up the second factor")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password (at least 10 characters): ")
    if getpass.getpass("Again: ") != first:
        raise BadInput("the two passwords differ")
    return first
