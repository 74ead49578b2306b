"""Answers to senders: one for each declared parcel that a message can name, all of them or none.

| where | what |
|---|---|
| NAME.json | a CUSRSP-like message |
| NAME.upu | the same as EDIFACT-style text |
| NAME.edi | an interchange of CUSRES messages |
| a folder | a WCO Response for each parcel |
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import compress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import polars as pl

from tearoad.terms.refusal import BadInput
from tearoad.wire.answer import Answer, answers
from tearoad.wire.edifact import answers as edifact
from tearoad.wire.upu import answers as upu
from tearoad.wire.upu.document import write_message
from tearoad.wire.upu.text import write_text
from tearoad.wire.wco import answers as wco

FOLDER = ""
NAMED: Mapping[str, Callable[[Sequence[Answer]], list[bool]]] = {
    ".json": upu.named, ".upu": upu.named, ".edi": edifact.named, FOLDER: wco.named
}  # fmt: skip


class Answering(NamedTuple):
    """Where answers go: NAME.json, NAME.upu, NAME.edi or a folder; at this moment, from whom and to whom."""

    path: Path
    at: datetime
    sender: str = "CUSTOMS"
    recipient: str = "SENDER"

    @property
    def ending(self) -> str:
        """Which kind it is; that of a folder is ''."""
        return FOLDER if self.path.is_dir() else self.path.suffix.lower()


def expect_place(to: Answering) -> None:
    """`BadInput` where no answers can go: in a folder they would be among others."""
    if to.ending not in NAMED:
        raise BadInput(f"{to.path}: expected a name that ends in .json, .upu or .edi, or a folder's without an ending")
    try:
        if to.ending == FOLDER and to.path.exists() and any(to.path.iterdir()):
            raise BadInput(f"{to.path}: expected a folder that is empty, or not there yet")
    except OSError as error:
        raise BadInput(f"{to.path}: {error.strerror or error}") from None


@contextmanager
def answered(decisions: pl.DataFrame, to: Answering, sentences: Mapping[str, str]) -> Iterator[pl.DataFrame]:
    """Makes all answers beside their place, and moves them there when the block is done. Gives the decisions with
    `answered`: false where the kind of message cannot name the parcel."""
    found = list(answers(decisions, sentences))
    named = NAMED[to.ending](found)
    declared = decisions["parcel_id"].is_not_null()
    told = pl.repeat(value=False, n=decisions.height, eager=True).scatter(declared.arg_true(), named)
    try:
        to.path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".unfinished-", dir=to.path.parent) as name:
            unfinished = Path(name) / "whole"
            _write(list(compress(found, named)), to, unfinished)
            yield decisions.with_columns(answered=told)
            unfinished.replace(to.path)
    except OSError as error:
        raise BadInput(f"{to.path}: {error.strerror or error}") from None


def _write(found: list[Answer], to: Answering, path: Path) -> None:
    if to.ending == FOLDER:
        path.mkdir()
        for number, raw in enumerate(wco.responses(found, to.at), 1):
            (path / f"answer-{number:06d}.xml").write_bytes(raw)
    elif to.ending == ".edi":
        path.write_bytes(edifact.cusres(found, to.at, to.sender, to.recipient))
    else:
        message = upu.cusrsp(found, to.at, to.sender, to.recipient)
        text = (to.sender, to.recipient, to.at, message.header.reference)
        path.write_bytes(write_text([message], *text) if to.ending == ".upu" else write_message(message))
