"""The papers of a dispatch: its pre-advice and the answer to it as messages, labels and list as PDF."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tearoad.boot.labels import LANGUAGES, label_rows
from tearoad.boot.whole_file import whole_file, write_whole
from tearoad.network.road import Road
from tearoad.operations.close_dispatch import MOST_TENTHS, TENTH_KG
from tearoad.operations.dispatch_view import WholeDispatch
from tearoad.terms.refusal import BadInput
from tearoad.wire.labels.values import Row
from tearoad.wire.upu.dispatches import pre_advice, receipt
from tearoad.wire.upu.document import write_message
from tearoad.wire.upu.text import write_text
from tearoad.wire.upu.values import Predes, Resdes

LONGEST_REFERENCE = 14  # of UNB
JSON, TEXT, PDF = ".json", ".upu", ".pdf"


def advised(of: WholeDispatch) -> Predes:
    """The pre-advice, PREDES-like."""
    return pre_advice(of)


def received(of: WholeDispatch) -> Resdes | None:
    """What came so far, RESDES-like; None where nothing did."""
    return receipt(of)


def as_text(message: Predes | Resdes) -> bytes:
    """As an EDIFACT-style interchange."""
    header = message.header
    reference = header.reference[-LONGEST_REFERENCE:]
    return write_text([message], header.sender, header.recipient, header.prepared_at, reference)


def as_json(message: Predes | Resdes) -> bytes:
    """As one document."""
    return write_message(message)


def printed(of: WholeDispatch, kind: str, road: Road, language: str, out: BinaryIO) -> None:
    """Labels of the receptacles (`receptacle`), or the list of the `dispatch`, as PDF. `BadInput` where it is too long
    to be printed."""
    row = of.listed.row
    names = (road.places[row.origin].names[language], road.places[row.destination].names[language])
    rows = _labels(of, names) if kind == "receptacle" else _list(of)
    found, pages = label_rows(kind, rows, out, language)
    if not pages:
        raise BadInput(f"{row.s8} cannot be printed: {next(str(one.faults[0]) for one in found if one.faults)}")


def expect_names(advice: Path | None, labels: Path | None, contents: Path | None, language: str) -> None:
    """`BadInput` where papers cannot be written to these files, or in this language."""
    for option, path, endings in (("--advice", advice, (JSON, TEXT)), ("--labels", labels, (PDF,)),
                                  ("--contents", contents, (PDF,))):  # fmt: skip
        if path and path.suffix not in endings:
            raise BadInput(f"{option} {path}: expected a name that ends in {' or '.join(endings)}")
    if language not in LANGUAGES:
        raise BadInput(f"--language {language!r}: expected one of {', '.join(LANGUAGES)}")


def write_advice(of: WholeDispatch, path: Path) -> None:
    """By the ending of its name."""
    message = pre_advice(of)
    write_whole(path, as_json(message) if path.suffix == JSON else as_text(message))


def write_printed(of: WholeDispatch, kind: str, road: Road, language: str, path: Path) -> None:
    """As `printed`, to a file."""
    with whole_file(path) as out:
        printed(of, kind, road, language, out)


def _labels(of: WholeDispatch, names: tuple[str, str]) -> Iterator[Row]:
    for one in of.receptacles:
        yield {
            "receptacle_id": one.s9,
            "origin_name": names[0],
            "destination_name": names[1],
            "item_count": str(one.items),
            "weight_grams": str(one.weight_grams) if one.weight_grams <= MOST_TENTHS * TENTH_KG else "",
        }


def _list(of: WholeDispatch) -> Iterator[Row]:
    for item in of.items:
        yield {"receptacle_id": item.s9, "number": item.number, "weight_grams": str(item.weight_grams)}
