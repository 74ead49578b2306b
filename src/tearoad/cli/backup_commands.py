"""`backup` and `restore`: the whole road in one file, and back."""

import os
from pathlib import Path
from typing import Annotated

import typer

from tearoad.boot.backup import back_up, expect_road
from tearoad.boot.keys import FOLDER
from tearoad.boot.restore import keys_elsewhere, opened, restore
from tearoad.boot.road import data_base, drop_data_base, fresh_data_base, open_road
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl


def add_commands(app: typer.Typer) -> None:
    app.command("backup")(back_up_road)
    app.command("restore")(restore_road)


def back_up_road(
    file: Annotated[Path, typer.Argument(help="Is written for your eyes alone.")],
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="The keys of personal data too: who has the file reads everything.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Write the road's whole data base to one file, as of one moment; the road may live meanwhile."""
    chosen = settings(os.environ, database_url)
    with data_base(chosen) as url:
        expect_road(url)
        with open_road(url) as road:
            manifest = back_up(road, chosen.home, file.absolute(), with_keys=with_keys, force=force)
    typer.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB, {len(manifest['digest'].splitlines())} tables")
    if with_keys:
        typer.echo("it holds the keys of personal data: keep it as you keep those")
    elif (chosen.home / FOLDER).exists():
        typer.echo(f"personal data in it opens with the keys in {chosen.home / FOLDER}: keep a copy of them elsewhere")


def restore_road(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    into: Annotated[str | None, typer.Option("--into", help="A new data base of this name, beside the road's.")] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Bring a backup back into an empty data base, and prove that all is as it was."""
    chosen = settings(os.environ, database_url)
    with opened(file) as backup, data_base(chosen) as url:
        target = fresh_data_base(url, into) if into else url
        try:
            differences = restore(backup, target, chosen.home)
        except BaseException:
            if into:
                drop_data_base(url, into)
            raise
        elsewhere = keys_elsewhere(backup, chosen.home)
    if elsewhere:
        names = ", ".join(elsewhere)
        typer.echo(
            f"restore: what it holds is sealed or signed with files that {chosen.home} has not: {names}", err=True
        )
        typer.echo("restore: put them there before anything is served, which would make others", err=True)
    for line in differences:
        typer.echo(f"restore: {line}", err=True)
    if differences:
        raise typer.Exit(1)
    typer.echo(
        f"restored{f' into {into}' if into else ''}: the tables, the ledger's chain and every rule are as they were"
    )
