"""`check`: what must hold in a data base; in a checkout of the source, the workshop's checks before it."""

import json
import os
from typing import Annotated

import typer

from tearoad.boot.road import data_base, open_road, with_name
from tearoad.boot.settings import settings
from tearoad.cli.journey_commands import DatabaseUrl
from tearoad.cli.workshop import check_source, in_checkout


def add_commands(app: typer.Typer) -> None:
    app.command()(check)


def check(
    source: Annotated[bool, typer.Option(help="Format, lint, types, contracts, where this is a checkout.")] = True,
    road: Annotated[bool, typer.Option(help="The data base, where there is one.")] = True,
    name: Annotated[str | None, typer.Option("--data-base", help="Another data base of the same server.")] = None,
    as_document: Annotated[bool, typer.Option("--json", help="The data base's rules as one JSON document.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Check the road's data base, and in a checkout the source as well; exits 1 and names what is broken."""
    good = True
    if source and in_checkout() and not (as_document or name):
        good = check_source()
    if road:
        good = _check_road(name, database_url, as_document) and good
    raise typer.Exit(0 if good else 1)


def _check_road(name: str | None, database_url: str | None, as_document: bool) -> bool:
    chosen = settings(os.environ, database_url)
    if not chosen.database_url and not (chosen.home / "password").exists():
        typer.echo(json.dumps({"road": None, "broken": []}) if as_document else "check: no road here yet", err=False)
        return True
    with data_base(chosen) as url, open_road(with_name(url, name) if name else url) as opened:
        broken, checked = opened.check(), opened.name
    if as_document:
        rules = [{"rule": rule, "rows": count, "first": rows} for rule, count, rows in broken]
        typer.echo(json.dumps({"road": checked, "broken": rules}, ensure_ascii=False))
    else:
        for rule, count, rows in broken:
            typer.echo(f"check: broken: {rule}: {count} rows, {'; '.join(rows)}", err=True)
        if not broken:
            typer.echo("check: the road: every rule holds")
    return not broken
