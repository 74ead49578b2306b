"""`demo`: the demo road's goods and orders, as files or played on the live engine."""

import os
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from tearoad.boot.demo_people import is_demo, make_demo_people
from tearoad.boot.desks import desks_of
from tearoad.boot.items import party_of
from tearoad.boot.living import live_until
from tearoad.boot.order_files import lines_of_table
from tearoad.boot.road import SEED, Corridor, OpenRoad, data_base, open_road, own_corridor
from tearoad.boot.settings import settings
from tearoad.cli.database_option import DatabaseUrl
from tearoad.cli.law_options import book_day_of
from tearoad.cli.progress import bar
from tearoad.demo.catalogue import products, shelves
from tearoad.demo.declarations import declarations
from tearoad.demo.goods import goods
from tearoad.demo.items import MOST, OFFICE, demo_items, of_parcels
from tearoad.demo.labels import labels
from tearoad.demo.orders import COUNT, FIRST, LAST
from tearoad.demo.stream import Stream, span
from tearoad.operations.admit_products import admit_products
from tearoad.operations.advance import advance
from tearoad.operations.asked import AskedLine, AskedOrder, orders_of
from tearoad.operations.desk_view import Seen
from tearoad.operations.ports import Product, Shelf
from tearoad.terms.days import DAY, day_start
from tearoad.terms.refusal import BadInput

UNITS_AN_ORDER = 1.6
MOST_PARCELS = 20  # of the road, whose declarations `demo lodge` lodges: assumed
EVERYBODYS = Seen(True, None, None, None)
WRITERS = (".csv", ".csv.gz", ".parquet")

commands = typer.Typer(no_args_is_help=True, help="The demo road: goods and orders made by a seed.")


def add_commands(app: typer.Typer) -> None:
    app.add_typer(commands, name="demo")


@commands.command("orders")
def write_orders(
    file: Annotated[Path, typer.Argument(help="Ends in .csv, .csv.gz or .parquet.")],
    count: Annotated[int, typer.Option(min=1, max=5_000_000)] = COUNT,
    seed: Annotated[int, typer.Option(min=0)] = SEED,
) -> None:
    """Write the demo's orders in the native layout."""
    table = span(own_corridor(), count, seed=seed)
    _write(table, file)
    typer.echo(f"{table.height} lines of {count} orders in {file}")


@commands.command("goods")
def write_goods(
    file: Annotated[Path, typer.Argument(help="Ends in .csv, .csv.gz or .parquet.")],
    count: Annotated[int, typer.Option(min=1, max=5_000_000)] = COUNT,
    seed: Annotated[int, typer.Option(min=0)] = SEED,
) -> None:
    """Write item lines for `assess`: the demo's goods into Russia, Kazakhstan, Belarus, the EU and Britain."""
    _write(goods(products(seed), count, seed), file)
    typer.echo(f"{count} lines in {file}")


@commands.command("declarations")
def write_declarations(
    file: Annotated[Path, typer.Argument(help="Ends in .csv, .csv.gz or .parquet.")],
    count: Annotated[int, typer.Option(min=1, max=5_000_000)] = COUNT,
    seed: Annotated[int, typer.Option(min=0)] = SEED,
    on: Annotated[str, typer.Option("--on", help="The day of all of them.")] = "2026-11-11",
) -> None:
    """Write item declarations for `clear`: content lines of parcels from China to Russia, some with a fault."""
    _write(declarations(products(seed), count, seed, book_day_of(on, "--on")), file)
    typer.echo(f"{count} lines in {file}")


@commands.command("labels")
def write_labels(
    file: Annotated[Path, typer.Argument(help="Ends in .csv, .csv.gz or .parquet.")],
    count: Annotated[int, typer.Option(min=1, max=100_000)] = 1_000,
    seed: Annotated[int, typer.Option(min=0)] = SEED,
) -> None:
    """Write rows for `labels`: addresses of parcels from China to Russia."""
    _write(labels(count, seed), file)
    typer.echo(f"{count} rows in {file}")


@commands.command("until")
def live_on(
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The clock stops where this day begins (UTC).")],
    database_url: DatabaseUrl = None,
) -> None:
    """Let the demo road live to a day at once, with all that is ordered by then. Pages may be open meanwhile."""
    with data_base(settings(os.environ, database_url)) as url, open_road(url) as road:
        if not is_demo(road, begin=True):
            raise BadInput("this road is no demo, and its clock never goes back: nothing is played")
        count = play_demo(road, day.date())
        make_demo_people(url)  # the merchant's are those who sell by now
        stands = datetime.fromtimestamp(road.clock_at(), UTC)
        typer.echo(f"{count} orders; the road's clock stands at {stands:%Y-%m-%d %H:%M}")


