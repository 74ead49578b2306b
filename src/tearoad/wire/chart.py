"""The file of the chart of accounts; anything amiss is one line that says where."""

import tomllib
from pathlib import Path
from typing import Any

from tearoad.ledger.chart import AccountKind, Chart, What
from tearoad.terms.refusal import BadInput

LANGUAGES = ("en", "ru", "zh")
SIDES = ("credit", "debit")


def read_chart(path: Path) -> Chart:
    """Every kind of the file; `BadInput` where one that is posted to is missing, or a word is not understood."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {error}") from None
    missing = sorted(set(What) - set(document))
    if missing:
        raise BadInput(f"{path}: no [{missing[0]}], expected every kind that is posted to")
    return {what: _kind(f"{path}, [{what}]", what, said) for what, said in document.items()}


def _kind(where: str, what: str, said: Any) -> AccountKind:
    if not isinstance(said, dict):
        raise BadInput(f"{where}: {said!r}, expected a table")
    title = said.get("title")
    if not isinstance(title, dict) or sorted(title) != sorted(LANGUAGES) or not all(map(_is_word, title.values())):
        raise BadInput(f"{where}, title: {title!r}, expected a word for each of {', '.join(LANGUAGES)}")
    for bound in ("floor", "ceiling"):
        if type(said.get(bound, 0)) is not int:
            raise BadInput(f"{where}, {bound}: {said[bound]!r}, expected a whole number of minor units")
    if said.get("side") not in SIDES:
        raise BadInput(f"{where}, side: {said.get('side')!r}, expected one of {', '.join(SIDES)}")
    if not _is_word(said.get("about")) or not isinstance(said.get("whom", ""), str):
        raise BadInput(f"{where}: expected `about`, and `whom` as a word where there is one")
    unknown = sorted(set(said) - {"whom", "side", "floor", "ceiling", "title", "about"})
    if unknown:
        raise BadInput(f"{where}: {unknown[0]!r} is not known")
    return AccountKind(
        what, said.get("whom", ""), said["side"], said.get("floor"), said.get("ceiling"), title, said["about"]
    )


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value)
