"""A file, or a folder of files, of rates: the layout is told by the content, never by the name.

XML with a document type or an entity is refused before it is parsed: none of the banks sends one, and both are how a
small file grows without end.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree

from tearoad.customs.rates import Series
from tearoad.terms.refusal import BadInput
from tearoad.wire.bounded import read_bounded
from tearoad.wire.rates.central_banks import (
    CBR_COLUMNS,
    NBRB_COLUMNS,
    cbr_csv_quotes,
    nbrb_api_quotes,
    xml_quotes,
)
from tearoad.wire.rates.table import COLUMNS, Quote, Record, series_of, table_quotes

LARGEST_BYTES = 64 * 2**20
READERS = ((COLUMNS, table_quotes), (NBRB_COLUMNS, nbrb_api_quotes), (CBR_COLUMNS, cbr_csv_quotes))
DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9-]+)[\"']")
ENCODINGS = ("utf-8", "windows-1251")


def read_rates(path: Path) -> list[Series]:
    """One series for each bank and currency in a file, or in all files of a folder (hidden ones and subfolders not)."""
    paths = [path]
    if path.is_dir():
        paths = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
    if not paths:
        raise BadInput(f"{path}: no file in it, expected files of rates")
    return series_of(chain.from_iterable(_quotes(one) for one in paths))


def _quotes(path: Path) -> Iterator[Quote]:
    content = _content(path)
    if content.startswith(b"<"):
        root = _xml(path.name, content)
        if root.tag == "rates" and root.find("info") is not None and root.find("item") is None:
            return  # so Kazakhstan's bank says that it has none for the day
        quotes = xml_quotes(path.name, root)
    else:
        text = _decoded(path.name, content, ENCODINGS)
        quotes = nbrb_api_quotes(_json(path.name, text)) if text[:1] in ("[", "{") else _csv(path.name, text)
    first = next(quotes, None)
    if first is None:
        raise BadInput(f"{path.name}: no rates in it")
    yield first
    yield from quotes


def _content(path: Path) -> bytes:
    return read_bounded(path, LARGEST_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()


def _decoded(file: str, content: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(f"{file}: expected text in {' or '.join(encodings)}")


def _xml(file: str, content: bytes) -> ElementTree.Element:
    declared = DECLARED.match(content)
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if encoding not in ENCODINGS:
        raise BadInput(f"{file}: encoding {encoding!r}, expected {' or '.join(ENCODINGS)}")
    # What is checked has to be what is parsed, so the text is decoded once and the parser gets no bytes.
    text = _decoded(file, content, (encoding,))
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BadInput(f"{file}: a document type or an entity, expected plain XML without either")
    try:
        return ElementTree.fromstring(text)  # noqa: S314 - nothing is left in it that could expand
    except ElementTree.ParseError as error:
        raise BadInput(f"{file}: {error}, expected XML") from None


def _json(file: str, text: str) -> Iterator[Record]:
    try:
        # Numbers stay text: a float would not keep the digits of a rate.
        document = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{file}: {error}, expected JSON") from None
    for number, cells in enumerate(document if isinstance(document, list) else [document], 1):
        if not isinstance(cells, dict):
            raise BadInput(f"{file}, row {number}: expected an object with {', '.join(NBRB_COLUMNS)}")
        yield Record(file, number, cells)


def _csv(file: str, text: str) -> Iterator[Quote]:
    header = text.partition("\n")[0].strip()
    delimiter = ";" if ";" in header else ","
    names = [name.strip().strip('"') for name in header.split(delimiter)]
    for columns, quotes in READERS:
        if set(columns) <= set(names):
            return quotes(_rows(file, text, names, delimiter))
    raise BadInput(
        f"{file}: the header is {header[:80]!r}, expected the columns {', '.join(COLUMNS)} of a table of rates"
    )


def _rows(file: str, text: str, names: list[str], delimiter: str) -> Iterator[Record]:
    lines = csv.DictReader(io.StringIO(text, newline=""), names, delimiter=delimiter)
    try:
        for number, cells in enumerate(lines):
            if number:  # the first is the header
                yield Record(file, number, cells)
    except csv.Error as error:
        raise BadInput(f"{file}, line {lines.line_num}: {error}, expected CSV") from None
