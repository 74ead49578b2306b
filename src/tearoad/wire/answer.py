"""What customs says of one declared parcel, before it is put into anybody's message."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import polars as pl

from tearoad.customs.clearing import reasons_in

COLUMNS = ("parcel_id", "s10", "verdict", "channel", "total_minor", "currency", "reasons")


class Why(NamedTuple):
    """A check that is not met, by these lines, or by the parcel as a whole where there are none."""

    code: str
    lines: tuple[int, ...]
    sentence: str

    @property
    def words(self) -> str:
        """The sentence with its lines."""
        return f"{self.sentence} ({','.join(map(str, self.lines))})" if self.lines else self.sentence


class Answer(NamedTuple):
    """By the columns of `customs.clearing.decisions`."""

    parcel_id: str
    s10: str
    verdict: str
    channel: str
    total_minor: int | None
    currency: str | None
    reasons: tuple[Why, ...]


def answers(decisions: pl.DataFrame, sentences: Mapping[str, str]) -> Iterator[Answer]:
    """One for each parcel that was declared; `sentences` by the codes of checks."""
    declared = decisions.filter(pl.col("parcel_id").is_not_null())
    for row in declared.select(COLUMNS).iter_rows(named=True):
        found = reasons_in(row.pop("reasons") or "")
        yield Answer(**row, reasons=tuple(Why(*one, sentences[one.code]) for one in found))
