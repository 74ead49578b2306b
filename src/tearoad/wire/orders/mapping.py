"""A mapping says how another shop's export reads: which column is which, what is constant, where a country lies.

from = 2025-12-01            # the first order falls on this day
encoding = "utf-8"
time_format = "%m/%d/%Y %H:%M"
rounded_prices = true        # prices finer than a minor unit are rounded half up
weight_grams = 200           # where the file gives none; marked assumed
not_goods = ["POST"]
[columns]                    # native column = column of the file; columns not named are left aside
order = "InvoiceNo"
[constants]                  # native column = value
currency = "GBP"
[places]                     # word in the destination column = place of the road; "*" = any other
"France" = "kazan"
"""

import codecs
import tomllib
from collections.abc import Mapping as Words
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.terms.refusal import BadInput

REQUIRED = ("order", "buyer", "sku", "quantity", "placed_at", "destination", "payment")
OPTIONAL = ("currency", "unit_price", "title", "weight_grams", "merchant", "hs6", "origin", "bank")
SHIPPED = Path(__file__).parent / "maps"
KINDS: dict[str, type] = {
    "from": date,
    "encoding": str,
    "time_format": str,
    "rounded_prices": bool,
    "weight_grams": int,
    "not_goods": list,
    "columns": dict,
    "constants": dict,
    "places": dict,
}


@dataclass(frozen=True)
class Mapping:
    """See the module. Without a mapping a file has the native columns and no others."""

    first_day: date | None = None
    encoding: str = "utf-8"
    time_format: str | None = None
    rounded_prices: bool = False
    weight_grams: int = ASSUMED_WEIGHT_GRAMS
    not_goods: frozenset[str] = frozenset()
    columns: Words[str, str] | None = None
    constants: Words[str, str] = field(default_factory=lambda: {"currency": "RUB"})
    places: Words[str, str] | None = None


NATIVE = Mapping()


def read_mapping(name: str) -> Mapping:
    """From a file, or from the mappings that ship with Tearoad where no such file exists."""
    path = Path(name) if Path(name).exists() else SHIPPED / Path(name).name
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        shipped = ", ".join(sorted(known.name for known in SHIPPED.glob("*.toml")))
        raise BadInput(f"{name}: no such mapping; these ship with Tearoad: {shipped}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{name}: {error}") from None
    _check(said, name)
    return Mapping(
        first_day=said.get("from"),
        encoding=said.get("encoding", "utf-8"),
        time_format=said.get("time_format"),
        rounded_prices=said.get("rounded_prices", False),
        weight_grams=said.get("weight_grams", ASSUMED_WEIGHT_GRAMS),
        not_goods=frozenset(said.get("not_goods", ())),
        columns=said.get("columns", {}),
        constants={"currency": "RUB", **said.get("constants", {})},
        places=said.get("places"),
    )


def _check(said: Words[str, Any], name: str) -> None:
    for key, value in said.items():
        if key not in KINDS:
            raise BadInput(f"{name}: {key!r} is not a word of a mapping; expected {', '.join(KINDS)}")
        if not isinstance(value, KINDS[key]):
            raise BadInput(f"{name}, {key}: {value!r}, expected {KINDS[key].__name__}")
    for table in ("columns", "constants"):
        for key, value in said.get(table, {}).items():
            if key not in REQUIRED + OPTIONAL or not isinstance(value, str):
                raise BadInput(f"{name}, [{table}] {key} = {value!r}: expected a column, one of {REQUIRED + OPTIONAL}")
    missing = [key for key in REQUIRED if key not in {**said.get("columns", {}), **said.get("constants", {})}]
    if missing:
        raise BadInput(f"{name}: nothing gives {', '.join(missing)}; name it in [columns] or [constants]")
    if said.get("weight_grams", 1) <= 0:
        raise BadInput(f"{name}, weight_grams: {said['weight_grams']}, expected more than 0")
    try:
        codecs.lookup(said.get("encoding", "utf-8"))
    except LookupError:
        raise BadInput(f"{name}, encoding: {said['encoding']!r} is not known") from None
