"""Files of ranges of S10 serials: CSV with the columns of COLUMNS, a row a range."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import numpy as np

from tearoad.kernel.s10 import FAULTS, issued, verdicts
from tearoad.post.ranges import SerialRange
from tearoad.terms.refusal import BadInput, bad_cell
from tearoad.wire.bounded import read_bounded
from tearoad.wire.s10 import own_tables

COLUMNS = ("service", "issuer", "first", "last", "valid_from")
MOST_BYTES, MOST_ROWS = 2**20, 10_000  # assumed
_PAIR = re.compile("[A-Z]{2}")
_SERIAL = re.compile("[0-9]{1,8}")


def read_ranges(path: Path) -> list[SerialRange]:
    """`BadInput` names the first cell that is not understood. No two rows overlap."""
    raw = read_bounded(path, MOST_BYTES)
    try:
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: byte {error.start} is not UTF-8, expected CSV in UTF-8") from None
    except csv.Error as error:
        raise BadInput(f"{path}: not a whole CSV file: {error}") from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise BadInput(f"{path}: expected a header line {','.join(COLUMNS)}")
    if len(rows) - 1 > MOST_ROWS:
        raise BadInput(f"{path}: {len(rows) - 1} rows, expected at most {MOST_ROWS}")
    found: list[SerialRange] = []
    for number, row in enumerate(rows[1:], 1):
        one = _range(path.name, number, row)
        for at, other in enumerate(found, 1):
            if one.overlaps(other):
                raise bad_cell(path.name, number, "first", row[2], f"no serial of row {at}")
        found.append(one)
    return found


def known_pair(service: str, issuer: str) -> str:
    """'' where numbers of this service and issuer can be; else what is wrong."""
    if not (_PAIR.fullmatch(service) and _PAIR.fullmatch(issuer)):
        return "two capital letters each for the service and the issuer"
    tables = own_tables()
    wrong = verdicts(issued(service, np.zeros(1), issuer), tables.services, tables.issuers)[0] & FAULTS
    return "a service that is assigned, and a country of ISO 3166-1" if wrong else ""


def _range(file: str, number: int, row: list[str]) -> SerialRange:
    if len(row) != len(COLUMNS):
        raise bad_cell(file, number, COLUMNS[min(len(row), len(COLUMNS) - 1)], "", f"{len(COLUMNS)} cells in a row")
    service, issuer, first, last, begins = row
    expected = known_pair(service, issuer)
    if expected:
        raise bad_cell(file, number, "service", f"{service[:20]} of {issuer[:20]}", expected)
    for name, said in (("first", first), ("last", last)):
        if not _SERIAL.fullmatch(said):
            raise bad_cell(file, number, name, said[:40], "a serial of at most eight digits")
    try:
        day = date.fromisoformat(begins)
    except ValueError:
        raise bad_cell(file, number, "valid_from", begins[:40], "a day, YYYY-MM-DD") from None
    if int(last) < int(first):
        raise bad_cell(file, number, "last", last, f"{first} or more")
    return SerialRange(service, issuer, int(first), int(last), day)
