"""`law refund`: what comes back of duty, tax and fees when goods are returned, refused, lost or destroyed."""

import json
from typing import Annotated, get_args

import typer

from tearoad.boot.law import lawbook, refunds
from tearoad.cli.law_options import AsJson, day_of
from tearoad.customs.refund import EVENTS, Event
from tearoad.customs.rule import Kind
from tearoad.terms.refusal import BadInput


def refund(
    to: Annotated[str, typer.Option("--to", help="The customs territory.")],
    event: Annotated[str, typer.Option("--event", help=f"One of {', '.join(EVENTS)}.")],
    accepted: Annotated[str, typer.Option("--accepted", help="When the declaration was accepted.")],
    on: Annotated[str | None, typer.Option("--on", help="When it is asked for; today, if not said.")] = None,
    as_document: AsJson = False,
) -> None:
    """Of each kind of charge: whole, none, or that nobody can tell, with the source."""
    territory = lawbook().territories.get(to)
    chosen: Event | None = next((one for one in EVENTS if one == event), None)
    if territory is None:
        raise BadInput(f"--to {to!r}: expected a territory of the book, such as RU")
    if chosen is None:
        raise BadInput(f"--event {event!r}: expected one of {', '.join(EVENTS)}")
    days = day_of(accepted, "--accepted"), day_of(on, "--on")
    kinds: list[Kind] = [kind for kind in get_args(Kind) if kind != "limit"]
    found = {kind: refunds().of(territory, kind, chosen, *days) for kind in kinds}
    if as_document:
        typer.echo(
            json.dumps(
                {
                    kind: {"refund": one.refund, "rule": one.rule.id if one.rule else None}
                    | (
                        {"source": one.rule.source, "status": one.rule.status, "doubt": one.rule.doubt}
                        if one.rule
                        else {}
                    )
                    for kind, one in found.items()
                },
                ensure_ascii=False,
            )
        )
        return
    for kind, one in found.items():
        typer.echo(f"{kind:7} {one.refund:12} {one.rule.id if one.rule else 'no rule in the book'}")
        if one.rule:
            typer.echo(f"        {one.rule.status}; source: {one.rule.source}")
            if one.rule.doubt:
                typer.echo(f"        uncertain: {one.rule.doubt}")
