"""A bank's statement out of a file; which format it is in is told by its content, never by its name."""

from pathlib import Path

from tearoad.payments.statement import Statement
from tearoad.wire.banks.camt053 import read_camt053
from tearoad.wire.banks.one_c import TITLE, read_one_c
from tearoad.wire.banks.statement_csv import read_statement_csv
from tearoad.wire.banks.words import BOM, content_of


def read_statement(path: Path, encoding: str | None = None) -> list[Statement]:
    """All statements of a file, or `BadInput` with file, place and what was expected.

    `encoding` is needed for a CSV file that is not UTF-8; elsewhere it goes before what the file says of itself.
    """
    raw = content_of(path)
    begins = raw.removeprefix(BOM).lstrip()
    if begins.startswith(b"<"):
        return read_camt053(path.name, begins, encoding)
    if begins.startswith(TITLE.encode()):
        return read_one_c(path.name, begins, encoding)
    return read_statement_csv(path.name, raw, encoding)
