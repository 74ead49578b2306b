"""The law's files: YAML read into rules; an unknown key or a value of another kind is one line with file and row.

A file gives a jurisdiction, words that all its rules share, and tracks; a track gives words that its rules share. What
a rule says itself goes before its track's, and that before the file's. `from` is written for `begins`; `known_from` is
the first day where nothing is said. A track with `rates: NAME` stands for one track in each territory of the file's
`rates: {NAME: {territory: [...]}}`, whose rows give days and rate, and ids made from the track's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec
import yaml

from tearoad.customs.lawbook import Lawbook, made
from tearoad.customs.rule import Rule, Territory
from tearoad.terms.refusal import BadInput

LAW = Path(__file__).resolve().parents[1] / "customs" / "law"
KEYS = {item.name for item in fields(Rule)} - {"begins"} | {"from"}
LINE = "__line__"
Words = Mapping[str, Any]


def read_law(folder: Path = LAW, reform: Path | None = None) -> Lawbook:
    """Every file of a folder; the rules of `reform` go in the place of those with the same id, or are added."""
    territories = read_territories(folder / "territories.yaml")
    rules = {
        rule.id: rule for path in sorted(folder.glob("*/*.yaml")) if path.parent.name != "hs" for rule in _rules(path)
    }
    if reform:
        rules |= {rule.id: rule for rule in _rules(reform)}
    return made(rules.values(), territories)


def read_territories(path: Path = LAW / "territories.yaml") -> dict[str, Territory]:
    """The customs territories of the book by their codes."""
    found = {}
    for code, words in _without_lines(read_yaml(path)).items():
        try:
            found[code] = msgspec.convert({**words, "code": code}, Territory, strict=True)
        except msgspec.ValidationError as error:
            raise BadInput(f"{path.name}, {code}: {error}") from None
    return found


def _rules(path: Path) -> Iterator[Rule]:
    document = read_yaml(path)
    name = f"{path.parent.name}/{path.name}"
    shared = {key: value for key, value in document.items() if key not in ("tracks", "rates")}
    seen: set[str] = set()
    for track in _list(document, "tracks", name):
        for words in _one_per_territory(track, document.get("rates") or {}, name):
            common = {key: value for key, value in words.items() if key != "rules"}
            for row in _list(words, "rules", name):
                rule = _rule({**shared, **common, **row}, f"{name}, line {row[LINE]}")
                if rule.id in seen:
                    raise BadInput(f"{name}, line {row[LINE]}: rule {rule.id} stands twice")
                seen.add(rule.id)
                yield rule


def _one_per_territory(track: Words, rates: Words, name: str) -> Iterator[Words]:
    if "rates" not in track:
        yield track
        return
    table = rates.get(track["rates"])
    if not isinstance(table, dict) or "id" not in track:
        raise BadInput(f"{name}, line {track[LINE]}: expected the name of a table of rates, and an id to build on")
    plain = {key: value for key, value in track.items() if key not in ("rates", "id")}
    for code, rows in _without_line(table).items():
        made_rows = [{**row, "id": f"{track['id']}-{code.lower()}-{row['from'].year}"} for row in rows]
        yield {**plain, "track": f"{track['track']}, {code}", "territories": [code], "rules": made_rows}


def _rule(said: Words, where: str) -> Rule:
    words = _without_lines(said)
    unknown = sorted(set(words) - KEYS)
    if unknown:
        raise BadInput(f"{where}: {', '.join(unknown)} is not a word of a rule; expected {', '.join(sorted(KEYS))}")
    if "from" in words:
        words["begins"] = words.pop("from")
        words.setdefault("known_from", words["begins"])
    try:
        return msgspec.convert(words, Rule, strict=True)
    except msgspec.ValidationError as error:
        raise BadInput(f"{where}: {error}") from None


def _list(words: Words, key: str, name: str) -> list[Words]:
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
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise BadInput(f"{path.name}, line {mark.line + 1 if mark else '?'}: not YAML") from None
    if not isinstance(document, dict):
        raise BadInput(f"{path.name}: expected a mapping")
    return document


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # libyaml's, where it was built in
    """Every mapping says on which line it begins, and has each key once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(found) != len(node.value):
            raise yaml.MarkedYAMLError(problem="a key stands twice", problem_mark=node.start_mark)
        return {**found, LINE: node.start_mark.line + 1}
