"""Rules of selection out of TOML files; `customs/risk/rules.toml` ships."""

import sys
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tearoad.customs.risk.declarations import NUMBERS, WORDS
from tearoad.customs.risk.inspections import BY_CHECKS
from tearoad.customs.risk.rules import CHANNELS, Rule
from tearoad.customs.risk.select import DECIDERS
from tearoad.terms.refusal import BadInput
from tearoad.wire.shipped import risk_rules_file

NEEDED = {"id", "from", "until", "office", "channel", "source"}
CONDITIONS = {"words", "numbers"}
LONGEST = 80
TAKEN = (*DECIDERS, BY_CHECKS)  # who decides where no rule does
MOST_BYTES = 1024**2


def read_rules(path: Path | None = None) -> tuple[Rule, ...]:
    """In the order of the file; those that ship where no file is named. `BadInput` names the rule."""
    file = path or risk_rules_file()
    try:
        with file.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise BadInput(f"{file}: more than {MOST_BYTES} bytes, expected fewer")
        document = tomllib.loads(raw.decode())
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:  # also of a number that is too long, of lists too deep
        raise BadInput(f"{file}: not TOML in UTF-8: {error}") from None
    tables = document.get("rule", [])
    if set(document) - {"rule"} or not isinstance(tables, list):
        raise BadInput(f"{file}: expected [[rule]] tables and nothing else")
    rules = tuple(_rule(f"{file}, rule {number}", table) for number, table in enumerate(tables, 1))
    twice = {rule.id for rule in rules if sum(other.id == rule.id for other in rules) > 1}
    if twice:
        raise BadInput(f"{file}: rule {min(twice)!r} stands twice, expected each id once")
    return rules


def _rule(place: str, table: Any) -> Rule:
    if not isinstance(table, dict) or not NEEDED <= set(table) <= NEEDED | CONDITIONS:
        raise BadInput(f"{place}: expected {', '.join(sorted(NEEDED))}, and may have {', '.join(sorted(CONDITIONS))}")
    for name in ("id", "office", "channel", "source"):
        if not isinstance(table[name], str) or not 0 < len(table[name]) <= (200 if name == "source" else LONGEST):
            raise BadInput(f"{place}, {name}: {str(table[name])[:60]!r}, expected words")
    if table["id"] in TAKEN:
        raise BadInput(f"{place}, id: {table['id']!r}, expected none of {', '.join(TAKEN)}")
    if table["channel"] not in CHANNELS:
        raise BadInput(f"{place}, channel: {table['channel']!r}, expected one of {', '.join(CHANNELS)}")
    begins, until = (_day(place, name, table[name]) for name in ("from", "until"))
    if begins >= until:
        raise BadInput(f"{place}, until: {until}, expected a day after from")
    words, numbers = table.get("words", {}), table.get("numbers", {})
    _expect_names(place, "words", words, WORDS)
    _expect_names(place, "numbers", numbers, NUMBERS)
    return Rule(
        table["id"],
        begins,
        until,
        table["office"],
        table["channel"],
        {name: _beginnings(f"{place}, words.{name}", value) for name, value in words.items()},
        {name: _bounds(f"{place}, numbers.{name}", value) for name, value in numbers.items()},
        table["source"],
    )


def _expect_names(place: str, kind: str, found: Any, known: tuple[str, ...]) -> None:
    if not isinstance(found, Mapping) or not set(found) <= set(known):
        raise BadInput(f"{place}, {kind}: expected some of {', '.join(known)}")


def _day(place: str, name: str, value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise BadInput(f"{place}, {name}: {str(value)[:60]!r}, expected a day, YYYY-MM-DD")
    return value


def _beginnings(place: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(word, str) and word for word in value):
        raise BadInput(f"{place}: {str(value)[:60]!r}, expected a list of words")
    return tuple(value)


def _bounds(place: str, value: Any) -> tuple[float, float]:
    plain = isinstance(value, list) and len(value) == 2 and all(_is_number(one) for one in value)
    if not plain or not value[0] <= value[1]:  # NaN is not
        raise BadInput(f"{place}: {str(value)[:60]!r}, expected two numbers, the least and the most")
    return float(value[0]), float(value[1])


def _is_number(value: Any) -> bool:
    """A float, or a whole number that can be one."""
    return type(value) is float or (type(value) is int and abs(value) <= sys.float_info.max)
