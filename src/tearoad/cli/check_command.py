"""`check`: what must hold in a data base; in a checkout of the source, the workshop's checks before it."""

import json
import os
import re
from typing import Annotated

import typer

from tearoad.boot.books import head_of, keeps
from tearoad.boot.road import data_base, open_road, with_name
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.workshop import check_source, in_checkout
from tearoad.operations.statement_view import Head
from tearoad.terms.refusal import BadInput

HEAD = re.compile("([0-9]{1,18}):([0-9a-f]{64})")
HEAD_IS_KEPT = "the journal goes on from the head that was kept"


def add_commands(app: typer.Typer) -> None:
    app.command()(check)


def check(
    source: Annotated[bool, typer.Option(help="Format, lint, types, contracts, where this is a checkout.")] = True,
    road: Annotated[bool, typer.Option(help="The data base, where there is one.")] = True,
    name: Annotated[str | None, typer.Option("--data-base", help="Another data base of the same server.")] = None,
    as_document: Annotated[bool, typer.Option("--json", help="The data base's rules as one JSON document.")] = False,
    expect_head: Annotated[
        str | None, typer.Option(help="BATCH:DIGEST of an earlier check: everything up to it must be as it was.")
    ] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Check the road's data base, and in a checkout the source as well; exits 1 and names what is broken."""
    good, kept = True, _head(expect_head)
    if source and in_checkout() and not (as_document or name):
        good = check_source()
    if road:
        good = _check_road(name, database_url, as_document, kept) and good
    raise typer.Exit(0 if good else 1)


def _check_road(name: str | None, database_url: str | None, as_document: bool, kept: Head | None) -> bool:
    chosen = settings(os.environ, database_url)
    if not chosen.database_url and not (chosen.home / "password").exists():
        lost = [(HEAD_IS_KEPT, 1, [_word(kept)])] if kept else []
        _say(None, None, lost, as_document)
        return not lost
    with data_base(chosen) as url, open_road(with_name(url, name) if name else url) as opened:
        broken, checked, head = opened.check(), opened.name, head_of(opened)
        if kept and not keeps(opened, kept):
            broken.append((HEAD_IS_KEPT, 1, [_word(kept)]))
    _say(checked, head, broken, as_document)
    return not broken


def _say(road: str | None, head: Head | None, broken: list[tuple[str, int, list[str]]], as_document: bool) -> None:
    if as_document:
        rules = [{"rule": rule, "rows": count, "first": rows} for rule, count, rows in broken]
        last = {"batch": head.batch, "digest": head.digest} if head else None
        typer.echo(json.dumps({"road": road, "broken": rules, "head": last}, ensure_ascii=False))
        return
    for rule, count, rows in broken:
        typer.echo(f"check: broken: {rule}: {count} rows, {'; '.join(rows)}", err=True)
    if road is None:
        typer.echo("check: no road here yet")
    elif not broken:
        typer.echo("check: the road: every rule holds")


def _head(word: str | None) -> Head | None:
    if word is None:
        return None
    found = HEAD.fullmatch(word.strip().lower())
    if not found:
        raise BadInput(f"--expect-head {word!r}: expected BATCH:DIGEST, as `check --json` has them, 64 hex digits")
    return Head(int(found[1]), found[2])


def _word(head: Head | None) -> str:
    return f"{head.batch}:{head.digest}" if head else ""
