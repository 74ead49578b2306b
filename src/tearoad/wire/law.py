"""The law's files: YAML read into rules; an unknown key or a value of another kind is one line with file and row.

A file gives a jurisdiction, words that all its rules share, and tracks; a track gives words that its rules share. What
a rule says itself goes before its track's, and that before the file's. `from` is written for `begins`; `known_from` is
the first day where nothing is said; in a reform, the day of knowledge that is asked for. A track with `rates: NAME`
stands for one track in each territory of the file's `rates: {NAME: {territory: [...]}}`, whose rows give
days and rate, and ids made from the track's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import yaml

from tearoad.customs.lawbook import Lawbook, made
from tearoad.customs.phrases import LANGUAGES
from tearoad.customs.rule import BOOK_ENDS, Exchange, Rule, Territory
from tearoad.terms.money import EXPONENTS
from tearoad.terms.refusal import BadInput

LAW = Path(__file__).resolve().parents[1] / "customs" / "law"
KEYS = {item.name for item in fields(Rule)} - {"begins"} | {"from"}
OF_EXCHANGE, OF_TERRITORY = ({item.name for item in fields(kind)} - {"code"} for kind in (Exchange, Territory))
LINE = "__line__"
Words = Mapping[str, Any]


def read_law(folder: Path = LAW, reform: Path | None = None, known: date = BOOK_ENDS) -> Lawbook:
    """Every file of a folder; the rules of `reform` go in the place of those with the same id, or are added. They are
    corrections, known on the day `known` where they do not say themselves from when."""
    territories = read_territories(folder / "territories.yaml")
    rules = [rule for path in sorted(folder.glob("*/*.yaml")) if path.parent.name != "hs" for rule in _rules(path)]
    if reform:
        changed = {rule.id: rule for rule in _rules(reform, known)}
        rules = [rule for rule in rules if rule.id not in changed] + list(changed.values())
    return made(rules, territories, known if reform else date.max)


def read_territories(path: Path = LAW / "territories.yaml") -> dict[str, Territory]:
    """The customs territories of the book by their codes."""
    found = {}
    for code, words in _without_lines(read_yaml(path)).items():
        where = f"{path.name}, {code}"
        _only(words, OF_TERRITORY, where, "a territory")
        try:
            one = found[code] = msgspec.convert({**words, "code": code}, Territory, strict=True)
            ZoneInfo(one.time_zone)
        except msgspec.ValidationError as error:
            raise BadInput(f"{where}: {error}") from None
        except (LookupError, ValueError, OSError):
            raise BadInput(f"{where}: there is no time zone {one.time_zone!r}") from None
        if set(one.names) != set(LANGUAGES) or one.currency not in EXPONENTS:
            raise BadInput(
                f"{where}: expected names in {', '.join(LANGUAGES)}, and a currency of {', '.join(EXPONENTS)}"
            )
    return found


def _rules(path: Path, known: date | None = None) -> Iterator[Rule]:
    document = read_yaml(path)
    name = f"{path.parent.name}/{path.name}"
    shared = {key: value for key, value in document.items() if key not in ("tracks", "rates")}
    seen: set[str] = set()
    for track in rows_of(document, "tracks", name):
        for words in _one_per_territory(track, document.get("rates"), name):
            common = {key: value for key, value in words.items() if key != "rules"}
            for row in rows_of(words, "rules", name):
                rule = _rule({**shared, **common, **row}, f"{name}, line {row[LINE]}", known)
                if rule.id in seen:
                    raise BadInput(f"{name}, line {row[LINE]}: rule {rule.id} stands twice")
                seen.add(rule.id)
                yield rule


def _one_per_territory(track: Words, rates: object, name: str) -> Iterator[Words]:
    if "rates" not in track:
        yield track
        return
    table = rates.get(str(track["rates"])) if isinstance(rates, dict) else None
    if not isinstance(table, dict) or not {"id", "track"} <= track.keys():
        raise BadInput(
            f"{name}, line {track[LINE]}: expected the name of a table of rates, a track, and an id to build on"
        )
    plain = {key: value for key, value in track.items() if key not in ("rates", "id")}
    for code in _without_line(table):
        rows = rows_of(table, code, name)
        for row in rows:
            if not isinstance(row.get("from"), date):
                raise BadInput(f"{name}, line {row[LINE]}: expected a day under from")
        made_rows = [{**row, "id": f"{track['id']}-{code.lower()}-{row['from'].year}"} for row in rows]
        yield {**plain, "track": f"{track['track']}, {code}", "territories": [code], "rules": made_rows}


def _rule(said: Words, where: str, known: date | None) -> Rule:
    words = _without_lines(said)
    _only(words, KEYS, where, "a rule")
    if "exchange" in words:
        _only(words["exchange"], OF_EXCHANGE, f"{where}, exchange", "a rate of exchange")
    if "from" in words:
        begins = words["begins"] = words.pop("from")
        if known == begins:  # a correction is known from another day than its first
            known -= timedelta(days=1)
        words.setdefault("known_from", known or begins)
    try:
        return msgspec.convert(words, Rule, strict=True)
    except msgspec.ValidationError as error:
        raise BadInput(f"{where}: {str(error).replace('begins', 'from')}") from None


def _only(words: object, keys: set[str], where: str, what: str) -> None:
    if not isinstance(words, dict):
        raise BadInput(f"{where}: expected a mapping")
    unknown = sorted(str(key) for key in words if key not in keys)
    if unknown:
        raise BadInput(f"{where}: {', '.join(unknown)} is not a word of {what}; expected {', '.join(sorted(keys))}")


def rows_of(words: Words, key: str, name: str) -> list[Words]:
    """A list of mappings under a key of a file."""
    found = words.get(key)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise BadInput(f"{name}, line {words[LINE]}: expected a list of {key}")
    return found


def _without_line(said: Words) -> dict[str, Any]:
    return {key: value for key, value in said.items() if key != LINE}


def _without_lines(said: Words) -> dict[str, Any]:
    return {
        key: _without_lines(value) if isinstance(value, dict) else value for key, value in _without_line(said).items()
    }


def read_yaml(path: Path) -> Words:
    """One mapping; every mapping in it says under LINE on which line it begins. `BadInput` on anything else."""
    try:
        with path.open(encoding="utf-8") as file:
            document = yaml.load(file, Loader=_Loader)  # noqa: S506 - a safe loader that knows its lines
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path.name}: not UTF-8") from None
    except yaml.YAMLError as error:
        mark, problem = (getattr(error, name, None) for name in ("problem_mark", "problem"))
        where = f"{path.name}, line {mark.line + 1}" if mark else path.name
        raise BadInput(f"{where}: not YAML" + (f": {problem}" if problem else "")) from None
    if not isinstance(document, dict):
        raise BadInput(f"{path.name}: expected a mapping")
    return document


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # libyaml's, where it was built in
    """Every mapping says on which line it begins, and has each key once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(found) != len(node.value):
            names = [key.value for key, _ in node.value]
            twice = next((key for at, (key, _) in enumerate(node.value) if key.value in names[:at]), node)
            raise yaml.MarkedYAMLError(problem="a key stands twice", problem_mark=twice.start_mark)
        return {**found, LINE: node.start_mark.line + 1}

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            raise yaml.MarkedYAMLError(problem=f"no such day: {node.value}", problem_mark=node.start_mark) from None


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)
