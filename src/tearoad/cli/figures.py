"""Tables of promises: shares, days and losses."""

from rich import box
from rich.console import Console
from rich.table import Table


def table_of(first: str, *columns: str) -> Table:
    made = Table(first, box=box.SIMPLE, pad_edge=False)
    for column in columns:
        made.add_column(column, justify="left" if column in ("destination", "name") else "right")
    return made


def figures(kept: float | None, days: float | None = None, loss: float | None = None) -> tuple[str, str, str]:
    """'-' where there is nothing to reckon from."""
    return (
        "-" if kept is None else f"{kept:.3f}",
        "-" if days is None else f"{days:.2f}",
        "-" if loss is None else f"{loss:.3f}",
    )


def show(shown: Table) -> None:
    Console(highlight=False, markup=False).print(shown)
