"""`simulate`: any queueing network without loops, from a file; when each visit ends goes to another."""

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from tearoad.boot.simulation import Simulated, simulate_file


def add_commands(app: typer.Typer) -> None:
    app.command()(simulate)


def simulate(
    network: Annotated[Path, typer.Argument(help="JSON or JSON.gz; docs/guides/simulate.md has the format.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="When each visit ends, as JSON, or JSON.gz.")],
    as_document: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Customers through stations with queues and calendars: the tick at which each visit ends."""
    began = time.perf_counter()
    done = simulate_file(network, output)
    found = document(done, output, time.perf_counter() - began)
    if as_document:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        _show(found)


def document(done: Simulated, output: Path, seconds: float) -> dict[str, Any]:
    """What was simulated as one JSON document; waits are in ticks."""
    return {
        "customers": len(done.visits.arrival),
        "visits": len(done.departure),
        "stations": len(done.names),
        "last_departure": int(done.departure.max()) if len(done.departure) else None,
        "by_station": [
            {
                "name": name,
                "visits": own.visits,
                "mean_wait": round(own.mean, 6),
                "longest_wait": own.longest,
                "most_waiting": own.most,
            }
            for name, own in zip(done.names, done.waits, strict=True)
        ],
        "engine_seconds": round(done.seconds, 6),
        "seconds": round(seconds, 3),
        "output": str(output),
    }


def _show(found: dict[str, Any]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("station", overflow="fold")
    for title in ("visits", "mean wait", "longest wait", "most waiting"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in found["by_station"]:
        figures = (f"{row[key]:.10g}" for key in ("visits", "mean_wait", "longest_wait", "most_waiting"))
        table.add_row(Text(row["name"]), *figures)
    Console(highlight=False).print(table)
    worst = max(found["by_station"], key=lambda row: row["visits"] * row["mean_wait"], default=None)
    if worst and worst["mean_wait"]:
        typer.echo(f"customers waited longest in all at {worst['name']}")
    last = "" if found["last_departure"] is None else f", last departure at {found['last_departure']}"
    typer.echo(
        f"{found['customers']} customers, {found['visits']} visits{last}; {found['seconds']:.2f} s, "
        f"of which the engine {found['engine_seconds']:.3f} s; {found['output']}"
    )
