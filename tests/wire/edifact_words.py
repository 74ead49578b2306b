"""What the tests of interchanges share: the book, golden files, a small message."""

from functools import cache
from pathlib import Path

from tearoad.boot.edifact import own_book
from tearoad.wire.edifact.faults import Verdict
from tearoad.wire.edifact.read import Checked, Limits, Tally, read

GOLDEN = sorted((Path(__file__).parent / "edifact" / "golden").glob("*.edi"))
LIMITS = Limits()
BODY = ["BGM+23+S1", "DTM+137:20261111:102", "CNI+1+A", "STS+1+31", "DTM+78:202611110855:203"]


@cache
def golden(name: str) -> bytes:
    return (Path(__file__).parent / "edifact" / "golden" / f"{name}.edi").read_bytes()


def message(*body: str, reference: str = "1", kind: str = "IFTSTA:D:21A:UN", count: int | None = None) -> str:
    segments = [f"UNH+{reference}+{kind}", *(body or BODY)]
    return "".join(f"{text}'" for text in [*segments, f"UNT+{count or len(segments) + 1}+{reference}"])


def interchange(*messages: str, charset: str = "UNOC", count: int | None = None, version: int = 3) -> bytes:
    moment = "20261111:1200" if version == 4 else "261111:1200"
    header, trailer = f"UNB+{charset}:{version}+A+B+{moment}+R'", f"UNZ+{count or len(messages)}+R'"
    return (header + "".join(messages) + trailer).encode("latin-1")


def told(raw: bytes, limits: Limits = LIMITS) -> tuple[list[Checked], Tally]:
    _, checked, tally = read(raw, own_book(), limits)
    assert tally.messages == tally.good + tally.bad == len(checked)
    return checked, tally


def verdicts(raw: bytes) -> list[Verdict]:
    """Of all messages, then of the interchange."""
    checked, tally = told(raw)
    return [fault.verdict for one in checked for fault in one.faults] + [fault.verdict for fault in tally.faults]