@commands.command("lodge")
def lodge_items(
    count: Annotated[int, typer.Option(min=1, max=MOST)] = 200,
    database_url: DatabaseUrl = None,
) -> None:
    """Lodge item declarations at the customs desk of a demo road, as machines do, and those of some parcels of the road
    that wait for their hand-over; again the same are as they were. Exit status 1 where one is refused."""
    chosen = settings(os.environ, database_url)
    with data_base(chosen) as url, open_road(url) as road:
        if not is_demo(road, begin=True):
            raise BadInput("this road is no demo: nothing is lodged")
        if road.clock_at() < day_start(FIRST):
            raise BadInput(f"the demo has not begun: `tearoad up`, or `tearoad demo until {FIRST}`, first")
        items = demo_items(count, SEED, LAST)
        desks = desks_of(url, chosen.home)
        with closing(desks.store), closing(desks.items()) as desk:
            found = desk.lodge(items, party_of("demo", None), "demo")
            waiting, _ = desks.desk.declarations(EVERYBODYS, "undeclared", "", MOST_PARCELS)
            merchant = {one.consignment_id: one.merchant for one in waiting}
            for one in of_parcels(waiting, items):
                found += desk.lodge([one], party_of("demo", merchant[one.consignment]), "demo")
    rejected = sum(one.row is not None and not one.row.channel for one in found)
    refused = [str(one.refusal) for one in found if one.row is None]
    kept = len(found) - len(refused)
    typer.echo(f"{kept} declarations, {rejected} of them rejected; /items shows them to officers, most at {OFFICE}")
    if refused:
        typer.echo(f"refused: {len(refused)}, for {', '.join(sorted(set(refused)))}")
        raise typer.Exit(1)


def _write(table: pl.DataFrame, file: Path) -> None:
    try:
        if file.suffix == ".parquet":
            table.write_parquet(file)
        elif file.name.endswith((".csv", ".csv.gz")):
            table.write_csv(file, compression="gzip" if file.suffix == ".gz" else "uncompressed")
        else:
            raise BadInput(f"{file}: expected a name that ends in {', '.join(WRITERS)}")
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror or error}") from None


def demo_stock(count: int = COUNT) -> tuple[list[Product], list[Shelf]]:
    """The demo's goods, and stock for `count` orders in the demo's time."""
    made = products(SEED)
    weeks = (LAST - FIRST).days / 7
    return made, shelves(made, count * UNITS_AN_ORDER / weeks)


def stock_demo(road: OpenRoad, count: int = COUNT) -> None:
    """The same in the catalogue of a road."""
    admit_products(road.platform, *demo_stock(count))


def stock_demo_for(road: OpenRoad, lines: Iterable[AskedLine]) -> None:
    """The same where lines name the demo's goods without saying what they are; nothing where they are known already.

    Files that describe their own goods find the catalogue as they left it.
    """
    bare = {line.sku for line in lines if not (line.merchant and line.origin and line.unit_price_minor)}
    wanted = sorted(bare & {product.sku for product in products(SEED)})
    if wanted:
        with road.store.unit() as unit:
            known = unit.market.products(wanted)
        if len(known) < len(wanted):
            stock_demo(road)


def demo_orders(corridor: Corridor, count: int = COUNT) -> list[AskedOrder]:
    """The demo's orders, ready to be placed."""
    return orders_of(lines_of_table(span(corridor, count), "demo"))


def play_demo(road: OpenRoad, until: date) -> int:
    """Let the demo road live to the start of a day, from where its clock stands; how many orders there were."""
    stop, first = day_start(until), day_start(FIRST)
    stock_demo(road)
    if road.clock_at() < first <= stop:
        advance(road.platform, first)
    between, count = Stream(road.corridor).between, 0

    def asked(start: int, end: int) -> list[AskedOrder]:
        nonlocal count
        found = between(start, end)
        count += len(found)
        return found

    with bar("days", max(0, stop - road.clock_at()) // DAY) as told:
        live_until(road.platform, asked, stop, told)
    return count
