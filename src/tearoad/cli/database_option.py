"""The option of every command that works on a road's data base."""

from typing import Annotated

import typer

DatabaseUrl = Annotated[str | None, typer.Option("--database-url", help="Your own PostgreSQL, 15 to 18.")]
