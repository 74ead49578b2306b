"""What officers found, out of a table: CSV, CSV.gz or Parquet.

| column | what |
|---|---|
| item_id | the id of a declaration |
| inspected_at | a day or a moment, by ISO 8601; without a zone it is UTC |
| found | 1 fraud was found, 0 nothing was |
| by | who looked |
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tearoad.customs.risk.finding import Finding
from tearoad.terms.refusal import BadInput, bad_cell
from tearoad.wire.table import read_table

COLUMNS = ("item_id", "inspected_at", "found", "by")


def read_findings(path: Path) -> Iterator[Finding]:
    """`BadInput` names the first cell that cannot be understood."""
    table = read_table(path, "utf-8")
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise BadInput(f"{path}: columns {', '.join(missing)} are missing; expected {', '.join(COLUMNS)}")
    for number, cells in enumerate(table.select(COLUMNS).iter_rows(), 1):
        item, at, found, who = ((cell or "").strip() for cell in cells)
        for name, cell in (("item_id", item), ("by", who)):
            if not 1 <= len(cell) <= 80:
                raise bad_cell(str(path), number, name, cell[:60], "1 to 80 characters")
        if found not in ("0", "1"):
            raise bad_cell(str(path), number, "found", found[:60], "0 or 1")
        yield Finding(item, _moment(path, number, at), found == "1", who)


def _moment(path: Path, number: int, text: str) -> int:
    try:
        said = datetime.fromisoformat(text)
        return int((said if said.tzinfo else said.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        raise bad_cell(str(path), number, "inspected_at", text[:60], "a day or a moment by ISO 8601") from None
