"""`tearoad dispatch`: parcels into receptacles, dispatches closed, receptacles scanned, and what there is of them.

What opens a road takes a second to import, so it is imported when a command runs.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.dispatch_tables import dispatch_document, dispatch_lines, listed_document, listed_lines, moment_word
from tearoad.operations.dispatch_ports import MOST_SORTED, Closing, Settlement, Sorting
from tearoad.operations.scan_receptacles import Event, Told, Verdict
from tearoad.operations.settle_irregularity import Settling
from tearoad.terms.refusal import BadInput

if TYPE_CHECKING:
    from tearoad.boot.dispatching import Dispatching

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Number = Annotated[str, typer.Argument(help="20 characters of a dispatch.")]
DONE = (Sorting.SORTED, Sorting.THERE)
WHO = "the command line"  # who tells what is scanned here


def add_commands(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Receptacles and dispatches between offices of exchange.")
    for command in (sort, close, scan, show, settle):
        group.command()(command)
    group.command("list")(listed)
    app.add_typer(group, name="dispatch")


def sort(
    place: Annotated[str, typer.Argument(help="The place whose office of exchange sorts.")],
    file: Annotated[Path, typer.Argument(help="One number a line.")],
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Put parcels into the open receptacles of their lanes. The same file again changes nothing."""
    from tearoad.boot.s10 import checked_file

    numbers = [line.number for line in checked_file(file)]
    with _dispatching(database_url) as post:
        _expect_place(post, place)
        parts = [numbers[at : at + MOST_SORTED] for at in range(0, len(numbers), MOST_SORTED)]
        verdicts = [verdict for part in parts for verdict in post.sort(part, place)]
    counted = Counter(verdicts)
    if as_document:
        rows = [{"number": name, "verdict": said.value} for name, said in zip(numbers, verdicts, strict=True)]
        counts = {one.value: counted[one] for one in Sorting}
        typer.echo(json.dumps({"place": place, "numbers": rows, "counts": counts}, ensure_ascii=False))
    else:
        typer.echo("\n".join(f"{counted[one]:>9} {one}" for one in Sorting if counted[one]) or "no numbers")
    raise typer.Exit(1 if any(one not in DONE for one in verdicts) else 0)


