"""What officers found, out of a table: CSV, CSV.gz or Parquet.

| column | what |
|---|---|
| item_id | the id of a declaration |
| inspected_at | a day or a moment, by ISO 8601; without a zone it is UTC |
| found | 1 fraud was found, 0 nothing was |

Other columns are not looked at.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tearoad.customs.risk.finding import Finding
from tearoad.terms.refusal import BadInput, bad_cell
from tearoad.wire.import_declarations import plain_text
from tearoad.wire.table import read_typed

COLUMNS = ("item_id", "inspected_at", "found")


def read_findings(path: Path) -> Iterator[Finding]:
    """`BadInput` names the first cell that cannot be understood."""
    table = read_typed(path)
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise BadInput(f"{path}: columns {', '.join(missing)} are missing; expected {', '.join(COLUMNS)}")
    columns = (plain_text(path, table[name]).to_list() for name in COLUMNS)
    for number, (item, at, found) in enumerate(zip(*columns, strict=True), 1):
        if not 1 <= len(item) <= 80:
            raise bad_cell(str(path), number, "item_id", item[:60], "1 to 80 characters")
        if found not in ("0", "1"):
            raise bad_cell(str(path), number, "found", found[:60], "0 or 1")
        yield Finding(item, _moment(path, number, at), found == "1")


def _moment(path: Path, number: int, text: str) -> int:
    try:
        said = datetime.fromisoformat(text)
        return int((said if said.tzinfo else said.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        raise bad_cell(str(path), number, "inspected_at", text[:60], "a day or a moment by ISO 8601") from None
