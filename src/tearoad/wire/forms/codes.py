"""Codes that machines read, as operators of a PDF that fill their dark modules: Code 128 by reportlab, QR by segno."""

import re
from typing import Any, NamedTuple

import segno
from reportlab.graphics.barcode.code128 import Code128

QUIET = 10  # modules of white on each side of Code 128 (ISO/IEC 15417)
QR_QUIET = 4  # modules of white around a QR code (ISO/IEC 18004)
QR_VERSION, QR_SIDE, QR_MOST = 2, 25, 38  # of level M: modules of a side, characters of its alphanumeric mode
QR_MASK = 1  # one for all, as any is read alike: to weigh all eight takes four times as long
QR_TEXT = re.compile(r"[0-9A-Z $%*+\-./:]*")
_DARK = re.compile(rb"\x01+")


class Bars(NamedTuple):
    """The dark bars of a Code 128 as (first module, modules), and how wide it is without its quiet, in modules."""

    runs: tuple[tuple[int, int], ...]
    width: int


def code128(text: str) -> Bars:
    """Of ASCII."""
    code: Any = Code128(text, barWidth=1, quiet=False)
    code.validate()
    code.encode()
    runs, at = [], 0
    for element in code.decompose():  # 'A' is a bar of one module, 'b' a space of two
        width = ord(element.upper()) - ord("A") + 1
        if element.isupper():
            runs.append((at, width))
        at += width
    return Bars(tuple(runs), at)


def bars_path(bars: Bars) -> str:
    """From its lower left corner, `bars.width` wide and one high."""
    return "".join([f"{at} 0 {width} 1 re " for at, width in bars.runs]) + "f"


def qr_path(text: str) -> str:
    """From its lower left corner, QR_SIDE wide and high; `text` is of QR_TEXT and at most QR_MOST characters long."""
    code = segno.make_qr(text, error="m", version=QR_VERSION, mask=QR_MASK, mode="alphanumeric", boost_error=False)
    level, found = QR_SIDE, []
    for row in code.matrix:
        level -= 1
        for run in _DARK.finditer(row):
            x, end = run.span()
            found.append(f"{x} {level} {end - x} 1 re ")
    return "".join(found) + "f"