def close(
    lane: Annotated[str, typer.Argument(help="The lane whose open receptacles are closed.")],
    key: Annotated[
        str, typer.Option("--key", help="Said again, it gives the same dispatch; else the moment is it.")
    ] = "",
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Close a dispatch: its receptacles get their numbers, and it is advised. Exits 1 where there is nothing in it."""
    with _dispatching(database_url) as post:
        found = post.close(lane, key or f"{lane} {post.now()}", WHO)
        if found is Closing.UNKNOWN_LANE:
            raise BadInput(f"lane {lane[:60]!r}: expected one of {', '.join(sorted(post.ways))}")
        whole = None if isinstance(found, Closing) else post.whole(found.s8, None)
    if as_document:
        document = dispatch_document(whole) if whole else {"lane": lane, "refusal": str(found)}
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        typer.echo("\n".join(dispatch_lines(whole)) if whole else str(found))
    raise typer.Exit(0 if whole else 1)


def scan(
    event: Annotated[Event, typer.Argument(help="What happened.")],
    number: Annotated[str, typer.Argument(help="29 characters of a receptacle, or 20 of a dispatch.")],
    place: Annotated[str, typer.Argument(help="Where it happened.")],
    found: Annotated[Path | None, typer.Option("--found", help="What was in it, one number a line.")] = None,
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Tell that a receptacle departed, arrived or was opened now, by the road's clock; its parcels are scanned too."""
    from tearoad.boot.s10 import checked_file

    numbers = None if found is None else [line.number for line in checked_file(found)]
    with _dispatching(database_url) as post:
        (answer,) = post.scan([Told(number, event, place, post.now(), numbers)], WHO)
    fates = {fate.value: count for fate, count in answer.fates.items()}
    if as_document:
        typer.echo(json.dumps({**answer._asdict(), "fates": fates}, ensure_ascii=False))
    else:
        typer.echo(f"{answer.verdict}: {answer.receptacles} receptacles")
        lines = [*(f"{count:>9} {fate}" for fate, count in fates.items())]
        lines += [f"missing: {one}" for one in answer.missing] + [f"surplus: {one}" for one in answer.surplus]
        if lines:
            typer.echo("\n".join(lines))
    sound = answer.verdict in (Verdict.DONE, Verdict.KNOWN) and not answer.missing and not answer.surplus
    raise typer.Exit(0 if sound else 1)


def settle(
    receptacle: Annotated[str, typer.Argument(help="29 characters of the receptacle.")],
    number: Annotated[str, typer.Argument(help="What was missing in it, or surplus.")],
    how: Annotated[Settlement, typer.Argument(help="How that ended.")],
    database_url: DatabaseUrl = None,
) -> None:
    """Settle what was not as advised: missing is found, lost or misread, surplus is sent on or misread. Exits 1 where
    that cannot be."""
    with _dispatching(database_url) as post:
        found = post.settle(receptacle, number, how, WHO)
    typer.echo(str(found))
    raise typer.Exit(0 if found in (Settling.SETTLED, Settling.KNOWN) else 1)


def show(
    number: Number,
    advice: Annotated[Path | None, typer.Option("--advice", help="Pre-advice, PREDES-like: .json or .upu.")] = None,
    labels: Annotated[Path | None, typer.Option("--labels", help="Labels of its receptacles, .pdf.")] = None,
    contents: Annotated[Path | None, typer.Option("--contents", help="The list of the dispatch, .pdf.")] = None,
    language: Annotated[str, typer.Option("--language", help="Of what is printed: ru, zh or en.")] = "en",
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """One dispatch with its receptacles, and what was not as advised; its papers, where they are asked for."""
    from tearoad.boot import dispatch_papers as boot

    boot.expect_names(advice, labels, contents, language)
    with _dispatching(database_url) as post:
        whole = post.whole(number, None)
        if whole is None:
            raise BadInput(f"{number[:60]!r}: expected the number of a closed dispatch")
        if advice:
            boot.write_advice(whole, advice)
        for kind, path in (("receptacle", labels), ("dispatch", contents)):
            if path:
                boot.write_printed(whole, kind, post.platform.road, language, path)
    typer.echo(
        json.dumps(dispatch_document(whole), ensure_ascii=False) if as_document else "\n".join(dispatch_lines(whole))
    )


def listed(
    after: Annotated[str, typer.Option("--after", help="`next` of the page before.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000)] = 20,
    as_document: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """What waits in open receptacles, and closed dispatches, the newest first."""
    with _dispatching(database_url) as post:
        waiting, page, now = post.open(None), post.page(None, after, limit), post.now()
    if as_document:
        rows = [{**one._asdict(), "oldest_at": moment_word(one.oldest_at)} for one in waiting]
        document = {"open": rows, "closed": [listed_document(one) for one in page.rows], "next": page.cursor or None}
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    typer.echo("\n".join(listed_lines(waiting, page.rows, now)) or "no dispatches")


def _expect_place(post: "Dispatching", place: str) -> None:
    known = sorted({way.origin for way in post.ways.values()})
    if place not in known:
        raise BadInput(f"place {place[:60]!r}: expected one of {', '.join(known)}")


@contextmanager
def _dispatching(database_url: str | None) -> "Iterator[Dispatching]":
    from tearoad.boot.dispatching import dispatching_on
    from tearoad.boot.road import data_base, open_road
    from tearoad.boot.settings import settings

    with data_base(settings(os.environ, database_url)) as url, open_road(url) as road, dispatching_on(road) as post:
        yield post
