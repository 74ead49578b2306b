"""The offices of exchange of a corridor: `exchange.toml` of its folder."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from tearoad.post.exchange import Exchange
from tearoad.post.receptacle import OFFICE_CODE
from tearoad.terms.refusal import BadInput, bad_cell
from tearoad.wire.corridor import MODES
from tearoad.wire.corridor_rows import Row, document_of, tables_of
from tearoad.wire.receptacle import own_layout

FILE = "exchange.toml"
MOST_GRAMS = 999_900  # what a receptacle's number can say: 9,999 tenths of a kilogram
MOST_ITEMS = 9_999  # what its label can say


def read_exchange(path: Path, places: Collection[str]) -> Exchange:
    """`BadInput` on an unknown place, a code or a place that stands twice, a code of no list, a row without source."""
    document = document_of(path)
    box, mail, modes = (_table(path, document, key) for key in ("receptacle", "mail", "category"))
    codes: dict[str, str] = {}
    for row in tables_of(path, "exchange"):
        place, code = row.one_of("place", tuple(places)), row.text("code")
        if not OFFICE_CODE.fullmatch(code) or code in codes.values() or place in codes:
            raise bad_cell(path.name, row.number, "code", code, "six characters of an office, each place and code once")
        codes[place] = code
    layout = own_layout()
    subclass = mail.text("subclass")
    if len(subclass) != 2 or not layout.subclasses.has(subclass):
        raise bad_cell(path.name, 1, "subclass", subclass, "a subclass of code list 117")
    listed = tuple(layout.categories.codes)
    categories = {mode: modes.one_of(mode, listed) for mode in MODES if mode in modes.cells}
    limit, most = box.number_of("weight_limit_grams", 1, MOST_GRAMS), box.number_of("most_items", 1, MOST_ITEMS)
    return Exchange(codes, categories, subclass, round(limit), round(most))


def _table(path: Path, document: dict[str, Any], key: str) -> Row:
    cells = document.get(key)
    if not isinstance(cells, dict):
        raise BadInput(f"{path.name}: expected a table [{key}]")
    row = Row(path.name, 1, cells)
    row.sourced()
    return row
